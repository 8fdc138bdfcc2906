/**
 * Filtered historical simulation: each past observation is rescaled to today's volatility, x*_t = x_t x sigma_(N+1) / sigma_t, and the order
 * statistic of `valueAtRisk` is taken of those. Sigma is an exponentially weighted recursion, seeded with the mean square of the window:
 * sigma^2_(t+1) = lambda sigma^2_t + (1 - lambda) x_t^2. J. Hull, A. White, "Incorporating volatility updating into the historical simulation
 * method for value-at-risk", Journal of Risk 1 (1998). https://doi.org/10.21314/JOR.1998.001
 */

import { EWMA_DECAY, type WeightedTailOptions } from './ewmaValueAtRisk.ts';
import { expectedShortfall } from './expectedShortfall.ts';
import { type Column, type Metric, undefinedBecause } from './metric.ts';
import { tailWindow } from './tailWindow.ts';
import { valueAtRisk } from './valueAtRisk.ts';

/**
 * @param observations returns (the answer is a ratio) or gains and losses in quote (the answer is quote), one row a period, oldest first.
 * @returns a loss as a positive number. Undefined without observations, and while every one of them is zero.
 * @example filteredValueAtRisk([-0.02, 0.02, -0.02], { alpha: 0.05 }).value // 0.02
 */
export function filteredValueAtRisk(observations: Column, options: WeightedTailOptions): Metric {
  return ofFiltered(observations, options, valueAtRisk);
}

/** @example filteredExpectedShortfall([-0.02, 0.02, -0.02], { alpha: 0.05 }).value // 0.02 */
export function filteredExpectedShortfall(observations: Column, options: WeightedTailOptions): Metric {
  return ofFiltered(observations, options, expectedShortfall);
}

function ofFiltered(
  observations: Column,
  options: WeightedTailOptions,
  tail: typeof valueAtRisk | typeof expectedShortfall,
): Metric {
  const { rows, problem } = tailWindow(observations, options);
  if (problem !== null) return undefinedBecause(problem);
  const filtered = filteredObservations(rows, options.decay ?? EWMA_DECAY);
  if (filtered === null) return undefinedBecause('every observation is zero');
  const { value, reason } = tail(filtered, { alpha: options.alpha });
  return reason === null ? { value, reason } : undefinedBecause(reason);
}

/**
 * A column rescaled to the volatility after its last row; null when it has none.
 *
 * @example filteredObservations([0, 0], 0.94) // null
 */
export function filteredObservations(rows: Column, decay: number): Float64Array | null {
  let variance = 0;
  for (let row = 0; row < rows.length; row++) variance += rows[row]! ** 2 / rows.length;
  if (variance === 0) return null;
  const scaled = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row]!;
    scaled[row] = value / Math.sqrt(variance);
    variance = decay * variance + (1 - decay) * value ** 2;
  }
  const now = Math.sqrt(variance);
  return scaled.map((value) => value * now);
}
