import { type MissedWish, missedWishes } from '../../stress/missedWishes.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { AUDIT_VERSION, type AuditLine } from '../auditSchema.ts';
import { decisionsOf, type TakenDecision } from '../facts/decisions.ts';

/** Every decision of the faulted run, one a line, with every rule's number and, of a wish that was refused or cut, what it would have brought. */
export function auditNdjson({ faulted, faultedTape }: Pick<Outcome, 'faulted' | 'faultedTape'>): string {
  const missed = new Map(missedWishes(faulted.record, faultedTape).map((wish) => [wish.decisionIndex, wish]));
  return decisionsOf(faulted.record)
    .map((taken, index) => `${JSON.stringify(lineOf(taken, missed.get(index)))}\n`)
    .join('');
}

function lineOf({ sessionId, decision, grounds }: TakenDecision, missed: MissedWish | undefined): AuditLine {
  return {
    version: AUDIT_VERSION,
    sessionId,
    ...decision,
    binding: decision.rule ?? grounds?.sizedBy ?? null,
    grounds: grounds === null ? null : { ...grounds, checks: [...grounds.checks] },
    marked: missed === undefined ? null : markedOf(missed),
  };
}

function markedOf(missed: MissedWish): AuditLine['marked'] {
  const { missedQty, isRepeat, markedBy, markedMs, markedPrice, perUnitQuote, resultQuote, reason } = missed;
  return {
    missedQty,
    isRepeat,
    by: markedBy,
    atMs: markedMs,
    price: markedPrice,
    perUnitQuote,
    resultQuote,
    reason,
  };
}
