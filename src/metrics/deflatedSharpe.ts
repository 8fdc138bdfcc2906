/**
 * Deflated Sharpe ratio: the probabilistic Sharpe ratio against what the best of all tried variants would show by luck alone.
 * D. H. Bailey, M. Lopez de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40 (2014). https://ssrn.com/abstract=2460551
 */

import { expectedMaxSharpe } from './expectedMaxSharpe.ts';
import type { Column, Metric } from './metric.ts';
import { probabilisticSharpe } from './probabilisticSharpe.ts';
import type { SharpeSample } from './sharpeStandardError.ts';

export interface Trials {
  /** How many independent variants were tried, this one included; two or more. */
  readonly trialCount: number;
  /** Standard deviation of their Sharpe ratios, per period. */
  readonly trialSharpeDeviation: number;
}

/**
 * @param sample the chosen variant: a column of simple returns, ratio, one row a period; or its ratio with the moments of its sample.
 * @returns a probability. Undefined where the ratio is, and with fewer than two trials.
 * @example
 * deflatedSharpe(
 *   { sharpePerPeriod: 0.1, observationCount: 101, skewness: 0, kurtosis: 3 },
 *   { trialCount: 100, trialSharpeDeviation: 0 },
 * ).value // 0.840741327801352
 */
export function deflatedSharpe(
  sample: Column | SharpeSample,
  { trialCount, trialSharpeDeviation }: Trials,
): Metric {
  const luck = expectedMaxSharpe(trialCount, trialSharpeDeviation);
  return luck.value === null ? luck : probabilisticSharpe(sample, luck.value);
}
