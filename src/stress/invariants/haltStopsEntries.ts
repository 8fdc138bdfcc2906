import { formatTime } from '../../core/time.ts';
import { defineInvariant, type Violation } from './invariant.ts';

/** A halt that lets an entry through is no halt. */
export const haltStopsEntries = defineInvariant({
  name: 'haltStopsEntries',
  summary: 'While a session is halted, it sends no order that could increase risk.',
  params: {},
  vacuousReason: 'trading was never halted',
  judge(run) {
    const violations: Violation[] = [];
    /** Since when each session that is halted is halted. */
    const haltedSinceMs = new Map<string, number>();
    let antecedentCount = 0;
    for (const entry of run.journal) {
      if (entry.kind === 'decision') {
        const { stateAfter } = entry.decision;
        if (stateAfter === 'active') haltedSinceMs.delete(entry.sessionId);
        else if (!haltedSinceMs.has(entry.sessionId)) {
          haltedSinceMs.set(entry.sessionId, entry.atMs);
          antecedentCount++;
        }
      } else if (entry.kind === 'request') {
        const sinceMs = haltedSinceMs.get(entry.sessionId);
        const { order, key, attempt } = entry.request;
        if (sinceMs === undefined || order === null || order.reduceOnly) continue;
        violations.push({
          atMs: entry.atMs,
          symbol: order.symbol,
          message: `Session ${entry.sessionId} sent ${key} (try ${attempt}): ${order.side} ${order.qty}, although it is halted since ${formatTime(sinceMs)}.`,
        });
      }
    }
    return { antecedentCount, violations, excused: [] };
  },
});
