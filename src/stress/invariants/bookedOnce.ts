import type { RunRecord } from '../../engine/runRecord.ts';
import { defineInvariant, type Violation } from './invariant.ts';
import { type TruthFill, truthFillsOf } from './truthOf.ts';

interface Booking {
  readonly tradeId: string;
  readonly atMs: number;
}

/** Double-entry's oldest rule: what happened stands in the books, and stands there once. */
export const bookedOnce = defineInvariant({
  name: 'bookedOnce',
  summary: 'Every session books every fill of its account exactly once, and nothing else.',
  params: {
    graceMs: {
      kind: 'duration',
      default: 60_000,
      min: 0,
      doc: 'Fills this close to the end of the run may still be on their way: that they are not booked yet is no fault.',
    },
  },
  vacuousReason: 'nothing was ever filled',
  judge(run, params) {
    const violations: Violation[] = [];
    const fills = truthFillsOf(run);
    const symbolByTrade = new Map(fills.map(({ fill }) => [fill.tradeId, fill.symbol]));
    for (const [sessionId, { bookings, heard }] of bookingsBySession(run)) {
      const bookedCounts = new Map<string, number>();
      for (const { tradeId, atMs } of bookings) {
        const count = (bookedCounts.get(tradeId) ?? 0) + 1;
        bookedCounts.set(tradeId, count);
        const symbol = symbolByTrade.get(tradeId) ?? null;
        if (symbol === null) {
          const message = `Session ${sessionId} booked trade ${tradeId}, which never happened.`;
          violations.push({ atMs, symbol, message });
        } else if (count > 1) {
          const message = `Session ${sessionId} booked trade ${tradeId} again: ${count} times for one fill.`;
          violations.push({ atMs, symbol, message });
        }
      }
      for (const { atMs, fill } of heard) {
        if (bookedCounts.has(fill.tradeId) || atMs > run.toMs - params.graceMs) continue;
        const message = `Session ${sessionId} never booked trade ${fill.tradeId}: ${fill.side} ${fill.qty} at ${fill.price}.`;
        violations.push({ atMs, symbol: fill.symbol, message });
      }
    }
    violations.sort((a, b) => a.atMs - b.atMs);
    return { antecedentCount: fills.length, violations, excused: [] };
  },
});

/**
 * The bookings of every session of the account, and the fills that it could hear of: those since its first request, for a process that was started
 * later begins with what the venue then tells it. A session that has sent nothing has no part in it.
 */
function bookingsBySession(
  run: RunRecord,
): Map<string, { readonly bookings: Booking[]; readonly heard: TruthFill[] }> {
  const bySession = new Map<string, { readonly bookings: Booking[]; readonly heard: TruthFill[] }>();
  for (const entry of run.journal) {
    if (entry.kind === 'request' && entry.accountId === run.accountId) {
      if (!bySession.has(entry.sessionId)) bySession.set(entry.sessionId, { bookings: [], heard: [] });
    } else if (entry.kind === 'booked') bySession.get(entry.sessionId)?.bookings.push(entry);
    else if (entry.kind === 'truth' && entry.event.kind === 'fill' && entry.event.accountId === run.accountId)
      for (const { heard } of bySession.values()) heard.push(entry.event);
  }
  return bySession;
}
