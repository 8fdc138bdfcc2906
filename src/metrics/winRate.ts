/** Win rate: winning trades / closed trades. Breakevens stay in the denominator. */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { tradeCounts } from './tradeCounts.ts';

/**
 * @param pnlQuote P&L of closed trades, quote, net of costs.
 * @returns ratio between 0 and 1. Undefined without a closed trade.
 * @example winRate([10, 0, -5, 0]).value // 0.25
 */
export function winRate(pnlQuote: Column): Metric {
  const { trades, wins } = tradeCounts(pnlQuote);
  if (trades === 0) return undefinedBecause('no trade was closed');
  return defined(wins / trades);
}
