import { withDefaults } from '../../core/params.ts';
import { ceilToStep, floorToStep } from '../../core/rounding.ts';
import { sideSign } from '../../market/order.ts';
import type { RejectReason } from '../../market/rejectReason.ts';
import type { Trip } from '../trips.ts';
import { backoffMs } from './backoff.ts';
import { guardianBrakes } from './brakes.ts';
import { type Closer, isClosing, MOST_REDUCE_ONLY_REFUSALS } from './closer.ts';
import type { Desk } from './desk.ts';
import { freesBase, isOfPosition } from './lockedBase.ts';
import { isSettled, type ManagedOrder, remainingQty } from './managedOrder.ts';
import { maintenanceOf, qtyToClear } from './marginBuffer.ts';
import { MARGIN_WATCH } from './marginWatch.ts';
import type { OrderDesk } from './orderDesk.ts';

/** No collar is wider: half the price. */
const WIDEST_COLLAR_BPS = 5_000;

/** A wait for fills that were reported and have not come, where the policy has no `requestTimeout`. */
const FILLS_TIMEOUT_MS = 10_000;

/** How a rule's reduction is carried out where the policy has no `marginWatch` to say so. */
const DEFAULTS = withDefaults(guardianBrakes.marginWatch.params);

/** What of a reduction survives a restart: plain data. */
export interface KeptReduction {
  /** Key of the order whose result is awaited. */
  readonly awaited: string | null;
  readonly refusal: RejectReason | null;
  readonly graceUntilMs: number | null;
  readonly pauseUntilMs: number;
  readonly shortfalls: number;
  readonly refusals: number;
  readonly startQty: Readonly<Record<string, number>>;
}

/**
 * Takes positions down in increments: one immediate-or-cancel limit at a time, of the largest contributor, inside a collar from the mark that
 * widens while orders do not fill whole. The result of one is awaited before the next, whatever becomes of its messages.
 */
export class Reducer {
  readonly #desk: Desk;
  readonly #orders: OrderDesk;
  readonly #closer: Closer;
  readonly #onFillsLost: () => void;
  /** The order whose result is awaited. */
  #awaited: ManagedOrder | null = null;
  #refusal: RejectReason | null = null;
  /** Until when reported fills of an order that is over are waited for; null while none are missing. */
  #graceUntilMs: number | null = null;
  #pauseUntilMs = 0;
  /** Orders in a row that did not fill whole. */
  #shortfalls = 0;
  /** Orders in a row that the venue refused because there was nothing to reduce. */
  #refusals = 0;
  /** What was held of each symbol when the reduction began: increments are a share of it. */
  readonly #startQty = new Map<string, number>();

  constructor(parts: { desk: Desk; orders: OrderDesk; closer: Closer; onFillsLost: () => void }) {
    this.#desk = parts.desk;
    this.#orders = parts.orders;
    this.#closer = parts.closer;
    this.#onFillsLost = parts.onFillsLost;
  }

  /** Takes the result of the order that is out, where it is known. False while it is not. */
  hasResult(): boolean {
    const order = this.#awaited;
    if (order === null) return true;
    if (order.phase !== 'closed') return false;
    const { symbol, side, qty } = order.order;
    const { lot } = this.#desk.belief.instrument(symbol);
    if (!isSettled(order, lot) && !this.#isGraceOver(order)) return false;
    const isWhole = order.filledQty >= qty - lot / 2;
    this.#awaited = null;
    this.#graceUntilMs = null;
    this.#desk.decide({
      kind: 'reducingDone',
      symbol,
      side,
      orderKey: order.key,
      wantedQty: qty,
      qty: order.filledQty,
      price: order.order.limitPrice,
      rule: this.#desk.gateway.trips.find(({ state }) => state !== 'halted')?.breach.rule ?? null,
      reason: isWhole
        ? 'The reducing order has filled whole.'
        : `The reducing order is over: ${order.outcome}${this.#refusal === null ? '' : ` (${this.#refusal})`}.`,
    });
    this.#count(order, isWhole);
    return true;
  }

  /** The order has ended without having filled whole. Its result is taken when the state is next advanced. */
  onEnded(order: ManagedOrder, reason: RejectReason | null): void {
    if (order === this.#awaited) this.#refusal = reason;
  }

  /** Sends the next order, where one is due. */
  next(trip: Trip): void {
    const { belief, nowMs } = this.#desk;
    if (nowMs < this.#pauseUntilMs || belief.openOrders.some(({ purpose }) => isClosing(purpose))) return;
    const symbol = this.#largestContributor(trip);
    if (symbol === null || freesBase({ desk: this.#desk, orders: this.#orders }, symbol)) return;
    this.#send(symbol, this.#qtyOf(symbol, trip), trip);
  }

  /** The account has come to rest: the next reduction begins anew. */
  rest(): void {
    this.#startQty.clear();
    this.#shortfalls = 0;
    this.#refusals = 0;
    this.#pauseUntilMs = 0;
  }

  /** What a restart must know. */
  snapshot(): KeptReduction {
    return {
      awaited: this.#awaited?.key ?? null,
      refusal: this.#refusal,
      graceUntilMs: this.#graceUntilMs,
      pauseUntilMs: this.#pauseUntilMs,
      shortfalls: this.#shortfalls,
      refusals: this.#refusals,
      startQty: Object.fromEntries(this.#startQty),
    };
  }

  restore(kept: KeptReduction): void {
    this.#awaited =
      kept.awaited === null ? null : this.#desk.belief.findOrder(({ key }) => key === kept.awaited);
    this.#refusal = kept.refusal;
    this.#graceUntilMs = kept.graceUntilMs;
    this.#pauseUntilMs = kept.pauseUntilMs;
    this.#shortfalls = kept.shortfalls;
    this.#refusals = kept.refusals;
    for (const [symbol, qty] of Object.entries(kept.startQty)) this.#startQty.set(symbol, qty);
  }

  /** After a restart: what a former life waited for is waited for again. */
  resume(): void {
    const { nowMs } = this.#desk;
    if (this.#pauseUntilMs > nowMs) this.#desk.wake('deRisk:again', this.#pauseUntilMs);
    if (this.#graceUntilMs !== null && this.#graceUntilMs > nowMs)
      this.#desk.wake(`deRisk:fills:${this.#awaited?.key ?? ''}`, this.#graceUntilMs);
  }

  #largestContributor(trip: Trip): string | null {
    const { belief } = this.#desk;
    let largest: string | null = null;
    let largestQuote = 0;
    for (const symbol of belief.symbols) {
      if (belief.hasEnded(symbol) || this.#closer.isClosing(symbol) || this.#closer.hasGivenUp(symbol))
        continue;
      if (belief.markPrice(symbol) === null) continue;
      if (this.#reducibleQty(symbol) < belief.instrument(symbol).minQty) continue;
      const quote =
        trip.breach.rule === MARGIN_WATCH
          ? maintenanceOf(belief, symbol)
          : Math.abs(belief.positionQty(symbol)) * belief.markPrice(symbol)!;
      if (!(quote > largestQuote)) continue;
      largest = symbol;
      largestQuote = quote;
    }
    return largest;
  }

  /**
   * Base that may be taken away without crossing zero whatever fills first: the position less every order against it that is not over. Stops and
   * targets are left out: they are reduce-only, and stand until the position is gone.
   */
  #reducibleQty(symbol: string): number {
    const { belief } = this.#desk;
    const positionQty = belief.positionQty(symbol);
    let workingQty = 0;
    for (const order of belief.openOrders) {
      if (order.order.symbol !== symbol || order.purpose === 'stop' || order.purpose === 'takeProfit')
        continue;
      if (sideSign(order.order.side) * positionQty < 0) workingQty += remainingQty(order);
    }
    return floorToStep(Math.max(0, Math.abs(positionQty) - workingQty), belief.instrument(symbol).lot);
  }

  /** What is needed, but no more than an increment at a time; a rest too small to be sold goes with it. */
  #qtyOf(symbol: string, trip: Trip): number {
    const { belief, brakes } = this.#desk;
    const { lot, minQty } = belief.instrument(symbol);
    const { incrementRatio, reduceBelowRatio } = brakes.marginWatch ?? DEFAULTS;
    const heldQty = Math.abs(belief.positionQty(symbol));
    if (!this.#startQty.has(symbol)) this.#startQty.set(symbol, heldQty);
    const incrementQty = incrementRatio * this.#startQty.get(symbol)!;
    // Of a rule nothing is known but its use, and not what would bring it down: then increment by increment.
    const neededQty =
      trip.breach.rule === MARGIN_WATCH ? qtyToClear(belief, symbol, reduceBelowRatio) : incrementQty;
    const wantedQty = Math.max(minQty, ceilToStep(Math.min(neededQty, incrementQty), lot));
    const reducibleQty = this.#reducibleQty(symbol);
    return reducibleQty - wantedQty < minQty ? reducibleQty : wantedQty;
  }

  #send(symbol: string, qty: number, trip: Trip): void {
    const { belief, brakes } = this.#desk;
    const { collarBps } = brakes.marginWatch ?? DEFAULTS;
    const side = belief.positionQty(symbol) > 0 ? 'sell' : 'buy';
    const widenedBps = Math.min(WIDEST_COLLAR_BPS, collarBps * 2 ** Math.min(this.#shortfalls, 20));
    const key = this.#desk.nextKey('deRisk', symbol);
    const order = this.#desk.gateway.approveProtective(
      {
        symbol,
        side,
        qty,
        type: 'limit',
        triggerPrice: null,
        limitPrice: belief.markPrice(symbol)! * (1 + (sideSign(side) * widenedBps) / 10_000),
        clientOrderId: this.#desk.clientOrderIdFor(key),
      },
      belief.instrument(symbol),
    );
    this.#desk.decide({
      kind: 'reducingSent',
      symbol,
      side,
      orderKey: key,
      wantedQty: Math.abs(belief.positionQty(symbol)),
      qty: order.qty,
      price: order.limitPrice,
      rule: trip.breach.rule,
      actual: widenedBps,
      limit: collarBps,
      unit: 'bps',
      reason: `A part of the largest contributor is taken away, no further than ${widenedBps} bps from the mark.`,
    });
    this.#refusal = null;
    this.#awaited = this.#orders.place(key, 'deRisk', order, null);
  }

  #count(order: ManagedOrder, isWhole: boolean): void {
    this.#shortfalls = isWhole ? 0 : this.#shortfalls + 1;
    this.#refusals = isOfPosition(this.#refusal) ? this.#refusals + 1 : 0;
    if (!isWhole) this.#pause(order.order.symbol);
    if (this.#refusals < MOST_REDUCE_ONLY_REFUSALS) return;
    this.#refusals = 0;
    this.#closer.giveUpReducing(order);
  }

  /** A market that takes nothing in this bar is asked again later, and each time a little later still. */
  #pause(symbol: string): void {
    const waitMs = Math.max(1_000, backoffMs(this.#desk.brakes, `deRisk:${symbol}`, this.#shortfalls));
    this.#pauseUntilMs = this.#desk.nowMs + waitMs;
    this.#desk.wake('deRisk:again', this.#pauseUntilMs);
  }

  /** The venue has said that more filled than was heard of: those fills are waited for, and when they do not come, the account is fetched. */
  #isGraceOver(order: ManagedOrder): boolean {
    const { nowMs, brakes } = this.#desk;
    if (this.#graceUntilMs === null) {
      this.#graceUntilMs = nowMs + (brakes.requestTimeout?.timeoutMs ?? FILLS_TIMEOUT_MS);
      this.#desk.wake(`deRisk:fills:${order.key}`, this.#graceUntilMs);
    }
    if (nowMs < this.#graceUntilMs) return false;
    this.#onFillsLost();
    return true;
  }
}
