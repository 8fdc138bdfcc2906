/**
 * Moments of a column, divided by N: what the Cornish-Fisher expansion and the standard error of a Sharpe ratio are written in. For display
 * there are the adjusted coefficients of skewness.ts and excessKurtosis.ts.
 */

import { mean } from 'simple-statistics';
import { asArray, type Column } from './metric.ts';
import { hasZeroVariance } from './zeroVariance.ts';

export interface PopulationMoments {
  readonly mean: number;
  /** Sum (x - mean)^2 / N. */
  readonly variance: number;
  /** m3 / m2^1.5. */
  readonly skewness: number;
  /** m4 / m2^2, raw: 3 for a normal distribution. */
  readonly kurtosis: number;
}

/**
 * @param column one row an observation.
 * @returns null without variance, from where skewness and kurtosis are not defined.
 * @example populationMoments([-1, 0, 1]).kurtosis // 1.5
 */
export function populationMoments(column: Column): PopulationMoments | null {
  if (hasZeroVariance(column)) return null;
  const center = mean(asArray(column));
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let row = 0; row < column.length; row++) {
    const distance = column[row]! - center;
    const square = distance * distance;
    second += square;
    third += square * distance;
    fourth += square * square;
  }
  const variance = second / column.length;
  return {
    mean: center,
    variance,
    skewness: third / column.length / variance ** 1.5,
    kurtosis: fourth / column.length / variance ** 2,
  };
}
