/**
 * Drawdown episodes: from a high-water mark, which includes the initial equity, down to a trough and back up to the mark.
 * The depth is E / mark - 1. An episode that the series ends in is open. https://en.wikipedia.org/wiki/Drawdown_(economics)
 */

import { assertEquitySeries, type EquitySeries } from './equitySeries.ts';

export interface DrawdownEpisode {
  /** The last row at the high-water mark before the fall. Row 0 is the initial equity. */
  readonly peakRow: number;
  readonly troughRow: number;
  /** The first row that is back at the mark or above it; null while the episode is open. */
  readonly recoveryRow: number | null;
  readonly peakTimeMs: number;
  readonly troughTimeMs: number;
  readonly recoveryTimeMs: number | null;
  /** Negative; below -1 where equity fell below zero. */
  readonly depthRatio: number;
  /** Peak to recovery in calendar time, or to the end of the series while the episode is open. */
  readonly durationMs: number;
  readonly open: boolean;
}

/**
 * Every drawdown of a series, in the order of time.
 *
 * @param equity row 0 is the initial equity. Throws on a series that breaks its contract.
 * @returns an empty list when equity never fell below its mark.
 * @example drawdownEpisodes({ timeMs: [0, 1, 2, 3], equityQuote: [100, 75, 50, 100] })[0].depthRatio // -0.5
 */
export function drawdownEpisodes(equity: EquitySeries): DrawdownEpisode[] {
  assertEquitySeries(equity);
  const { timeMs, equityQuote } = equity;
  const lastRow = equityQuote.length - 1;
  const episodes: DrawdownEpisode[] = [];
  let peakRow = 0;
  let troughRow = 0;

  const close = (recoveryRow: number | null) => {
    const peakTimeMs = timeMs[peakRow]!;
    episodes.push({
      peakRow,
      troughRow,
      recoveryRow,
      peakTimeMs,
      troughTimeMs: timeMs[troughRow]!,
      recoveryTimeMs: recoveryRow === null ? null : timeMs[recoveryRow]!,
      depthRatio: equityQuote[troughRow]! / equityQuote[peakRow]! - 1,
      durationMs: timeMs[recoveryRow ?? lastRow]! - peakTimeMs,
      open: recoveryRow === null,
    });
  };

  for (let row = 1; row <= lastRow; row++) {
    if (equityQuote[row]! >= equityQuote[peakRow]!) {
      if (troughRow > peakRow) close(row);
      peakRow = row;
      troughRow = row;
    } else if (equityQuote[row]! < equityQuote[troughRow]!) {
      troughRow = row;
    }
  }
  if (troughRow > peakRow) close(null);
  return episodes;
}
