/**
 * Compound annual growth rate: prod(1 + r)^(periodsPerYear / N) - 1 over all N returns; -1 from the first equity at or below zero on.
 * https://en.wikipedia.org/wiki/Compound_annual_growth_rate
 */

import { DAY_MS } from '../core/time.ts';
import { assertEquitySeries, type EquitySeries } from './equitySeries.ts';
import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { PERIODS_PER_YEAR } from './returns.ts';

/**
 * @param returns simple returns, ratio, one row a period.
 * @param periodsPerYear 365 for daily returns.
 * @returns ratio per year. Ruin (a return of -1 or below, anywhere) is -1. Undefined without returns.
 * @example cagr([0.25, 0.25], 4).value // 1.44140625
 * @example cagr([0.1, -1]).value // -1
 */
export function cagr(returns: Column, periodsPerYear = PERIODS_PER_YEAR): Metric {
  if (returns.length === 0) return undefinedBecause('there are no returns');
  let growth = 1;
  for (let row = 0; row < returns.length; row++) {
    const value = returns[row]!;
    if (value <= -1) return defined(-1);
    if (!Number.isFinite(value)) return undefinedBecause('a return is not a finite number');
    growth *= 1 + value;
  }
  return defined(growth ** (periodsPerYear / returns.length) - 1);
}

/**
 * The same growth by the calendar: (last / first)^(365 days / elapsed time) - 1, for a series that has no return on every day.
 *
 * @param yearMs length of a year, milliseconds. Default 365 days.
 * @returns ratio per year; -1 when the series ends at or below zero. Undefined while no time has passed.
 * @example calendarGrowth({ timeMs: [0, 365 * 86_400_000], equityQuote: [100, 150] }).value // 0.5
 */
export function calendarGrowth(equity: EquitySeries, yearMs = PERIODS_PER_YEAR * DAY_MS): Metric {
  assertEquitySeries(equity);
  const { timeMs, equityQuote } = equity;
  const last = equityQuote.length - 1;
  const elapsedMs = timeMs[last]! - timeMs[0]!;
  if (elapsedMs === 0) return undefinedBecause('no time has passed');
  const growth = equityQuote[last]! / equityQuote[0]!;
  return defined(growth <= 0 ? -1 : growth ** (yearMs / elapsedMs) - 1);
}
