import { EventQueue } from '../core/eventQueue.ts';
import { MINUTE_MS } from '../core/time.ts';
import type { Delivery } from '../faults/delivery.ts';
import type { ScheduledFault } from '../faults/fault.ts';
import { FaultRunner, type Firing, resolvedSchedule } from '../faults/faultRunner.ts';
import type { Tape } from '../market/tape.ts';
import type { DecisionGrounds } from '../risk/ruleCheck.ts';
import type { Exchange, ExchangeSink } from '../venue/exchange.ts';
import { BookStresses } from './bookStresses.ts';
import { Feed } from './feed.ts';
import { Host } from './host.ts';
import { fingerprintOf, type JournalEntry } from './journal.ts';
import type { LatencyModel } from './latency/latency.ts';
import type { OperatorReset } from './operatorReset.ts';
import { OrderBeliefs } from './orderBeliefs.ts';
import { orderJourneysOf } from './orderJourneys.ts';
import { OrderMessages } from './orderMessages.ts';
import { PHASES } from './phases.ts';
import { Processes } from './processes.ts';
import { Recorder } from './recorder.ts';
import type { RunRecord } from './runRecord.ts';
import { SecondWriters, type WriterStart } from './secondWriters.ts';
import type { SessionSetup } from './sessionSetup.ts';
import { type Pending, Wire } from './wire.ts';

export interface SimulateOptions {
  readonly tape: Tape;
  /** Makes the venue; it is given where its answers go. */
  readonly venue: (sink: ExchangeSink) => Exchange;
  /** Several may share one account. The first is the one whose belief is held against truth. */
  readonly sessions: readonly SessionSetup[];
  readonly faults: readonly ScheduledFault[];
  readonly seed: number;
  readonly latency: LatencyModel;
  /** From here on nothing fails; null: faults may run to the end. */
  readonly healMs: number | null;
  /** The operator stops the strategies here; null: never. */
  readonly drainMs: number | null;
  /** What an operator does before that; left out: nothing. */
  readonly operator?: readonly OperatorReset[];
  /** Makes the session of a second process, for a fault that starts one; left out: none can be started. */
  readonly secondWriter?: (start: WriterStart) => SessionSetup;
  readonly onProgress?: (doneBars: number, totalBars: number) => void;
}

/**
 * Runs sessions against a venue over a tape: one ordered queue, one virtual clock, truth on one side and belief on the other.
 *
 * @returns everything that happened. Throws only when the program itself is broken.
 */
export function simulate(options: SimulateOptions): RunRecord {
  return new Simulation(options).run();
}

class Simulation {
  readonly #options: SimulateOptions;
  readonly #queue = new EventQueue<Pending>();
  readonly #exchange: Exchange;
  readonly #stresses: BookStresses;
  readonly #faults: FaultRunner;
  readonly #wire: Wire;
  readonly #host: Host;
  readonly #processes: Processes;
  readonly #messages = new OrderMessages();
  readonly #beliefs = new OrderBeliefs();
  readonly #recorder: Recorder;
  readonly #journal: JournalEntry[] = [];
  readonly #grounds: (DecisionGrounds | null)[] = [];
  readonly #firings: Firing[] = [];
  #nowMs: number;
  readonly #barsClosedEvent = { kind: 'barsClosed' as const, atMs: 0 };
  readonly #feed: Feed;
  readonly #secondWriters: SecondWriters;

  constructor(options: SimulateOptions) {
    this.#options = options;
    this.#nowMs = options.tape.fromMs;
    this.#exchange = options.venue({
      reply: (sessionId, request, reply) => this.#wire.reply(sessionId, request, reply, this.#nowMs),
      stream: (accountId, event, key) => this.#wire.stream(accountId, event, key, this.#nowMs),
      truth: (event) => {
        this.#nowMs = Math.max(this.#nowMs, event.atMs);
        this.#log({ kind: 'truth', atMs: event.atMs, event });
        this.#faults.observe(event);
        this.#recorder.observe(event.atMs);
      },
    });
    this.#stresses = new BookStresses(options.tape, this.#exchange);
    this.#faults = new FaultRunner(options.faults, options.seed, {
      controls: {
        failOrder: (venueOrderId, reason) => this.#exchange.failOrder(venueOrderId, reason, this.#nowMs),
        redeliverFill: (accountId, fill, afterMs, key) =>
          // Put on the stream when its time has come: on it at once, it would hold up what comes before it.
          this.#call(this.#nowMs + afterMs, () =>
            this.#wire.stream(accountId, { kind: 'fill', fill }, key, this.#nowMs),
          ),
        setConnected: (isConnected) => this.#processes.setConnected(isConnected),
        stressBook: (key, window, stress) => this.#stresses.begin(key, window, stress, this.#nowMs),
        calmBook: (key) => this.#stresses.end(key, this.#nowMs),
        killProcess: (restart) => this.#processes.killAll(restart),
        startSecondWriter: (accountId, requestKey) =>
          this.#secondWriters.start(accountId, requestKey, this.#nowMs),
      },
      schedule: (atMs, run) =>
        this.#queue.push(Math.max(atMs, this.#nowMs), PHASES.fault, { kind: 'call', run }),
      fired: (firing) => {
        this.#firings.push(firing);
        const {
          untilMs: _untilMs,
          excusedUntilMs: _excusedUntilMs,
          lostCount: _lostCount,
          ...logged
        } = firing;
        this.#log({ kind: 'fault', atMs: this.#nowMs, firing: logged });
      },
    });
    this.#wire = new Wire({
      queue: this.#queue,
      faults: this.#faults,
      messages: this.#messages,
      lines: options.sessions,
      latency: options.latency,
      seed: options.seed,
    });
    this.#host = new Host({
      queue: this.#queue,
      wire: this.#wire,
      log: (entry) => this.#log(entry),
      keepGrounds: (grounds) => this.#grounds.push(grounds),
      beliefs: this.#beliefs,
    });
    this.#processes = new Processes(options.sessions, {
      host: this.#host,
      listener: {
        nowMs: () => this.#nowMs,
        log: (entry) => this.#log(entry),
        schedule: (atMs, run) => this.#call(atMs, run),
        onStepped: (client) => {
          this.#recorder.observe(this.#nowMs);
          if (client.isAlive) this.#beliefs.look(client, this.#nowMs);
        },
        showHistory: (client) => this.#feed.catchUp(client, this.#nowMs),
      },
    });
    this.#feed = new Feed({
      tape: options.tape,
      exchange: this.#exchange,
      sessions: this.#processes.all,
      faults: this.#faults,
      step: (client, event) => this.#processes.step(client, event),
    });
    this.#secondWriters = new SecondWriters({
      make: options.secondWriter ?? null,
      sessions: this.#processes.all,
      exchange: this.#exchange,
      wire: this.#wire,
      feed: this.#feed,
      journal: this.#journal,
      takeTurn: (client) => this.#processes.step(client, { kind: 'barsClosed', atMs: this.#nowMs }),
    });
    this.#recorder = new Recorder({
      sampleCount: barsIn(options.tape) + 1,
      instruments: options.tape.symbols.map(({ instrument }) => instrument),
      exchange: this.#exchange,
      client: this.#processes.first,
    });
  }

  run(): RunRecord {
    const { tape, healMs, drainMs } = this.#options;
    this.#log({ kind: 'tape', atMs: tape.fromMs, sha256: tape.sha256 });
    this.#showLookback();
    this.#faults.start();
    // A heal at the same time as the operator's stop comes first.
    if (healMs !== null) this.#call(healMs, () => this.#heal());
    if (drainMs !== null) this.#call(drainMs, () => this.#processes.stopStrategies());
    for (const { rule, atMs } of this.#options.operator ?? []) this.#call(atMs, () => this.#reset(rule));
    const totalBars = barsIn(tape);
    this.#boundary(tape.fromMs);
    for (let bar = 1; bar <= totalBars; bar++) {
      const boundaryMs = tape.fromMs + bar * tape.intervalMs;
      this.#runInside(boundaryMs - tape.intervalMs, boundaryMs);
      this.#boundary(boundaryMs);
      this.#options.onProgress?.(bar, totalBars);
    }
    return this.#record();
  }

  /** Bars before the window, in which no order is sent. */
  #showLookback(): void {
    const { tape } = this.#options;
    const firstMs = tape.symbols.reduce(
      (earliest, { candles }) => (candles.length > 0 ? Math.min(earliest, candles.openTimeMs[0]!) : earliest),
      tape.fromMs,
    );
    for (let closeMs = firstMs + tape.intervalMs; closeMs < tape.fromMs; closeMs += tape.intervalMs) {
      this.#nowMs = closeMs;
      if (this.#feed.showBars(closeMs)) this.#closeTurn(closeMs);
    }
    this.#nowMs = tape.fromMs;
  }

  /** Everything at one close time, in the order of the phases, and then the next open. */
  #boundary(atMs: number): void {
    const { tape } = this.#options;
    this.#nowMs = atMs;
    if (atMs > tape.fromMs) {
      this.#exchange.closeBars(atMs);
      this.#exchange.settle(atMs);
      this.#recorder.tick(atMs);
    }
    this.#recorder.observe(atMs);
    this.#drainQueue(atMs, PHASES.delivery - 1);
    const isNew = this.#feed.showBars(atMs);
    this.#drainQueue(atMs, PHASES.barsClosed);
    this.#recorder.sample(atMs);
    // What would be sent at the end of the tape could never arrive.
    if (atMs >= tape.toMs) return;
    if (isNew) this.#closeTurn(atMs);
    this.#exchange.openBars(atMs);
    this.#drainQueue(atMs, PHASES.command);
  }

  /** What happens strictly between two boundaries: triggers at the venue, marks, messages, wakes. */
  #runInside(openMs: number, closeMs: number): void {
    const intervalMs = closeMs - openMs;
    const markEveryMs = Math.max(MINUTE_MS, intervalMs / 60);
    let markMs = openMs + markEveryMs;
    for (;;) {
      const triggerMs = this.#exchange.nextTriggerMs();
      const queueMs = this.#queue.nextTimeMs;
      const nextMs = Math.min(triggerMs, queueMs, markMs);
      if (nextMs >= closeMs) return;
      // With nothing to come and nothing to watch, no mark of this bar would be shown to anybody.
      if (triggerMs >= closeMs && queueMs >= closeMs && !this.#recorder.isWatching && !this.#feed.isWatched)
        return;
      this.#nowMs = nextMs;
      if (triggerMs === nextMs) {
        this.#exchange.advanceTo(nextMs);
      } else if (markMs === nextMs) {
        if (this.#recorder.isWatching) {
          this.#exchange.advanceTo(nextMs);
          this.#recorder.tick(nextMs);
        }
        const mayWait = !this.#recorder.isWatching && this.#feed.marksMayWait;
        const untilMs = mayWait ? Math.min(triggerMs, closeMs) : nextMs + 1;
        let shownMs: number | null = null;
        for (; markMs < untilMs && markMs <= queueMs; markMs += markEveryMs) {
          // Never at a path extreme: a mark there would tell what only the bar knows.
          const thriceInMs = (markMs - openMs) * 3;
          if (thriceInMs !== intervalMs && thriceInMs !== 2 * intervalMs) shownMs = markMs;
        }
        if (shownMs === null) continue;
        this.#nowMs = shownMs;
        this.#feed.showMarks(shownMs);
      } else {
        this.#handle(this.#queue.pop());
      }
    }
  }

  #drainQueue(atMs: number, lastPhase: number): void {
    while (this.#queue.nextTimeMs <= atMs && this.#queue.nextPhase <= lastPhase)
      this.#handle(this.#queue.pop());
  }

  #handle(pending: Pending): void {
    switch (pending.kind) {
      case 'command': {
        const { sessionId, accountId, request } = pending.command;
        this.#exchange.advanceTo(this.#nowMs);
        this.#exchange.receive(sessionId, accountId, request, this.#nowMs);
        break;
      }
      case 'delivery':
        this.#deliver(pending.delivery);
        break;
      case 'wake':
        if (this.#host.takesWake(pending)) {
          const { sessionId, key } = pending;
          this.#processes.step(this.#processes.of(sessionId), { kind: 'wake', atMs: this.#nowMs, key });
        }
        break;
      case 'call':
        pending.run();
        break;
    }
  }

  #deliver(delivery: Delivery): void {
    const client = this.#processes.of(delivery.sessionId);
    const isTaken = this.#faults.isActive && this.#faults.losesDelivery(delivery);
    this.#messages.noteDelivery(delivery, isTaken || !client.isAlive);
    if (!isTaken) this.#processes.step(client, delivery.event);
  }

  #closeTurn(atMs: number): void {
    this.#barsClosedEvent.atMs = atMs;
    this.#processes.stepAll(this.#barsClosedEvent);
  }

  #heal(): void {
    this.#faults.heal(this.#nowMs);
    this.#log({ kind: 'heal', atMs: this.#nowMs });
  }

  #reset(rule: string): void {
    this.#log({ kind: 'operatorReset', atMs: this.#nowMs, rule });
    this.#processes.stepAll({ kind: 'operatorReset', atMs: this.#nowMs, rule });
  }

  #call(atMs: number, run: () => void): void {
    this.#queue.push(atMs, PHASES.fault, { kind: 'call', run });
  }

  #log(entry: JournalEntry): void {
    this.#journal.push(entry);
  }

  #record(): RunRecord {
    const { tape, faults, healMs, drainMs } = this.#options;
    const { first } = this.#processes;
    const account = this.#exchange.account(first.accountId);
    const samples = this.#recorder.finish(tape.toMs);
    const markPrices: Record<string, number> = {};
    for (const { instrument } of tape.symbols) {
      const quote = this.#exchange.quote(instrument.symbol, tape.toMs);
      if (quote !== null) markPrices[instrument.symbol] = quote.mark;
    }
    return {
      fromMs: tape.fromMs,
      toMs: tape.toMs,
      intervalMs: tape.intervalMs,
      instruments: tape.symbols.map(({ instrument }) => instrument),
      accountId: first.accountId,
      startQuote: first.startQuote,
      journal: this.#journal,
      grounds: this.#grounds,
      orderJourneys: orderJourneysOf({
        journal: this.#journal,
        sent: this.#messages.sent,
        tellings: this.#messages.tellings,
        believed: (sessionId) => this.#beliefs.of(sessionId),
        firstSessionOf: (accountId) =>
          this.#processes.all.find((one) => one.accountId === accountId)!.sessionId,
        toMs: tape.toMs,
      }),
      fingerprint: fingerprintOf(this.#journal),
      firings: this.#firings,
      resolvedFaults: resolvedSchedule(faults, this.#firings),
      healMs,
      drainMs,
      samples,
      protection: this.#recorder.protection,
      beliefGaps: this.#recorder.beliefGaps,
      final: {
        walletQuote: account.walletQuote(),
        equityQuote: account.equityQuote(),
        believedEquityQuote: first.session.belief.equityQuote,
        feesQuote: account.feesQuote(),
        ...(account.fundingQuote() === 0 ? {} : { fundingQuote: account.fundingQuote() }),
        ...(account.balances().length === 0 ? {} : { balances: account.balances() }),
        insuranceQuote: account.insuranceQuote(),
        isLiquidated: account.isLiquidated(),
        positions: account.positions(),
        markPrices,
        liveOrders: account.liveOrders(),
        tradingState: first.session.gateway.tradingState,
        unsettledOrders: first.session.belief.openOrders
          .filter(({ phase }) => phase !== 'live')
          .map(({ key, phase }) => ({ key, phase })),
      },
      strategyError: first.strategyError,
      ambiguousBars: this.#exchange.ambiguousBars(),
      barCount: this.#feed.barCount,
    };
  }
}

/** Bars of the traded window. */
function barsIn({ fromMs, toMs, intervalMs }: Tape): number {
  return Math.round((toMs - fromMs) / intervalMs);
}
