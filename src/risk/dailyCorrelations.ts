import { DAY_MS, utcDay } from '../core/time.ts';
import type { DailyCloses } from '../market/dailyCloses.ts';
import { alignedDailyReturns } from '../metrics/alignedDailyReturns.ts';
import { correlation } from '../metrics/correlation.ts';
import type { Metric } from '../metrics/metric.ts';

/** Fewer common days than this say nothing about how symbols move together. */
export const FEWEST_COMMON_DAYS = 30;

/** How two symbols moved together, day by day. */
export interface DailyCorrelation {
  /** Pearson, -1 to 1; null with the reason where it is undefined. */
  readonly correlation: Metric;
  /** Days that both symbols have a return of: what the correlation rests on. */
  readonly dayCount: number;
}

/** How several symbols moved together over the days that all of them have: then the matrix is of one sample, and no portfolio's variance negative. */
export interface DailyCorrelationMatrix {
  /** Row and column i are symbol i; null with the reason where a correlation is undefined. */
  readonly matrix: readonly (readonly number[])[] | null;
  readonly reason: string | null;
  readonly dayCount: number;
}

interface Kept<Found> {
  readonly lastDay: number;
  readonly lengths: readonly number[];
  readonly found: Found;
}

/** Correlations of daily simple returns. Each pair is computed once a day at most: a rule may be asked at every bar, and days are long. */
export class DailyCorrelations {
  readonly #kept = new Map<string, Kept<DailyCorrelation>>();
  readonly #matrices = new Map<string, Kept<DailyCorrelationMatrix>>();

  /**
   * @param key names the pair and the look-back.
   * @param atMs now: the look-back ends with the last completed UTC day before.
   */
  of(
    key: string,
    [a, b]: readonly [DailyCloses, DailyCloses],
    { atMs, lookbackDays }: { readonly atMs: number; readonly lookbackDays: number },
  ): DailyCorrelation {
    return once(this.#kept, key, [a, b], atMs, (lastDay) => correlate(a, b, fromMsOf(lastDay, lookbackDays)));
  }

  /** The same between every two. `key` names the symbols and the look-back. */
  matrixOf(
    key: string,
    all: readonly DailyCloses[],
    { atMs, lookbackDays }: { readonly atMs: number; readonly lookbackDays: number },
  ): DailyCorrelationMatrix {
    return once(this.#matrices, key, all, atMs, (lastDay) =>
      correlateAll(all, fromMsOf(lastDay, lookbackDays)),
    );
  }
}

/** What was found since the last midnight, if no close has come since. */
function once<Found>(
  kept: Map<string, Kept<Found>>,
  key: string,
  closes: readonly DailyCloses[],
  atMs: number,
  find: (lastDay: number) => Found,
): Found {
  const lastDay = utcDay(atMs) - 1;
  const known = kept.get(key);
  if (known?.lastDay === lastDay && closes.every(({ length }, row) => known.lengths[row] === length))
    return known.found;
  const found = find(lastDay);
  kept.set(key, { lastDay, lengths: closes.map(({ length }) => length), found });
  return found;
}

/** The first return needs the close of the day before it. */
function fromMsOf(lastDay: number, lookbackDays: number): number {
  return (lastDay + 1 - lookbackDays) * DAY_MS;
}

function correlateAll(all: readonly DailyCloses[], fromMs: number): DailyCorrelationMatrix {
  const { dayStartMs, returnsBySymbol } = alignedDailyReturns(
    all.map((closes, row) => ({ symbol: String(row), ...closesFrom(closes, fromMs) })),
  );
  const columns = [...returnsBySymbol.values()];
  const matrix = columns.map((): number[] => []);
  for (let row = 0; row < columns.length; row++) {
    matrix[row]![row] = 1;
    for (let column = 0; column < row; column++) {
      const { value, reason } = correlation(columns[row]!, columns[column]!);
      if (value === null) return { matrix: null, reason, dayCount: dayStartMs.length };
      matrix[row]![column] = value;
      matrix[column]![row] = value;
    }
  }
  return { matrix, reason: null, dayCount: dayStartMs.length };
}

function correlate(a: DailyCloses, b: DailyCloses, fromMs: number): DailyCorrelation {
  const { returnsBySymbol } = alignedDailyReturns([
    { symbol: 'a', ...closesFrom(a, fromMs) },
    { symbol: 'b', ...closesFrom(b, fromMs) },
  ]);
  const returns = returnsBySymbol.get('a')!;
  return { correlation: correlation(returns, returnsBySymbol.get('b')!), dayCount: returns.length };
}

function closesFrom(closes: DailyCloses, fromMs: number) {
  const row = closes.rowAtOrAfter(fromMs);
  return {
    closeTimeMs: closes.closeTimeMs.subarray(row, closes.length),
    close: closes.close.subarray(row, closes.length),
  };
}
