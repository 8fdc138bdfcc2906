import { DAY_MS, utcDay } from '../core/time.ts';
import type { DailyCloses } from '../market/dailyCloses.ts';
import { alignedDailyReturns } from '../metrics/alignedDailyReturns.ts';
import { correlation } from '../metrics/correlation.ts';
import type { Metric } from '../metrics/metric.ts';

/** How two symbols moved together, day by day. */
export interface DailyCorrelation {
  /** Pearson, -1 to 1; null with the reason where it is undefined. */
  readonly correlation: Metric;
  /** Days that both symbols have a return of: what the correlation rests on. */
  readonly dayCount: number;
}

interface Kept {
  readonly lastDay: number;
  readonly lengths: readonly [number, number];
  readonly found: DailyCorrelation;
}

/** Correlations of daily simple returns. Each pair is computed once a day at most: a rule may be asked at every bar, and days are long. */
export class DailyCorrelations {
  readonly #kept = new Map<string, Kept>();

  /**
   * @param key names the pair and the look-back.
   * @param atMs now: the look-back ends with the last completed UTC day before.
   */
  of(
    key: string,
    [a, b]: readonly [DailyCloses, DailyCloses],
    { atMs, lookbackDays }: { readonly atMs: number; readonly lookbackDays: number },
  ): DailyCorrelation {
    const lastDay = utcDay(atMs) - 1;
    const kept = this.#kept.get(key);
    if (kept?.lastDay === lastDay && kept.lengths[0] === a.length && kept.lengths[1] === b.length)
      return kept.found;
    // The first return needs the close of the day before it.
    const fromMs = (lastDay + 1 - lookbackDays) * DAY_MS;
    const found = correlate(a, b, fromMs);
    this.#kept.set(key, { lastDay, lengths: [a.length, b.length], found });
    return found;
  }
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
