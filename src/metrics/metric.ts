/**
 * What a metric is: a number, or the reason why there is none. Undefined is never NaN, Infinity, 0 or a sentinel.
 */

/** A column of numbers, one row an observation. Metrics read it by index and never write to it. */
export type Column = Float64Array | readonly number[];

/** A metric's value with no reason, or no value and the reason. */
export type Metric = Defined | Undefined;

interface Defined {
  readonly value: number;
  readonly reason: null;
}

export interface Undefined {
  readonly value: null;
  /** A full sentence without its full stop, for a reader of the report. */
  readonly reason: string;
}

/**
 * A metric with a value. A result that a double cannot hold (one day of +10,000 %, annualised) is undefined and says so.
 *
 * @example defined(0.5) // { value: 0.5, reason: null }
 */
export function defined(value: number): Metric {
  if (!Number.isFinite(value)) return undefinedBecause('the result is beyond what a number can hold');
  return { value: value === 0 ? 0 : value, reason: null };
}

/** A metric without a value. @example undefinedBecause('no trade was closed') // { value: null, reason: 'no trade was closed' } */
export function undefinedBecause(reason: string): Undefined {
  return { value: null, reason };
}

/**
 * `simple-statistics` asks for a mutable array and only reads by index, which every column allows.
 *
 * @internal
 */
export function asArray(column: Column): number[] {
  return column as number[];
}
