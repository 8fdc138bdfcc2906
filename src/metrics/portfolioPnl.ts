/**
 * Historical simulation of a portfolio: today's signed exposures x the daily simple returns of the past, one gain or loss in quote for
 * each past day. Its quantiles are the value at risk and the expected shortfall of the positions held now, which is another thing than
 * those of the strategy's own past returns. P. Jorion, "Value at Risk", 3rd ed., section 10.4.
 */

import { CompensatedSum } from '../core/compensatedSum.ts';
import type { Column } from './metric.ts';

export interface HeldExposure {
  readonly symbol: string;
  /** Position quantity x mark price, quote; negative for a short. */
  readonly exposureQuote: number;
  /** Daily simple returns of the asset, ratio. Row i is the same day in every exposure, oldest first. */
  readonly dailyReturns: Column;
}

/**
 * @param exposures the positions held now. Throws when their columns are not of one length.
 * @returns one row a day, quote: negative is a loss. Length 0 without exposures: hand it to `valueAtRisk`, which then says so.
 * @example portfolioPnl([
 *   { symbol: 'BTCUSDT', exposureQuote: 1000, dailyReturns: [0.25, -0.5] },
 *   { symbol: 'ETHUSDT', exposureQuote: -400, dailyReturns: [0.5, -0.5] },
 * ]) // [50, -300]
 */
export function portfolioPnl(exposures: readonly HeldExposure[]): Float64Array {
  const pnlQuote = new Float64Array(exposures[0]?.dailyReturns.length ?? 0);
  for (const { symbol, dailyReturns } of exposures) {
    if (dailyReturns.length !== pnlQuote.length)
      throw new Error(`the returns of ${symbol} are not aligned with the others`);
  }
  for (let row = 0; row < pnlQuote.length; row++) {
    const sum = new CompensatedSum();
    for (const { exposureQuote, dailyReturns } of exposures) sum.add(exposureQuote * dailyReturns[row]!);
    pnlQuote[row] = sum.total;
  }
  return pnlQuote;
}
