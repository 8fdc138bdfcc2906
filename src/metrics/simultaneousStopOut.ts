/**
 * P&L against the mark when every stop fires at once: each fills at its stop, worsened first by a gap and then by half the spread. Correlated
 * markets do this; a sum of single risks at the stops is not the worst that can come.
 */

import { sumOf } from '../core/compensatedSum.ts';
import type { SpreadPosition } from './liquidationCost.ts';
import type { StoppedPosition } from './openRisk.ts';

export interface StopOutOptions {
  /** How far beyond its stop a price opens: 0.02 for 2 %. Default 0. */
  readonly gapRatio?: number;
  /** 1 for the spread as quoted. Default 1. */
  readonly spreadMultiple?: number;
}

/**
 * @returns quote, negative for a loss.
 * @example simultaneousStopOut([{ symbol: 'BTC-USDT', qty: 2, markPrice: 100, stopPrice: 90, spreadBps: 0 }], { gapRatio: 0.1 }) // -38
 */
export function simultaneousStopOut(
  positions: readonly (StoppedPosition & SpreadPosition)[],
  { gapRatio = 0, spreadMultiple = 1 }: StopOutOptions = {},
): number {
  return sumOf(
    positions.map(({ qty, markPrice, stopPrice, spreadBps }) => {
      // Against the position: down for a long, up for a short.
      const worse = -Math.sign(qty);
      const halfSpread = (spreadBps * spreadMultiple) / 20_000;
      const fillPrice = stopPrice * (1 + worse * gapRatio) * (1 + worse * halfSpread);
      return qty * (fillPrice - markPrice);
    }),
  );
}
