/**
 * Value at risk with an exponentially weighted volatility: -z_alpha x sqrt(sum w_i x_i^2 / sum w_i), w_i = lambda^age, mean zero. Recent days
 * count the most, so it follows a rising volatility within days. RiskMetrics Technical Document, 4th ed. (1996), section 5.2.
 * https://www.msci.com/documents/10199/5915b101-4206-4ba0-aee2-3449d5c7e95a
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { normalQuantile } from './normalDistribution.ts';
import { tailWindow } from './tailWindow.ts';
import type { TailOptions } from './valueAtRisk.ts';

/** RiskMetrics' decay for daily data. */
export const EWMA_DECAY = 0.94;

export interface WeightedTailOptions extends TailOptions {
  /** Weight of a day against the day after it, between 0 and 1. Default 0.94. */
  readonly decay?: number;
}

/**
 * @param observations returns (the answer is a ratio) or gains and losses in quote (the answer is quote), one row a period, oldest first.
 * @returns a loss as a positive number. Undefined without observations.
 * @example ewmaValueAtRisk([0.02, -0.02], { alpha: 0.05 }).value.toFixed(12) // '0.032897072539'
 */
export function ewmaValueAtRisk(observations: Column, options: WeightedTailOptions): Metric {
  const { rows, problem } = tailWindow(observations, options);
  if (problem !== null) return undefinedBecause(problem);
  const decay = options.decay ?? EWMA_DECAY;
  let squares = 0;
  let weights = 0;
  for (let row = 0; row < rows.length; row++) {
    squares = squares * decay + rows[row]! ** 2;
    weights = weights * decay + 1;
  }
  return defined(-normalQuantile(options.alpha) * Math.sqrt(squares / weights));
}
