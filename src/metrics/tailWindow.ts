/** What every value at risk by formula shares: the last rows of a column, and when they carry an answer. */

import type { Column } from './metric.ts';
import type { TailOptions } from './valueAtRisk.ts';

export interface TailWindow {
  readonly rows: Column;
  /** Why there is no answer, or null. */
  readonly problem: string | null;
}

/** Throws on an alpha outside (0, 1). */
export function tailWindow(observations: Column, { alpha, windowRows }: TailOptions): TailWindow {
  if (!(alpha > 0 && alpha < 1)) throw new Error(`alpha is a probability between 0 and 1, got ${alpha}`);
  const rows = lastRows(observations, windowRows);
  let problem: string | null = null;
  if (rows.length === 0) problem = 'there are no observations';
  else if (!rows.every(Number.isFinite)) problem = 'an observation is not a finite number';
  return { rows, problem };
}

/** The last rows of a column, all of them where no number is given. Throws on a number that is no count: the last 0 rows would be all. */
export function lastRows(observations: Column, windowRows: number | undefined): Column {
  if (windowRows === undefined) return observations;
  if (!(Number.isInteger(windowRows) && windowRows > 0))
    throw new Error(`a window has one row or more, got ${windowRows}`);
  return observations.slice(-windowRows);
}
