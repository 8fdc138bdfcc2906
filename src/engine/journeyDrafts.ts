import type { Fill } from '../market/fill.ts';
import type { OrderRequest, OrderSnapshot } from '../market/order.ts';
import type { JournalEntry } from './journal.ts';
import type { JourneyPurpose, OrderAttempt, OrderJourney, VenueOrder } from './orderJourney.ts';
import type { SentOrder } from './orderMessages.ts';
import { isPurpose, purposeOfKey } from './purposeOfKey.ts';

type Named = Pick<
  OrderJourney,
  | 'key'
  | 'sessionId'
  | 'accountId'
  | 'purpose'
  | 'isByVenue'
  | 'symbol'
  | 'side'
  | 'type'
  | 'qty'
  | 'limitPrice'
  | 'triggerPrice'
  | 'reduceOnly'
>;

type VenueOrderDraft = { -readonly [Member in keyof VenueOrder]: VenueOrder[Member] };

/** What was sent of one order, and what the venue made of it. */
export interface JourneyDraft {
  readonly named: Named;
  /** The entry that carries it; null of what no order carries. */
  readonly parent: JourneyDraft | null;
  readonly attempts: OrderAttempt[];
  readonly venueOrders: VenueOrderDraft[];
  readonly fills: Fill[];
}

/** Every order that was sent or that the venue made, with all that it was and did there: each send and each event in one draft. */
export function journeyDrafts({
  journal,
  sent,
  firstSessionOf,
}: {
  readonly journal: readonly JournalEntry[];
  readonly sent: readonly SentOrder[];
  readonly firstSessionOf: (accountId: string) => string;
}): JourneyDraft[] {
  const drafts = new Map<string, JourneyDraft>();
  const byVenueId = new Map<string, JourneyDraft>();
  const orders = new Map<string, VenueOrderDraft>();
  const open = (named: Named, parent: JourneyDraft | null): JourneyDraft => {
    const name = `${named.accountId}/${named.sessionId}/${named.key}`;
    let draft = drafts.get(name);
    if (draft === undefined) {
      draft = { named, parent, attempts: [], venueOrders: [], fills: [] };
      drafts.set(name, draft);
    }
    return draft;
  };
  for (const { sessionId, accountId, key, order, ...attempt } of sent) {
    const named = { key, sessionId, accountId, purpose: purposeOf(key), isByVenue: false };
    const draft = open({ ...named, ...termsOf(order) }, null);
    draft.attempts.push(attempt);
    if (attempt.venueOrderId !== null) byVenueId.set(attempt.venueOrderId, draft);
  }
  for (const entry of journal) {
    if (entry.kind !== 'truth') continue;
    const { event } = entry;
    if (event.kind === 'orderAccepted') {
      const { venueOrderId, parentVenueOrderId, qty, status } = event.order;
      const { accountId, requestKey: key, atMs: acceptedMs } = event;
      const parent = byVenueId.get(parentVenueOrderId ?? '') ?? null;
      const sessionId = parent?.named.sessionId ?? firstSessionOf(accountId);
      const named = { key, sessionId, accountId, purpose: purposeOf(key), isByVenue: false };
      const draft = byVenueId.get(venueOrderId) ?? open({ ...named, ...termsOf(event.order) }, parent);
      byVenueId.set(venueOrderId, draft);
      const order = {
        ...{ venueOrderId, qty, amendCount: 0, acceptedMs, status },
        ...{ triggeredMs: null, endedMs: null, reason: null },
      };
      draft.venueOrders.push(order);
      orders.set(venueOrderId, order);
    } else if (
      event.kind === 'orderTriggered' ||
      event.kind === 'orderAmended' ||
      event.kind === 'orderEnded'
    ) {
      const order = orders.get(event.order.venueOrderId);
      if (order !== undefined) follow(order, event);
    } else if (event.kind === 'fill') {
      const { fill, accountId } = event;
      const draft =
        byVenueId.get(fill.venueOrderId) ?? open(byVenue(fill, accountId, firstSessionOf(accountId)), null);
      draft.fills.push(fill);
    }
  }
  return [...drafts.values()];
}

type Change = Extract<
  Extract<JournalEntry, { kind: 'truth' }>['event'],
  { kind: 'orderTriggered' | 'orderAmended' | 'orderEnded' }
>;

function follow(order: VenueOrderDraft, event: Change): void {
  if (event.kind === 'orderTriggered') {
    order.triggeredMs ??= event.atMs;
  } else if (event.kind === 'orderAmended') {
    order.qty = event.order.qty;
    order.amendCount++;
  } else {
    order.endedMs = event.atMs;
    order.status = event.order.status;
    order.reason = event.reason;
  }
}

/** Of an order as it was asked for, and of one as the venue took it. */
function termsOf({
  symbol,
  side,
  type,
  qty,
  limitPrice,
  triggerPrice,
  reduceOnly,
}: OrderRequest | OrderSnapshot) {
  return { symbol, side, type, qty, limitPrice, triggerPrice, reduceOnly };
}

/** An order of the venue's own is known by its fills alone. */
function byVenue(
  { venueOrderId, symbol, side, qty, origin }: Fill,
  accountId: string,
  sessionId: string,
): Named {
  return {
    key: venueOrderId,
    sessionId,
    accountId,
    purpose: origin === 'order' ? 'unknown' : origin,
    isByVenue: true,
    ...{ symbol, side, type: 'market', qty, limitPrice: null, triggerPrice: null, reduceOnly: true },
  };
}

function purposeOf(key: string): JourneyPurpose {
  const purpose = purposeOfKey(key);
  return isPurpose(purpose) ? purpose : 'unknown';
}
