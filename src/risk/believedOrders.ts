import { type Side, sideSign } from '../market/order.ts';
import { type ManagedOrder, missingQty, remainingQty } from './guardian/managedOrder.ts';
import type { LiveStop, PendingEntry } from './riskView.ts';

/** An order as a restart finds it again. Its requests are null: nobody will answer to a process that is gone. */
export type KeptOrder = ManagedOrder & {
  /** Where the stop of an entry that may still fill is to stand; null where there is none. */
  readonly plannedStop: number | null;
};

/** Closed orders that a restart still knows: a fill may be told long after its order was over. */
const KEPT_CLOSED_ORDERS = 10;

/** The orders of belief: all that there ever were, and those that are not over, with what they may still do to a position. */
export class BelievedOrders {
  readonly #all: ManagedOrder[] = [];
  /** In order of creation: the only ones that a hot path looks at. */
  #open: ManagedOrder[] = [];
  /** Closed ones of which the venue has said that more has filled than was booked. */
  #missing: ManagedOrder[] = [];
  /** Where the stop of an entry that may still fill is to stand, by order key. */
  readonly #plannedStops = new Map<string, number>();

  readonly #kept = new WeakMap<ManagedOrder, KeptOrder>();

  get open(): readonly ManagedOrder[] {
    return this.#open;
  }

  /** Nothing is open, and no fill of what is over is missing. */
  get isEmpty(): boolean {
    return this.#open.length === 0 && this.#missing.length === 0;
  }

  add(order: ManagedOrder): void {
    this.#all.push(order);
    if (order.phase !== 'closed') this.#open.push(order);
    else if (missingQty(order) > 0) this.#missing.push(order);
  }

  close(order: ManagedOrder, outcome: NonNullable<ManagedOrder['outcome']>): void {
    order.phase = 'closed';
    order.outcome = outcome;
    order.requestId = null;
    this.#open = this.#open.filter((open) => open !== order);
    this.#plannedStops.delete(order.key);
    if (missingQty(order) > 0) this.#missing.push(order);
  }

  /** Orders that are over and whose fills have not all been booked. */
  get missingFills(): readonly ManagedOrder[] {
    if (this.#missing.length > 0) this.#missing = this.#missing.filter((order) => missingQty(order) > 0);
    return this.#missing;
  }

  /** The account has been looked at since these were over: what they filled is in it. */
  settleFills(orders: readonly ManagedOrder[]): void {
    if (orders.length > 0) this.#missing = this.#missing.filter((order) => !orders.includes(order));
  }

  /** A fill or a report shows that an order which was thought closed is not. */
  reopen(order: ManagedOrder): void {
    if (order.phase !== 'closed') return;
    order.phase = 'live';
    order.outcome = null;
    this.#open.push(order);
  }

  /** The newest that matches. */
  find(matches: (order: ManagedOrder) => boolean): ManagedOrder | null {
    for (let index = this.#all.length - 1; index >= 0; index--) {
      const order = this.#all[index]!;
      if (matches(order)) return order;
    }
    return null;
  }

  /** An entry that goes out is to be protected here. An entry of which this is not known counts as one without a stop. */
  planStop(orderKey: string, stopPrice: number): void {
    this.#plannedStops.set(orderKey, stopPrice);
  }

  worstCaseQty(symbol: string, side: Side, positionQty: number): number {
    const heldQty = sideSign(side) * positionQty;
    let entryQty = 0;
    let reducingQty = 0;
    for (const order of this.#open) {
      if (order.order.symbol !== symbol || order.order.side !== side) continue;
      if (order.order.reduceOnly) reducingQty += remainingQty(order);
      else entryQty += remainingQty(order);
    }
    for (const order of this.#missing) {
      if (order.order.symbol !== symbol || order.order.side !== side) continue;
      if (order.order.reduceOnly) reducingQty += missingQty(order);
      else entryQty += missingQty(order);
    }
    // A position of the other side makes room only as far as no stop or exit of ours may take it away first. And where there is none, a reducing
    // order that is not over may have filled before the position turned, with a fill that was lost.
    const base = heldQty >= 0 ? heldQty + reducingQty : Math.min(0, heldQty + reducingQty);
    return Math.max(0, base + entryQty);
  }

  netWorstQty(symbol: string, side: Side, positionQty: number): number {
    let qty = positionQty;
    for (const order of this.#open) {
      if (order.order.symbol !== symbol || order.order.side !== side || order.order.reduceOnly) continue;
      qty += sideSign(side) * remainingQty(order);
    }
    for (const order of this.#missing) {
      if (order.order.symbol !== symbol || order.order.side !== side || order.order.reduceOnly) continue;
      qty += sideSign(side) * missingQty(order);
    }
    return qty;
  }

  liveStops(symbol: string, positionQty: number): readonly LiveStop[] {
    const stops: LiveStop[] = [];
    for (const stop of this.#open) {
      const { side, triggerPrice } = stop.order;
      if (stop.purpose !== 'stop' || stop.phase !== 'live' || stop.order.symbol !== symbol) continue;
      if (triggerPrice === null || sideSign(side) * positionQty >= 0) continue;
      stops.push({ qty: remainingQty(stop), triggerPrice });
    }
    return stops;
  }

  pendingEntries(symbol: string, markPrice: number | null): readonly PendingEntry[] {
    const entries: PendingEntry[] = [];
    for (const entry of this.#open) {
      const { side, limitPrice, reduceOnly } = entry.order;
      if (reduceOnly || entry.order.symbol !== symbol) continue;
      // Of an entry that is being asked after, a part may have filled that no stop stands for yet.
      const isKnown = entry.phase !== 'unknown' && entry.phase !== 'confirming';
      entries.push({
        side,
        qty: remainingQty(entry),
        price: limitPrice ?? markPrice,
        stopPrice: (isKnown ? this.#plannedStops.get(entry.key) : undefined) ?? null,
      });
    }
    for (const entry of this.#missing) {
      const { side, limitPrice, reduceOnly, symbol: ofSymbol } = entry.order;
      const qty = missingQty(entry);
      if (reduceOnly || ofSymbol !== symbol || qty === 0) continue;
      entries.push({ side, qty, price: limitPrice ?? markPrice, stopPrice: null });
    }
    return entries;
  }

  /** Those that are not over, and the last of those that are, in order of creation: plain data that the next change leaves as it is. */
  snapshot(): KeptOrder[] {
    const kept: KeptOrder[] = [];
    let closedCount = 0;
    let openCount = 0;
    for (let index = this.#all.length - 1; index >= 0; index--) {
      const order = this.#all[index]!;
      if (order.phase !== 'closed') openCount++;
      else if (closedCount++ >= KEPT_CLOSED_ORDERS) {
        if (openCount === this.#open.length) break;
        continue;
      }
      kept.push(this.#keep(order));
    }
    return kept.reverse();
  }

  /** A copy, and the last one where it still says the same: a client that has run wild has very many orders open. */
  #keep(order: ManagedOrder): KeptOrder {
    const plannedStop = this.#plannedStops.get(order.key) ?? null;
    const last = this.#kept.get(order);
    if (last !== undefined && last.plannedStop === plannedStop && isSame(last, order)) return last;
    const kept = { ...order, requestId: null, cancelRequestId: null, plannedStop };
    this.#kept.set(order, kept);
    return kept;
  }

  /** Takes up what a former life knew. */
  restore(orders: readonly KeptOrder[]): void {
    for (const { plannedStop, ...known } of orders) {
      this.add(known);
      if (plannedStop !== null) this.planStop(known.key, plannedStop);
    }
  }
}

/** Whether nothing has changed of what can. */
function isSame(a: ManagedOrder, b: ManagedOrder): boolean {
  return (
    a.phase === b.phase &&
    a.order === b.order &&
    a.outcome === b.outcome &&
    a.venueOrderId === b.venueOrderId &&
    a.filledQty === b.filledQty &&
    a.reportedQty === b.reportedQty &&
    a.attempt === b.attempt &&
    a.lookups === b.lookups &&
    a.lastSentMs === b.lastSentMs &&
    a.cancelAttempt === b.cancelAttempt &&
    a.verified === b.verified
  );
}
