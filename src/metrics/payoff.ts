/** Payoff ratio: the mean winning trade / |the mean losing trade|. */

import { grossLossQuote, grossProfitQuote } from './grossProfit.ts';
import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { tradeCounts } from './tradeCounts.ts';

/**
 * @param pnlQuote P&L of closed trades, quote, net of costs.
 * @returns a pure number. Undefined without a winning or without a losing trade.
 * @example payoff([10, 20, -5]).value // 3
 */
export function payoff(pnlQuote: Column): Metric {
  const won = meanWin(pnlQuote);
  if (won.value === null) return won;
  const lost = meanLoss(pnlQuote);
  if (lost.value === null) return lost;
  return defined(won.value / -lost.value);
}

/** The mean winning trade, quote. Undefined without one. @example meanWin([10, 20, -5]).value // 15 */
export function meanWin(pnlQuote: Column): Metric {
  const { trades, wins } = tradeCounts(pnlQuote);
  if (trades === 0) return undefinedBecause('no trade was closed');
  if (wins === 0) return undefinedBecause('no trade won');
  return defined(grossProfitQuote(pnlQuote) / wins);
}

/** The mean losing trade, quote, negative. Undefined without one. @example meanLoss([10, 20, -5]).value // -5 */
export function meanLoss(pnlQuote: Column): Metric {
  const { trades, losses } = tradeCounts(pnlQuote);
  if (trades === 0) return undefinedBecause('no trade was closed');
  if (losses === 0) return undefinedBecause('no trade lost');
  return defined(grossLossQuote(pnlQuote) / losses);
}
