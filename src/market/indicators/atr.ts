/**
 * Average true range, Wilder's smoothing with TA-Lib's conventions. The true range is max(high, previous close) - min(low, previous
 * close); bar 0 has none. The first ATR, at bar `period`, is the plain mean of the true ranges of bars 1 ... period; then
 * ATR = (ATR x (period - 1) + true range) / period.
 * J. W. Wilder, "New Concepts in Technical Trading Systems" (1978). https://ta-lib.org/functions/
 */

import { assertPeriod } from './period.ts';

type PriceColumn = Float64Array | readonly number[];

/** Plain JSON, so that it is cloned, persisted and restored with the rest of a stop's or a strategy's state. */
export interface AtrState {
  readonly period: number;
  /** How many bars have come, in all. */
  barCount: number;
  previousClose: number;
  /** The sum of the true ranges during the first `period` of them, the ATR afterwards. */
  level: number;
}

/**
 * The state before the first bar. Throws when the period is not a whole number above zero.
 *
 * @example initialAtr(14) // { period: 14, barCount: 0, previousClose: 0, level: 0 }
 */
export function initialAtr(period: number): AtrState {
  assertPeriod(period);
  return { period, barCount: 0, previousClose: 0, level: 0 };
}

/**
 * The true range of a bar, in quote: with a gap up from 8 to 10, the gap counts.
 *
 * @example trueRange(12, 10, 8) // 4
 */
export function trueRange(high: number, low: number, previousClose: number): number {
  return Math.max(high, previousClose) - Math.min(low, previousClose);
}

/**
 * Takes the next bar, writes it into `state` and allocates nothing.
 *
 * @returns the ATR in quote; null during the first `period` bars.
 * @example
 * const state = initialAtr(1);
 * updateAtr(state, 10, 8, 9) // null
 * updateAtr(state, 12, 11, 11) // 3
 */
export function updateAtr(state: AtrState, high: number, low: number, close: number): number | null {
  const { period } = state;
  const rangeCount = state.barCount;
  if (rangeCount > 0) {
    const range = trueRange(high, low, state.previousClose);
    if (rangeCount < period) state.level += range;
    else if (rangeCount === period) state.level = (state.level + range) / period;
    else state.level = (state.level * (period - 1) + range) / period;
  }
  state.previousClose = close;
  state.barCount++;
  return rangeCount < period ? null : state.level;
}

/**
 * The ATR of every bar.
 *
 * @param high one row a bar, as `low` and `close`.
 * @returns as many rows as bars; null in the first `period`.
 * @example atrColumn([10, 12, 13], [8, 11, 9], [9, 11, 12], 2) // [null, null, 3.5]
 */
export function atrColumn(
  high: PriceColumn,
  low: PriceColumn,
  close: PriceColumn,
  period: number,
): (number | null)[] {
  const state = initialAtr(period);
  return Array.from(close, (price, row) => updateAtr(state, high[row]!, low[row]!, price));
}
