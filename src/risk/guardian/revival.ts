import { type OrderSnapshot, sideSign } from '../../market/order.ts';
import type { KeptFill } from '../sessionRecord.ts';
import type { TrancheKeeper, Waiting } from '../sizing/trancheKeeper.ts';
import { priceAtRatio } from '../stops/fixedRatio.ts';
import type { Closer, KeptClosings } from './closer.ts';
import type { DeRisk, KeptDeRisk } from './deRisk.ts';
import type { Desk } from './desk.ts';
import type { Exits, KeptExits } from './exits.ts';
import { type ManagedOrder, newOrder } from './managedOrder.ts';
import type { OrderDesk } from './orderDesk.ts';
import type { EntryPlan } from './protection.ts';
import type { StopKeeper } from './stopKeeper.ts';

/** What of the guardian survives a restart, beside belief and the gate. Plain JSON. */
export interface KeptGuardian extends KeptExits {
  readonly closings: KeptClosings;
  readonly deRisk: KeptDeRisk;
  readonly tranches: Readonly<Record<string, Waiting>>;
  /** Fills before this time are booked. */
  readonly fillsSinceMs: number;
}

/**
 * Takes up what a process that is gone was about. What it had asked for and heard nothing of is settled order by order, by the ids of then; what
 * it waited for is waited for again. Of an account of which nobody has a record every position is protected with what the policy itself names.
 */
export class Revival {
  readonly #desk: Desk;
  readonly #orders: OrderDesk;
  readonly #exits: Exits;
  readonly #stops: StopKeeper;
  readonly #closer: Closer;
  readonly #tranches: TrancheKeeper;
  readonly #deRisk: DeRisk;
  /** No record of the account was there when this life began. */
  isWithoutPast = false;
  /** What a former life has left and this one has not taken up yet: it waits for a line to the venue. */
  #remains: { readonly fills: readonly KeptFill[]; readonly isStopped: boolean } | null = null;
  /** Orders of a former life. */
  readonly #inherited = new Set<ManagedOrder>();

  constructor(parts: {
    desk: Desk;
    orders: OrderDesk;
    exits: Exits;
    closer: Closer;
    tranches: TrancheKeeper;
    deRisk: DeRisk;
  }) {
    this.#desk = parts.desk;
    this.#orders = parts.orders;
    this.#exits = parts.exits;
    this.#stops = parts.exits.stops;
    this.#closer = parts.closer;
    this.#tranches = parts.tranches;
    this.#deRisk = parts.deRisk;
  }

  /**
   * Belief has been restored: its open orders are those of a former life.
   *
   * @param fills those that its sums do not have yet.
   */
  inherit(fills: readonly KeptFill[], isStopped: boolean): void {
    this.#remains = { fills, isStopped };
    for (const order of this.#desk.belief.openOrders) {
      this.#inherited.add(order);
      this.#orders.know(order);
      // Whatever was asked of it, nobody will answer. Its reservation stays until it is known what became of it.
      if (order.phase !== 'live') order.phase = 'unknown';
    }
  }

  /**
   * Whether an order may not go out again because the process that wished for it is gone: what was decided on the prices of then is no reason now.
   * Without `confirmBeforeResend` a client resends whatever it has.
   */
  isStale(order: ManagedOrder): boolean {
    return order.purpose === 'entry' && this.#inherited.has(order) && this.#confirms;
  }

  /** The venue can be asked: what was inherited is taken up, once. */
  resume(book: (fill: KeptFill) => void): void {
    const remains = this.#remains;
    if (remains === null) return;
    this.#remains = null;
    for (const fill of remains.fills) book(fill);
    const isHalted = remains.isStopped || this.#desk.gateway.tradingState !== 'active';
    this.#tranches.resume();
    this.#deRisk.reducer.resume();
    if (isHalted) this.#tranches.drop(null, 'entries are taken back');
    for (const order of this.#inherited) {
      if (order.phase === 'closed') continue;
      const isUnwanted = order.cancelAttempt > 0 || (isHalted && order.purpose === 'entry');
      order.cancelAttempt = 0;
      if (order.phase !== 'live') this.#settle(order, isUnwanted);
      else if (isUnwanted) this.#orders.cancel(order);
      else if (this.#desk.brakes.reconcileOnReconnect === undefined && this.#confirms)
        this.#orders.lookUpAnew(order);
    }
    this.#stops.resume();
    this.#closer.resumeAll();
    this.#exits.syncAll();
  }

  /** Of an account without a record: a stop that protects what is held is taken for ours. What else is live is not, and will be cancelled. */
  adoptStops(snapshots: readonly OrderSnapshot[]): void {
    const { belief } = this.#desk;
    for (const snapshot of snapshots) {
      const { symbol, side, type, reduceOnly } = snapshot;
      if (!belief.knows(symbol) || !reduceOnly || type !== 'stopMarket') continue;
      if (sideSign(side) * belief.positionQty(symbol) < 0) this.#adoptStop(snapshot);
    }
  }

  #adoptStop({ symbol, side, qty, triggerPrice, clientOrderId, ...snapshot }: OrderSnapshot): void {
    const { belief, gateway, nowMs: atMs } = this.#desk;
    const order = gateway.approveProtective(
      { symbol, side, qty, type: 'stopMarket', triggerPrice, clientOrderId },
      belief.instrument(symbol),
    );
    const { venueOrderId, filledQty } = snapshot;
    const stop: ManagedOrder = {
      ...newOrder(this.#desk.nextKey('stop', symbol), 'stop', { order, wishOrdinal: null, atMs }),
      phase: 'live',
      venueOrderId,
      filledQty,
      reportedQty: filledQty,
      verified: true,
    };
    this.#orders.know(stop);
    belief.addOrder(stop);
  }

  /** A position that nobody has a plan for: a stop of it that stands, else the second line says where one is to stand; else it is closed. */
  protectUnplanned(): void {
    const { belief } = this.#desk;
    for (const symbol of belief.symbols) {
      if (belief.positionQty(symbol) === 0 || belief.hasEnded(symbol)) continue;
      if (this.#stops.hasPlan(symbol) || this.#closer.isClosing(symbol)) continue;
      const stop = this.#planFor(symbol);
      const canClose = this.#desk.brakes.emergencyClose !== undefined;
      this.#desk.decide({
        kind: 'alert',
        symbol,
        qty: Math.abs(belief.positionQty(symbol)),
        price: stop?.stopPrice ?? null,
        reason: `A position was found that no record speaks of: ${
          stop !== null
            ? 'it gets a stop.'
            : canClose
              ? 'no stop can be named for it, so it is closed.'
              : 'it is left as it is.'
        }`,
      });
      if (stop !== null) this.#stops.adopt(symbol, stop);
      else if (canClose)
        this.#closer.close(symbol, 'emergency', {
          rule: 'emergencyClose',
          reason: 'Nobody knows where the stop of this position is to stand.',
          wishOrdinal: null,
        });
    }
  }

  #planFor(symbol: string): EntryPlan | null {
    const { belief, brakes } = this.#desk;
    const side = belief.positionQty(symbol) > 0 ? 'buy' : 'sell';
    const prices = belief.liveStops(symbol).map(({ triggerPrice }) => triggerPrice);
    if (prices.length > 0) {
      const price = side === 'buy' ? Math.max(...prices) : Math.min(...prices);
      return { plan: { kind: 'fixedPrice', price }, stopPrice: price };
    }
    const entryPrice = belief.entryPrice(symbol);
    if (brakes.localStop === undefined || entryPrice === null) return null;
    const { lossRatio } = brakes.localStop;
    const stopPrice = priceAtRatio(side, entryPrice, lossRatio);
    return stopPrice > 0 ? { plan: { kind: 'fixedRatio', distanceRatio: lossRatio }, stopPrice } : null;
  }

  /** Asked for, and nothing heard: the venue is asked by the id of then. A client that never asks waits for a time and sends it again. */
  #settle(order: ManagedOrder, isUnwanted: boolean): void {
    if (isUnwanted) order.cancelAttempt = 1;
    if (this.#confirms) {
      this.#orders.lookUpAnew(order);
      return;
    }
    const { requestTimeout } = this.#desk.brakes;
    if (requestTimeout === undefined) return;
    order.phase = 'waiting';
    this.#desk.wake(`retry:${order.key}`, this.#desk.nowMs + requestTimeout.timeoutMs);
  }

  get #confirms(): boolean {
    return this.#desk.brakes.confirmBeforeResend !== undefined;
  }
}
