import type { ApprovedOrder } from '../../market/order.ts';
import type { RejectReason } from '../../market/rejectReason.ts';
import type { VenueEvent, VenueReply } from '../../market/venueEvent.ts';
import { isReply } from '../../market/venueEvent.ts';
import type { SubmitAnswer } from '../intent.ts';
import type { KeptFill } from '../sessionRecord.ts';
import { type Tranche, TrancheKeeper } from '../sizing/trancheKeeper.ts';
import type { StopPrices } from '../stops/stopPrices.ts';
import { Answers } from './answers.ts';
import type { BeliefEvent } from './beliefEvent.ts';
import { Closer, isClosing } from './closer.ts';
import type { DeferredEntry } from './deferredEntries.ts';
import { DeRisk } from './deRisk.ts';
import type { Desk } from './desk.ts';
import { Entrance } from './entrance.ts';
import { sayEntryEnded } from './entryEnded.ts';
import { type ExitPlans, Exits } from './exits.ts';
import { FillBook, orderOf } from './fillBook.ts';
import { watchFloatingLosses } from './localStop.ts';
import { isOfPosition } from './lockedBase.ts';
import type { ManagedOrder } from './managedOrder.ts';
import { OrderDesk } from './orderDesk.ts';
import { Reconciler } from './reconciler.ts';
import { type KeptGuardian, Revival } from './revival.ts';

/**
 * Everything that stands between a live position and disaster when messages are lost. It takes venue events and wakes, keeps belief,
 * places and watches stops, closes what cannot be protected, and asks the desk to send.
 */
export class Guardian {
  readonly exits: Exits;
  readonly closer: Closer;
  readonly orders: OrderDesk;
  readonly answers: Answers;
  readonly tranches: TrancheKeeper;
  readonly deRisk: DeRisk;
  readonly entrance: Entrance;
  readonly #desk: Desk;
  readonly #reconciler: Reconciler;
  readonly #fills: FillBook;
  readonly #tell: (event: BeliefEvent) => void;
  /** When each question for the live orders was asked, by request. */
  readonly #healthAskedMs = new Map<string, number>();
  readonly #revival: Revival;
  #isConnected = true;
  #healthCount = 0;

  constructor(parts: {
    desk: Desk;
    prices: StopPrices;
    tell: (event: BeliefEvent) => void;
    /** A part of an entry is due: it goes through the gate. */
    submitTranche: (tranche: Tranche) => void;
    /** An entry has waited for what it had to wait for: it goes through the gate. */
    submitDeferred: (entry: DeferredEntry) => SubmitAnswer;
  }) {
    const { desk } = parts;
    this.#desk = desk;
    this.#tell = parts.tell;
    this.orders = new OrderDesk(desk, {
      onLive: (order) => {
        if (!this.exits.onLive(order)) this.#refuseLate(order);
      },
      onEnded: (order, reason) => this.#handleEnded(order, reason),
      onMissingFills: (order) => this.#fills.fetch(order.firstSentMs, order.key),
      maySend: (order) => this.#maySend(order),
      onNeedsReconciliation: () => this.#reconcile(),
    });
    this.closer = new Closer({ desk, orders: this.orders });
    const { orders, closer } = this;
    this.exits = new Exits({
      desk,
      orders,
      closer,
      prices: parts.prices,
      fetchFills: (fromMs, key) => this.#fills.fetch(fromMs, key),
    });
    this.tranches = new TrancheKeeper({ desk, submit: parts.submitTranche });
    this.answers = new Answers({ desk, cancelEntries: () => this.cancelEntries() });
    this.entrance = new Entrance({
      desk,
      answers: this.answers,
      listener: {
        isConnected: () => this.#isConnected,
        submit: parts.submitDeferred,
        tell: parts.tell,
        onDiffers: () => this.#reconcile(),
      },
    });
    this.deRisk = new DeRisk({
      desk,
      orders,
      closer,
      stops: this.exits.stops,
      answers: this.answers,
      listener: {
        isConnected: () => this.#isConnected,
        isReconciling: () => this.#reconciler.isRunning,
        onNeedsReconciliation: () => this.#reconcile(),
      },
    });
    this.#fills = new FillBook({
      desk,
      exits: this.exits,
      closer,
      tranches: this.tranches,
      tell: parts.tell,
      // It may have left the account at zero, which no fill says.
      onLiquidation: () => this.#reconcile(),
      onUnanswered: () => this.#reconcile(),
      onForeignFill: (symbol) => {
        // What was wished was wished without it.
        this.entrance.deferred.drop(symbol, 'somebody else has traded in the symbol meanwhile');
        // It may be of an order that is forgotten.
        if (this.#revival.isWithoutPast) this.#reconcile();
      },
    });
    this.#revival = new Revival({
      desk,
      orders,
      exits: this.exits,
      closer,
      tranches: this.tranches,
      deRisk: this.deRisk,
    });
    this.#reconciler = new Reconciler({
      desk,
      orders,
      listener: {
        claim: (order) => this.exits.attached.claim(order),
        onFoundFill: (fill) => this.#fills.book(fill),
        onFoundFunding: (payment) => this.#fills.bookFunding(payment),
        onFirstLook: (orders) => {
          this.#revival.adoptStops(orders);
          desk.gateway.beginAnew(desk.belief);
        },
        onReconciled: () => this.#handleReconciled(),
      },
    });
  }

  /** Why no entry may go out now, apart from the rules; null when it may. */
  get entryObstacle(): string | null {
    if (this.#desk.brakes.reconcileOnReconnect === undefined) return null;
    if (!this.#isConnected) return 'The connection is down.';
    return this.#reconciler.isRunning ? 'Belief is not reconciled with the account yet.' : null;
  }

  /** Sends an approved entry and remembers how its position is to be protected, and where its profit is to be taken. */
  enter(order: ApprovedOrder, wish: ExitPlans & { ordinal: number; key: string }): void {
    this.exits.remember(wish.key, wish);
    if (wish.stopPrice !== null) this.#desk.belief.planStop(wish.key, wish.stopPrice);
    this.orders.place(wish.key, 'entry', this.exits.attached.attach(wish.key, order, wish), wish.ordinal);
  }

  handleVenueEvent(event: VenueEvent): void {
    if (isReply(event)) {
      this.#handleReply(event);
      return;
    }
    switch (event.kind) {
      case 'fill':
        this.#fills.receive(event.fill);
        break;
      case 'funding':
        this.#fills.bookFunding(event.payment);
        break;
      case 'orderUpdate': {
        if (this.exits.attached.handleUpdate(event.order, event.status, event.reason)) break;
        const order = orderOf(this.#desk.belief, event.order);
        if (order === null || order.phase === 'closed') break;
        this.#desk.touch();
        this.orders.note(order, event.order);
        if (event.status === 'cancelled' || event.status === 'expired') {
          if (event.order.filledQty > order.filledQty) this.#fills.fetch(order.firstSentMs, order.key);
          this.orders.end(order, event.status, null);
        }
        break;
      }
      case 'symbolEnded':
        this.#endSymbol(event.symbol, event.lastPrice);
        break;
    }
  }

  handleWake(key: string): void {
    if (this.#desk.handleWake(key)) return;
    if (this.orders.handleWake(key) || this.exits.handleWake(key) || this.deRisk.handleWake(key)) return;
    if (this.tranches.handleWake(key) || this.entrance.handleWake(key)) return;
    if (this.closer.handleWake(key)) {
      // What was to be closed may have gone by itself: then the rest is protected as before.
      this.exits.syncAll();
      return;
    }
    if (this.#reconciler.handleWake(key) || this.#fills.handleWake(key)) return;
    throw new Error(`no one asked to be woken by ${key}`);
  }

  handleConnected(): void {
    this.#isConnected = true;
    // A round that was begun while the line was down has asked nobody: waiting for its answers would only lose time.
    this.#reconciler.stop();
    this.#revival.resume((fill) => this.#fills.book(fill, true));
    this.#reconcile();
    this.entrance.handleConnected();
  }

  /** What a restart must know; `entryKeys` are the entries that it will still know. */
  snapshot(entryKeys: readonly string[]): KeptGuardian {
    return {
      ...this.exits.snapshot(entryKeys),
      closings: this.closer.snapshot(),
      deRisk: this.deRisk.snapshot(),
      tranches: this.tranches.snapshot(),
      fillsSinceMs: this.#reconciler.fillsSinceMs,
    };
  }

  /**
   * Takes up what a former life has left; belief and the gate have theirs. Nothing goes out before the next `connected`.
   *
   * @param kept null where it died before it wrote anything down but fills.
   * @param fills those that its sums do not have yet.
   */
  restore(kept: KeptGuardian | null, fills: readonly KeptFill[], isStopped: boolean): void {
    this.#isConnected = false;
    this.#revival.inherit(fills, isStopped);
    if (kept === null) return;
    this.exits.restore(kept);
    this.closer.restore(kept.closings);
    this.deRisk.restore(kept.deRisk);
    this.tranches.restore(kept.tranches);
    this.#reconciler.fillsSinceMs = kept.fillsSinceMs;
  }

  /** A restart without records: belief is what the venue will say at the next `connected`. */
  beginWithoutPast(): void {
    this.#isConnected = false;
    this.#revival.isWithoutPast = true;
    this.#reconciler.beginWithAccount();
  }

  handleDisconnected(): void {
    this.#isConnected = false;
    this.#reconciler.stop();
    this.entrance.deferred.drop(null, 'the connection is down');
  }

  /** Prices have moved: the second line. */
  watchPositions(): void {
    if (this.#desk.belief.isFlat) return;
    this.exits.watchPrices();
    watchFloatingLosses(this.#desk, this.closer);
  }

  /** A bar has closed: stops trail, and their health is asked for. */
  handleBarsClosed(): void {
    if (this.#desk.belief.isFlat) return;
    this.exits.stops.ratchet();
    if (this.#desk.brakes.stopHealth === undefined || !this.#isConnected) return;
    const requestId = this.#desk.send({
      kind: 'queryOpenOrders',
      key: 'health',
      attempt: ++this.#healthCount,
    });
    this.#healthAskedMs.set(requestId, this.#desk.nowMs);
  }

  /** Entries that are still working are taken back, and what is left of those in parts: a halt, or the operator's stop. */
  cancelEntries(): void {
    this.tranches.drop(null, 'entries are taken back');
    this.entrance.deferred.drop(null, 'entries are taken back');
    for (const order of [...this.#desk.belief.openOrders]) {
      if (order.purpose === 'entry') this.orders.cancel(order);
    }
  }

  /** An order that adds risk goes out again only while nothing is in its way; a part of a reduction only while one is demanded. */
  #maySend(managed: ManagedOrder): boolean {
    const { purpose, order } = managed;
    const { tradingState } = this.#desk.gateway;
    if (purpose === 'deRisk') return tradingState === 'reducing';
    if (this.#revival.isStale(managed)) return false;
    return order.reduceOnly || (this.entryObstacle === null && tradingState === 'active');
  }

  /** An entry that was thought over and is live after all, while nothing may add risk: it is taken back as those that were known of. */
  #refuseLate(order: ManagedOrder): void {
    if (order.purpose !== 'entry' || order.cancelAttempt > 0) return;
    if (this.#desk.gateway.tradingState !== 'active') this.orders.cancel(order);
  }

  #handleReply(reply: VenueReply): void {
    if (this.orders.handleReply(reply) || this.#reconciler.handleReply(reply)) return;
    if (this.exits.handleReply(reply) || this.#fills.handleReply(reply) || this.entrance.handleReply(reply))
      return;
    const askedMs = this.#healthAskedMs.get(reply.requestId);
    if (askedMs === undefined) return;
    this.#healthAskedMs.delete(reply.requestId);
    if (reply.kind === 'openOrdersReport' && !this.#reconciler.isRunning)
      this.exits.checkHealth(reply.orders, askedMs);
  }

  /** There is no trading in the symbol any more: whatever was out is over. */
  #endSymbol(symbol: string, lastPrice: number | null): void {
    const { belief } = this.#desk;
    if (belief.hasEnded(symbol)) return;
    belief.endSymbol(symbol);
    this.tranches.drop(symbol, 'trading in the symbol has ended');
    this.entrance.deferred.drop(symbol, 'trading in the symbol has ended');
    for (const order of [...belief.openOrders]) {
      if (order.order.symbol === symbol) belief.closeOrder(order, 'cancelled');
    }
    this.closer.forget(symbol);
    this.#desk.decide({
      kind: 'alert',
      symbol,
      price: lastPrice,
      reason: 'Trading in the symbol has ended; the venue settled what was left.',
    });
  }

  #handleEnded(order: ManagedOrder, reason: RejectReason | null): void {
    if (reason === 'symbolEnded') {
      // The event that says so was lost, and the settlement's fill with it.
      this.#endSymbol(order.order.symbol, null);
      this.#reconcile();
      return;
    }
    if (order.purpose === 'stop' || order.purpose === 'takeProfit') {
      if (this.#desk.belief.isSpot) this.#sellFreed(order.order.symbol);
      if (this.exits.onEnded(order, reason)) this.#reconcile();
      return;
    }
    if (isClosing(order.purpose)) {
      if (this.closer.onEnded(order, reason)) this.#reconcile();
      // The stop had to make way for it: what is left is protected until the next try. And no close may be wanted any more, of a position that has turned.
      const { symbol } = order.order;
      const isOver = !this.closer.isClosing(symbol) && !this.closer.hasGivenUp(symbol);
      if (this.#desk.belief.isSpot || isOver) this.exits.sync(symbol);
      return;
    }
    if (order.purpose === 'deRisk') {
      this.deRisk.reducer.onEnded(order, reason);
      if (isOfPosition(reason)) this.#reconcile();
      this.closer.resume(order.order.symbol);
      if (this.#desk.belief.isSpot) this.exits.sync(order.order.symbol);
      return;
    }
    if (reason === 'unsupported' && this.#maySend(order) && this.exits.attached.detach(order)) return;
    sayEntryEnded(this.#desk, order, reason);
    if (order.filledQty === 0) this.tranches.drop(order.order.symbol, 'a part of it did not fill');
    this.#tell({
      kind: 'entryEnded',
      symbol: order.order.symbol,
      filledQty: order.filledQty,
      outcome: order.outcome!,
    });
    this.exits.sync(order.order.symbol);
  }

  /** What a stop has locked is free: who waits for it sells before a new stop locks it again. */
  #sellFreed(symbol: string): void {
    this.closer.resume(symbol);
    this.deRisk.advance();
  }

  /** Belief may be wrong: fetch the account. Without the brake a naive client carries on with what it believes. */
  #reconcile(): void {
    if (this.#desk.brakes.reconcileOnReconnect !== undefined) this.#reconciler.start();
  }

  #handleReconciled(): void {
    const before = this.#desk.gateway.tradingState;
    const cleared = this.#desk.gateway.clear(this.#desk.nowMs, 'reconciled');
    this.#desk.decide({
      kind: 'reconciled',
      rule: 'reconcileOnReconnect',
      reason: 'Belief equals the account.',
      stateBefore: before,
      stateAfter: this.#desk.gateway.tradingState,
    });
    for (const trip of cleared) {
      this.#desk.decide({
        kind: 'resume',
        rule: trip.breach.rule,
        reason: 'The account is reconciled.',
        stateBefore: before,
      });
    }
    for (const symbol of this.#desk.belief.symbols) {
      this.closer.onPosition(symbol);
      this.exits.sync(symbol);
    }
    if (this.#revival.isWithoutPast) this.#revival.protectUnplanned();
  }
}
