/** Half-open stretches of time, [fromMs, toMs). */

export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The same time as stretches that neither overlap nor touch, ascending. Throws on an interval that ends before it begins.
 *
 * @example mergeIntervals([{ fromMs: 5, toMs: 9 }, { fromMs: 0, toMs: 5 }]) // [{ fromMs: 0, toMs: 9 }]
 */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of intervals.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (!(toMs >= fromMs)) throw new Error(`an interval cannot run from ${fromMs} to ${toMs}`);
    const last = merged.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs, toMs });
  }
  return merged;
}

/** The time that the intervals cover, however they overlap. @example coveredMs([{ fromMs: 0, toMs: 6 }, { fromMs: 4, toMs: 9 }]) // 9 */
export function coveredMs(intervals: readonly Interval[]): number {
  return mergeIntervals(intervals).reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
}

/** The longest unbroken stretch that the intervals cover; 0 without any. @example longestMs([{ fromMs: 0, toMs: 6 }, { fromMs: 7, toMs: 9 }]) // 6 */
export function longestMs(intervals: readonly Interval[]): number {
  return mergeIntervals(intervals).reduce((longest, { fromMs, toMs }) => Math.max(longest, toMs - fromMs), 0);
}
