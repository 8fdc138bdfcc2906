import { type OrderSnapshot, oppositeSide, type Side, sideSign } from '../../market/order.ts';
import type { RejectReason } from '../../market/rejectReason.ts';
import type { StopPlan } from '../stops/stopPlan.ts';
import { type StopPrices, tighter } from '../stops/stopPrices.ts';
import type { Closer } from './closer.ts';
import type { Desk } from './desk.ts';
import { beginHolding, deadlineOf, type Holding, seePrices } from './holding.ts';
import { freesBase } from './lockedBase.ts';
import { type ManagedOrder, remainingQty } from './managedOrder.ts';
import type { OrderDesk } from './orderDesk.ts';
import { type EntryPlan, type KeptProtections, type Protection, Protections } from './protection.ts';

/**
 * Owns the protective stops: places them for what has filled, verifies, ratchets by placing the new before cancelling the old, repairs,
 * and cancels what protects nothing. Strategies never send a stop.
 */
export class StopKeeper {
  readonly #desk: Desk;
  readonly #orders: OrderDesk;
  readonly #closer: Closer;
  readonly #prices: StopPrices;
  readonly #protections: Protections;

  constructor(parts: {
    desk: Desk;
    orders: OrderDesk;
    closer: Closer;
    prices: StopPrices;
  }) {
    this.#desk = parts.desk;
    this.#orders = parts.orders;
    this.#closer = parts.closer;
    this.#prices = parts.prices;
    this.#protections = new Protections(parts.desk.belief.symbols);
  }

  /** An entry goes out: how its position is to be protected, once there is one. */
  remember(entryKey: string, plan: EntryPlan): void {
    this.#protections.remember(entryKey, plan);
  }

  /** An entry has filled, in part or whole: its plan is now the position's. A stop that stands already is never loosened. */
  onEntryFilled(entry: ManagedOrder): void {
    const planned = this.#protections.planOf(entry.key);
    const { symbol, side } = entry.order;
    const protection = this.#of(symbol);
    if (planned === undefined || (protection.plan !== null && protection.wishOrdinal === entry.wishOrdinal))
      return;
    // An entry against the position has only reduced it so far: what is left keeps its own plan.
    if (this.#desk.belief.positionQty(symbol) * sideSign(side) <= 0) return;
    const isAdding = protection.stopPrice !== null && protection.side === side;
    protection.stopPrice = isAdding
      ? tighter(side, protection.stopPrice!, planned.stopPrice)
      : planned.stopPrice;
    if (!isAdding || protection.holding === null) protection.holding = this.#beginHolding(symbol, side);
    this.#setDeadline(symbol, protection.holding, planned.plan);
    protection.side = side;
    protection.plan = planned.plan;
    protection.wishOrdinal = entry.wishOrdinal;
    protection.failures = 0;
    protection.isGivenUp = false;
  }

  /** Brings the stops of a symbol to what its position needs. Called after anything that may have changed either. */
  sync(symbol: string): void {
    const belief = this.#desk.belief;
    const protection = this.#of(symbol);
    const positionQty = belief.positionQty(symbol);
    if (positionQty === 0 || belief.hasEnded(symbol)) {
      this.#standDown(symbol, protection);
      return;
    }
    // A close that waits for its next try protects nothing meanwhile.
    if (protection.stopPrice === null || protection.isGivenUp || this.#closer.sellsNow(symbol)) return;
    const side: Side = positionQty > 0 ? 'sell' : 'buy';
    const neededQty = Math.abs(positionQty);
    const newest = this.#newestStop(symbol, side);
    if (newest === null) {
      this.#place(symbol, side, neededQty, protection);
      return;
    }
    if (!this.#isSettled(newest)) return;
    if (remainingQty(newest) < neededQty - belief.instrument(symbol).lot / 2) {
      this.#place(symbol, side, neededQty, protection);
      return;
    }
    for (const stop of this.#stops(symbol)) if (stop !== newest) this.#orders.cancel(stop);
  }

  /** The venue has said that it has this stop. To be believed only where nobody checks. */
  onLive(stop: ManagedOrder): void {
    const verify = this.#desk.brakes.verifyStop;
    const { symbol } = stop.order;
    const fields = {
      symbol,
      side: stop.order.side,
      wishOrdinal: stop.wishOrdinal,
      orderKey: stop.key,
      qty: stop.order.qty,
      price: stop.order.triggerPrice,
    };
    if (stop.verified) {
      this.#desk.decide({
        kind: 'stopVerified',
        ...fields,
        rule: verify === undefined ? 'stopHealth' : 'verifyStop',
        reason: 'The venue was asked and has the stop live.',
      });
      this.#of(symbol).failures = 0;
      this.sync(symbol);
      return;
    }
    this.#desk.decide({ kind: 'stopPlaced', ...fields, reason: 'The venue accepted the stop.' });
    if (verify === undefined) this.sync(symbol);
    else this.#desk.wake(`verify:${stop.key}`, this.#desk.nowMs + verify.waitMs);
  }

  /** Time to ask whether an accepted stop is really there. True when the wake was ours. */
  handleWake(key: string): boolean {
    if (key.startsWith('timeStop:')) {
      this.#closeExpired(key.slice('timeStop:'.length));
      return true;
    }
    if (!key.startsWith('verify:')) return false;
    const stop = this.#desk.belief.findOrder((order) => order.key === key.slice('verify:'.length));
    if (stop !== null && stop.phase === 'live' && !stop.verified) this.#verify(stop);
    return true;
  }

  /** A list of the venue's live orders has come: every order that belief holds live and the list lacks, or has filled further, is looked into. */
  checkHealth(orders: readonly OrderSnapshot[], askedMs: number): void {
    const reported = new Map(orders.map((order) => [order.venueOrderId, order]));
    for (const order of [...this.#desk.belief.openOrders]) {
      if (order.phase !== 'live' || order.lastSentMs >= askedMs) continue;
      const snapshot = order.venueOrderId === null ? undefined : reported.get(order.venueOrderId);
      if (snapshot !== undefined && snapshot.filledQty <= order.filledQty) {
        this.#orders.note(order, snapshot);
        continue;
      }
      if (order.purpose === 'stop') this.#verify(order);
      else this.#orders.lookUpAnew(order);
    }
    for (const symbol of this.#desk.belief.symbols) this.sync(symbol);
  }

  /** A stop is over without having filled. */
  onEnded(stop: ManagedOrder, reason: RejectReason | null): void {
    const { symbol } = stop.order;
    const protection = this.#of(symbol);
    const belief = this.#desk.belief;
    if (belief.positionQty(symbol) === 0 || stop.cancelAttempt > 0) {
      this.sync(symbol);
      return;
    }
    this.#desk.decide({
      kind: 'stopFailed',
      symbol,
      side: stop.order.side,
      wishOrdinal: stop.wishOrdinal,
      orderKey: stop.key,
      qty: stop.order.qty,
      price: stop.order.triggerPrice,
      rule: stop.outcome === 'rejected' ? null : 'verifyStop',
      reason: failureReason(stop, reason),
    });
    protection.failures++;
    const tries = this.#desk.brakes.verifyStop?.tries ?? (this.#desk.brakes.stopHealth === undefined ? 1 : 3);
    const isPastTrigger = reason === 'stopWouldTrigger';
    if (!isPastTrigger && protection.failures < tries) {
      this.sync(symbol);
      return;
    }
    if (!isPastTrigger && this.#coveredQty(symbol) >= Math.abs(belief.positionQty(symbol))) return;
    if (this.#desk.brakes.emergencyClose !== undefined) {
      this.#closer.close(symbol, 'emergency', {
        rule: 'emergencyClose',
        reason: isPastTrigger
          ? 'The price is already through the stop: no stop can be set.'
          : 'No stop could be set.',
        wishOrdinal: stop.wishOrdinal,
      });
      return;
    }
    protection.isGivenUp = true;
    this.#desk.decide({
      kind: 'alert',
      symbol,
      orderKey: stop.key,
      reason: 'The position has no stop, and nothing is done about it: emergencyClose is off.',
    });
  }

  /** Prices have moved: what a stop that hangs from the best of them must know. */
  watchPrices(): void {
    for (const symbol of this.#desk.belief.symbols) {
      if (this.#desk.belief.positionQty(symbol) !== 0) this.#seePrices(symbol, this.#of(symbol));
    }
  }

  /** At each close: positions whose time is up are closed, and the stops that trail are moved, never away from the price. */
  ratchet(): void {
    for (const symbol of this.#desk.belief.symbols) {
      const protection = this.#of(symbol);
      this.#closeExpired(symbol);
      const positionQty = this.#desk.belief.positionQty(symbol);
      if (positionQty === 0 || protection.plan === null || protection.stopPrice === null) continue;
      const side: Side = positionQty > 0 ? 'sell' : 'buy';
      const newest = this.#newestStop(symbol, side);
      if (newest === null || !this.#isSettled(newest) || this.#closer.isClosing(symbol)) continue;
      this.#seePrices(symbol, protection);
      const moved = this.#prices.ratchet(protection.plan, symbol, oppositeSide(side), {
        stopPrice: protection.stopPrice,
        bestPrice: protection.holding?.bestPrice ?? protection.stopPrice,
      });
      const { tick } = this.#desk.belief.instrument(symbol);
      if (Math.abs(moved - protection.stopPrice) < tick) continue;
      this.#desk.decide({
        kind: 'stopMoved',
        symbol,
        side,
        wishOrdinal: protection.wishOrdinal,
        orderKey: newest.key,
        qty: Math.abs(positionQty),
        price: moved,
        reason: 'The trailing stop follows the price.',
      });
      protection.stopPrice = moved;
      this.#place(symbol, side, Math.abs(positionQty), protection);
    }
  }

  /** Whether belief holds a stop that stands for the whole position. */
  believesProtected(symbol: string): boolean {
    return this.#coveredQty(symbol) >= Math.abs(this.#desk.belief.positionQty(symbol));
  }

  /** Whether a stop is on its way or being looked into. */
  isWorkingOnStop(symbol: string): boolean {
    return this.#stops(symbol).some((stop) => stop.phase !== 'live');
  }

  /** What a restart must know; `entryKeys` are the entries that it will still know. */
  snapshot(entryKeys: readonly string[]): KeptProtections {
    return this.#protections.snapshot(entryKeys);
  }

  restore(kept: KeptProtections): void {
    this.#protections.restore(kept);
  }

  /** After a restart, as soon as the venue can be asked: deadlines are set anew, and stops that stood are looked at. */
  resume(): void {
    for (const symbol of this.#desk.belief.symbols) {
      const deadlineMs = this.#of(symbol).holding?.deadlineMs ?? null;
      if (deadlineMs !== null) this.#desk.wake(`timeStop:${symbol}`, Math.max(deadlineMs, this.#desk.nowMs));
      for (const stop of this.#stops(symbol)) {
        if (stop.phase === 'live' && this.#desk.brakes.verifyStop !== undefined) this.#verify(stop);
      }
    }
  }

  /** Whether anybody has said how the position of a symbol is to be protected. */
  hasPlan(symbol: string): boolean {
    const { stopPrice, side } = this.#of(symbol);
    return (
      stopPrice !== null && (side === null || sideSign(side) * this.#desk.belief.positionQty(symbol) >= 0)
    );
  }

  /** A position that no entry of ours opened gets a plan, and a stop where none stands. */
  adopt(symbol: string, stop: EntryPlan): void {
    const side: Side = this.#desk.belief.positionQty(symbol) > 0 ? 'buy' : 'sell';
    const protection = this.#of(symbol);
    Object.assign(protection, { ...stop, side, failures: 0, isGivenUp: false });
    protection.holding = this.#beginHolding(symbol, side);
    this.sync(symbol);
  }

  #beginHolding(symbol: string, side: Side): Holding {
    return beginHolding(side, this.#desk.belief.entryPrice(symbol)!, {
      nowMs: this.#desk.nowMs,
      intervalMs: this.#desk.belief.feed(symbol)?.intervalMs ?? null,
      barCount: this.#prices.bars(symbol).length,
    });
  }

  #seePrices(symbol: string, { holding }: Protection): void {
    if (holding !== null) seePrices(holding, this.#desk.belief.lastPrice(symbol), this.#prices.bars(symbol));
  }

  /** An earlier entry's deadline stands: what was to be gone by then is a part of the same position. */
  #setDeadline(symbol: string, holding: Holding, plan: StopPlan): void {
    const deadlineMs = deadlineOf(plan, this.#prices.bars(symbol), {
      nowMs: this.#desk.nowMs,
      intervalMs: this.#desk.belief.feed(symbol)?.intervalMs ?? null,
    });
    if (deadlineMs === null || (holding.deadlineMs !== null && holding.deadlineMs <= deadlineMs)) return;
    holding.deadlineMs = deadlineMs;
    this.#desk.wake(`timeStop:${symbol}`, deadlineMs);
  }

  #closeExpired(symbol: string): void {
    const { holding, wishOrdinal } = this.#of(symbol);
    const deadlineMs = holding?.deadlineMs ?? null;
    if (deadlineMs === null || this.#desk.nowMs < deadlineMs) return;
    if (this.#closer.isClosing(symbol) || this.#closer.hasGivenUp(symbol)) return;
    this.#closer.close(symbol, 'timeStop', {
      rule: 'timeStop',
      reason: 'The position has been held for as long as its plan allows.',
      wishOrdinal,
      actual: this.#desk.nowMs,
      limit: deadlineMs,
      unit: 'ms',
    });
  }

  #verify(stop: ManagedOrder): void {
    stop.verified = true;
    this.#orders.lookUpAnew(stop);
  }

  #place(symbol: string, side: Side, qty: number, protection: Protection): void {
    // Its end calls for the stop anew, and then at the price that stands by then.
    if (freesBase({ desk: this.#desk, orders: this.#orders }, symbol)) return;
    const key = this.#desk.nextKey('stop', symbol);
    const order = this.#desk.gateway.approveProtective(
      {
        symbol,
        side,
        qty,
        type: 'stopMarket',
        triggerPrice: protection.stopPrice,
        clientOrderId: this.#desk.clientOrderIdFor(key),
      },
      this.#desk.belief.instrument(symbol),
    );
    if (protection.failures > 0) {
      this.#desk.decide({
        kind: 'stopRepaired',
        symbol,
        side,
        wishOrdinal: protection.wishOrdinal,
        orderKey: key,
        qty,
        price: order.triggerPrice,
        rule: this.#desk.brakes.verifyStop === undefined ? 'stopHealth' : 'verifyStop',
        actual: protection.failures,
        limit: this.#desk.brakes.verifyStop?.tries ?? null,
        unit: 'count',
        reason: 'A new stop is placed in place of one that failed.',
      });
    }
    this.#orders.place(key, 'stop', order, protection.wishOrdinal);
  }

  #standDown(symbol: string, protection: Protection): void {
    for (const stop of this.#stops(symbol)) this.#orders.cancel(stop);
    if (protection.plan !== null) this.#protections.clear(symbol);
  }

  #isSettled(stop: ManagedOrder): boolean {
    return stop.phase === 'live' && (stop.verified || this.#desk.brakes.verifyStop === undefined);
  }

  #coveredQty(symbol: string): number {
    let qty = 0;
    const side: Side = this.#desk.belief.positionQty(symbol) > 0 ? 'sell' : 'buy';
    for (const stop of this.#stops(symbol)) {
      if (stop.phase === 'live' && stop.order.side === side) qty += remainingQty(stop);
    }
    return qty;
  }

  #newestStop(symbol: string, side: Side): ManagedOrder | null {
    let newest: ManagedOrder | null = null;
    for (const open of this.#desk.belief.openOrders) {
      if (open.purpose !== 'stop' || open.order.symbol !== symbol) continue;
      if (open.order.side === side && open.cancelAttempt === 0) newest = open;
    }
    return newest;
  }

  #stops(symbol: string): ManagedOrder[] {
    return this.#desk.belief.openOrders.filter(
      (order) => order.purpose === 'stop' && order.order.symbol === symbol,
    );
  }

  #of(symbol: string): Protection {
    return this.#protections.of(symbol);
  }
}

function failureReason(stop: ManagedOrder, reason: RejectReason | null): string {
  if (stop.outcome === 'rejected') return `The venue refused the stop: ${reason ?? 'no reason given'}.`;
  return `The stop that the venue had accepted is not live (${stop.outcome}).`;
}
