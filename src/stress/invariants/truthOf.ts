import type { RunRecord } from '../../engine/runRecord.ts';
import type { TruthEvent } from '../../venue/truthEvent.ts';

export type TruthFill = Extract<TruthEvent, { kind: 'fill' }>;

/** What happened at the venue on the run's own account, in order. */
export function truthOf(run: RunRecord): TruthEvent[] {
  const events: TruthEvent[] = [];
  for (const entry of run.journal) {
    if (entry.kind === 'truth' && entry.event.accountId === run.accountId) events.push(entry.event);
  }
  return events;
}

/** The executions on the run's own account, in order. */
export function truthFillsOf(run: RunRecord): TruthFill[] {
  return truthOf(run).filter((event) => event.kind === 'fill');
}

/** The funding that was charged on the run's own account, in order. */
export function truthFundingOf(run: RunRecord): Extract<TruthEvent, { kind: 'funding' }>[] {
  return truthOf(run).filter((event) => event.kind === 'funding');
}
