/**
 * Annualised volatility: the sample standard deviation (ddof 1) of returns x sqrt(periodsPerYear).
 * https://en.wikipedia.org/wiki/Volatility_(finance)
 */

import { sampleStandardDeviation } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { PERIODS_PER_YEAR, whyNoRatio } from './returns.ts';
import { hasZeroVariance } from './zeroVariance.ts';

/**
 * @param returns simple returns, ratio, one row a period.
 * @param periodsPerYear 365 for daily returns.
 * @returns ratio per square-root year; exactly 0 for constant returns. Undefined with fewer than two returns and after ruin.
 * @example volatility([0.01, 0.03], 2).value // 0.02
 */
export function volatility(returns: Column, periodsPerYear = PERIODS_PER_YEAR): Metric {
  const obstacle = whyNoRatio(returns);
  if (obstacle !== null) return undefinedBecause(obstacle);
  if (returns.length < 2) return undefinedBecause('a standard deviation needs two returns');
  if (hasZeroVariance(returns)) return defined(0);
  return defined(sampleStandardDeviation(asArray(returns)) * Math.sqrt(periodsPerYear));
}
