import { formatTime, utcDay } from '../core/time.ts';
import { BarHistory } from '../market/barHistory.ts';
import type { Instrument } from '../market/instrument.ts';
import type { VenueAbilities } from '../market/venueAbilities.ts';
import type { VenueEvent } from '../market/venueEvent.ts';
import type { AccountTerms } from '../risk/accountTerms.ts';
import { BarIndicators } from '../risk/barIndicators.ts';
import { Belief } from '../risk/belief.ts';
import { Gateway } from '../risk/gateway.ts';
import { Desk } from '../risk/guardian/desk.ts';
import { Guardian } from '../risk/guardian/guardian.ts';
import { LimitLevels, type LimitUse } from '../risk/guardian/limitLevels.ts';
import type { Submit } from '../risk/intent.ts';
import type { OutboxItem, PersistRecord } from '../risk/outbox.ts';
import type { Policy } from '../risk/policy.ts';
import type { SessionEvent } from '../risk/sessionEvent.ts';
import { type KeptFill, readRecords, type SessionRecord } from '../risk/sessionRecord.ts';
import type { SizingChoice } from '../risk/sizing/activeSizers.ts';
import { StopPrices } from '../risk/stops/stopPrices.ts';
import type { AccountView, BarViews, BeliefEvent, Strategy } from '../strategy/strategy.ts';
import { refused, Wishes } from './wishes.ts';

export interface SessionOptions extends AccountTerms {
  /** Names the process: two writers on one account have two names, and so two sets of client ids. */
  readonly writer: string;
  /** Counts the restarts of the process. */
  readonly bootEpoch: number;
  /** Stands in the key of every order, for a second writer of one account: keys are the names of orders in every log. Left out: nothing does. */
  readonly keyScope?: string;
  readonly instruments: readonly Instrument[];
  readonly startQuote: number;
  /** Wishes before this time are not taken: bars before it are look-back. */
  readonly tradeFromMs: number;
  /** What the venue takes beyond market orders, limits and plain stops. Left out: nothing, and the rest is done on this side. */
  readonly abilities?: VenueAbilities;
  /** False where the host keeps no records, and so never starts the session again from them: none is made then, which decides nothing. Left out: true. */
  readonly keepsRecords?: boolean;
  readonly policy: Policy;
  readonly sizing: SizingChoice;
  readonly strategy: Strategy;
}

/** What the venue says that may change equity without a price. */
const CHANGES_EQUITY: ReadonlySet<VenueEvent['kind']> = new Set(['fill', 'funding', 'fillsReport']);

/** Events that change nothing but prices, unless the session answers with something. */
const IS_OF_PRICES: ReadonlySet<SessionEvent['kind']> = new Set(['bar', 'mark', 'barsClosed']);

/** How a symbol's protection looks from inside. */
export type BelievedProtection = 'flat' | 'protected' | 'pending' | 'naked';

/** What the engine and the invariants may read of a session. Anything that has these can be run. */
export interface SessionLike {
  /** Takes one event, runs it to completion, and returns what the host must do, in order. The array is reused: drain it before the next step. */
  step(event: SessionEvent): readonly OutboxItem[];
  readonly belief: Belief;
  readonly gateway: Gateway;
  /** Marks are wanted only while there is something to watch. */
  readonly wantsMarks: boolean;
  /**
   * A mark can do nothing now but tell a price, so that of several the last says all that is to be known when something happens. Left out: a mark
   * may do more.
   */
  readonly marksMayWait?: boolean;
  believedProtection(symbol: string): BelievedProtection;
  /** The strategy's exception, when it threw. */
  readonly strategyError: string | null;
  /** How much of each limit is used; null, or left out, where the policy does not ask for it. */
  readonly limitUse?: LimitUse | null;
}

/**
 * A trading session as a machine without input or output of its own: strategy, gateway, guardian and belief take one event, and answer with
 * an outbox. A simulator and a live host drive the same object.
 */
export class Session implements SessionLike {
  readonly belief: Belief;
  readonly gateway: Gateway;
  readonly limitUse: LimitLevels | null;
  readonly #desk: Desk;
  readonly #guardian: Guardian;
  readonly #strategy: Strategy;
  readonly #options: SessionOptions;
  readonly #histories: readonly BarHistory[];
  readonly #historyOf: ReadonlyMap<string, BarHistory>;
  readonly #wishes: Wishes;
  readonly #bars: BarViews;
  readonly #account: AccountView;
  #isStopped = false;
  #needsWatch = false;
  /** What the rules were last shown: the same equity on the same day can tell them nothing. */
  #watchedQuote = Number.NaN;
  #watchedDay = 0;
  /** Made once: strategies are called at every bar. */
  readonly #submitWish: Submit = (intent) =>
    this.#isStopped
      ? refused('operatorStop', 'The operator has stopped the strategy.')
      : this.#wishes.submit(intent);
  strategyError: string | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#strategy = options.strategy;
    this.#histories = options.instruments.map(({ symbol }) => new BarHistory(symbol));
    this.#historyOf = new Map(this.#histories.map((history) => [history.symbol, history]));
    const indicators = new BarIndicators(this.#historyOf);
    this.belief = new Belief(options.instruments, options.startQuote, { ...options, indicators });
    this.gateway = new Gateway(options.policy, options.sizing);
    const prices = new StopPrices(indicators);
    this.#desk = new Desk({
      writer: options.writer,
      bootEpoch: options.bootEpoch,
      keyScope: options.keyScope ?? '',
      belief: this.belief,
      gateway: this.gateway,
      brakes: options.policy.guardian,
      ...(options.abilities === undefined ? {} : { abilities: options.abilities }),
      takeRecord: options.keepsRecords === false ? null : () => this.#takeRecord(),
    });
    this.#guardian = new Guardian({
      desk: this.#desk,
      prices,
      tell: (event) => this.#tellStrategy(event),
      submitTranche: (tranche) => this.#wishes.submitTranche(tranche),
      submitDeferred: (entry) => this.#wishes.submitDeferred(entry),
    });
    this.#wishes = new Wishes({ desk: this.#desk, guardian: this.#guardian, prices });
    this.limitUse = options.policy.guardian.alerts === undefined ? null : new LimitLevels(this.#desk);
    this.#bars = {
      symbols: this.belief.symbols,
      of: (symbol) => {
        const history = this.#historyOf.get(symbol);
        if (history === undefined) throw new RangeError(`${symbol} is not in this scenario`);
        return history;
      },
    };
    const { belief, gateway } = this;
    this.#account = {
      get equityQuote() {
        return belief.equityQuote;
      },
      get tradingState() {
        return gateway.tradingState;
      },
      positionQty: (symbol) => belief.positionQty(symbol),
      entryPrice: (symbol) => belief.entryPrice(symbol),
    };
    // The peak and the day's base begin at what the account begins with.
    gateway.fold({ kind: 'equity', atMs: options.tradeFromMs, equityQuote: options.startQuote });
  }

  get wantsMarks(): boolean {
    if (this.#guardian.entrance.isOut) return false;
    return this.belief.openOrders.length > 0 || !this.belief.isFlat;
  }

  /** Nothing is held, no answer is in force, and neither a part of an entry nor a level waits for a price. */
  get marksMayWait(): boolean {
    return (
      this.limitUse === null &&
      !this.#needsWatch &&
      this.belief.isFlat &&
      this.gateway.tradingState === 'active' &&
      !this.#guardian.tranches.isWaiting
    );
  }

  step(event: SessionEvent): readonly OutboxItem[] {
    // Setting the length costs more than a whole quiet step.
    if (this.#desk.outbox.length > 0) this.#desk.outbox.length = 0;
    // A process that found the account held by another has exited.
    if (this.#guardian.entrance.isOut) return this.#desk.outbox;
    this.#desk.nowMs = event.atMs;
    this.belief.atMs = event.atMs;
    if (event.atMs >= this.#options.tradeFromMs && event.kind !== 'restored') this.#guardian.entrance.start();
    this.#guardian.answers.clearByTime();
    // What changes in such an event is in many places, and it comes seldom.
    if (!IS_OF_PRICES.has(event.kind)) this.belief.changeCount++;
    switch (event.kind) {
      case 'bar':
        this.#historyOf.get(event.bar.symbol)!.append(event.bar);
        this.belief.seeBar(event.bar);
        this.#needsWatch = true;
        break;
      case 'barsClosed':
        this.#watch();
        // Before the strategy's turn: what it wishes is judged by what is in force now.
        this.#guardian.deRisk.advance();
        this.#handleBarsClosed();
        break;
      case 'mark':
        this.belief.seeMark(event.mark);
        this.#watch();
        this.#guardian.watchPositions();
        this.#guardian.tranches.watchPrices();
        break;
      case 'venue':
        this.#guardian.handleVenueEvent(event.event);
        if (CHANGES_EQUITY.has(event.event.kind)) {
          this.#needsWatch = true;
          this.#watch();
        }
        break;
      case 'wake':
        this.#guardian.handleWake(event.key);
        break;
      case 'connected':
        this.#guardian.handleConnected();
        break;
      case 'disconnected':
        this.#guardian.handleDisconnected();
        break;
      case 'lockGranted':
      case 'lockRefused':
        this.#guardian.entrance.handleLock(event.kind === 'lockGranted');
        break;
      case 'restored':
        this.#restore(event.records);
        break;
      case 'operatorStop':
        this.#isStopped = true;
        this.#desk.decide({
          kind: 'alert',
          reason: 'The operator has stopped the strategy; the guardian goes on alone.',
        });
        this.#guardian.cancelEntries();
        break;
      case 'operatorReset':
        this.#guardian.answers.reset(event.rule);
        this.#guardian.entrance.handleReset(event.rule);
        break;
    }
    if (event.kind !== 'bar') {
      this.#guardian.deRisk.advance();
      if (this.#desk.outbox.length > 0) this.belief.changeCount++;
      this.limitUse?.look();
    }
    // In the look-back there is nothing to keep, and before `restored` a record would take the place of the one that is to be read.
    if (event.atMs >= this.#options.tradeFromMs) this.#desk.endStep();
    return this.#desk.outbox;
  }

  /** All that a restart must know, as it is now. Plain JSON. */
  #takeRecord(): SessionRecord {
    const account = this.belief.snapshot();
    const entries = account.orders.filter(({ purpose }) => purpose === 'entry');
    return {
      version: 1,
      atMs: this.#desk.nowMs,
      isStopped: this.#isStopped,
      gateway: this.gateway.state,
      account,
      guardian: this.#guardian.snapshot(entries.map(({ key }) => key)),
    };
  }

  #restore(records: readonly PersistRecord[]): void {
    const remains = readRecords(records);
    if (remains === null) {
      this.#guardian.beginWithoutPast();
      this.#desk.decide({
        kind: 'alert',
        reason: 'The process was started again and has no record of what was before: the account is asked.',
      });
      return;
    }
    const { session, fills } = remains;
    if (session !== null) {
      this.belief.restore(session.account);
      this.gateway.restore(session.gateway);
      this.#isStopped = session.isStopped;
    }
    const { bookedCount } = this.belief;
    const isBooked = ({ bookedOrdinal }: KeptFill) => bookedOrdinal <= bookedCount;
    for (const fill of fills) if (isBooked(fill)) this.belief.noteTrade(fill);
    const missing = fills.filter((fill) => !isBooked(fill));
    this.#guardian.restore(session?.guardian ?? null, missing, this.#isStopped);
    this.#needsWatch = true;
    this.#watchedQuote = Number.NaN;
    this.#desk.decide({
      kind: 'alert',
      reason: `The process was started again${session === null ? '' : ` from its record of ${formatTime(session.atMs)}`}; the account is asked what became of the rest.`,
    });
  }

  believedProtection(symbol: string): BelievedProtection {
    if (this.belief.positionQty(symbol) === 0) return 'flat';
    if (this.#guardian.exits.stops.believesProtected(symbol)) return 'protected';
    return this.#guardian.exits.stops.isWorkingOnStop(symbol) || this.#guardian.closer.isClosing(symbol)
      ? 'pending'
      : 'naked';
  }

  #handleBarsClosed(): void {
    this.#guardian.watchPositions();
    this.#guardian.tranches.watchPrices();
    if (this.#desk.nowMs >= this.#options.tradeFromMs) {
      this.#guardian.handleBarsClosed();
      if (!this.#isStopped && this.strategyError === null && this.#isWarm()) {
        try {
          this.#strategy.onBars(this.#bars, this.#account, this.#submitWish);
        } catch (error) {
          this.#containStrategy(error);
        }
      }
    }
    for (const history of this.#histories) history.isNew = false;
  }

  #isWarm(): boolean {
    for (const history of this.#histories) if (history.length < this.#strategy.warmupBars) return false;
    return true;
  }

  #tellStrategy(event: BeliefEvent): void {
    if (this.#isStopped || this.strategyError !== null || this.#strategy.onEvent === undefined) return;
    try {
      this.#strategy.onEvent(event, this.#account, this.#submitWish);
    } catch (error) {
      this.#containStrategy(error);
    }
  }

  /** A strategy's exception stops the strategy, never the guardian. */
  #containStrategy(error: unknown): void {
    this.strategyError = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const breach = {
      rule: 'strategyError',
      actual: 1,
      limit: 0,
      unit: 'count',
      reason: 'The strategy threw.',
    };
    const before = this.gateway.tradingState;
    this.gateway.trip(breach, { state: 'halted', end: 'reset' }, this.#desk.nowMs);
    this.#desk.decide({
      kind: 'halt',
      ...breach,
      reason: `The strategy threw: ${this.strategyError}`,
      stateBefore: before,
      stateAfter: this.gateway.tradingState,
    });
    this.#guardian.cancelEntries();
  }

  /** Equity may have changed: fold it, and ask the rules that watch the account. */
  #watch(): void {
    if (!this.#needsWatch && this.belief.isFlat) return;
    this.#needsWatch = false;
    if (this.#desk.nowMs < this.#options.tradeFromMs) return;
    const { equityQuote } = this.belief;
    const day = utcDay(this.#desk.nowMs);
    if (equityQuote === this.#watchedQuote && day === this.#watchedDay) return;
    this.#watchedQuote = equityQuote;
    this.#watchedDay = day;
    this.gateway.fold({ kind: 'equity', atMs: this.#desk.nowMs, equityQuote });
    const before = this.gateway.tradingState;
    for (const trip of this.gateway.watch(this.belief)) this.#guardian.answers.announce(trip, before);
    this.#guardian.answers.clearWatched();
  }
}
