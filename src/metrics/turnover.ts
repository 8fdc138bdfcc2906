/** Turnover: traded notional / mean equity, over the whole period and not annualised. Buys and sells both count. */

import { mean } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';

/**
 * @param tradedNotionalQuote sum of quantity x price over all fills, quote.
 * @param equityQuote equity samples at equal distances in time, quote.
 * @returns a pure number: 2 is the whole account bought and sold once. Undefined without samples, or with a mean at or below zero.
 * @example turnover(400, [100, 300]).value // 2
 */
export function turnover(tradedNotionalQuote: number, equityQuote: Column): Metric {
  if (equityQuote.length === 0) return undefinedBecause('there are no samples');
  const meanEquityQuote = mean(asArray(equityQuote));
  if (meanEquityQuote <= 0) return undefinedBecause('the mean equity is not above zero');
  return defined(tradedNotionalQuote / meanEquityQuote);
}
