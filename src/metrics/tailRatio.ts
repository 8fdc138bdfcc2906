/**
 * Tail ratio: |95th percentile| / |5th percentile| of returns, type-7 quantiles (linear interpolation at (N - 1) p).
 * R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages", American Statistician (1996).
 */

import { quantile } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { whyNoRatio } from './returns.ts';

/**
 * @param returns simple returns, ratio, one row a period.
 * @returns a pure number: above 1 the right tail is the longer. Undefined without returns, when the 5th percentile is 0, and after ruin.
 * @example tailRatio([-0.1, -0.05, 0.2]).value // 1.842105263157895
 */
export function tailRatio(returns: Column): Metric {
  const obstacle = whyNoRatio(returns);
  if (obstacle !== null) return undefinedBecause(obstacle);
  const left = Math.abs(quantile(asArray(returns), 0.05));
  const right = Math.abs(quantile(asArray(returns), 0.95));
  if (left === 0) return undefinedBecause('the 5th percentile is zero');
  return defined(right / left);
}
