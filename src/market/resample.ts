import { allocateCandles, type Candles } from './candles.ts';

/** What to do with the first and the last bucket when the bars do not fill them from edge to edge. Both are kept by default. */
export interface PartialBuckets {
  readonly start?: 'keep' | 'drop';
  readonly end?: 'keep' | 'drop';
}

/**
 * Bars of a larger interval, aligned to UTC: open first, high maximum, low minimum, close last, volume a compensated sum.
 *
 * A bucket counts as partial only at the ends: the first when its first bar does not open with it, the last when its last bar
 * does not close with it. A bar missing in the middle is a gap of the source, and a bucket without any bar does not exist.
 *
 * @throws when `intervalMs` is not a multiple of the bars' own interval, or the bars are not aligned to UTC.
 * @example resample(hourly, 86_400_000, { start: 'drop' }) // whole days, without the half day in which the file starts
 */
export function resample(candles: Candles, intervalMs: number, partial: PartialBuckets = {}): Candles {
  if (!Number.isInteger(intervalMs / candles.intervalMs) || intervalMs <= 0) {
    throw new Error(`${intervalMs} ms is not a multiple of the bars' interval of ${candles.intervalMs} ms`);
  }
  const { openTimeMs } = candles;
  let fromRow = 0;
  let toRow = candles.length;
  if (partial.start === 'drop' && toRow > 0 && openTimeMs[0]! % intervalMs !== 0) {
    const bucket = Math.floor(openTimeMs[0]! / intervalMs);
    while (fromRow < toRow && Math.floor(openTimeMs[fromRow]! / intervalMs) === bucket) fromRow++;
  }
  if (partial.end === 'drop' && toRow > fromRow) {
    const last = openTimeMs[toRow - 1]!;
    if ((last + candles.intervalMs) % intervalMs !== 0) {
      const bucket = Math.floor(last / intervalMs);
      while (toRow > fromRow && Math.floor(openTimeMs[toRow - 1]! / intervalMs) === bucket) toRow--;
    }
  }

  let bucketCount = 0;
  let bucket = Number.NaN;
  for (let row = fromRow; row < toRow; row++) {
    const time = openTimeMs[row]!;
    if (time % candles.intervalMs !== 0) throw new Error(`the bar at ${time} is not aligned to UTC`);
    const next = Math.floor(time / intervalMs);
    if (next !== bucket) bucketCount++;
    bucket = next;
  }

  const result = allocateCandles(candles.symbol, intervalMs, bucketCount);
  let out = -1;
  bucket = Number.NaN;
  // Neumaier's sum as in core/compensatedSum.ts, in two plain variables: an object per bucket would cost more than the rest.
  let volume = 0;
  let compensation = 0;
  for (let row = fromRow; row < toRow; row++) {
    const next = Math.floor(openTimeMs[row]! / intervalMs);
    if (next !== bucket) {
      bucket = next;
      out++;
      volume = 0;
      compensation = 0;
      result.openTimeMs[out] = next * intervalMs;
      result.open[out] = candles.open[row]!;
      result.high[out] = candles.high[row]!;
      result.low[out] = candles.low[row]!;
    }
    if (candles.high[row]! > result.high[out]!) result.high[out] = candles.high[row]!;
    if (candles.low[row]! < result.low[out]!) result.low[out] = candles.low[row]!;
    result.close[out] = candles.close[row]!;
    const term = candles.volume[row]!;
    const sum = volume + term;
    compensation += volume >= term ? volume - sum + term : term - sum + volume;
    volume = sum;
    result.volume[out] = volume + compensation;
  }
  return result;
}
