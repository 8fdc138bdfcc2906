/** Belief gap: how long the session's belief of orders and positions differed from the venue's truth. */

import { coveredMs, type Interval, longestMs } from './intervals.ts';
import { defined, type Metric } from './metric.ts';

export interface BeliefGap {
  /** In all, ms. */
  readonly beliefGap: Metric;
  /** The longest unbroken stretch, ms. */
  readonly longestBeliefGap: Metric;
}

/**
 * @param intervals when belief differed from truth, in whatever it did; time covered twice counts once.
 * @example beliefGap([{ fromMs: 0, toMs: 6 }, { fromMs: 4, toMs: 9 }, { fromMs: 20, toMs: 22 }]).beliefGap.value // 11
 */
export function beliefGap(intervals: readonly Interval[]): BeliefGap {
  return { beliefGap: defined(coveredMs(intervals)), longestBeliefGap: defined(longestMs(intervals)) };
}
