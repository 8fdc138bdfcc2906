/**
 * Kelly fraction from closed trades: W - (1 - W) / b, W the win rate and b the payoff ratio. Negative where the trades had no edge.
 * J. L. Kelly, "A New Interpretation of Information Rate", Bell System Technical Journal (1956).
 */

import { type Column, defined, type Metric } from './metric.ts';
import { payoff } from './payoff.ts';
import { winRate } from './winRate.ts';

/**
 * @param pnlQuote P&L of closed trades, quote, net of costs.
 * @returns share of capital at risk, ratio. Undefined without a winning or without a losing trade.
 * @example kelly([10, 0, -5, 0]).value // -0.125
 */
export function kelly(pnlQuote: Column): Metric {
  const wonShare = winRate(pnlQuote);
  if (wonShare.value === null) return wonShare;
  const odds = payoff(pnlQuote);
  if (odds.value === null) return odds;
  return defined(wonShare.value - (1 - wonShare.value) / odds.value);
}
