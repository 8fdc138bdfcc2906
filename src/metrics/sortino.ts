/**
 * Sortino ratio: mean(r - mar) / sqrt(sum min(r - mar, 0)^2 / N) x sqrt(periodsPerYear), N all observations.
 * F. A. Sortino, L. N. Price, "Performance Measurement in a Downside Risk Framework", Journal of Investing (1994).
 */

import { mean } from 'simple-statistics';
import { type DownsideOptions, downsideDeviation } from './downsideDeviation.ts';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { PERIODS_PER_YEAR, ratePerPeriod } from './returns.ts';

/**
 * @param returns simple returns, ratio, one row a period.
 * @returns a pure number, annualised. Undefined without returns, when no return is below the minimum, and after ruin.
 * @example sortino([0.25, -0.5, 0.25, 0.25], { periodsPerYear: 1 }).value // 0.25
 */
export function sortino(returns: Column, options: DownsideOptions = {}): Metric {
  const { periodsPerYear = PERIODS_PER_YEAR, minimumAnnualRatio = 0 } = options;
  const downside = downsideDeviation(returns, options);
  if (downside.value === null) return downside;
  if (downside.value === 0) return undefinedBecause('no return is below the minimum acceptable return');
  const excess = mean(asArray(returns)) - ratePerPeriod(minimumAnnualRatio, periodsPerYear);
  return defined((excess * periodsPerYear) / downside.value);
}
