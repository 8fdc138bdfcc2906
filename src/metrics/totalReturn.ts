/**
 * Total return: prod(1 + r) - 1, the whole period, not annualised.
 * https://en.wikipedia.org/wiki/Rate_of_return#Time-weighted_rate_of_return
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';

/**
 * @param returns simple returns, ratio, one row a period.
 * @returns ratio: 0.2 is +20 %. Undefined without returns, with a return that is not finite, and where a return follows the ruin of the
 *   account (equity at or below zero), since returns cannot be chained from there.
 * @example totalReturn([0.5, -0.5]).value // -0.25
 */
export function totalReturn(returns: Column): Metric {
  if (returns.length === 0) return undefinedBecause('there are no returns');
  let growth = 1;
  for (let row = 0; row < returns.length; row++) {
    const value = returns[row]!;
    if (!Number.isFinite(value)) return undefinedBecause('a return is not a finite number');
    if (growth <= 0) return undefinedBecause('samples follow after equity reached zero');
    growth *= 1 + value;
  }
  return defined(growth - 1);
}
