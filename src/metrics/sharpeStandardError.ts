/**
 * Standard error of a Sharpe ratio: sqrt((1 - g3 SR + (g4 - 1) / 4 x SR^2) / (N - 1)), per-period SR, population skewness g3 and raw
 * kurtosis g4 (3 for a normal distribution; with the excess instead, fat tails would make a ratio more certain).
 * D. H. Bailey, M. Lopez de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15 (2012). https://ssrn.com/abstract=1821643
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { populationMoments } from './populationMoments.ts';
import { sharpe } from './sharpe.ts';

/** A Sharpe ratio and the sample that it is of. */
export interface SharpeSample {
  /** Per period, not annualised. */
  readonly sharpePerPeriod: number;
  readonly observationCount: number;
  /** m3 / m2^1.5. */
  readonly skewness: number;
  /** m4 / m2^2, raw. */
  readonly kurtosis: number;
}

/**
 * @returns in the unit of the ratio. Undefined with fewer than two observations, and for moments that no sample can have.
 * @example sharpeStandardError({ sharpePerPeriod: 0, observationCount: 101, skewness: 0, kurtosis: 3 }).value // 0.1
 */
export function sharpeStandardError(sample: SharpeSample): Metric {
  const { sharpePerPeriod, observationCount } = sample;
  if (observationCount < 2) return undefinedBecause('a standard error needs two returns');
  const variance = varianceFactor(sample) / (observationCount - 1);
  if (variance < 0) return undefinedBecause('no sample has these moments');
  return Number.isFinite(sharpePerPeriod)
    ? defined(Math.sqrt(variance))
    : undefinedBecause('the Sharpe ratio is not a finite number');
}

/** 1 - g3 SR + (g4 - 1) / 4 x SR^2: what the squared error is times N - 1. */
export function varianceFactor({ sharpePerPeriod, skewness, kurtosis }: SharpeSample): number {
  return 1 - skewness * sharpePerPeriod + ((kurtosis - 1) / 4) * sharpePerPeriod ** 2;
}

/**
 * The Sharpe ratio of a column with the moments of its sample.
 *
 * @param returns simple returns, ratio, one row a period.
 * @returns the sample, or the reason why there is no ratio.
 * @example sharpeSample([0.01, 0.03]).kurtosis // 1
 */
export function sharpeSample(returns: Column): SharpeSample | { readonly reason: string } {
  const ratio = sharpe(returns, { periodsPerYear: 1 });
  if (ratio.value === null) return { reason: ratio.reason };
  const { skewness, kurtosis } = populationMoments(returns)!;
  return { sharpePerPeriod: ratio.value, observationCount: returns.length, skewness, kurtosis };
}
