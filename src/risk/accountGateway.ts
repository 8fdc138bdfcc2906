import { withDefaults } from '../core/params.ts';
import { addSteps, floorToStep } from '../core/rounding.ts';
import { BarHistory } from '../market/barHistory.ts';
import type { Fill } from '../market/fill.ts';
import type { Instrument } from '../market/instrument.ts';
import type { ApprovedOrder, Side } from '../market/order.ts';
import type { AccountTerms } from './accountTerms.ts';
import { BarIndicators } from './barIndicators.ts';
import { Belief } from './belief.ts';
import type { Breach } from './breach.ts';
import { checkIntent } from './checkIntent.ts';
import { clientOrderIdOf } from './clientOrderId.ts';
import { Gateway, type GatewayState } from './gateway.ts';
import { checkEvent, type GatewayEvent } from './gatewayEvent.ts';
import { type ManagedOrder, newOrder, type OrderPurpose } from './guardian/managedOrder.ts';
import type { EnterIntent, ExitIntent, Intent } from './intent.ts';
import type { Policy } from './policy.ts';
import type { SizingChoice } from './sizing/activeSizers.ts';
import { sizers } from './sizing/index.ts';
import { StopPrices } from './stops/stopPrices.ts';
import { targetOfWish } from './targets/targetPrices.ts';
import type { TradingState } from './tradingState.ts';
import type { Trip } from './trips.ts';

export interface GatewayOptions extends AccountTerms {
  readonly policy: Policy;
  /** Every symbol that may be traded; a wish for another throws. */
  readonly instruments: readonly Instrument[];
  /** Wallet at the start, quote. Positions that are open already are told with an `account` event. */
  readonly startQuote: number;
  /** How large a wish without a quantity is; of several sizers the one that wants least. Left out: `fixedFraction` with its defaults. */
  readonly sizing?: SizingChoice;
  /** Names the process in client order ids: two writers on one account need two names. Left out: `w1`. */
  readonly writer?: string;
  /** Counts the restarts of the process, so that no id is used twice. Left out: 0. */
  readonly bootEpoch?: number;
}

/** What an event brought about. */
export type GatewayNotice =
  | { readonly kind: 'halt'; readonly trip: Trip }
  | { readonly kind: 'resume'; readonly trip: Trip }
  /** A trade id that was booked came again and was not booked again; with other content it is an alarm. */
  | { readonly kind: 'duplicateFill'; readonly tradeId: string; readonly isSame: boolean };

/** The answer to a wish: an order that may be sent, or the rule that refused it, with its numbers. */
export type GatewayVerdict =
  | {
      readonly outcome: 'approved' | 'resized';
      readonly order: ApprovedOrder;
      /** Base, before any rule cut it. */
      readonly wantedQty: number;
      /** What cut it; null when nothing did. */
      readonly binding: Breach | null;
      /** Where the wish's stop is to stand, quote per base; null for an exit and for a wish without a stop. */
      readonly stopPrice: number | null;
      /** Where its target is to stand, likewise. */
      readonly targetPrice: number | null;
    }
  | { readonly outcome: 'refused'; readonly wantedQty: number | null; readonly breach: Breach };

/** A stop or a target, as a host asks for one. */
interface WaitingExit {
  readonly symbol: string;
  readonly side: Side;
  readonly qty: number;
  readonly triggerPrice: number;
}

/**
 * The risk gateway of one account for a host that keeps its own orders: the same gate that stands in every simulation, with the belief that it
 * decides on. It takes events and wishes, and sends nothing. What it does not do is what a session does: it places and verifies no stop,
 * asks after no lost order and does not reconcile.
 */
export class AccountGateway {
  readonly #gate: Gateway;
  readonly #belief: Belief;
  readonly #policy: Policy;
  readonly #histories: ReadonlyMap<string, BarHistory>;
  readonly #prices: StopPrices;
  readonly #writer: string;
  readonly #bootEpoch: number;
  #orderCount = 0;

  constructor(options: GatewayOptions) {
    const { instruments, policy, startQuote } = options;
    if (!Number.isFinite(startQuote))
      throw new RangeError(`startQuote is a number of quote, got ${startQuote}`);
    const sizing = options.sizing ?? {
      name: 'fixedFraction',
      params: withDefaults(sizers.fixedFraction.params),
    };
    this.#policy = policy;
    this.#gate = new Gateway(policy, sizing);
    this.#histories = new Map(instruments.map(({ symbol }) => [symbol, new BarHistory(symbol)]));
    const indicators = new BarIndicators(this.#histories);
    this.#belief = new Belief(instruments, startQuote, { ...options, indicators });
    this.#prices = new StopPrices(indicators);
    this.#writer = options.writer ?? 'w1';
    this.#bootEpoch = options.bootEpoch ?? 0;
  }

  /** `active`, or `halted`: then no wish to enter is granted, and exits are. */
  get tradingState(): TradingState {
    return this.#gate.tradingState;
  }

  /** The halts in force, oldest first. */
  get trips(): readonly Trip[] {
    return this.#gate.trips;
  }

  /** Wallet + unrealised profit at the last marks, quote. */
  get equityQuote(): number {
    return this.#belief.equityQuote;
  }

  /** The rules' memory and the halts as plain JSON, for an audit. It cannot be loaded again yet. */
  get state(): GatewayState {
    return this.#gate.state;
  }

  /** Base, signed. */
  positionQty(symbol: string): number {
    return this.#belief.positionQty(symbol);
  }

  /**
   * Takes one event and asks the rules that watch the account.
   *
   * @returns the halts that begin and end by it, and fills that were booked before.
   * @throws {RangeError} for a price, quantity or amount that is not finite or a symbol that it does not know; then nothing was changed.
   */
  see(event: GatewayEvent): readonly GatewayNotice[] {
    checkEvent(event, (symbol) => this.#belief.knows(symbol));
    const notices: GatewayNotice[] = this.#advance(event.atMs);
    switch (event.kind) {
      case 'bar':
        this.#histories.get(event.bar.symbol)!.append(event.bar);
        this.#belief.seeBar(event.bar);
        break;
      case 'mark':
        this.#belief.seeMark(event.mark);
        break;
      case 'fill':
        notices.push(...this.#book(event.fill));
        break;
      case 'orderEnded': {
        const order = this.#find(event.clientOrderId);
        if (order !== null && order.phase !== 'closed') this.#belief.closeOrder(order, 'cancelled');
        break;
      }
      case 'account':
        this.#belief.correct(event.positions, event.walletQuote);
        break;
      case 'symbolEnded':
        this.#belief.endSymbol(event.symbol);
        break;
      case 'clock':
        break;
    }
    return [...notices, ...this.#watch()];
  }

  /**
   * Decides on a wish, as of `atMs`. What it approves is reserved at once, as if it could fill this moment, until a fill or `orderEnded` says
   * what became of it: an approved order that is not sent must be ended, too.
   *
   * @returns the order to send, or the rule that refused it, what that rule measured and what it allows.
   * @throws {TypeError} for what is not a wish, {RangeError} for a symbol that it does not know.
   */
  decide(wish: Intent, atMs: number): GatewayVerdict {
    checkIntent(wish);
    if (!this.#belief.knows(wish.symbol)) throw new RangeError(`${wish.symbol} is not in this gateway`);
    this.#advance(atMs);
    this.#watch();
    return wish.kind === 'enter' ? this.#decideEntry(wish) : this.#decideExit(wish);
  }

  /**
   * Approves a reduce-only stop. No rule blocks it; the quantity is brought to the lot, and the trigger to the tick, on the side that
   * triggers sooner.
   *
   * @param stop `side` is the stop's own: `sell` protects a long. Quantity in base, trigger in quote per base.
   * @throws {RangeError} for a trigger that is no price, {Error} for a quantity below one lot.
   */
  approveStop(stop: WaitingExit): ApprovedOrder {
    requireTrigger('a stop', stop);
    return this.#approveReducing('stop', { ...stop, type: 'stopMarket' });
  }

  /**
   * Approves a reduce-only take profit, in the same way. The stop stays: which of the two is left when one has filled is the host's to cancel.
   *
   * @param target `side` is the target's own: `sell` takes the profit of a long. Quantity in base, trigger in quote per base.
   * @throws {RangeError} for a trigger that is no price, {Error} for a quantity below one lot.
   */
  approveTarget(target: WaitingExit): ApprovedOrder {
    requireTrigger('a target', target);
    return this.#approveReducing('takeProfit', { ...target, type: 'takeProfitMarket' });
  }

  #decideEntry(wish: EnterIntent): GatewayVerdict {
    const belief = this.#belief;
    const { symbol, side } = wish;
    if (belief.hasEnded(symbol)) {
      return refused(wish.qty ?? null, 'sanity', 'Trading in the symbol has ended.');
    }
    const price = wish.limitPrice ?? belief.takerPrice(symbol, side) ?? Number.NaN;
    const stopPrice = this.#prices.entryStop(wish, price);
    const key = this.#nextKey('entry', symbol);
    const verdict = this.#gate.decideEntry(wish, { symbol, side, price, stopPrice }, belief, this.#idOf(key));
    if (verdict.outcome === 'refused') return verdict;
    this.#gate.fold({ kind: 'entrySent', atMs: belief.atMs, symbol, side, attempt: 1 });
    if (stopPrice !== null) belief.planStop(key, stopPrice);
    this.#reserve(key, 'entry', verdict.order);
    return { ...verdict, stopPrice, targetPrice: targetOfWish(wish, { price, stopPrice }).price };
  }

  #decideExit(wish: ExitIntent): GatewayVerdict {
    const { symbol } = wish;
    const positionQty = this.#belief.positionQty(symbol);
    const heldQty = Math.abs(positionQty);
    const wantedQty = Math.min(wish.qty ?? heldQty, heldQty);
    if (floorToStep(wantedQty, this.#belief.instrument(symbol).lot) <= 0)
      return refused(wish.qty ?? heldQty, 'nothingToClose', 'There is nothing to close.');
    const side = positionQty > 0 ? 'sell' : 'buy';
    const order = this.#approveReducing('exit', {
      symbol,
      side,
      qty: wantedQty,
      type: 'market',
      triggerPrice: null,
    });
    const none = { binding: null, stopPrice: null, targetPrice: null };
    return { outcome: 'approved', order, wantedQty: wish.qty ?? heldQty, ...none };
  }

  #approveReducing(
    purpose: 'exit' | 'stop' | 'takeProfit',
    order: {
      readonly symbol: string;
      readonly side: Side;
      readonly qty: number;
      readonly type: 'market' | 'stopMarket' | 'takeProfitMarket';
      readonly triggerPrice: number | null;
    },
  ): ApprovedOrder {
    const key = this.#nextKey(purpose, order.symbol);
    const approved = this.#gate.approveProtective(
      { ...order, clientOrderId: this.#idOf(key) },
      this.#belief.instrument(order.symbol),
    );
    this.#reserve(key, purpose, approved);
    return approved;
  }

  #book(fill: Fill): GatewayNotice[] {
    const known = this.#belief.recall(fill);
    if (known !== 'new' && this.#policy.guardian.dedupeFills !== undefined)
      return [{ kind: 'duplicateFill', tradeId: fill.tradeId, isSame: known === 'same' }];
    const closed = this.#belief.book(fill);
    const order = fill.clientOrderId === null ? null : this.#find(fill.clientOrderId);
    if (closed !== null) {
      this.#gate.fold({
        kind: 'positionClosed',
        atMs: this.#belief.atMs,
        symbol: fill.symbol,
        by: order?.purpose ?? 'venue',
        ...closed,
      });
    }
    if (order === null || order.phase === 'closed') return [];
    order.filledQty = addSteps(order.filledQty, fill.qty, this.#belief.instrument(fill.symbol).lot);
    if (order.filledQty >= order.order.qty) this.#belief.closeOrder(order, 'filled');
    return [];
  }

  /** Time goes on, and halts end by it. */
  #advance(atMs: number): GatewayNotice[] {
    if (!Number.isFinite(atMs)) throw new RangeError(`atMs is a time in milliseconds, got ${atMs}`);
    this.#belief.atMs = Math.max(this.#belief.atMs, atMs);
    return this.#gate
      .clear(this.#belief.atMs, 'time')
      .map((trip): GatewayNotice => ({ kind: 'resume', trip }));
  }

  #watch(): GatewayNotice[] {
    const { atMs, equityQuote } = this.#belief;
    this.#gate.fold({ kind: 'equity', atMs, equityQuote });
    return this.#gate.watch(this.#belief).map((trip): GatewayNotice => ({ kind: 'halt', trip }));
  }

  #reserve(key: string, purpose: OrderPurpose, order: ApprovedOrder): void {
    const { atMs } = this.#belief;
    this.#belief.addOrder({ ...newOrder(key, purpose, { order, wishOrdinal: null, atMs }), attempt: 1 });
  }

  /** An id is always given, whatever the policy says of `clientOrderId`: without one no fill could be joined to its reservation. */
  #idOf(key: string): string {
    return clientOrderIdOf(this.#writer, this.#bootEpoch, key);
  }

  #nextKey(purpose: OrderPurpose, symbol: string): string {
    return `${purpose}:${symbol}:${++this.#orderCount}`;
  }

  #find(clientOrderId: string): ManagedOrder | null {
    return this.#belief.findOrder(({ order }) => order.clientOrderId === clientOrderId);
  }
}

/**
 * The risk gateway of a live bot: the object that judges every wish in a simulation, before an exchange of one's own.
 *
 * @throws {RangeError} when `startQuote` is not a number.
 * @example
 * const gateway = createGateway({
 *   policy: { name: 'mine', why: 'An example.', guardian: {}, rules: { maxPosition: { limitRatio: 0.1, onBreach: 'refuse' } } },
 *   instruments: [{ symbol: 'BTC-USDT', tick: 0.1, lot: 0.001, minQty: 0.001, minNotionalQuote: 5, makerFeeBps: 2, takerFeeBps: 4,
 *     spreadBps: 5, maintenanceTiers: [{ fromNotionalQuote: 0, maintenanceMarginRatio: 0.01 }], liquidationFeeBps: 150, sector: 'L1' }],
 *   startQuote: 10_000,
 * });
 * gateway.see({ kind: 'mark', atMs: 0, mark: { symbol: 'BTC-USDT', bid: 49_999, ask: 50_001, last: 50_000, mark: 50_000 } });
 * gateway.decide({ kind: 'enter', symbol: 'BTC-USDT', side: 'buy', qty: 0.019 }, 1_000).outcome // 'approved'
 * gateway.decide({ kind: 'enter', symbol: 'BTC-USDT', side: 'buy', qty: 0.019 }, 2_000).breach.limit // 0.1
 */
export function createGateway(options: GatewayOptions): AccountGateway {
  return new AccountGateway(options);
}

function requireTrigger(what: string, { triggerPrice }: WaitingExit): void {
  if (!(triggerPrice > 0 && Number.isFinite(triggerPrice)))
    throw new RangeError(`${what} needs a trigger price above 0, got ${triggerPrice}`);
}

function refused(wantedQty: number | null, rule: string, reason: string): GatewayVerdict {
  return {
    outcome: 'refused',
    wantedQty,
    breach: { rule, actual: 0, limit: 0, unit: 'count', reason },
  };
}
