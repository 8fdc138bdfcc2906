/**
 * Christoffersen's tests of the exceptions of a VaR. Independence: is an exception as likely after an exception as after none?
 * LR = -2 ln[(1 - q)^(n00 + n10) q^(n01 + n11)] + 2 ln[(1 - q01)^n00 q01^n01 (1 - q11)^n10 q11^n11], chi-square with one degree of freedom,
 * n_ij the days in state j after a day in state i. Conditional coverage: Kupiec's LR + that one, two degrees of freedom.
 * P. F. Christoffersen, "Evaluating Interval Forecasts", International Economic Review 39 (1998). https://doi.org/10.2307/2527341
 */

import { kupiecPof } from './kupiecPof.ts';
import {
  type LikelihoodRatioTest,
  likelihoodRatioTest,
  logLikelihood,
  noTestBecause,
} from './likelihoodRatio.ts';

/**
 * @param exceptions one row a day, in the order of time.
 * @returns the statistic and its p-value; 0 and 1 where no exception has a day after it, since nothing then speaks against independence.
 *   Undefined with fewer than two days.
 * @example christoffersenIndependence([true, false, false, true]).statistic.toFixed(4) // '1.0465'
 * @example christoffersenIndependence([true]).reason // 'independence needs two days'
 */
export function christoffersenIndependence(exceptions: readonly boolean[]): LikelihoodRatioTest {
  if (exceptions.length < 2) return noTestBecause('independence needs two days');
  // By the state of the day before: days without and with an exception.
  const after = { none: { misses: 0, hits: 0 }, exception: { misses: 0, hits: 0 } };
  for (let row = 1; row < exceptions.length; row++) {
    const counts = exceptions[row - 1]! ? after.exception : after.none;
    if (exceptions[row]!) counts.hits++;
    else counts.misses++;
  }
  const { none, exception } = after;
  const pooled = fitted(none.hits + exception.hits, none.misses + exception.misses);
  const separate = fitted(none.hits, none.misses) + fitted(exception.hits, exception.misses);
  return likelihoodRatioTest(2 * (separate - pooled), 1);
}

/**
 * @param exceptions one row a day, in the order of time.
 * @param alpha the probability of an exception that the VaR claims: 0.01 for 99 %.
 * @example christoffersenConditionalCoverage([false, false], 0.05).statistic // 0.205173177550202
 */
export function christoffersenConditionalCoverage(
  exceptions: readonly boolean[],
  alpha: number,
): LikelihoodRatioTest {
  const independence = christoffersenIndependence(exceptions);
  if (independence.statistic === null) return independence;
  const exceptionCount = exceptions.filter(Boolean).length;
  const coverage = kupiecPof({ exceptionCount, dayCount: exceptions.length, alpha });
  return likelihoodRatioTest(coverage.statistic! + independence.statistic, 2);
}

/** The highest log-likelihood that a count allows. */
function fitted(hitCount: number, missCount: number): number {
  return hitCount + missCount === 0
    ? 0
    : logLikelihood(hitCount, missCount, hitCount / (hitCount + missCount));
}
