import type { EquitySeries } from '../../metrics/equitySeries.ts';

/** The return of a UTC calendar month, or of the part of it that the run covers. */
export interface MonthlyReturn {
  /** `2022-05`. */
  readonly month: string;
  /** Last equity / equity at its start - 1; null where there was no equity to start from. */
  readonly ratio: number | null;
  /** False for a month that the run does not cover from end to end. */
  readonly isWhole: boolean;
}

/**
 * Month by month, from the equity at the last sample of each; a sample at midnight ends the month before.
 *
 * @example monthlyReturns({ timeMs: [Date.UTC(2022, 4, 1), Date.UTC(2022, 5, 1)], equityQuote: [100, 110] })[0].month // '2022-05'
 */
export function monthlyReturns({ timeMs, equityQuote }: EquitySeries): MonthlyReturn[] {
  const months: { month: string; startMs: number; endMs: number; from: number; to: number }[] = [];
  for (let row = 1; row < timeMs.length; row++) {
    // A close at midnight belongs to the day that it closes.
    const month = new Date(timeMs[row]! - 1).toISOString().slice(0, 7);
    const last = months.at(-1);
    if (last?.month === month) {
      last.endMs = timeMs[row]!;
      last.to = equityQuote[row]!;
    } else {
      months.push({
        month,
        startMs: timeMs[row - 1]!,
        endMs: timeMs[row]!,
        from: equityQuote[row - 1]!,
        to: equityQuote[row]!,
      });
    }
  }
  return months.map(({ month, startMs, endMs, from, to }) => {
    const beginMs = Date.parse(`${month}-01T00:00:00Z`);
    const begin = new Date(beginMs);
    const nextMs = Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 1, 1);
    return {
      month,
      ratio: from > 0 ? to / from - 1 : null,
      isWhole: startMs <= beginMs && endMs >= nextMs,
    };
  });
}
