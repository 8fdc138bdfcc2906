import type { RunRecord } from '../../engine/runRecord.ts';
import type { Decision } from '../../risk/decision.ts';
import type { DecisionGrounds } from '../../risk/ruleCheck.ts';

/** A decision and the session that took it. */
export interface TakenDecision {
  readonly sessionId: string;
  readonly decision: Decision;
  /** What it rests on; null where no rule was asked. */
  readonly grounds: DecisionGrounds | null;
}

/** The audit of a run: every decision of every session, in the order in which they were taken. */
export function decisionsOf(record: RunRecord): TakenDecision[] {
  const taken: TakenDecision[] = [];
  for (const entry of record.journal) {
    if (entry.kind !== 'decision') continue;
    const { sessionId, decision } = entry;
    taken.push({ sessionId, decision, grounds: record.grounds[taken.length] ?? null });
  }
  return taken;
}
