/**
 * The Sharpe ratio that the best of N worthless trials is expected to show: sd x ((1 - g) Phi^-1(1 - 1/N) + g Phi^-1(1 - 1/(N e))), g the
 * Euler-Mascheroni constant, sd the standard deviation of the trials' ratios. D. H. Bailey, M. Lopez de Prado, "The Deflated Sharpe Ratio",
 * Journal of Portfolio Management 40 (2014). https://ssrn.com/abstract=2460551
 */

import { defined, type Metric, undefinedBecause } from './metric.ts';
import { normalQuantile } from './normalDistribution.ts';

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * @param trialCount how many independent variants were tried, two or more.
 * @param trialSharpeDeviation standard deviation of their Sharpe ratios; the answer has its period.
 * @example expectedMaxSharpe(1, 0.1).reason // 'a maximum of trials needs two of them'
 * @example expectedMaxSharpe(100, 0).value // 0
 */
export function expectedMaxSharpe(trialCount: number, trialSharpeDeviation: number): Metric {
  if (!(trialCount >= 2)) return undefinedBecause('a maximum of trials needs two of them');
  if (!(trialSharpeDeviation >= 0)) throw new Error('a standard deviation is not negative');
  const typical = (1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / trialCount);
  const rare = EULER_MASCHERONI * normalQuantile(1 - 1 / (trialCount * Math.E));
  return defined(trialSharpeDeviation * (typical + rare));
}
