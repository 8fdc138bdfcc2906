import type { Fill } from '../market/fill.ts';
import { type OrderSnapshot, sideSign } from '../market/order.ts';
import { longestLag } from './beliefLag.ts';
import type { JournalEntry } from './journal.ts';
import type { BelievedOrder } from './orderBeliefs.ts';
import { OrderDecisions } from './orderDecisions.ts';
import type { JourneyFill, JourneyPurpose, OrderAttempt, OrderJourney, VenueOrder } from './orderJourney.ts';
import type { FillTelling, SentOrder } from './orderMessages.ts';

/** What journeys are put together from: the log of a run, and what stands beside it. */
export interface JourneySources {
  readonly journal: readonly JournalEntry[];
  readonly sent: readonly SentOrder[];
  /** By session, then by trade. */
  readonly tellings: ReadonlyMap<string, ReadonlyMap<string, FillTelling>>;
  readonly believed: (sessionId: string) => readonly BelievedOrder[];
  /** The first session of an account: whose belief the venue's own orders are held against. */
  readonly firstSessionOf: (accountId: string) => string;
  readonly toMs: number;
}

type Named = Pick<OrderJourney, 'key' | 'sessionId' | 'accountId' | 'purpose' | 'isByVenue'> &
  Pick<OrderJourney, 'symbol' | 'side' | 'type' | 'qty' | 'limitPrice' | 'triggerPrice' | 'reduceOnly'>;

interface Draft {
  readonly named: Named;
  readonly attempts: OrderAttempt[];
  readonly venueOrders: { -readonly [Member in keyof VenueOrder]: VenueOrder[Member] }[];
  readonly fills: Fill[];
}

interface Booking {
  readonly firstMs: number;
  count: number;
}

/**
 * The journey of every order of a run: of each that was sent, whether the venue ever saw it or not, of each leg of a bracket, and of each order
 * of the venue's own. Every send of an order and every fill is in exactly one.
 *
 * @returns them in the order in which they began.
 */
export function orderJourneysOf(sources: JourneySources): OrderJourney[] {
  const drafts = draftsOf(sources);
  const decisions = new OrderDecisions(sources.journal);
  const bookings = bookingsOf(sources.journal);
  const corrections = correctionsOf(sources.journal);
  const beliefs = new Beliefs(sources.believed);
  return drafts
    .map(({ named, attempts, venueOrders, fills }): OrderJourney => {
      const { sessionId, key, symbol, side, triggerPrice, isByVenue } = named;
      const believed = isByVenue ? null : beliefs.of(sessionId, key, venueOrders);
      const purpose = believed?.purpose ?? named.purpose;
      const wishOrdinal = believed?.wishOrdinal ?? null;
      const firstSentMs = attempts[0]?.sentMs ?? null;
      const madeMs = believed === null ? null : Math.min(believed.madeMs, firstSentMs ?? believed.madeMs);
      const decided =
        firstSentMs === null
          ? { wishedMs: null, decidedMs: null, decisionPrice: triggerPrice ?? named.limitPrice }
          : decisions.of({
              ...{ sessionId, key, purpose, symbol, wishOrdinal, triggerPrice },
              madeMs: madeMs ?? firstSentMs,
              sentMs: firstSentMs,
            });
      const journeyFills = fills.map((fill): JourneyFill => {
        const { tradeId, venueOrderId, venueTimeMs, qty, price, feeQuote } = fill;
        const telling = sources.tellings.get(sessionId)?.get(tradeId);
        const booking = bookings.get(`${sessionId}/${tradeId}`);
        const settledMs = corrections.get(sessionId)?.find((atMs) => atMs >= venueTimeMs) ?? null;
        return {
          tradeId,
          venueOrderId,
          venueMs: venueTimeMs,
          qty,
          price,
          feeQuote,
          slippageBps: slippageBps(side, price, decided.decisionPrice),
          toldMs: telling?.toldMs ?? null,
          toldCount: telling?.toldCount ?? 0,
          lostCount: telling?.lostCount ?? 0,
          bookedMs: booking?.firstMs ?? null,
          bookedCount: booking?.count ?? 0,
          settledMs: booking === undefined ? settledMs : null,
        };
      });
      const belief = {
        acceptedMs: believed?.acceptedMs ?? null,
        endedMs: believed?.endedMs ?? null,
        outcome: believed?.outcome ?? null,
      };
      const known = { attempts, venueOrders, fills: journeyFills, belief };
      const lag = longestLag({ ...known, isByVenue }, sources.toMs);
      return { ...named, purpose, wishOrdinal, ...decided, ...known, longestLag: lag };
    })
    .sort((a, b) => startOf(a) - startOf(b));
}

/** When the first is known of it. */
function startOf({ decidedMs, attempts, venueOrders, fills }: OrderJourney): number {
  return decidedMs ?? attempts[0]?.sentMs ?? venueOrders[0]?.acceptedMs ?? fills[0]!.venueMs;
}

/** What was sent, and what the venue made of it or by itself. */
function draftsOf({ journal, sent, firstSessionOf }: JourneySources): Draft[] {
  const drafts = new Map<string, Draft>();
  const byVenueId = new Map<string, Draft>();
  const orders = new Map<string, Draft['venueOrders'][number]>();
  const open = (named: Named): Draft => {
    const name = `${named.accountId}/${named.sessionId}/${named.key}`;
    let draft = drafts.get(name);
    if (draft === undefined) {
      draft = { named, attempts: [], venueOrders: [], fills: [] };
      drafts.set(name, draft);
    }
    return draft;
  };
  for (const { sessionId, accountId, key, order, ...attempt } of sent) {
    const { symbol, side, type, qty, limitPrice, triggerPrice, reduceOnly } = order;
    const asked = { symbol, side, type, qty, limitPrice, triggerPrice, reduceOnly };
    const draft = open({ key, sessionId, accountId, purpose: purposeOf(key), isByVenue: false, ...asked });
    draft.attempts.push(attempt);
    if (attempt.venueOrderId !== null) byVenueId.set(attempt.venueOrderId, draft);
  }
  for (const entry of journal) {
    if (entry.kind !== 'truth') continue;
    const { event } = entry;
    if (event.kind === 'orderAccepted') {
      const { venueOrderId, status, parentVenueOrderId } = event.order;
      const parent = byVenueId.get(parentVenueOrderId ?? '');
      const draft =
        byVenueId.get(venueOrderId) ??
        open({
          ...asAccepted(event.order),
          key: event.requestKey,
          sessionId: parent?.named.sessionId ?? firstSessionOf(event.accountId),
          accountId: event.accountId,
          purpose: purposeOf(event.requestKey),
          isByVenue: false,
        });
      byVenueId.set(venueOrderId, draft);
      const { atMs: acceptedMs } = event;
      const order = { venueOrderId, acceptedMs, triggeredMs: null, endedMs: null, status, reason: null };
      draft.venueOrders.push(order);
      orders.set(venueOrderId, order);
    } else if (event.kind === 'orderTriggered') {
      const order = orders.get(event.order.venueOrderId);
      if (order !== undefined) order.triggeredMs ??= event.atMs;
    } else if (event.kind === 'orderEnded') {
      const order = orders.get(event.order.venueOrderId);
      if (order === undefined) continue;
      order.endedMs = event.atMs;
      order.status = event.order.status;
      order.reason = event.reason;
    } else if (event.kind === 'fill') {
      const { fill, accountId } = event;
      const draft =
        byVenueId.get(fill.venueOrderId) ?? open(byVenue(fill, accountId, firstSessionOf(accountId)));
      draft.fills.push(fill);
    }
  }
  return [...drafts.values()];
}

function asAccepted({ symbol, side, type, qty, limitPrice, triggerPrice, reduceOnly }: OrderSnapshot) {
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

/** @example purposeOf('entry:LUNA-USDT:17:stopLoss:1') // 'stopLoss' */
function purposeOf(key: string): JourneyPurpose {
  const parts = key.split(':');
  const leg = parts.at(-2);
  if (leg === 'stopLoss' || leg === 'takeProfit') return leg;
  const [purpose] = parts;
  return PURPOSES.find((known) => known === purpose) ?? 'unknown';
}

const PURPOSES: readonly JourneyPurpose[] = [
  'entry',
  'exit',
  'stop',
  'emergency',
  'localStop',
  'timeStop',
  'deRisk',
  'panic',
];

function slippageBps(side: 'buy' | 'sell', price: number, decisionPrice: number | null): number | null {
  return decisionPrice === null || !(decisionPrice > 0)
    ? null
    : sideSign(side) * (price / decisionPrice - 1) * 10_000;
}

/** By session and trade. */
function bookingsOf(journal: readonly JournalEntry[]): Map<string, Booking> {
  const bookings = new Map<string, Booking>();
  for (const entry of journal) {
    if (entry.kind !== 'booked') continue;
    const name = `${entry.sessionId}/${entry.tradeId}`;
    const known = bookings.get(name);
    if (known === undefined) bookings.set(name, { firstMs: entry.atMs, count: 1 });
    else known.count++;
  }
  return bookings;
}

/** By session: when it took the venue's word on its account, or found that belief equals it. */
function correctionsOf(journal: readonly JournalEntry[]): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const entry of journal) {
    if (entry.kind !== 'decision') continue;
    const { kind, atMs } = entry.decision;
    if (kind !== 'beliefCorrected' && kind !== 'reconciled') continue;
    const known = times.get(entry.sessionId);
    if (known === undefined) times.set(entry.sessionId, [atMs]);
    else known.push(atMs);
  }
  return times;
}

/** What sessions believed, by key, and by the venue's name for what they adopted under a key of their own. */
class Beliefs {
  readonly #believed: JourneySources['believed'];
  readonly #bySession = new Map<
    string,
    { byKey: Map<string, BelievedOrder>; byVenueId: Map<string, BelievedOrder> }
  >();

  constructor(believed: JourneySources['believed']) {
    this.#believed = believed;
  }

  of(sessionId: string, key: string, venueOrders: readonly VenueOrder[]): BelievedOrder | null {
    const { byKey, byVenueId } = this.#of(sessionId);
    const own = byKey.get(key) ?? null;
    const adopted = venueOrders
      .map(({ venueOrderId }) => byVenueId.get(venueOrderId))
      .find((order) => order !== undefined && order !== own);
    if (adopted === undefined) return own;
    if (own === null) return adopted;
    // A session that has lost its records knows the order by another name; of its end it knows by that.
    return own.endedMs === null ? { ...own, endedMs: adopted.endedMs, outcome: adopted.outcome } : own;
  }

  #of(sessionId: string) {
    let known = this.#bySession.get(sessionId);
    if (known === undefined) {
      const believed = this.#believed(sessionId);
      known = {
        byKey: new Map(believed.map((order) => [order.key, order])),
        byVenueId: new Map(
          believed.flatMap((order) => (order.venueOrderId === null ? [] : [[order.venueOrderId, order]])),
        ),
      };
      this.#bySession.set(sessionId, known);
    }
    return known;
  }
}
