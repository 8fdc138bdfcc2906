/**
 * Relative strength index, Wilder's smoothing with TA-Lib's conventions: 100 x mean gain / (mean gain + mean loss). The first, at row
 * `period`, rests on the plain means of the first `period` changes; then mean = (mean x (period - 1) + change) / period.
 * Where nothing moved at all the RSI is 50, neither strong nor weak (TA-Lib says 0, which reads as oversold).
 * J. W. Wilder, "New Concepts in Technical Trading Systems" (1978). https://ta-lib.org/functions/
 */

import { assertPeriod } from './period.ts';

/** Plain JSON, so that it is cloned, persisted and restored with the rest of a strategy's state. */
export interface RsiState {
  readonly period: number;
  /** How many closes have come, in all. */
  closeCount: number;
  previousClose: number;
  /** The sum of the gains during the first `period` changes, their smoothed mean afterwards. */
  gain: number;
  /** The same of the losses, as positive numbers. */
  loss: number;
}

/**
 * The state before the first close. Throws when the period is not a whole number above zero.
 *
 * @example initialRsi(14) // { period: 14, closeCount: 0, previousClose: 0, gain: 0, loss: 0 }
 */
export function initialRsi(period: number): RsiState {
  assertPeriod(period);
  return { period, closeCount: 0, previousClose: 0, gain: 0, loss: 0 };
}

/**
 * Takes the next close, writes it into `state` and allocates nothing.
 *
 * @returns between 0 and 100; null during the first `period` closes.
 * @example
 * const state = initialRsi(1);
 * updateRsi(state, 10) // null
 * updateRsi(state, 11) // 100
 */
export function updateRsi(state: RsiState, close: number): number | null {
  const { period } = state;
  const changeCount = state.closeCount;
  if (changeCount > 0) {
    const change = close - state.previousClose;
    // Before the first mean the sums stand as they are; from the second mean on the old one weighs period - 1.
    const weight = changeCount > period ? period - 1 : 1;
    const divisor = changeCount >= period ? period : 1;
    state.gain = (state.gain * weight + Math.max(change, 0)) / divisor;
    state.loss = (state.loss * weight + Math.max(-change, 0)) / divisor;
  }
  state.previousClose = close;
  state.closeCount++;
  if (changeCount < period) return null;
  const movement = state.gain + state.loss;
  return movement === 0 ? 50 : (100 * state.gain) / movement;
}

/**
 * The RSI of every row.
 *
 * @returns as many rows as closes; null in the first `period`.
 * @example rsiColumn([10, 13, 12, 12], 2) // [null, null, 75, 75]
 */
export function rsiColumn(close: Float64Array | readonly number[], period: number): (number | null)[] {
  const state = initialRsi(period);
  return Array.from(close, (price) => updateRsi(state, price));
}
