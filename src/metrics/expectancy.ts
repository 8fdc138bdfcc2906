/** Expectancy: the mean P&L of a closed trade. Breakevens count. */

import { mean } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';

/**
 * @param pnlQuote P&L of closed trades, quote, net of costs.
 * @returns quote a trade. Undefined without a closed trade.
 * @example expectancy([10, 0, -5, 0]).value // 1.25
 */
export function expectancy(pnlQuote: Column): Metric {
  if (pnlQuote.length === 0) return undefinedBecause('no trade was closed');
  return defined(mean(asArray(pnlQuote)));
}
