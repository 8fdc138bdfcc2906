/**
 * System quality number (SQN): sqrt(N) x mean / sample standard deviation (ddof 1) of the P&L of closed trades.
 * V. K. Tharp, "Definitive Guide to Position Sizing" (2008). It is the t statistic of the mean trade.
 */

import { mean, sampleStandardDeviation } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { hasZeroVariance } from './zeroVariance.ts';

/**
 * @param pnlQuote P&L of closed trades, quote, net of costs.
 * @returns a pure number. Undefined with fewer than two closed trades, and when all made the same.
 * @example systemQuality([10, 30]).value // 2
 */
export function systemQuality(pnlQuote: Column): Metric {
  if (pnlQuote.length < 2) return undefinedBecause('a standard deviation needs two closed trades');
  if (hasZeroVariance(pnlQuote)) return undefinedBecause('the trades have no variance');
  const trades = asArray(pnlQuote);
  return defined((Math.sqrt(trades.length) * mean(trades)) / sampleStandardDeviation(trades));
}
