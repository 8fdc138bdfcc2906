import type { ManagedOrder, OrderOutcome, OrderPurpose } from '../risk/guardian/managedOrder.ts';
import type { Process } from './process.ts';

/** What a session has believed of one of its orders, over all its lives. */
export interface BelievedOrder {
  readonly key: string;
  readonly purpose: OrderPurpose;
  readonly wishOrdinal: number | null;
  /** When the session made it, before it may have had to wait for its turn. */
  readonly madeMs: number;
  venueOrderId: string | null;
  acceptedMs: number | null;
  endedMs: number | null;
  outcome: OrderOutcome | null;
}

interface Watched {
  readonly believed: BelievedOrder;
  order: ManagedOrder;
}

interface Watch {
  session: Process['session'];
  readonly byKey: Map<string, Watched>;
  /** Those that belief held to be open when it was last looked at. */
  open: Watched[];
  /** The last that belief had made then. */
  newest: ManagedOrder | null;
}

const ANY = (): boolean => true;

/**
 * Looks at what sessions believe of their orders after each step that may have changed it, and notes when they came to know of an acceptance
 * or to hold an order for over. It looks at open orders only, and decides nothing.
 */
export class OrderBeliefs {
  readonly #watches = new Map<string, Watch>();

  /** What each order was believed to be, of one session, in the order in which it was first seen. */
  of(sessionId: string): BelievedOrder[] {
    return [...(this.#watches.get(sessionId)?.byKey.values() ?? [])].map(({ believed }) => believed);
  }

  /** An order was sent: it is looked at even where belief has closed it by now. */
  noteSent(client: Process, key: string): void {
    const watch = this.#watchOf(client);
    if (watch.byKey.has(key)) return;
    const order = client.session.belief.findOrder((candidate) => candidate.key === key);
    if (order !== null) watch.open.push(this.#watched(watch, order));
  }

  /** Belief may have changed. */
  look(client: Process, atMs: number): void {
    const { openOrders } = client.session.belief;
    const watch = this.#watchOf(client);
    if (client.session.belief.findOrder(ANY) !== watch.newest) this.#takeUp(watch);
    let closedCount = 0;
    for (const watched of watch.open) {
      this.#compare(watched, atMs);
      if (watched.order.phase === 'closed') closedCount++;
    }
    if (closedCount > 0) watch.open = watch.open.filter(({ order }) => order.phase !== 'closed');
    if (watch.open.length === openOrders.length) return;
    // Found to be open after all.
    watch.open = openOrders.map((order) => {
      const watched = this.#watched(watch, order);
      this.#compare(watched, atMs);
      return watched;
    });
  }

  /** What belief has made since it was last looked at, even where it has closed it by now: an exit may be known by its fill. */
  #takeUp(watch: Watch): void {
    const made: ManagedOrder[] = [];
    watch.session.belief.findOrder((order) => {
      if (order === watch.newest) return true;
      made.push(order);
      return false;
    });
    for (const order of made.reverse()) {
      const watched = this.#watched(watch, order);
      if (!watch.open.includes(watched)) watch.open.push(watched);
      watch.newest = order;
    }
  }

  #compare({ order, believed }: Watched, atMs: number): void {
    if (order.venueOrderId !== null) believed.venueOrderId ??= order.venueOrderId;
    if (order.phase === 'live' || order.venueOrderId !== null) believed.acceptedMs ??= atMs;
    if (order.phase === 'closed') {
      believed.endedMs = atMs;
      believed.outcome = order.outcome;
    } else {
      believed.endedMs = null;
      believed.outcome = null;
    }
  }

  #watched(watch: Watch, order: ManagedOrder): Watched {
    const known = watch.byKey.get(order.key);
    if (known !== undefined) {
      known.order = order;
      return known;
    }
    const { key, purpose, wishOrdinal, firstSentMs: madeMs } = order;
    const believed = { key, purpose, wishOrdinal, madeMs };
    const watched = {
      order,
      believed: { ...believed, venueOrderId: null, acceptedMs: null, endedMs: null, outcome: null },
    };
    watch.byKey.set(key, watched);
    return watched;
  }

  /** A process that was started again believes with another mind: what it still knows it says anew. */
  #watchOf({ sessionId, session }: Process): Watch {
    let watch = this.#watches.get(sessionId);
    if (watch === undefined) {
      watch = { session, byKey: new Map(), open: [], newest: null };
      this.#watches.set(sessionId, watch);
    } else if (watch.session !== session) {
      watch.session = session;
      watch.open = [];
      watch.newest = null;
    }
    return watch;
  }
}
