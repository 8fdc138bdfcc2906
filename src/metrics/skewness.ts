/**
 * Skewness of a sample: the adjusted Fisher-Pearson coefficient G1 = sqrt(N (N - 1)) / (N - 2) x m3 / m2^1.5.
 * For display. https://www.itl.nist.gov/div898/handbook/eda/section3/eda35b.htm
 */

import { sampleSkewness } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { whyNoRatio } from './returns.ts';
import { hasZeroVariance } from './zeroVariance.ts';

/**
 * @param returns simple returns, ratio, one row a period.
 * @returns a pure number, 0 for a symmetric sample. Undefined with fewer than three returns, without variance, and after ruin.
 * @example skewness([-0.25, 0, 0.25]).value // 0
 */
export function skewness(returns: Column): Metric {
  const obstacle = whyNoRatio(returns);
  if (obstacle !== null) return undefinedBecause(obstacle);
  if (returns.length < 3) return undefinedBecause('skewness needs three returns');
  if (hasZeroVariance(returns)) return undefinedBecause('the returns have no variance');
  return defined(sampleSkewness(asArray(returns)));
}
