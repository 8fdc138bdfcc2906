import type { CandleRows } from './candleRows.ts';
import { commonStep } from './rowOrder.ts';

/** What the times of a file come to; null where there is nothing to say it of. */
export interface CandleSummary {
  readonly rowCount: number;
  readonly intervalMs: number | null;
  readonly fromMs: number | null;
  /** Open time of the last row. */
  readonly toMs: number | null;
  readonly gapCount: number;
  readonly missingBarCount: number;
  readonly longestGap: { readonly afterMs: number; readonly missingBarCount: number } | null;
}

/** Counts rows, interval and gaps of any rows, also of a file that is refused: times in order, each once. */
export function summariseRows(rows: CandleRows, knownIntervalMs: number | null = null): CandleSummary {
  const times = Float64Array.from(new Set(rows.openTimeMs)).sort();
  const order = Array.from(times, (_, index) => index);
  const intervalMs = knownIntervalMs ?? commonStep({ ...rows, openTimeMs: times }, order);
  let gapCount = 0;
  let missingBarCount = 0;
  let longestGap: CandleSummary['longestGap'] = null;
  for (let index = 1; index < times.length && intervalMs !== null; index++) {
    const missing = Math.ceil((times[index]! - times[index - 1]!) / intervalMs) - 1;
    if (missing <= 0) continue;
    gapCount++;
    missingBarCount += missing;
    if (missing > (longestGap?.missingBarCount ?? 0)) {
      longestGap = { afterMs: times[index - 1]!, missingBarCount: missing };
    }
  }
  const [fromMs = null, toMs = null] = times.length === 0 ? [] : [times[0]!, times.at(-1)!];
  return { rowCount: rows.length, intervalMs, fromMs, toMs, gapCount, missingBarCount, longestGap };
}
