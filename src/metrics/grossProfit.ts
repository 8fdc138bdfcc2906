/** Gross profit and gross loss: what the winning trades won and the losing trades lost. */

import { CompensatedSum } from '../core/compensatedSum.ts';
import type { Column } from './metric.ts';

/** The P&L of the winning trades, quote, zero or positive. @example grossProfitQuote([10, -4, 5]) // 15 */
export function grossProfitQuote(pnlQuote: Column): number {
  const sum = new CompensatedSum();
  for (let trade = 0; trade < pnlQuote.length; trade++) sum.add(Math.max(0, pnlQuote[trade]!));
  return sum.total;
}

/** The P&L of the losing trades, quote, zero or negative. @example grossLossQuote([10, -4, 5]) // -4 */
export function grossLossQuote(pnlQuote: Column): number {
  const sum = new CompensatedSum();
  for (let trade = 0; trade < pnlQuote.length; trade++) sum.add(Math.min(0, pnlQuote[trade]!));
  return sum.total;
}
