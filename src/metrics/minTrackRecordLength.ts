/**
 * Minimum track record length: how many returns of this kind it takes until a Sharpe ratio above the benchmark is believed with a confidence,
 * 1 + (1 - g3 SR + (g4 - 1) / 4 x SR^2) x (z / (SR - SR*))^2.
 * D. H. Bailey, M. Lopez de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15 (2012). https://ssrn.com/abstract=1821643
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { normalQuantile } from './normalDistribution.ts';
import { type SharpeSample, sharpeSample, varianceFactor } from './sharpeStandardError.ts';

export interface TrackRecordOptions {
  /** The Sharpe ratio to be beaten, per period. Default 0. */
  readonly benchmarkPerPeriod?: number;
  /** Probability, between 0 and 1. Default 0.95. */
  readonly confidence?: number;
}

/**
 * @param sample a column of simple returns, ratio, one row a period; or a ratio with the moments of its sample.
 * @returns a number of periods, not rounded. Undefined when the ratio is not above the benchmark: no length would do.
 * @example minTrackRecordLength([0.01, -0.01]).reason // 'the Sharpe ratio is not above its benchmark: no track record is long enough'
 */
export function minTrackRecordLength(
  sample: Column | SharpeSample,
  { benchmarkPerPeriod = 0, confidence = 0.95 }: TrackRecordOptions = {},
): Metric {
  const known = 'sharpePerPeriod' in sample ? sample : sharpeSample(sample);
  if ('reason' in known) return undefinedBecause(known.reason);
  const lead = known.sharpePerPeriod - benchmarkPerPeriod;
  if (!(lead > 0))
    return undefinedBecause('the Sharpe ratio is not above its benchmark: no track record is long enough');
  const factor = varianceFactor(known);
  if (factor < 0) return undefinedBecause('no sample has these moments');
  return defined(1 + factor * (normalQuantile(confidence) / lead) ** 2);
}
