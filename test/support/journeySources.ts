import type { JournalEntry } from '../../src/engine/journal.ts';
import type { BelievedOrder } from '../../src/engine/orderBeliefs.ts';
import type { JourneySources } from '../../src/engine/orderJourneys.ts';
import type { SentOrder } from '../../src/engine/orderMessages.ts';
import type { OrderPurpose } from '../../src/risk/guardian/managedOrder.ts';

/** From the venue to the session, in a hand-made log. */
export const TOLD_AFTER_MS = 80;

/**
 * What stands beside a hand-made log of one session when nothing is lost: the n-th send of a key is the n-th order that the venue took or
 * refused under it, every answer is told 80 ms later, and believed.
 */
export function journeySources(journal: readonly JournalEntry[], toMs: number): JourneySources {
  const sent: SentOrder[] = [];
  const believed = new Map<string, BelievedOrder>();
  const venueIds = new Map<string, string>();
  const answers = journal.flatMap((entry) =>
    entry.kind === 'truth' && (entry.event.kind === 'orderAccepted' || entry.event.kind === 'orderRejected')
      ? [entry.event]
      : [],
  );
  for (const entry of journal) {
    if (entry.kind !== 'request' || entry.request.order === null) continue;
    const { sessionId, accountId, atMs } = entry;
    const { key, attempt, order } = entry.request;
    const index = answers.findIndex(({ requestKey }) => requestKey === key);
    const [answer] = index < 0 ? [] : answers.splice(index, 1);
    const venueOrderId = answer?.kind === 'orderAccepted' ? answer.order.venueOrderId : null;
    if (venueOrderId !== null) venueIds.set(venueOrderId, key);
    sent.push({
      ...{ sessionId, accountId, key, attempt, order, sentMs: atMs, heldBackMs: 0, venueOrderId },
      fate: answer === undefined ? 'lost' : 'arrived',
      arrivedMs: answer?.atMs ?? null,
      rejection: answer?.kind === 'orderRejected' ? { reason: answer.reason, code: answer.code } : null,
      replyFate: answer === undefined ? null : 'arrived',
      replyMs: answer === undefined ? null : answer.atMs + TOLD_AFTER_MS,
    });
    if (believed.has(key)) continue;
    believed.set(key, {
      ...{ key, venueOrderId, wishOrdinal: null, madeMs: atMs, endedMs: null, outcome: null },
      purpose: key.split(':')[0] as OrderPurpose,
      acceptedMs: answer === undefined ? null : answer.atMs + TOLD_AFTER_MS,
    });
  }
  for (const entry of journal) {
    if (entry.kind !== 'truth' || entry.event.kind !== 'orderEnded') continue;
    const known = believed.get(venueIds.get(entry.event.order.venueOrderId) ?? '');
    if (known !== undefined) known.endedMs = entry.atMs + TOLD_AFTER_MS;
  }
  return {
    ...{ journal, sent, toMs, tellings: new Map() },
    believed: () => [...believed.values()],
    firstSessionOf: () => 's1',
  };
}
