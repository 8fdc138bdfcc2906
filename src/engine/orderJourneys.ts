import type { Fill } from '../market/fill.ts';
import { sideSign } from '../market/order.ts';
import { longestLag } from './beliefLag.ts';
import type { JournalEntry } from './journal.ts';
import { type JourneyDraft, journeyDrafts } from './journeyDrafts.ts';
import { startOf } from './journeyTimes.ts';
import type { BelievedOrder } from './orderBeliefs.ts';
import { OrderDecisions } from './orderDecisions.ts';
import type { JourneyFill, OrderJourney } from './orderJourney.ts';
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
  const { journal, toMs } = sources;
  const decisions = new OrderDecisions(journal);
  const beliefs = new Beliefs(sources.believed);
  const toldOf = fillsKnown(sources);
  return journeyDrafts(sources)
    .map((draft): OrderJourney => {
      const { named, attempts, venueOrders, fills } = draft;
      const believed = beliefs.of(draft);
      const decided = decidedOf(draft, { decisions, beliefs });
      const { acceptedMs = null, endedMs = null, outcome = null, wishOrdinal = null } = believed ?? {};
      const known = {
        attempts,
        venueOrders,
        fills: fills.map((fill) => ({
          ...toldOf(fill, named.sessionId),
          slippageBps: slippageBps(named.side, fill.price, decided.decisionPrice),
        })),
        belief: { acceptedMs, endedMs, outcome },
      };
      const lag = longestLag({ ...known, isByVenue: named.isByVenue }, toMs);
      const purpose = believed?.purpose ?? named.purpose;
      return { ...named, purpose, wishOrdinal, ...decided, ...known, longestLag: lag };
    })
    .sort((a, b) => startOf(a) - startOf(b));
}

/** What decided on an order; a leg is decided with the order that carries it. */
function decidedOf(
  draft: JourneyDraft,
  parts: { readonly decisions: OrderDecisions; readonly beliefs: Beliefs },
): Pick<OrderJourney, 'wishedMs' | 'decidedMs' | 'decisionPrice'> {
  const { named, parent, attempts } = draft;
  const { sessionId, key, symbol, triggerPrice, limitPrice } = named;
  const [first] = attempts;
  if (first === undefined) {
    const { wishedMs, decidedMs } = parent === null ? UNDECIDED : decidedOf(parent, parts);
    return { wishedMs, decidedMs, decisionPrice: triggerPrice ?? limitPrice };
  }
  const believed = parts.beliefs.of(draft);
  return parts.decisions.of({
    ...{ sessionId, key, symbol, triggerPrice, sentMs: first.sentMs },
    purpose: believed?.purpose ?? named.purpose,
    wishOrdinal: believed?.wishOrdinal ?? null,
    madeMs: Math.min(believed?.madeMs ?? first.sentMs, first.sentMs),
  });
}

const UNDECIDED = { wishedMs: null, decidedMs: null };

function slippageBps(side: 'buy' | 'sell', price: number, decisionPrice: number | null): number | null {
  return decisionPrice === null || !(decisionPrice > 0)
    ? null
    : sideSign(side) * (price / decisionPrice - 1) * 10_000;
}

/** What a session was told of a fill, and when it had it in its belief. */
function fillsKnown({
  journal,
  tellings,
}: JourneySources): (fill: Fill, sessionId: string) => Omit<JourneyFill, 'slippageBps'> {
  const bookings = bookingsOf(journal);
  const corrections = correctionsOf(journal);
  return ({ tradeId, venueOrderId, venueTimeMs: venueMs, qty, price, feeQuote }, sessionId) => {
    const { toldMs = null, toldCount = 0, lostCount = 0 } = tellings.get(sessionId)?.get(tradeId) ?? {};
    const booking = bookings.get(`${sessionId}/${tradeId}`);
    const isBooked = booking !== undefined;
    const settledMs = isBooked ? undefined : corrections.get(sessionId)?.find((atMs) => atMs >= venueMs);
    return {
      ...{ tradeId, venueOrderId, venueMs, qty, price, feeQuote, toldMs, toldCount, lostCount },
      bookedMs: booking?.firstMs ?? null,
      bookedCount: booking?.count ?? 0,
      settledMs: settledMs ?? null,
    };
  };
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

  of({ named: { sessionId, key, isByVenue }, venueOrders }: JourneyDraft): BelievedOrder | null {
    if (isByVenue) return null;
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
