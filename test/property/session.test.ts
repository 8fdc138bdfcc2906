import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { EventQueue } from '../../src/core/eventQueue.ts';
import { Session } from '../../src/engine/session.ts';
import type { VenueRequest } from '../../src/market/request.ts';
import type { VenueEvent } from '../../src/market/venueEvent.ts';
import type { Policy } from '../../src/risk/policy.ts';
import type { SessionEvent } from '../../src/risk/sessionEvent.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { makeInstrument } from '../support/makeTape.ts';
import { allBrakes } from '../support/runTape.ts';
import { LOT, round, SmallVenue, type VenueOrder } from '../support/smallVenue.ts';

const PRICE = 100;
const START = 10_000;
/** 10 % of 10,000 at 100. */
const CAP_QTY = 10;
const MINUTE = 60_000;

/**
 * A venue at a price that never moves, whose wire is as bad as the choices say: requests are lost, arrive late, are answered or not; fills
 * come in parts, late, twice, or never reach the client. Its books are the truth.
 */
class BadWire {
  readonly queue = new EventQueue<() => void>();
  readonly books = new SmallVenue(START, PRICE);
  nowMs = 0;
  worstLongQty = 0;
  worstShortQty = 0;
  acceptedEntries = 0;
  readonly decisions: string[] = [];
  isKind = false;
  readonly #choices: readonly number[];
  #next = 0;
  readonly #session: Session;
  readonly #wakes = new Map<string, number>();
  #wakeCount = 0;

  constructor(choices: readonly number[], policy: Policy, strategy: Strategy) {
    this.#choices = choices;
    this.#session = new Session({
      writer: 'w1',
      bootEpoch: 0,
      instruments: [makeInstrument({ makerFeeBps: 0, takerFeeBps: 0 })],
      startQuote: START,
      tradeFromMs: 0,
      policy,
      sizing: { name: 'fixedFraction', params: { riskRatio: 0.003, capRatio: 1 } },
      strategy,
    });
  }

  get session(): Session {
    return this.#session;
  }

  /** A choice among `count`; always the first when the wire has become kind. */
  choose(count: number): number {
    if (this.isKind) return 0;
    return this.#choices[this.#next++ % this.#choices.length]! % count;
  }

  step(event: SessionEvent): void {
    for (const item of [...this.#session.step(event)]) {
      if (item.kind === 'send') this.#send(item.request);
      else if (item.kind === 'wake') {
        const token = ++this.#wakeCount;
        this.#wakes.set(item.key, token);
        this.later(item.atMs - this.nowMs, () => {
          if (this.#wakes.get(item.key) !== token) return;
          this.#wakes.delete(item.key);
          this.step({ kind: 'wake', atMs: this.nowMs, key: item.key });
        });
      } else if (item.kind === 'cancelWake') this.#wakes.delete(item.key);
      else if (item.kind === 'decision') this.decisions.push(item.decision.kind);
    }
  }

  later(delayMs: number, run: () => void): void {
    this.queue.push(this.nowMs + Math.max(0, delayMs), 0, run);
  }

  runUntil(untilMs: number): void {
    while (this.queue.nextTimeMs <= untilMs) {
      this.nowMs = this.queue.nextTimeMs;
      this.queue.pop()();
    }
    this.nowMs = untilMs;
  }

  bar(): void {
    const openTimeMs = this.nowMs - MINUTE;
    const bar = {
      symbol: 'BTC-USDT',
      openTimeMs,
      closeTimeMs: this.nowMs,
      open: PRICE,
      high: PRICE,
      low: PRICE,
      close: PRICE,
      volume: 1e6,
      bid: PRICE - 0.005,
      ask: PRICE + 0.005,
    };
    this.step({ kind: 'bar', atMs: this.nowMs, bar });
    this.step({ kind: 'barsClosed', atMs: this.nowMs });
  }

  #send(request: VenueRequest): void {
    // 0, 1 arrive; 2 is lost; 3 arrives just inside the visibility lag.
    const fate = this.choose(4);
    if (fate === 2) return;
    this.later(fate === 3 ? 1_500 : 30, () => this.#receive(request));
  }

  #receive(request: VenueRequest): void {
    // 0, 1 answered soon; 2 answered after the timeout; 3 never.
    const fate = this.choose(4);
    const reply = (event: VenueEvent) => {
      if (fate !== 3)
        this.later(fate === 2 ? 15_000 : 30, () => this.step({ kind: 'venue', atMs: this.nowMs, event }));
    };
    const answer = this.books.answer(request);
    reply(answer);
    if (answer.kind !== 'orderAccepted' || request.kind !== 'placeOrder') return;
    const placed = this.books.orders.at(-1)!;
    if (!placed.request.reduceOnly) this.acceptedEntries++;
    this.#measure();
    if (placed.request.type === 'market') this.#fillInParts(placed);
  }

  #fillInParts(order: VenueOrder): void {
    const partCount = 1 + this.choose(3);
    for (let part = 1; part <= partCount; part++) {
      this.later(this.choose(3) * 400 * part, () => {
        const isLast = part === partCount;
        const restQty = round(order.request.qty - order.filledQty);
        const qty = isLast ? restQty : round(Math.floor((order.request.qty / partCount) * 1_000) / 1_000);
        this.#fill(order, Math.min(qty, restQty));
        // What a market order does not get, it does not wait for.
        if (isLast && order.status === 'live') order.status = 'expired';
      });
    }
  }

  #fill(order: VenueOrder, wantedQty: number): void {
    const fill = this.books.fill(order, wantedQty, this.nowMs);
    if (fill === null) return;
    this.#measure();
    // 0 told soon; 1 told twice; 2 told late; 3 never told.
    const fate = this.choose(4);
    const tell = (delayMs: number) =>
      this.later(delayMs, () =>
        this.step({ kind: 'venue', atMs: this.nowMs, event: { kind: 'fill', fill } }),
      );
    if (fate !== 3) tell(fate === 2 ? 8_000 : 40);
    if (fate === 1) tell(700);
  }

  #measure(): void {
    const { positionQty } = this.books;
    this.worstLongQty = Math.max(this.worstLongQty, positionQty + this.books.workingQty('buy'));
    this.worstShortQty = Math.max(this.worstShortQty, -positionQty + this.books.workingQty('sell'));
  }
}

/** Wishes by the choices: enter either way, exit, or wait. */
function moody(choices: readonly number[]): Strategy {
  let turn = 0;
  return {
    warmupBars: 0,
    onBars(_bars, _account, submit) {
      const mood = choices[turn++ % choices.length]! % 6;
      const stop = { kind: 'fixedRatio', distanceRatio: 0.05 } as const;
      if (mood <= 2) submit({ kind: 'enter', symbol: 'BTC-USDT', side: mood === 2 ? 'sell' : 'buy', stop });
      if (mood === 1) submit({ kind: 'enter', symbol: 'BTC-USDT', side: 'buy', stop });
      if (mood === 4) submit({ kind: 'exit', symbol: 'BTC-USDT' });
    },
  };
}

const choices = fc.array(fc.nat(11), { minLength: 20, maxLength: 200 });
const policy: Policy = { ...allBrakes('perOrderCap', 'orderRate', 'riskPerTrade') };

function live(wire: readonly number[], moods: readonly number[], bars: number): BadWire {
  const venue = new BadWire(wire, policy, moody(moods));
  for (let bar = 1; bar <= bars; bar++) {
    venue.runUntil(bar * MINUTE);
    if (wire[bar % wire.length] === 11) {
      venue.step({ kind: 'disconnected', atMs: venue.nowMs });
      venue.runUntil(venue.nowMs + 5_000);
      venue.step({ kind: 'connected', atMs: venue.nowMs });
    }
    venue.bar();
  }
  return venue;
}

describe('behind a wire that loses, delays, repeats and lies low', () => {
  test('the worlds below are bad enough to matter, and not so bad that nothing happens', () => {
    let entries = 0;
    let fills = 0;
    const decisions = new Map<string, number>();
    for (const [wire, moods] of fc.sample(fc.tuple(choices, choices), { numRuns: 40, seed: 3 })) {
      const venue = live(wire, moods, 30);
      entries += venue.acceptedEntries;
      fills += venue.books.fills.length;
      for (const kind of venue.decisions) decisions.set(kind, (decisions.get(kind) ?? 0) + 1);
    }
    expect(entries).toBeGreaterThan(100);
    expect(fills).toBeGreaterThan(200);
    for (const kind of [
      'orderUnknown',
      'orderConfirmed',
      'orderResent',
      'orderGivenUp',
      'duplicateIgnored',
      'stopRepaired',
      'reconciled',
    ]) {
      expect(decisions.get(kind) ?? 0, kind).toBeGreaterThan(3);
    }
  });

  test.prop([choices, choices], { numRuns: 300 })(
    'position + working + unknown never exceed the cap',
    (wire, moods) => {
      const venue = live(wire, moods, 30);
      expect(venue.worstLongQty).toBeLessThanOrEqual(CAP_QTY + 1e-9);
      expect(venue.worstShortQty).toBeLessThanOrEqual(CAP_QTY + 1e-9);
    },
  );

  test.prop([choices, choices], { numRuns: 200 })(
    'when the wire becomes kind, belief becomes truth and every position has its stop',
    (wire, moods) => {
      const venue = live(wire, moods, 20);
      venue.isKind = true;
      venue.step({ kind: 'operatorStop', atMs: venue.nowMs });
      venue.step({ kind: 'disconnected', atMs: venue.nowMs });
      venue.step({ kind: 'connected', atMs: venue.nowMs });
      for (let bar = 0; bar < 10; bar++) {
        venue.runUntil(venue.nowMs + MINUTE);
        venue.bar();
      }
      venue.runUntil(venue.nowMs + MINUTE);
      const { books } = venue;
      expect(venue.session.belief.positionQty('BTC-USDT')).toBeCloseTo(books.positionQty, 9);
      expect(venue.session.belief.openOrders.filter(({ phase }) => phase !== 'live')).toEqual([]);
      expect(books.live.filter(({ request }) => !request.reduceOnly)).toEqual([]);
      if (books.positionQty === 0) expect(books.live).toEqual([]);
      else expect(books.stopQty).toBeGreaterThanOrEqual(Math.abs(books.positionQty) - LOT / 2);
    },
  );
});
