/**
 * The zero-variance guard: equal returns differ in their last bits once they have been through a product, and a Sharpe ratio over
 * such a "variance" is some 1e16. A column counts as constant when max - min <= 4 eps max|x|.
 */

import type { Column } from './metric.ts';

/**
 * True when a column has no variance but for the last bits of its doubles. An empty column and a single row count as constant.
 *
 * @example hasZeroVariance([0.1 + 0.2, 0.3]) // true
 */
export function hasZeroVariance(column: Column): boolean {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  if (column.length === 0) return true;
  return highest - lowest <= 4 * Number.EPSILON * Math.max(Math.abs(lowest), Math.abs(highest));
}
