/**
 * The largest gross notional that was ever held, and what a run lost for each unit of it. Beside the loss itself this is what makes two policies
 * comparable: else the stricter one wins by trading less.
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';

export interface PeakNotional {
  /** Largest sum of |notional|, quote. Undefined without a row. */
  readonly peakNotional: Metric;
  /** (Start equity - final equity) / peak, ratio; negative after a gain. Undefined when nothing was held. */
  readonly lossPerPeakNotional: Metric;
}

/**
 * @param grossQuote sum of |notional| over the positions, quote, at every moment that may be the largest.
 * @param lossQuote start equity - final equity, quote.
 * @example peakNotional([0, 200, 50], 10) // { peakNotional: { value: 200, reason: null }, lossPerPeakNotional: { value: 0.05, reason: null } }
 */
export function peakNotional(grossQuote: Column, lossQuote: number): PeakNotional {
  let peak = 0;
  for (let row = 0; row < grossQuote.length; row++) peak = Math.max(peak, grossQuote[row]!);
  return {
    peakNotional: grossQuote.length === 0 ? undefinedBecause('nothing was sampled') : defined(peak),
    lossPerPeakNotional: peak === 0 ? undefinedBecause('no position was held') : defined(lossQuote / peak),
  };
}
