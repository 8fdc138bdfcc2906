/**
 * Simple moving average: the mean of the last `period` values. First value at row period - 1.
 * Each value is summed afresh from its window, so no error is carried from one to the next. https://ta-lib.org/functions/
 */

import { assertPeriod } from './period.ts';

/** Plain JSON, so that it is cloned, persisted and restored with the rest of a strategy's state. */
export interface SmaState {
  readonly period: number;
  /** The last `period` values as a ring. */
  readonly window: number[];
  /** How many values have come, in all. */
  valueCount: number;
}

/**
 * The state before the first value. Throws when the period is not a whole number above zero.
 *
 * @example initialSma(3) // { period: 3, window: [0, 0, 0], valueCount: 0 }
 */
export function initialSma(period: number): SmaState {
  assertPeriod(period);
  return { period, window: new Array<number>(period).fill(0), valueCount: 0 };
}

/**
 * Takes the next value, writes it into `state` and allocates nothing.
 *
 * @returns the average in the unit of the value; null during the first period - 1 values.
 * @example
 * const state = initialSma(2);
 * updateSma(state, 3) // null
 * updateSma(state, 5) // 4
 */
export function updateSma(state: SmaState, value: number): number | null {
  const { period, window } = state;
  window[state.valueCount % period] = value;
  state.valueCount++;
  if (state.valueCount < period) return null;
  let sum = 0;
  for (let age = 0; age < period; age++) sum += window[(state.valueCount + age) % period]!;
  return sum / period;
}

/**
 * The average of every row.
 *
 * @returns as many rows as `values`; null in the first period - 1.
 * @example smaColumn([1, 2, 6], 2) // [null, 1.5, 4]
 */
export function smaColumn(values: Float64Array | readonly number[], period: number): (number | null)[] {
  const state = initialSma(period);
  return Array.from(values, (value) => updateSma(state, value));
}
