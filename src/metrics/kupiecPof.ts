/**
 * Kupiec's test of the proportion of failures: LR = -2 ln[(1 - p)^(T - x) p^x] + 2 ln[(1 - x/T)^(T - x) (x/T)^x], chi-square with one degree of
 * freedom, 0 ln 0 = 0. Above 3.841 the number of exceptions does not fit the VaR, at 5 %. P. H. Kupiec, "Techniques for Verifying the Accuracy
 * of Risk Measurement Models", Journal of Derivatives 3 (1995). https://doi.org/10.3905/jod.1995.407942
 */

import {
  type LikelihoodRatioTest,
  likelihoodRatioTest,
  logLikelihood,
  noTestBecause,
} from './likelihoodRatio.ts';

export interface ExceptionCount {
  readonly exceptionCount: number;
  readonly dayCount: number;
  /** The probability of an exception that the VaR claims: 0.01 for 99 %. */
  readonly alpha: number;
}

/**
 * @returns the statistic and its p-value. Undefined without days. Throws on a count that is no count and on an alpha outside (0, 1).
 * @example kupiecPof({ exceptionCount: 5, dayCount: 250, alpha: 0.01 }).statistic.toFixed(4) // '1.9568'
 * @example kupiecPof({ exceptionCount: 0, dayCount: 0, alpha: 0.01 }).reason // 'there are no days to judge'
 */
export function kupiecPof(count: ExceptionCount): LikelihoodRatioTest {
  assertExceptionCount(count);
  const { exceptionCount, dayCount, alpha } = count;
  if (dayCount === 0) return noTestBecause('there are no days to judge');
  const misses = dayCount - exceptionCount;
  const claimed = logLikelihood(exceptionCount, misses, alpha);
  const seen = logLikelihood(exceptionCount, misses, exceptionCount / dayCount);
  return likelihoodRatioTest(2 * (seen - claimed), 1);
}

/** Shared by the tests that only count. */
export function assertExceptionCount({ exceptionCount, dayCount, alpha }: ExceptionCount): void {
  if (!(alpha > 0 && alpha < 1)) throw new Error(`alpha is a probability between 0 and 1, got ${alpha}`);
  const isCount = Number.isInteger(exceptionCount) && Number.isInteger(dayCount);
  if (!isCount || exceptionCount < 0 || exceptionCount > dayCount)
    throw new Error(`${exceptionCount} exceptions in ${dayCount} days is no count`);
}
