import type { Answers } from './answers.ts';
import type { Closer } from './closer.ts';
import type { Desk } from './desk.ts';
import { MarginWatch } from './marginWatch.ts';
import type { OrderDesk } from './orderDesk.ts';
import { type KeptReduction, Reducer } from './reducer.ts';
import type { StopKeeper } from './stopKeeper.ts';

/** What the de-risk needs to know of the guardian. */
export interface DeRiskListener {
  /** Whether requests can reach the venue. */
  isConnected(): boolean;
  /** Whether belief is being brought to what the venue says. */
  isReconciling(): boolean;
  onNeedsReconciliation(): void;
}

/** What of taking risk down survives a restart: plain data. */
export interface KeptDeRisk {
  readonly isEngaged: boolean;
  readonly wasClosedOut: boolean;
  readonly reduction: KeptReduction;
}

/**
 * Carries out what `reducing` and `panic` demand, and says when the account has come to rest. Reducing is the reducer's; a panic closes everything
 * at market and goes on until nothing is left, and is a halt from then on. It is asked after every event.
 */
export class DeRisk {
  readonly reducer: Reducer;
  readonly #margin: MarginWatch;
  readonly #desk: Desk;
  readonly #closer: Closer;
  readonly #stops: StopKeeper;
  readonly #answers: Answers;
  readonly #listener: DeRiskListener;
  /** Since an answer that takes risk down was given, until the account has come to rest. */
  #isEngaged = false;
  /** A panic has closed everything and still waits for an operator. */
  #wasClosedOut = false;

  constructor(parts: {
    desk: Desk;
    orders: OrderDesk;
    closer: Closer;
    stops: StopKeeper;
    answers: Answers;
    listener: DeRiskListener;
  }) {
    const { desk, orders, closer, stops, answers, listener } = parts;
    this.#desk = desk;
    this.#closer = closer;
    this.#stops = stops;
    this.#answers = answers;
    this.#listener = listener;
    this.reducer = new Reducer({
      desk,
      orders,
      closer,
      onFillsLost: () => listener.onNeedsReconciliation(),
    });
    this.#margin = new MarginWatch({ desk, answers, hasResult: () => this.reducer.hasResult() });
  }

  /** Something may have changed: prices, positions, orders, answers. */
  advance(): void {
    this.#margin.look();
    if (this.#wasClosedOut) this.#lookForPositions();
    const state = this.#desk.gateway.tradingState;
    const isDemanded = state === 'reducing' || state === 'panic';
    if (!isDemanded && !this.#isEngaged) return;
    this.#isEngaged = true;
    const hasResult = this.reducer.hasResult();
    if (state === 'panic') this.#closeAll();
    else if (state === 'reducing' && hasResult) this.#reduce();
    else if (!isDemanded && hasResult) this.#standDown();
  }

  /** True when the wake was the de-risk's own: the state is advanced after every event, so there is nothing else to do. */
  handleWake(key: string): boolean {
    return key.startsWith('deRisk:');
  }

  /** What a restart must know. */
  snapshot(): KeptDeRisk {
    return {
      isEngaged: this.#isEngaged,
      wasClosedOut: this.#wasClosedOut,
      reduction: this.reducer.snapshot(),
    };
  }

  restore(kept: KeptDeRisk): void {
    this.#isEngaged = kept.isEngaged;
    this.#wasClosedOut = kept.wasClosedOut;
    this.reducer.restore(kept.reduction);
  }

  #reduce(): void {
    if (!this.#listener.isConnected() || this.#listener.isReconciling()) return;
    const trip = this.#desk.gateway.trips.find(({ state }) => state === 'reducing');
    if (trip !== undefined) this.reducer.next(trip);
  }

  /** Everything is closed at market, whatever the collar: one order a symbol at a time, until nothing is left. */
  #closeAll(): void {
    const { belief, gateway } = this.#desk;
    const trip = gateway.trips.find(({ state, isClosedOut }) => state === 'panic' && !isClosedOut);
    if (trip === undefined) return;
    if (this.#isClosedOut()) {
      gateway.setClosedOut(true);
      this.#wasClosedOut = true;
      const halt = gateway.tripOf(trip.breach.rule)!;
      this.#answers.announce(
        halt,
        'panic',
        'Everything is closed: halted from here on, until an operator resets.',
      );
      return;
    }
    if (!this.#listener.isConnected()) return;
    for (const symbol of belief.symbols) {
      if (this.#isFlat(symbol) || this.#closer.isClosing(symbol) || this.#closer.hasGivenUp(symbol)) continue;
      const reason = `Closed at market: ${trip.breach.reason}`;
      this.#closer.close(symbol, 'panic', { ...trip.breach, reason, wishOrdinal: null });
    }
  }

  /** A position may turn up after everything was closed, by a fill that was lost or late: then the panic is not over. */
  #lookForPositions(): void {
    const { gateway } = this.#desk;
    const trip = gateway.trips.find(({ isClosedOut }) => isClosedOut);
    if (trip === undefined) {
      this.#wasClosedOut = false;
      return;
    }
    if (this.#isClosedOut()) return;
    const before = gateway.tradingState;
    gateway.setClosedOut(false);
    this.#wasClosedOut = false;
    const panic = gateway.tripOf(trip.breach.rule)!;
    this.#answers.announce(panic, before, 'Something is held or out again after everything was closed.');
  }

  /** Nothing is held, and nothing is out that could change that. */
  #isClosedOut(): boolean {
    const { belief } = this.#desk;
    for (const symbol of belief.symbols) if (!this.#isFlat(symbol)) return false;
    return belief.openOrders.every(({ purpose }) => purpose === 'stop');
  }

  /** Less than the venue takes an order for is nothing. */
  #isFlat(symbol: string): boolean {
    const { belief } = this.#desk;
    const { lot, minQty } = belief.instrument(symbol);
    return belief.hasEnded(symbol) || Math.abs(belief.positionQty(symbol)) < minQty - lot / 2;
  }

  /** Flat or protected, no entry, no stop without a position, nothing unknown: said once, when it is so. */
  #standDown(): void {
    const { gateway, belief } = this.#desk;
    if (gateway.tradingState === 'active' && belief.openOrders.some(({ purpose }) => purpose === 'entry')) {
      // Trading goes on before the account came to rest: there is nothing to say any more.
      this.#isEngaged = false;
      this.reducer.rest();
      return;
    }
    if (this.#listener.isReconciling() || !this.#isAtRest()) return;
    this.#isEngaged = false;
    this.reducer.rest();
    const isFlat = belief.symbols.every((symbol) => this.#isFlat(symbol));
    this.#desk.decide({
      kind: 'stoodDown',
      reason: `${isFlat ? 'Nothing is held' : 'Every position stands under its stop'}; no entries, no stop without a position, nothing unknown.`,
    });
  }

  #isAtRest(): boolean {
    const { belief } = this.#desk;
    for (const { purpose, phase, order, cancelAttempt } of belief.openOrders) {
      if ((purpose !== 'stop' && purpose !== 'takeProfit') || phase !== 'live' || cancelAttempt > 0)
        return false;
      if (this.#isFlat(order.symbol)) return false;
    }
    return belief.symbols.every((symbol) => this.#isFlat(symbol) || this.#stops.believesProtected(symbol));
  }
}
