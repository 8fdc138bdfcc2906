import { addSteps } from '../../core/rounding.ts';
import type { Fill } from '../../market/fill.ts';
import type { ApprovedOrder, BracketLeg, OrderSnapshot, OrderStatus } from '../../market/order.ts';
import { oppositeSide, sideSign } from '../../market/order.ts';
import type { Desk } from './desk.ts';
import { type ManagedOrder, newOrder } from './managedOrder.ts';
import type { OrderDesk } from './orderDesk.ts';

/** How long an exit that came with an entry may stay unreported, and a close that its twin has begun unheard of, where `verifyStop` does not say it. */
const SHOWN_WITHIN_MS = 2_000;

/**
 * The brake `attachStop`: an entry carries its stop and its target, so that what it fills is protected in the same moment. From the entry's first fill on
 * they are orders of the guardian like any other: verified, moved, placed anew. One that the venue does not show is looked for, and placed.
 */
export class AttachedExits {
  readonly #desk: Desk;
  readonly #orders: OrderDesk;
  readonly #fetchFills: (fromMs: number, key: string) => void;
  /** Exits that are known by a report alone: which fills are in their quantity nobody can tell, so that it is what the reports say. */
  readonly #reported = new WeakSet<ManagedOrder>();
  /** The venue has refused an entry with exits. */
  #isRefused = false;

  constructor(parts: {
    desk: Desk;
    orders: OrderDesk;
    /** An exit shows that its entry has filled, and nobody has said so. */
    fetchFills: (fromMs: number, key: string) => void;
  }) {
    this.#desk = parts.desk;
    this.#orders = parts.orders;
    this.#fetchFills = parts.fetchFills;
  }

  /** Lets an entry carry what is planned for it, where that can be done. Without ids of ours its exits could not be told from a stranger's. */
  attach(
    key: string,
    order: ApprovedOrder,
    { stopPrice, targetPrice }: { readonly stopPrice: number | null; readonly targetPrice: number | null },
  ): ApprovedOrder {
    const { brakes, abilities, belief, gateway } = this.#desk;
    if (brakes.attachStop === undefined || this.#isRefused || belief.isSpot) return order;
    if (!abilities.attachesStops || !abilities.orderTypes.includes('stopMarket')) return order;
    const stopId = this.#desk.clientOrderIdFor(`${key}:stop`);
    const targetId = this.#desk.clientOrderIdFor(`${key}:takeProfit`);
    if (stopPrice === null || stopId === null || targetId === null) return order;
    const takesTarget = abilities.orderTypes.includes('takeProfitMarket');
    const exits = { stopPrice, targetPrice: takesTarget ? targetPrice : null, stopId, targetId };
    const attached = gateway.attachExits(order, exits, belief.instrument(order.symbol));
    const { stopLoss, takeProfit } = attached.bracket!;
    this.#desk.decide({
      kind: 'exitsAttached',
      symbol: order.symbol,
      side: oppositeSide(order.side),
      orderKey: key,
      qty: order.qty,
      price: stopLoss!.triggerPrice,
      rule: 'attachStop',
      reason:
        takeProfit === null
          ? 'The entry carries its stop.'
          : `The entry carries its stop, and its target at ${takeProfit.triggerPrice}.`,
    });
    return attached;
  }

  /** An entry was refused as something that the venue does not take: it goes out again without its exits. True when it does. */
  detach(entry: ManagedOrder): boolean {
    if (entry.order.bracket === undefined || entry.cancelAttempt > 0) return false;
    this.#isRefused = true;
    this.#desk.decide({
      kind: 'exitsDetached',
      symbol: entry.order.symbol,
      side: entry.order.side,
      wishOrdinal: entry.wishOrdinal,
      orderKey: entry.key,
      qty: entry.order.qty,
      rule: 'attachStop',
      reason:
        'The venue takes no entry with exits: it goes out without them, and its stop follows its fills.',
    });
    this.#orders.placeAs(entry, this.#desk.gateway.detachExits(entry.order));
    return true;
  }

  /** An entry has filled: its exits stand at the venue for as much, or grow by it. */
  onEntryFilled(entry: ManagedOrder, qty: number): void {
    const { bracket, symbol } = entry.order;
    if (bracket === undefined) return;
    const { belief, gateway } = this.#desk;
    const { lot } = belief.instrument(symbol);
    let hasLegs = false;
    for (const leg of this.#legsOf(entry)) {
      hasLegs = true;
      if (leg.phase === 'closed' || this.#reported.has(leg)) continue;
      // A report may have been ahead of this fill.
      const grownQty = Math.min(leg.order.qty + qty, Math.max(leg.order.qty, entry.filledQty));
      leg.order = gateway.asReported(leg.order, addSteps(grownQty, 0, lot));
    }
    // Those that are over for good come back with their own report.
    if (hasLegs) return;
    for (const [purpose, leg] of [
      ['stop', bracket.stopLoss] as const,
      ['takeProfit', bracket.takeProfit] as const,
    ]) {
      if (leg === null) continue;
      const order = this.#know(entry, purpose, { leg, qty });
      this.#desk.wake(`attached:${order.key}`, this.#desk.nowMs + this.#withinMs);
    }
  }

  /** The stream speaks of an order that belongs to another. True when that is an entry of ours. */
  handleUpdate(snapshot: OrderSnapshot, status: OrderStatus, reason: string): boolean {
    const entry = snapshot.parentVenueOrderId === undefined ? null : this.#entryOf(snapshot);
    if (entry === null) return false;
    const leg = this.#find(entry, snapshot);
    if (leg === null) {
      if (status === 'live') this.claim(snapshot);
      return true;
    }
    if (leg.phase === 'closed') return true;
    this.#desk.touch();
    if (status === 'cancelled' && reason.startsWith('bracket')) {
      // Its twin has begun to close the position. Should nothing come of that, what is left is looked at again.
      this.#orders.note(leg, snapshot);
      this.#desk.belief.closeOrder(leg, 'cancelled');
      this.#desk.wake(`exits:${snapshot.symbol}`, this.#desk.nowMs + this.#withinMs);
    } else if (status === 'cancelled' || status === 'expired') {
      this.#orders.note(leg, snapshot);
      if (snapshot.filledQty > leg.filledQty) this.#fetchFills(leg.firstSentMs, leg.key);
      this.#orders.end(leg, status, null);
    } else if (leg.phase === 'live' || status !== 'live') this.#orders.note(leg, snapshot);
    else this.#orders.adopt(leg, snapshot);
    return true;
  }

  /**
   * Takes up a live exit that is reported and not known: of an entry that has filled after its earlier exits were replaced, or of which nobody has said
   * that it has filled.
   *
   * @returns false when it is none of ours, or reduces nothing any more.
   */
  claim(snapshot: OrderSnapshot): boolean {
    const { belief } = this.#desk;
    const { symbol, parentVenueOrderId } = snapshot;
    const entry = belief.knows(symbol) && parentVenueOrderId !== undefined ? this.#entryOf(snapshot) : null;
    if (entry === null) return false;
    const { stopLoss, takeProfit } = entry.order.bracket!;
    const isStop = snapshot.type === 'stopMarket';
    const leg = isStop ? stopLoss : takeProfit;
    if (leg === null) return false;
    if (sideSign(snapshot.side) * belief.positionQty(snapshot.symbol) >= 0) {
      // Only a fill can have opened it.
      if (entry.phase === 'closed' && entry.filledQty >= entry.reportedQty) return false;
      this.#fetchFills(entry.firstSentMs, entry.key);
      return true;
    }
    const order = this.#know(entry, isStop ? 'stop' : 'takeProfit', { leg, qty: snapshot.qty });
    this.#reported.add(order);
    this.#orders.adopt(order, snapshot);
    return true;
  }

  /** An exit has filled before anybody has said that its entry has: it is known from here on, for no more than that. Null where the fill is none of these. */
  knowByFill({ clientOrderId, symbol, qty }: Fill): ManagedOrder | null {
    const entry = clientOrderId === null ? null : this.#entryOf({ clientOrderId });
    if (entry === null || entry.order.symbol !== symbol) return null;
    const { stopLoss, takeProfit } = entry.order.bracket!;
    const isStop = stopLoss?.clientOrderId === clientOrderId;
    return this.#know(entry, isStop ? 'stop' : 'takeProfit', { leg: (isStop ? stopLoss : takeProfit)!, qty });
  }

  /** True when the wake was for an exit that has not shown. */
  handleWake(key: string): boolean {
    if (!key.startsWith('attached:')) return false;
    const leg = this.#desk.belief.findOrder((order) => order.key === key.slice('attached:'.length));
    // The venue is asked by our id: where it has none, it is placed as any order that was lost.
    if (leg?.phase === 'sent' && leg.requestId === null) this.#orders.lookUpAnew(leg);
    return true;
  }

  get #withinMs(): number {
    return this.#desk.brakes.verifyStop?.waitMs ?? SHOWN_WITHIN_MS;
  }

  #know(
    entry: ManagedOrder,
    purpose: 'stop' | 'takeProfit',
    { leg, qty }: { readonly leg: BracketLeg; readonly qty: number },
  ): ManagedOrder {
    const { belief, gateway, nowMs: atMs } = this.#desk;
    const { symbol, side } = entry.order;
    const order = gateway.approveProtective(
      {
        symbol,
        side: oppositeSide(side),
        qty,
        type: purpose === 'stop' ? 'stopMarket' : 'takeProfitMarket',
        triggerPrice: leg.triggerPrice,
        clientOrderId: leg.clientOrderId,
      },
      belief.instrument(symbol),
    );
    const { wishOrdinal } = entry;
    const managed: ManagedOrder = {
      ...newOrder(this.#desk.nextKey(purpose, symbol), purpose, { order, wishOrdinal, atMs }),
      legOf: entry.key,
    };
    this.#orders.know(managed);
    belief.addOrder(managed);
    return managed;
  }

  #legsOf(entry: ManagedOrder): ManagedOrder[] {
    const legs: ManagedOrder[] = [];
    for (const leg of [entry.order.bracket?.stopLoss, entry.order.bracket?.takeProfit]) {
      const id = leg?.clientOrderId ?? null;
      const order = id === null ? null : this.#desk.belief.findOrder((one) => one.order.clientOrderId === id);
      if (order !== null) legs.push(order);
    }
    return legs;
  }

  /** The order that a report of an entry's exit is about: by the venue's name, else by ours while the venue's is not known. */
  #find(entry: ManagedOrder, { venueOrderId, clientOrderId }: OrderSnapshot): ManagedOrder | null {
    return this.#desk.belief.findOrder(
      (order) =>
        order.legOf === entry.key &&
        (order.venueOrderId === null
          ? order.order.clientOrderId === clientOrderId
          : order.venueOrderId === venueOrderId),
    );
  }

  /** The entry of ours whose exit this is; null of any other order. */
  #entryOf({
    parentVenueOrderId,
    clientOrderId,
  }: Pick<OrderSnapshot, 'parentVenueOrderId' | 'clientOrderId'>): ManagedOrder | null {
    return this.#desk.belief.findOrder(({ venueOrderId, order: { bracket } }) => {
      if (bracket === undefined) return false;
      if (venueOrderId !== null && venueOrderId === parentVenueOrderId) return true;
      if (clientOrderId === null) return false;
      const { stopLoss, takeProfit } = bracket;
      return stopLoss?.clientOrderId === clientOrderId || takeProfit?.clientOrderId === clientOrderId;
    });
  }
}
