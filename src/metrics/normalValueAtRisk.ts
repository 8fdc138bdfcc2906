/**
 * Value at risk and expected shortfall as if the observations were normal: VaR = -(mean + z_alpha sd), ES = -mean + sd x phi(z_alpha) / alpha,
 * with the sample standard deviation (ddof 1). P. Jorion, "Value at Risk", 3rd ed., section 5.2. https://en.wikipedia.org/wiki/Expected_shortfall
 */

import { mean, sampleStandardDeviation } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { normalDensity, normalQuantile } from './normalDistribution.ts';
import { tailWindow } from './tailWindow.ts';
import type { TailOptions } from './valueAtRisk.ts';
import { hasZeroVariance } from './zeroVariance.ts';

/**
 * @param observations returns (the answer is a ratio) or gains and losses in quote (the answer is quote), one row a period.
 * @returns a loss as a positive number. Undefined with fewer than two observations.
 * @example normalValueAtRisk([-0.01, 0.01], { alpha: 0.5 }).value // 0
 */
export function normalValueAtRisk(observations: Column, options: TailOptions): Metric {
  return ofMoments(observations, options, normalQuantile);
}

/**
 * @param observations as for `normalValueAtRisk`.
 * @returns a loss as a positive number, above the value at risk of the same tail. Undefined with fewer than two observations.
 * @example normalExpectedShortfall([-1, 1], { alpha: 0.5 }).value // 1.12837916709551
 */
export function normalExpectedShortfall(observations: Column, options: TailOptions): Metric {
  return ofMoments(observations, options, (alpha) => -normalDensity(normalQuantile(alpha)) / alpha);
}

/** -(mean + deviations x sd). */
function ofMoments(
  observations: Column,
  options: TailOptions,
  deviationsOf: (alpha: number) => number,
): Metric {
  const { rows, problem } = tailWindow(observations, options);
  if (problem !== null) return undefinedBecause(problem);
  if (rows.length < 2) return undefinedBecause('a standard deviation needs two observations');
  const spread = hasZeroVariance(rows) ? 0 : sampleStandardDeviation(asArray(rows));
  return defined(-(mean(asArray(rows)) + deviationsOf(options.alpha) * spread));
}
