import { oppositeSide, type Side, sideSign } from '../../market/order.ts';
import type { RejectReason } from '../../market/rejectReason.ts';
import { isReached, nearer } from '../targets/targetPrices.ts';
import { Amendments } from './amendments.ts';
import type { Closer } from './closer.ts';
import type { DecisionFields, Desk } from './desk.ts';
import { type ManagedOrder, remainingQty } from './managedOrder.ts';
import type { OrderDesk } from './orderDesk.ts';

/** Where the profit of a symbol's position is to be taken: plain data. */
interface Target {
  /** Side of the position. */
  readonly side: Side;
  /** Quote per base. */
  readonly price: number;
  readonly wishOrdinal: number | null;
  /** Orders for it that did not come to stand, or were lost. */
  failures: number;
  /** The venue does not take it: the marks are watched instead. */
  isLocal: boolean;
}

/** What of the targets survives a restart. */
export interface KeptTargets {
  readonly positions: Readonly<Record<string, Target>>;
  /** Where the target of an entry is to stand, by order key. */
  readonly entries: Readonly<Record<string, number>>;
}

/** So many orders of one target that do not stand are enough: it needs none. */
const MOST_FAILURES = 3;

/**
 * Owns the targets: one reduce-only take profit for the whole of each position that has one, whose quantity follows what fills. Where the venue has no
 * such order, refuses it, or locks the base for the stop, the marks are watched and the position is closed at market. A target protects nothing, so
 * that none of this ever closes a position that has not reached it.
 */
export class TargetKeeper {
  readonly amendments: Amendments;
  readonly #desk: Desk;
  readonly #orders: OrderDesk;
  readonly #closer: Closer;
  readonly #targets = new Map<string, Target>();
  /** By order key. Kept for good: a fill may be found long after. */
  readonly #planned = new Map<string, number>();

  constructor(parts: { desk: Desk; orders: OrderDesk; closer: Closer }) {
    this.#desk = parts.desk;
    this.#orders = parts.orders;
    this.#closer = parts.closer;
    this.amendments = new Amendments(parts.desk, parts.orders, {
      onAmended: (order) => this.sync(order.order.symbol),
      onRefused: (order, reason) => this.#handleRefusedAmend(order, reason),
    });
  }

  /** Whether the venue is to hold the targets itself. A resting target of a spot account would lock what the stop locks. */
  get areAtVenue(): boolean {
    const { belief, abilities } = this.#desk;
    return !belief.isSpot && abilities.orderTypes.includes('takeProfitMarket');
  }

  /** An entry goes out: where the profit of its position is to be taken, quote per base. */
  remember(entryKey: string, price: number): void {
    this.#planned.set(entryKey, price);
  }

  /** An entry has filled, in part or whole: its target is now the position's. Of two the one that is reached first stands. */
  onEntryFilled(entry: ManagedOrder): void {
    const planned = this.#planned.get(entry.key);
    const { symbol, side } = entry.order;
    const standing = this.#targets.get(symbol);
    if (planned === undefined || this.#desk.belief.positionQty(symbol) * sideSign(side) <= 0) return;
    const isAdding = standing?.side === side;
    if (isAdding && standing.wishOrdinal === entry.wishOrdinal) return;
    this.#targets.set(symbol, {
      side,
      price: isAdding ? nearer(side, standing.price, planned) : planned,
      wishOrdinal: entry.wishOrdinal,
      failures: 0,
      isLocal: isAdding && standing.isLocal,
    });
  }

  /** Brings the target of a symbol to what its position needs. Called after anything that may have changed either. */
  sync(symbol: string): void {
    const { belief } = this.#desk;
    const target = this.#targets.get(symbol);
    const orders = this.#ordersOf(symbol);
    if (target === undefined && orders.length === 0) return;
    const positionQty = belief.positionQty(symbol);
    const isHeld = positionQty !== 0 && !belief.hasEnded(symbol);
    if (target === undefined || !isHeld || target.side !== (positionQty > 0 ? 'buy' : 'sell')) {
      this.#targets.delete(symbol);
      for (const order of orders) this.#orders.cancel(order);
      return;
    }
    const standing = this.#isWatched(target) ? null : this.#standing(orders, target);
    for (const order of orders) if (order !== standing) this.#orders.cancel(order);
    // What a close leaves is looked at when it is over.
    if (this.#isWatched(target) || this.#closer.isClosing(symbol)) return;
    const neededQty = Math.abs(positionQty);
    if (standing === null) {
      if (!this.#closer.hasGivenUp(symbol)) this.#place(symbol, target, neededQty);
      return;
    }
    if (standing.phase !== 'live' || this.amendments.isUnderWay(standing)) return;
    if (Math.abs(remainingQty(standing) - neededQty) <= belief.instrument(symbol).lot / 2) return;
    if (this.amendments.mayAmend(standing) && this.amendments.resize(standing, neededQty)) return;
    this.#place(symbol, target, neededQty);
    this.#orders.cancel(standing);
  }

  /** The venue has said that it has this target. */
  onLive(order: ManagedOrder): void {
    if (!order.verified) {
      order.verified = true;
      this.#say(order, { kind: 'targetPlaced', reason: 'The venue accepted the target.' });
    }
    this.sync(order.order.symbol);
  }

  /** A target is over without having filled, or not wholly. */
  onEnded(order: ManagedOrder, reason: RejectReason | null): void {
    const { symbol } = order.order;
    const target = this.#targets.get(symbol);
    if (target === undefined || order.cancelAttempt > 0 || this.#desk.belief.positionQty(symbol) === 0) {
      this.sync(symbol);
      return;
    }
    this.#say(order, { kind: 'targetFailed', reason: whyFailed(order, reason) });
    if (reason === 'stopWouldTrigger') {
      this.#take(symbol, target);
      return;
    }
    // One that was reached in a market that had not enough for it has done what it could.
    if (order.outcome !== 'expired') target.failures++;
    const isRefused = order.outcome === 'rejected' && reason !== 'reduceOnly';
    if (isRefused || target.failures >= MOST_FAILURES) this.#watchInstead(symbol, target);
    this.sync(symbol);
  }

  /** Stops are refused for want of places: a target needs none, and gives its own up. */
  makeWay(): void {
    for (const [symbol, target] of this.#targets) {
      if (this.#isWatched(target)) continue;
      this.#watchInstead(symbol, target);
      this.sync(symbol);
    }
  }

  /** Prices have moved: a target that does not stand at the venue is taken where it is reached. */
  watchPrices(): void {
    if (this.#targets.size === 0) return;
    for (const [symbol, target] of this.#targets) {
      const markPrice = this.#desk.belief.markPrice(symbol);
      if (markPrice === null || !isReached(target.side, target.price, markPrice)) continue;
      if (!this.#isWatched(target) && this.#ordersOf(symbol).length > 0) continue;
      this.#take(symbol, target);
    }
  }

  /** What a restart must know; `entryKeys` are the entries that it will still know. */
  snapshot(entryKeys: readonly string[]): KeptTargets {
    const entries: Record<string, number> = {};
    for (const key of entryKeys) {
      const price = this.#planned.get(key);
      if (price !== undefined) entries[key] = price;
    }
    const positions: Record<string, Target> = {};
    for (const [symbol, target] of this.#targets) positions[symbol] = { ...target };
    return { positions, entries };
  }

  restore({ positions, entries }: KeptTargets): void {
    for (const [symbol, target] of Object.entries(positions)) {
      if (this.#desk.belief.knows(symbol)) this.#targets.set(symbol, { ...target });
    }
    for (const [key, price] of Object.entries(entries)) this.#planned.set(key, price);
  }

  #take(symbol: string, target: Target): void {
    const { belief } = this.#desk;
    if (belief.positionQty(symbol) * sideSign(target.side) <= 0 || belief.hasEnded(symbol)) return;
    if (this.#closer.isClosing(symbol) || this.#closer.hasGivenUp(symbol)) return;
    this.#closer.close(symbol, 'localTakeProfit', {
      rule: null,
      reason: 'The target is reached, and no order at the venue takes it.',
      wishOrdinal: target.wishOrdinal,
      actual: belief.markPrice(symbol) ?? target.price,
      limit: target.price,
      unit: 'quote',
    });
  }

  #watchInstead(symbol: string, target: Target): void {
    target.isLocal = true;
    this.#desk.decide({
      kind: 'alert',
      symbol,
      wishOrdinal: target.wishOrdinal,
      price: target.price,
      reason: 'The target does not stand at the venue: the marks are watched instead.',
    });
  }

  #handleRefusedAmend(order: ManagedOrder, reason: RejectReason): void {
    if (order.phase === 'closed') return;
    if (reason === 'orderNotLive' || reason === 'unknownOrder') this.#orders.lookUpAnew(order);
    // It stands as it was: its end calls for one of the right quantity.
    else this.#orders.cancel(order);
  }

  #place(symbol: string, target: Target, qty: number): void {
    const key = this.#desk.nextKey('takeProfit', symbol);
    const order = this.#desk.gateway.approveProtective(
      {
        symbol,
        side: oppositeSide(target.side),
        qty,
        type: 'takeProfitMarket',
        triggerPrice: target.price,
        clientOrderId: this.#desk.clientOrderIdFor(key),
      },
      this.#desk.belief.instrument(symbol),
    );
    const placed = this.#orders.place(key, 'takeProfit', order, target.wishOrdinal);
    if (target.failures === 0) return;
    this.#say(placed, {
      kind: 'targetRepaired',
      actual: target.failures,
      limit: MOST_FAILURES,
      unit: 'count',
      reason: 'A new target is placed in place of one that is gone.',
    });
  }

  #isWatched(target: Target): boolean {
    return target.isLocal || !this.areAtVenue;
  }

  /** The order that stands for the target: where two do, one that can be given another quantity. */
  #standing(orders: readonly ManagedOrder[], target: Target): ManagedOrder | null {
    let standing: ManagedOrder | null = null;
    for (const order of orders) {
      if (order.cancelAttempt > 0 || order.order.side === target.side) continue;
      if (!this.#isAt(order, target.price)) continue;
      if (standing === null || order.legOf === undefined) standing = order;
    }
    return standing;
  }

  /** Whether it triggers where the target is, to the tick. */
  #isAt({ order }: ManagedOrder, price: number): boolean {
    const { tick } = this.#desk.belief.instrument(order.symbol);
    return order.triggerPrice !== null && Math.abs(order.triggerPrice - price) < tick;
  }

  #ordersOf(symbol: string): ManagedOrder[] {
    return this.#desk.belief.openOrders.filter(
      ({ purpose, order }) => purpose === 'takeProfit' && order.symbol === symbol,
    );
  }

  #say(order: ManagedOrder, fields: DecisionFields): void {
    const { symbol, side, qty, triggerPrice: price } = order.order;
    this.#desk.decide({
      symbol,
      side,
      wishOrdinal: order.wishOrdinal,
      orderKey: order.key,
      qty,
      price,
      ...fields,
    });
  }
}

function whyFailed({ outcome, filledQty }: ManagedOrder, reason: RejectReason | null): string {
  if (reason === 'stopWouldTrigger') return 'The venue refused the target: the price has reached it already.';
  if (outcome === 'rejected') return `The venue refused the target: ${reason ?? 'no reason given'}.`;
  if (outcome === 'expired')
    return `The target was reached, and the market had not enough for it: ${filledQty} filled.`;
  return `The target that the venue had accepted is not live (${outcome}).`;
}
