/**
 * Historical value at risk: -x_(k), the k-th smallest observation, k = ceil(alpha N - 1e-9). No interpolation: the number is a loss
 * that happened. The 1e-9 forgives alpha N its last bits ((1 - 0.95) x 300 is 15.000000000000014 and means 15).
 * The observations may be returns (the answer is a ratio) or gains and losses in quote (the answer is quote).
 * P. Jorion, "Value at Risk", 3rd ed., chapter 10. https://en.wikipedia.org/wiki/Value_at_risk
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { lastRows } from './tailWindow.ts';

export interface TailOptions {
  /** Probability of the tail: 0.05 for 95 %, 0.01 for 99 %. Between 0 and 1, both excluded. */
  readonly alpha: number;
  /** How many of the last rows count; the whole column where left out. */
  readonly windowRows?: number;
}

/** A metric of a tail, with how far its sample carries it. */
export type TailMetric = Metric & {
  readonly observationCount: number;
  /** True when alpha N < 1: the tail holds less than one observation, and the answer is only the worst that was seen. */
  readonly insufficientSample: boolean;
};

/** VaR over one day looks back over this many daily observations. */
export const VAR_WINDOW_DAYS = 252;

/**
 * @param observations returns or gains and losses, one row a period.
 * @returns a loss as a positive number, in the unit of the column; negative when even the tail gained. Undefined without observations.
 * @example valueAtRisk([0.02, -0.04, 0.01, -0.03], { alpha: 0.5 }).value // 0.03
 * @example valueAtRisk([0.02, -0.04, 0.01, -0.03], { alpha: 0.05 }).insufficientSample // true
 */
export function valueAtRisk(observations: Column, options: TailOptions): TailMetric {
  const tail = sortedTail(observations, options);
  if (tail.problem !== null) return withSample(undefinedBecause(tail.problem), tail);
  return withSample(defined(-tail.sorted[tail.rank - 1]!), tail);
}

/**
 * The row of the observation that is the value at risk, for its date. Of equal observations, the latest.
 *
 * @returns a row of the whole column, or null without observations.
 * @example valueAtRiskRow([0.02, -0.04, 0.01, -0.03], { alpha: 0.5 }) // 3
 */
export function valueAtRiskRow(observations: Column, options: TailOptions): number | null {
  const tail = sortedTail(observations, options);
  return tail.problem === null ? observations.lastIndexOf(tail.sorted[tail.rank - 1]!) : null;
}

/** The last `windowRows` observations in ascending order, and the rank k of the alpha quantile among them, counted from 1. */
export interface SortedTail {
  readonly sorted: Float64Array;
  readonly rank: number;
  readonly insufficientSample: boolean;
  readonly problem: string | null;
}

/** Shared by value at risk and expected shortfall, so that both speak of the same tail. Throws on an alpha outside (0, 1). */
export function sortedTail(observations: Column, { alpha, windowRows }: TailOptions): SortedTail {
  if (!(alpha > 0 && alpha < 1)) throw new Error(`alpha is a probability between 0 and 1, got ${alpha}`);
  const sorted = Float64Array.from(lastRows(observations, windowRows)).sort();
  const rank = Math.max(1, Math.ceil(alpha * sorted.length - 1e-9));
  const insufficientSample = alpha * sorted.length < 1 - 1e-9;
  let problem: string | null = null;
  if (sorted.length === 0) problem = 'there are no observations';
  else if (!sorted.every(Number.isFinite)) problem = 'an observation is not a finite number';
  return { sorted, rank, insufficientSample, problem };
}

/** Puts a metric beside what is known of its sample. */
export function withSample(metric: Metric, tail: SortedTail): TailMetric {
  return { ...metric, observationCount: tail.sorted.length, insufficientSample: tail.insufficientSample };
}
