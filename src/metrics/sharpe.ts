/**
 * Sharpe ratio: mean(r - rf) / sd(r - rf) x sqrt(periodsPerYear), sample standard deviation (ddof 1), rf the period's rate.
 * W. F. Sharpe, "The Sharpe Ratio", Journal of Portfolio Management (1994). https://web.stanford.edu/~wfsharpe/art/sr/sr.htm
 */

import { mean, sampleStandardDeviation } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { PERIODS_PER_YEAR, ratePerPeriod, whyNoRatio } from './returns.ts';
import { hasZeroVariance } from './zeroVariance.ts';

export interface SharpeOptions {
  /** Returns in a year; 365 for daily returns. With 1 the ratio is per period. */
  readonly periodsPerYear?: number;
  /** Annual risk-free rate, ratio. Default 0. */
  readonly riskFreeAnnualRatio?: number;
}

/**
 * @param returns simple returns, ratio, one row a period. Never per-trade returns.
 * @returns a pure number, annualised. Undefined with fewer than two returns, without variance, and after ruin.
 * @example sharpe([0.01, 0.03], { periodsPerYear: 1 }).value // Math.SQRT2
 */
export function sharpe(returns: Column, options: SharpeOptions = {}): Metric {
  const { periodsPerYear = PERIODS_PER_YEAR, riskFreeAnnualRatio = 0 } = options;
  const obstacle = whyNoRatio(returns);
  if (obstacle !== null) return undefinedBecause(obstacle);
  if (returns.length < 2) return undefinedBecause('a standard deviation needs two returns');
  if (hasZeroVariance(returns)) return undefinedBecause('the returns have no variance');
  // A constant rate moves the mean and leaves the deviation as it is.
  const excess = mean(asArray(returns)) - ratePerPeriod(riskFreeAnnualRatio, periodsPerYear);
  return defined((excess / sampleStandardDeviation(asArray(returns))) * Math.sqrt(periodsPerYear));
}
