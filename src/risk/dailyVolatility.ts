import { DAY_MS } from '../core/time.ts';
import type { DailyCloses } from '../market/dailyCloses.ts';
import type { Metric } from '../metrics/metric.ts';
import { undefinedBecause } from '../metrics/metric.ts';
import { volatility } from '../metrics/volatility.ts';

/** How much a symbol has moved, day by day. */
export interface DailyVolatility {
  /** Ratio per square-root year; null with the reason where it is undefined. */
  readonly volatility: Metric;
  /** Daily returns that it rests on. */
  readonly dayCount: number;
}

/**
 * Annualised volatility of the last `lookbackDays` daily simple returns: of completed UTC days, never of refined bars. A return over a
 * missing day is left out. Undefined until there are as many returns as were asked for.
 */
export function dailyVolatility(closes: DailyCloses, lookbackDays: number): DailyVolatility {
  const returns: number[] = [];
  for (let row = closes.length - 1; row > 0 && returns.length < lookbackDays; row--) {
    if (closes.closeTimeMs[row]! - closes.closeTimeMs[row - 1]! !== DAY_MS) continue;
    returns.push(closes.close[row]! / closes.close[row - 1]! - 1);
  }
  const dayCount = returns.length;
  if (dayCount < lookbackDays)
    return { volatility: undefinedBecause(`${lookbackDays} daily returns are needed`), dayCount };
  return { volatility: volatility(returns.reverse()), dayCount };
}
