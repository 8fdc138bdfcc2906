import type { RunRecord } from '../../engine/runRecord.ts';
import type { Decision } from '../../risk/decision.ts';

/** A decision and the session that took it. */
export interface TakenDecision {
  readonly sessionId: string;
  readonly decision: Decision;
}

/** The audit of a run: every decision of every session, in the order in which they were taken. */
export function decisionsOf(record: RunRecord): TakenDecision[] {
  const taken: TakenDecision[] = [];
  for (const entry of record.journal) {
    if (entry.kind === 'decision') taken.push({ sessionId: entry.sessionId, decision: entry.decision });
  }
  return taken;
}
