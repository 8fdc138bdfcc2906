/**
 * Probabilistic Sharpe ratio: how likely the true ratio is above a benchmark, Phi((SR - SR*) / standard error), ratios per period.
 * D. H. Bailey, M. Lopez de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15 (2012). https://ssrn.com/abstract=1821643
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { normalCdf } from './normalDistribution.ts';
import { type SharpeSample, sharpeSample, sharpeStandardError } from './sharpeStandardError.ts';

/**
 * @param sample a column of simple returns, ratio, one row a period; or a ratio with the moments of its sample.
 * @param benchmarkPerPeriod the Sharpe ratio to be beaten, per period. Default 0.
 * @returns a probability. Undefined where the ratio or its standard error is.
 * @example
 * const sample = { sharpePerPeriod: 0.458, observationCount: 24, skewness: -2.448, kurtosis: 10.164 };
 * probabilisticSharpe(sample).value.toFixed(4) // '0.9134'
 */
export function probabilisticSharpe(sample: Column | SharpeSample, benchmarkPerPeriod = 0): Metric {
  const known = 'sharpePerPeriod' in sample ? sample : sharpeSample(sample);
  if ('reason' in known) return undefinedBecause(known.reason);
  const error = sharpeStandardError(known);
  if (error.value === null) return error;
  if (error.value === 0) return undefinedBecause('the Sharpe ratio has no standard error');
  return defined(normalCdf((known.sharpePerPeriod - benchmarkPerPeriod) / error.value));
}
