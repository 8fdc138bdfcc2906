/**
 * A one-day forecast of the tail for each day of a column, from the days before it and nothing else: what a backtest judges. Historical
 * simulation: valueAtRisk.ts and expectedShortfall.ts over the window.
 */

import { expectedShortfall } from './expectedShortfall.ts';
import type { Column } from './metric.ts';
import { FEWEST_DAILY_RETURNS } from './sampleSize.ts';
import { VAR_WINDOW_DAYS, valueAtRisk } from './valueAtRisk.ts';

/** One row a day that was foretold. */
export interface TailForecasts {
  /** The row of the column that each forecast is of. */
  readonly rows: readonly number[];
  readonly outcomes: Float64Array;
  /** Losses as positive numbers, in the unit of the column. */
  readonly valueAtRisk: Float64Array;
  readonly expectedShortfall: Float64Array;
  /** What each forecast was made from. */
  readonly windows: readonly Column[];
}

/** Fewer days than this hold less than one observation of the tail, or too few to speak of a distribution. @example fewestRows(0.01) // 100 */
export function fewestRows(alpha: number): number {
  return Math.max(FEWEST_DAILY_RETURNS, Math.ceil(1 / alpha - 1e-9));
}

/**
 * @param column returns or gains and losses, one row a day, oldest first; every number finite.
 * @param alpha the probability of the tail: 0.01 for 99 %.
 * @returns forecasts from the first row on that has enough days before it; windows grow to `windowRows` and then move.
 * @example rollingTail(new Float64Array(40), 0.05).rows[0] // 30
 */
export function rollingTail(column: Column, alpha: number, windowRows = VAR_WINDOW_DAYS): TailForecasts {
  const rows: number[] = [];
  const windows: Column[] = [];
  for (let row = fewestRows(alpha); row < column.length; row++) {
    rows.push(row);
    windows.push(column.slice(Math.max(0, row - windowRows), row));
  }
  return {
    rows,
    outcomes: Float64Array.from(rows, (row) => column[row]!),
    valueAtRisk: Float64Array.from(windows, (window) => valueAtRisk(window, { alpha }).value!),
    expectedShortfall: Float64Array.from(windows, (window) => expectedShortfall(window, { alpha }).value!),
    windows,
  };
}
