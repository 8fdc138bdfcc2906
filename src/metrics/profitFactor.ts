/** Profit factor: gross profit / |gross loss| of closed trades. */

import { grossLossQuote, grossProfitQuote } from './grossProfit.ts';
import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';

/**
 * @param pnlQuote P&L of closed trades, quote, net of costs.
 * @returns a pure number; 0 when nothing was won. Undefined without a closed trade and without a losing one.
 * @example profitFactor([10, 0, -5, 0]).value // 2
 */
export function profitFactor(pnlQuote: Column): Metric {
  if (pnlQuote.length === 0) return undefinedBecause('no trade was closed');
  const lossQuote = grossLossQuote(pnlQuote);
  if (lossQuote === 0) return undefinedBecause('no trade lost');
  return defined(grossProfitQuote(pnlQuote) / -lossQuote);
}
