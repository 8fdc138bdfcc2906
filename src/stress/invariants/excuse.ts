import type { RunRecord } from '../../engine/runRecord.ts';
import { mergeIntervals } from '../../metrics/intervals.ts';

/** The faults whose excuse windows together cover a stretch of time, by name; null when they leave some of it. */
export function excuseFor(run: RunRecord, fromMs: number, toMs: number): string | null {
  const windows = run.firings
    .flatMap(({ faultId, fault, atMs, excusedUntilMs }) =>
      excusedUntilMs === null ? [] : [{ name: `${faultId} (${fault})`, fromMs: atMs, toMs: excusedUntilMs }],
    )
    .filter((window) => window.toMs > fromMs && window.fromMs < toMs);
  const isCovered = mergeIntervals(windows).some((window) => window.fromMs <= fromMs && window.toMs >= toMs);
  return isCovered ? [...new Set(windows.map(({ name }) => name))].join(' and ') : null;
}
