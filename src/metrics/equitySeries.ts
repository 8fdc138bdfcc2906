/** Equity over time, marked to market: what drawdowns and daily samples are taken from. */

import type { Column } from './metric.ts';

/**
 * Two columns of equal length. Row 0 is the initial equity at the start of the run and is above zero; every later row is a bar's
 * close. Times are epoch milliseconds and never go back; equity is in quote currency, net of fees and funding.
 */
export interface EquitySeries {
  readonly timeMs: Column;
  readonly equityQuote: Column;
}

/** Throws on a series that breaks the contract above: that is a defect of the caller and no property of the account. */
export function assertEquitySeries({ timeMs, equityQuote }: EquitySeries): void {
  if (timeMs.length !== equityQuote.length)
    throw new Error('an equity series needs as many times as equities');
  if (!(equityQuote.length > 0 && equityQuote[0]! > 0)) {
    throw new Error('an equity series starts with an initial equity above zero');
  }
  for (let row = 0; row < timeMs.length; row++) {
    if (!Number.isFinite(equityQuote[row]!))
      throw new Error(`the equity in row ${row} is not a finite number`);
    if (row > 0 && !(timeMs[row]! >= timeMs[row - 1]!)) {
      throw new Error(`the times of an equity series never go back; row ${row} does`);
    }
  }
}
