/** What it costs to flatten everything once at half the quoted spread: sum |notional| x spread / 10,000 / 2. Impact and fees are beside it. */

import { sumOf } from '../core/compensatedSum.ts';
import type { MarkedPosition } from './scenarioPnl.ts';

export interface SpreadPosition extends MarkedPosition {
  /** Quoted spread, from bid to ask. */
  readonly spreadBps: number;
}

/**
 * @param spreadMultiple 1 for the spread as quoted, 10 for a spread ten times as wide.
 * @returns quote, zero or positive.
 * @example liquidationCost([{ symbol: 'BTC-USDT', qty: -2, markPrice: 100, spreadBps: 10 }], 10) // 1
 */
export function liquidationCost(positions: readonly SpreadPosition[], spreadMultiple = 1): number {
  return sumOf(
    positions.map(
      ({ qty, markPrice, spreadBps }) => (Math.abs(qty * markPrice) * spreadBps * spreadMultiple) / 20_000,
    ),
  );
}
