/**
 * Compound annual growth rate: prod(1 + r)^(periodsPerYear / N) - 1 over all N returns; -1 from the first equity at or below zero on.
 * https://en.wikipedia.org/wiki/Compound_annual_growth_rate
 */

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
