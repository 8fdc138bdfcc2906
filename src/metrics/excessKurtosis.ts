/**
 * Excess kurtosis of a sample: the adjusted coefficient G2, 0 for a normal distribution.
 * For display. https://en.wikipedia.org/wiki/Kurtosis#Standard_unbiased_estimator
 */

import { sampleKurtosis } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { whyNoRatio } from './returns.ts';
import { hasZeroVariance } from './zeroVariance.ts';

/**
 * @param returns simple returns, ratio, one row a period.
 * @returns a pure number. Undefined with fewer than four returns, without variance, and after ruin.
 * @example excessKurtosis([-0.25, 0, 0.25, 0.5]).value // -1.2
 */
export function excessKurtosis(returns: Column): Metric {
  const obstacle = whyNoRatio(returns);
  if (obstacle !== null) return undefinedBecause(obstacle);
  if (returns.length < 4) return undefinedBecause('kurtosis needs four returns');
  if (hasZeroVariance(returns)) return undefinedBecause('the returns have no variance');
  return defined(sampleKurtosis(asArray(returns)));
}
