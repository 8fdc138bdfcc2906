/**
 * Downside deviation: sqrt(sum min(r - mar, 0)^2 / N) x sqrt(periodsPerYear), N all observations and not only the losing ones.
 * F. A. Sortino, R. van der Meer, "Downside risk", Journal of Portfolio Management (1991).
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { PERIODS_PER_YEAR, ratePerPeriod, whyNoRatio } from './returns.ts';

export interface DownsideOptions {
  /** Returns in a year; 365 for daily returns. */
  readonly periodsPerYear?: number;
  /** Minimum acceptable return per year, ratio. Default 0. */
  readonly minimumAnnualRatio?: number;
}

/**
 * @param returns simple returns, ratio, one row a period.
 * @returns ratio per square-root year; 0 when no return is below the minimum. Undefined without returns and after ruin.
 * @example downsideDeviation([0.25, -0.5, 0.25, 0.25], { periodsPerYear: 1 }).value // 0.25
 */
export function downsideDeviation(returns: Column, options: DownsideOptions = {}): Metric {
  const { periodsPerYear = PERIODS_PER_YEAR, minimumAnnualRatio = 0 } = options;
  const obstacle = whyNoRatio(returns);
  if (obstacle !== null) return undefinedBecause(obstacle);
  const minimum = ratePerPeriod(minimumAnnualRatio, periodsPerYear);
  let sumOfSquares = 0;
  for (let row = 0; row < returns.length; row++) sumOfSquares += Math.min(returns[row]! - minimum, 0) ** 2;
  return defined(Math.sqrt(sumOfSquares / returns.length) * Math.sqrt(periodsPerYear));
}
