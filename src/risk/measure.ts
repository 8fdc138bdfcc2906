import type { Breach } from './breach.ts';
import { exceeds } from './limit.ts';

/** What a rule measures, beside what it allows. It is said once: what objects to an order and what the audit shows are the same number. */
export type Measure = Measured | NotMeasured;

export interface Measured {
  readonly actual: number;
  readonly limit: number;
  /** As of a breach. */
  readonly unit: string;
  /** True: the rule objects. */
  readonly isBreached: boolean;
  /** What is told when it objects: one full sentence. */
  readonly reason: string;
}

/** Nothing to measure: the rule does not bear on this order. */
export interface NotMeasured {
  readonly actual: null;
  readonly limit: null;
  readonly unit: null;
  readonly isBreached: false;
  /** Why there is no number: one full sentence. */
  readonly reason: string;
}

export function notMeasured(reason: string): NotMeasured {
  return { actual: null, limit: null, unit: null, isBreached: false, reason };
}

/** A limit from above; equality is allowed. @example atMost({ actual: 2, limit: 2, unit: 'count', reason: 'Too many.' }).isBreached // false */
export function atMost({ actual, limit, unit, reason }: Omit<Measured, 'isBreached'>): Measured {
  return { actual, limit, unit, isBreached: exceeds(actual, limit), reason };
}

/** The objection that a measure comes to; null where the limit is kept or nothing was measured. */
export function breachOf(rule: string, measure: Measure | null): Breach | null {
  if (measure === null || !measure.isBreached) return null;
  const { actual, limit, unit, reason } = measure;
  return { rule, actual, limit, unit, reason };
}
