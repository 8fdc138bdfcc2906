/** Fewer points for the same picture. */

/**
 * Rows to draw of a column: of each of `bucketCount` equal stretches of time the first, the lowest, the highest and the last, in their order,
 * so that no extreme is lost and a line looks as it would with every point. All rows where there are few. Rows that are not finite are kept
 * where a stretch begins or ends, because they are where a line breaks.
 * U. Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014.
 *
 * @example rowsToDraw([0, 1, 2, 3, 4, 5, 6, 7], [1, 9, 5, 4, 0, 3, 2, 1], 1) // [0, 1, 4, 7]
 */
export function rowsToDraw(
  timeMs: ArrayLike<number>,
  values: ArrayLike<number>,
  bucketCount: number,
): number[] {
  const length = timeMs.length;
  if (length <= 4 * bucketCount) return Array.from({ length }, (_, row) => row);
  const fromMs = timeMs[0]!;
  const spanMs = Math.max(1, timeMs[length - 1]! - fromMs);
  const rows: number[] = [];
  let start = 0;
  while (start < length) {
    const bucket = bucketOf(timeMs[start]!, fromMs, spanMs, bucketCount);
    let end = start;
    let lowest = start;
    let highest = start;
    while (end < length && bucketOf(timeMs[end]!, fromMs, spanMs, bucketCount) === bucket) {
      if (!(values[end]! >= values[lowest]!)) lowest = end;
      if (!(values[end]! <= values[highest]!)) highest = end;
      end++;
    }
    const kept = new Set([start, lowest, highest, end - 1]);
    rows.push(...[...kept].sort((a, b) => a - b));
    start = end;
  }
  return rows;
}

function bucketOf(timeMs: number, fromMs: number, spanMs: number, bucketCount: number): number {
  return Math.min(bucketCount - 1, Math.floor(((timeMs - fromMs) / spanMs) * bucketCount));
}
