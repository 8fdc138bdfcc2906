/** What a test by likelihood ratio answers with. */

import { chiSquareTail } from './normalDistribution.ts';

export type LikelihoodRatioTest =
  | { readonly statistic: number; readonly pValue: number; readonly reason: null }
  | { readonly statistic: null; readonly pValue: null; readonly reason: string };

/** A statistic with its asymptotic p-value: the tail of chi-square. Rounding may leave -1e-16 where the truth is 0. */
export function likelihoodRatioTest(statistic: number, degreesOfFreedom: 1 | 2): LikelihoodRatioTest {
  const size = Math.max(0, statistic);
  return { statistic: size, pValue: chiSquareTail(size, degreesOfFreedom), reason: null };
}

export function noTestBecause(reason: string): LikelihoodRatioTest {
  return { statistic: null, pValue: null, reason };
}

/** Log-likelihood of `hitCount` hits and `missCount` misses at a probability; 0 ln 0 = 0. */
export function logLikelihood(hitCount: number, missCount: number, probability: number): number {
  const hits = hitCount === 0 ? 0 : hitCount * Math.log(probability);
  // log1p keeps the digits of a rare hit.
  return hits + (missCount === 0 ? 0 : missCount * Math.log1p(-probability));
}
