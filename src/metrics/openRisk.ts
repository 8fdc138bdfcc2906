/** Open risk ("heat"): what is lost from the mark to the stop, max(0, (mark - stop) x signed quantity). A stop beyond the mark risks nothing. */

import type { MarkedPosition } from './scenarioPnl.ts';

export interface StoppedPosition extends MarkedPosition {
  /** Level of its protective stop, quote per base. */
  readonly stopPrice: number;
}

/**
 * @returns quote, zero or positive. Gaps and spread come on top: see `simultaneousStopOut`.
 * @example openRisk({ symbol: 'ETH-USDT', qty: -8, markPrice: 1775, stopPrice: 1950 }) // 1400
 */
export function openRisk({ qty, markPrice, stopPrice }: StoppedPosition): number {
  return Math.max(0, (markPrice - stopPrice) * qty);
}
