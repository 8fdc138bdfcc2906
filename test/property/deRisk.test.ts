import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { EventQueue } from '../../src/core/eventQueue.ts';
import { Session } from '../../src/engine/session.ts';
import { type OrderRequest, sideSign } from '../../src/market/order.ts';
import type { VenueRequest } from '../../src/market/request.ts';
import type { VenueEvent } from '../../src/market/venueEvent.ts';
import type { Decision } from '../../src/risk/decision.ts';
import type { Policy } from '../../src/risk/policy.ts';
import type { SessionEvent } from '../../src/risk/sessionEvent.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { makeInstrument } from '../support/makeTape.ts';
import { allBrakes } from '../support/runTape.ts';
import { LOT, round, SmallVenue, snapshot, type VenueOrder } from '../support/smallVenue.ts';

const START = 10_000;
const MINUTE = 60_000;

/**
 * A venue whose price walks where the choices say and whose wire is as bad as they say: requests are lost, late, answered late or never; orders
 * fill in part, fills are told late, twice or never. It keeps the books, and holds them against what the session may do.
 */
class BadWorld {
  readonly queue = new EventQueue<() => void>();
  readonly books = new SmallVenue(START, 100);
  readonly decisions: Decision[] = [];
  /** What must not have happened, in words. */
  readonly wrongs: string[] = [];
  readonly session: Session;
  nowMs = 0;
  isKind = false;
  isDown = false;
  /** By order: the most that the session was told has filled, when, and the fills that have reached it. */
  readonly #told = new Map<string, { qty: number; atMs: number; bookedQty: number; trades: Set<string> }>();
  readonly #choices: readonly number[];
  #next = 0;
  readonly #wakes = new Map<string, number>();
  #wakeCount = 0;

  constructor(choices: readonly number[], policy: Policy, strategy: Strategy) {
    this.#choices = choices;
    this.session = new Session({
      writer: 'w1',
      bootEpoch: 0,
      instruments: [makeInstrument({ makerFeeBps: 0, takerFeeBps: 0 })],
      startQuote: START,
      tradeFromMs: 0,
      policy,
      sizing: { name: 'fixedFraction', params: { riskRatio: 10, capRatio: 4 } },
      strategy,
    });
  }

  /** A choice among `count`; the first when the world has become kind. */
  choose(count: number): number {
    return this.isKind ? 0 : this.#choices[this.#next++ % this.#choices.length]! % count;
  }

  step(event: SessionEvent): void {
    for (const item of [...this.session.step(event)]) {
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
      else if (item.kind === 'decision') this.decisions.push(item.decision);
    }
    this.#checkOpenOrders();
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

  /** A minute's bar at a price, and the turn that comes with it. */
  bar(price: number): void {
    const open = this.books.price;
    this.books.price = price;
    const openTimeMs = this.nowMs - MINUTE;
    const half = 0.005;
    const bar = {
      symbol: 'BTC-USDT',
      openTimeMs,
      closeTimeMs: this.nowMs,
      open,
      high: Math.max(open, price),
      low: Math.min(open, price),
      close: price,
      volume: 1e6,
      bid: price - half,
      ask: price + half,
    };
    this.step({ kind: 'bar', atMs: this.nowMs, bar });
    this.step({ kind: 'barsClosed', atMs: this.nowMs });
  }

  setDown(isDown: boolean): void {
    this.isDown = isDown;
    this.step({ kind: isDown ? 'disconnected' : 'connected', atMs: this.nowMs });
  }

  /** In belief: one order a symbol that takes a position away at once, whatever it is for. */
  #checkOpenOrders(): void {
    const out = this.session.belief.openOrders.filter(
      ({ order, purpose }) => order.reduceOnly && purpose !== 'stop',
    );
    if (out.length > 1) this.wrongs.push(`two reducing orders: ${out.map(({ key }) => key).join(', ')}`);
  }

  #send(request: VenueRequest): void {
    if (request.kind === 'placeOrder') this.#checkSent(request.order, request.key, request.attempt);
    // 0, 1 arrive; 2 is lost; 3 arrives just inside the visibility lag.
    const fate = this.choose(4);
    if (fate === 2 || this.isDown) return;
    this.later(fate === 3 ? 1_500 : 30, () => this.#receive(request));
  }

  #checkSent(order: OrderRequest, key: string, attempt: number): void {
    const { tradingState } = this.session.gateway;
    if (!order.reduceOnly && tradingState !== 'active')
      this.wrongs.push(`${key} was sent while ${tradingState}`);
    if (order.type === 'stopMarket' || !order.reduceOnly) return;
    if (key.startsWith('deRisk:')) {
      if (tradingState !== 'reducing') this.wrongs.push(`${key} was sent while ${tradingState}`);
      for (const told of this.#told.values()) {
        const missingQty = told.qty - told.bookedQty;
        if (attempt === 1 && missingQty > LOT / 2 && this.nowMs < told.atMs + 10_000)
          this.wrongs.push(
            `${key} was sent ${this.nowMs - told.atMs} ms after it heard of ${missingQty} that it had not booked`,
          );
      }
    }
    const believedQty = this.session.belief.positionQty('BTC-USDT');
    if (sideSign(order.side) * believedQty >= 0 && believedQty !== 0)
      this.wrongs.push(`${key} does not reduce ${believedQty}`);
    // A copy that is sent again is the same order, whatever has filled since; the venue reduces and no more.
    if (attempt === 1 && order.qty > Math.abs(believedQty) + LOT / 2)
      this.wrongs.push(`${key} is larger than ${believedQty}`);
  }

  #receive(request: VenueRequest): void {
    if (this.isDown) return;
    // 0, 1 answered soon; 2 after the timeout; 3 never.
    const fate = this.choose(4);
    const answer = this.books.answer(request);
    const placed = this.books.orders.at(-1)!;
    if (fate !== 3) this.later(fate === 2 ? 15_000 : 30, () => this.#tell(answer));
    if (answer.kind === 'orderAccepted' && placed.request.type !== 'stopMarket') this.#take(placed);
  }

  #tell(event: VenueEvent): void {
    if (this.isDown) return;
    this.#noteTold(event);
    this.step({ kind: 'venue', atMs: this.nowMs, event });
  }

  #noteTold(event: VenueEvent): void {
    const toldOf = (venueOrderId: string) => {
      const told = this.#told.get(venueOrderId) ?? {
        qty: 0,
        atMs: this.nowMs,
        bookedQty: 0,
        trades: new Set(),
      };
      this.#told.set(venueOrderId, told);
      return told;
    };
    if (event.kind === 'orderUpdate' && event.order.filledQty > 0 && event.order.reduceOnly) {
      const told = toldOf(event.order.venueOrderId);
      if (event.order.filledQty > told.qty)
        Object.assign(told, { qty: event.order.filledQty, atMs: this.nowMs });
    }
    const fills = event.kind === 'fill' ? [event.fill] : event.kind === 'fillsReport' ? event.fills : [];
    for (const fill of fills) {
      const told = toldOf(fill.venueOrderId);
      if (told.trades.has(fill.tradeId)) continue;
      told.trades.add(fill.tradeId);
      told.bookedQty = round(told.bookedQty + fill.qty);
    }
  }

  /** 0, 1 whole; 2 half, 3 nothing; what is not had at once expires, and the word of it goes the way of all events. */
  #take(order: VenueOrder): void {
    const { qty, limitPrice, side } = order.request;
    const isWithin =
      limitPrice === null ||
      (side === 'buy' ? this.books.price <= limitPrice : this.books.price >= limitPrice);
    const share = isWithin ? [1, 1, 0.5, 0][this.choose(4)]! : 0;
    if (share > 0) this.#fill(order, share === 1 ? qty : Math.floor((qty * share) / LOT) * LOT);
    if (order.status !== 'live') return;
    order.status = 'expired';
    const update: VenueEvent = {
      kind: 'orderUpdate',
      order: snapshot(order),
      status: 'expired',
      reason: 'test',
    };
    const fate = this.choose(3);
    if (fate !== 2) this.later(fate === 1 ? 6_000 : 50, () => this.#tell(update));
  }

  #fill(order: VenueOrder, wantedQty: number): void {
    const before = this.books.positionQty;
    const fill = this.books.fill(order, wantedQty, this.nowMs);
    if (fill === null) return;
    if (order.request.reduceOnly && before * this.books.positionQty < 0)
      this.wrongs.push(`${order.key} crosses zero`);
    // 0 told soon; 1 told twice; 2 told late; 3 never told.
    const fate = this.choose(4);
    const tell = (delayMs: number) => this.later(delayMs, () => this.#tell({ kind: 'fill', fill }));
    if (fate !== 3) tell(fate === 2 ? 8_000 : 40);
    if (fate === 1) tell(700);
  }
}

/** Wishes by the choices: enter, exit all or a part, or wait; never short of wishes, whatever it is told. */
function moody(choices: readonly number[], side: 'buy' | 'sell'): Strategy {
  let turn = 0;
  return {
    warmupBars: 0,
    onBars(_bars, account, submit) {
      const mood = turn === 0 ? 0 : choices[turn % choices.length]! % 8;
      turn++;
      const stop = { kind: 'fixedRatio', distanceRatio: 0.6 } as const;
      if (mood <= 2) submit({ kind: 'enter', symbol: 'BTC-USDT', side, stop });
      if (mood === 3) submit({ kind: 'exit', symbol: 'BTC-USDT', qty: 20 });
      if (mood === 4 && turn % 3 === 0 && account.positionQty('BTC-USDT') !== 0) {
        const answer = submit({ kind: 'exit', symbol: 'BTC-USDT' });
        if (answer.outcome !== 'approved' && answer.rule !== 'nothingToClose')
          throw new Error(`an exit was blocked by ${answer.rule}`);
      }
    },
  };
}

const choices = fc.array(fc.nat(11), { minLength: 20, maxLength: 120 });
const sides = fc.constantFrom('buy' as const, 'sell' as const);
/** Where the price goes each minute: mostly against the position, down to the margin's limits and past them. */
const walks = fc.array(fc.constantFrom(-4, -3, -2, -1, -0.5, 0, 0, 0.5, 1, 3), {
  minLength: 12,
  maxLength: 30,
});
const policy: Policy = { ...allBrakes('localStop'), rules: {} };

function live(wire: readonly number[], walk: readonly number[], side: 'buy' | 'sell'): BadWorld {
  const world = new BadWorld(wire, policy, moody(wire, side));
  let price = 100;
  for (const [index, move] of walk.entries()) {
    world.runUntil((index + 1) * MINUTE);
    if (wire[index % wire.length] === 11) {
      world.setDown(true);
      world.runUntil(world.nowMs + 7_000);
      world.setDown(false);
    }
    // Two moves against the position before anything else, so that most worlds get to the limits.
    price = Math.max(20, price + (index === 2 ? -14 : index === 3 ? -5 : move));
    world.bar(side === 'buy' ? price : 200 - price);
  }
  return world;
}

function heal(world: BadWorld): void {
  world.isKind = true;
  world.step({ kind: 'operatorStop', atMs: world.nowMs });
  world.setDown(true);
  world.setDown(false);
  for (let bar = 0; bar < 12; bar++) {
    world.runUntil(world.nowMs + MINUTE);
    world.bar(world.books.price);
  }
  world.runUntil(world.nowMs + MINUTE);
}

describe('taking risk down in a bad world', () => {
  test('the worlds below reduce, panic, fall short, resume and stand down often enough to matter', () => {
    const counts = new Map<string, number>();
    for (const [wire, walk, side] of fc.sample(fc.tuple(choices, walks, sides), { numRuns: 150, seed: 5 })) {
      const world = live(wire, walk, side);
      heal(world);
      const kinds = new Set(world.decisions.map(({ kind }) => kind));
      for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    for (const kind of [
      'reduce',
      'panic',
      'reducingSent',
      'reducingDone',
      'panicClose',
      'resume',
      'stoodDown',
      'orderUnknown',
      'refused',
    ])
      expect(counts.get(kind) ?? 0, kind).toBeGreaterThan(10);
  });

  test.prop([choices, walks, sides], { numRuns: 400 })(
    'nothing that adds risk goes out, no exit is blocked, one reducing order at a time, and none crosses zero',
    (wire, walk, side) => {
      const world = live(wire, walk, side);
      heal(world);
      expect(world.wrongs).toEqual([]);
      expect(world.session.strategyError).toBeNull();
    },
  );

  test.prop([choices, walks, sides], { numRuns: 250 })(
    'when the world becomes kind the account comes to rest: flat, or protected and well within its margin',
    (wire, walk, side) => {
      const world = live(wire, walk, side);
      heal(world);
      const { session, books } = world;
      expect(session.belief.positionQty('BTC-USDT')).toBeCloseTo(books.positionQty, 9);
      expect(session.belief.openOrders.filter(({ phase }) => phase !== 'live')).toEqual([]);
      expect(books.live.filter(({ request }) => !request.reduceOnly)).toEqual([]);
      expect(['active', 'halted']).toContain(session.gateway.tradingState);
      if (session.gateway.tripOf('marginWatch') !== null)
        expect(Math.abs(books.positionQty)).toBeLessThan(LOT);
      if (books.positionQty === 0) expect(books.live).toEqual([]);
      else expect(books.stopQty).toBeGreaterThanOrEqual(Math.abs(books.positionQty) - LOT / 2);
      const lastSent = Math.max(
        0,
        ...world.decisions.filter(({ kind }) => kind === 'reducingSent').map(({ atMs }) => atMs),
      );
      // Silence.
      expect(lastSent).toBeLessThan(world.nowMs - 2 * MINUTE);
    },
  );
});
