import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Session } from '../../src/engine/session.ts';
import type { OrderRequest } from '../../src/market/order.ts';
import { oppositeSide, sideSign } from '../../src/market/order.ts';
import type { VenueRequest } from '../../src/market/request.ts';
import type { VenueEvent } from '../../src/market/venueEvent.ts';
import type { Decision } from '../../src/risk/decision.ts';
import type { Intent } from '../../src/risk/intent.ts';
import type { SessionEvent } from '../../src/risk/sessionEvent.ts';
import type { TargetPlan } from '../../src/risk/targets/targetPlan.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { generic } from '../../src/venue/profiles/generic.ts';
import { makeInstrument } from '../support/makeTape.ts';
import { allBrakes, withBrakes } from '../support/runTape.ts';
import { isThrough, LOT, SmallVenue, SYMBOL, snapshot } from '../support/smallVenue.ts';

const MINUTE = 60_000;
const START = 10_000;
/** Of what prices do between an order's decision and its arrival, and of profits that belief has not heard of. */
const CAP_ALLOWANCE = 1.05;
const CAP_RATIO = 0.1;
/** In a world that has become kind no position may stand without its stop for longer. */
const PROTECTED_WITHIN_MS = 45_000;

const base = allBrakes('perOrderCap', 'riskPerTrade', 'maxTradesPerDay', 'flipGuard');
const policy = { ...base, rules: { ...base.rules, sessionLossLimit: { limitRatio: 0.002 } } };

/**
 * A session and a venue, and between them a wire of which every message is in the test's hand: it arrives when a command says so, in any order,
 * twice, or never. What must not be is looked for at every send, at every answer, and after every command.
 */
class World {
  readonly venue = new SmallVenue(START, 100);
  readonly session: Session;
  readonly toVenue: VenueRequest[] = [];
  readonly toSession: VenueEvent[] = [];
  readonly decisions: Decision[] = [];
  readonly wrongs: string[] = [];
  readonly seen = new Set<string>();
  nowMs = 0;
  isDown = false;
  #wishes: readonly Intent[] = [];
  readonly #wakes = new Map<string, number>();
  readonly #booked = new Set<string>();

  /** @param isAttached whether entries carry their stop and their target; else both follow the fills. */
  constructor(isAttached = false) {
    const strategy: Strategy = {
      warmupBars: 0,
      onBars: (_bars, account, submit) => {
        for (const wish of this.#wishes) {
          const heldQty = account.positionQty(SYMBOL);
          const isClosing = this.session.believedProtection(SYMBOL) === 'pending';
          const { outcome, rule } = submit(wish);
          if (wish.kind === 'exit' && outcome !== 'approved' && heldQty !== 0 && rule !== 'nothingToClose')
            this.wrongs.push(`an exit was blocked by ${rule}`);
          if (
            wish.kind === 'exit' &&
            outcome !== 'approved' &&
            heldQty !== 0 &&
            !isClosing &&
            !this.#isExitOut
          )
            this.wrongs.push('an exit of a position was not taken, and no close was under way');
        }
      },
    };
    this.session = new Session({
      writer: 'w1',
      bootEpoch: 0,
      instruments: [makeInstrument({ makerFeeBps: 0, takerFeeBps: 0 })],
      startQuote: START,
      tradeFromMs: 0,
      abilities: generic.capabilities,
      policy: isAttached ? withBrakes(policy, { attachStop: {} }) : policy,
      sizing: { name: 'fixedFraction', params: { riskRatio: 0.002, capRatio: 1 } },
      strategy,
    });
  }

  get #isExitOut(): boolean {
    return this.session.belief.openOrders.some(
      ({ order, purpose }) => order.reduceOnly && purpose !== 'stop' && purpose !== 'takeProfit',
    );
  }

  step(event: SessionEvent): void {
    for (const item of [...this.session.step(event)]) {
      if (item.kind === 'send') this.#send(item.request);
      else if (item.kind === 'wake') this.#wakes.set(item.key, item.atMs);
      else if (item.kind === 'cancelWake') this.#wakes.delete(item.key);
      else if (item.kind === 'decision') {
        this.decisions.push(item.decision);
        this.seen.add(item.decision.kind);
      } else if (item.kind === 'persist' && item.record.key.startsWith('fill:')) {
        if (this.#booked.has(item.record.key)) this.wrongs.push(`${item.record.key} was booked twice`);
        this.#booked.add(item.record.key);
      }
    }
  }

  #send(request: VenueRequest): void {
    if (request.kind === 'placeOrder') {
      const { tradingState } = this.session.gateway;
      if (!request.order.reduceOnly && tradingState !== 'active')
        this.wrongs.push(`${request.key} was sent while ${tradingState}`);
    }
    if (!this.isDown) this.toVenue.push(request);
    // What is sent again was counted when it was sent first: prices may have moved since.
    if (request.kind === 'placeOrder' && !request.order.reduceOnly && request.attempt === 1)
      this.#checkCap(request.order);
  }

  /** Position, entries at the venue, and entries on their way that the venue would take. */
  #checkCap({ side, limitPrice }: OrderRequest): void {
    const { venue } = this;
    const known = new Set(venue.orders.map(({ request }) => request.clientOrderId));
    let comingQty = 0;
    for (const request of this.toVenue) {
      if (request.kind !== 'placeOrder' || request.order.reduceOnly || request.order.side !== side) continue;
      if (known.has(request.order.clientOrderId)) continue;
      known.add(request.order.clientOrderId);
      comingQty += request.order.qty;
    }
    const worstQty = Math.max(0, sideSign(side) * venue.positionQty + venue.workingQty(side) + comingQty);
    const capQty = ((CAP_RATIO * venue.equityQuote) / (limitPrice ?? venue.price)) * CAP_ALLOWANCE;
    if (worstQty > capQty + LOT)
      this.wrongs.push(`${worstQty} ${side} where the cap is ${capQty}: position, working and unknown`);
  }

  arrive(index: number, share: number): void {
    const [request] = this.toVenue.splice(index % this.toVenue.length, 1);
    const reply = this.venue.answer(request!);
    this.toSession.push(reply);
    if (reply.kind !== 'orderAccepted' || request!.kind !== 'placeOrder') return;
    const { type, qty, timeInForce } = request!.order;
    if (type === 'stopMarket' || type === 'takeProfitMarket' || (type === 'limit' && timeInForce === 'gtc'))
      return;
    const order = this.venue.orders.at(-1)!;
    this.#fill(order, share === 1 ? qty : qty * share);
    if (order.status !== 'live') return;
    order.status = 'expired';
    this.toSession.push({ kind: 'orderUpdate', order: snapshot(order), status: 'expired', reason: 'test' });
  }

  fillResting(index: number, share: number): void {
    const resting = this.venue.live.filter(({ request }) => request.type === 'limit');
    const order = resting[index % Math.max(1, resting.length)];
    if (order !== undefined) this.#fill(order, order.request.qty * share);
  }

  #fill(order: (typeof this.venue.orders)[number], qty: number): void {
    const fill = this.venue.fill(order, qty, this.nowMs);
    if (fill !== null) this.toSession.push({ kind: 'fill', fill });
    this.#hearOfExits();
  }

  /** What the venue says of the exits that entries carry goes on its way. */
  #hearOfExits(): void {
    this.toSession.push(...this.venue.told.splice(0));
  }

  moveTo(price: number): void {
    this.venue.price = price;
    for (const order of this.venue.live) {
      if (order.status !== 'live' || !isThrough(order.request, price)) continue;
      this.venue.trigger(order);
      this.#hearOfExits();
      this.#fill(order, order.request.qty);
      if (order.status === 'live') order.status = 'cancelled';
    }
  }

  loseRequest(index: number): void {
    this.toVenue.splice(index % this.toVenue.length, 1);
  }

  loseEvent(index: number): void {
    this.toSession.splice(index % this.toSession.length, 1);
  }

  deliver(index: number, isKept: boolean): void {
    const at = index % this.toSession.length;
    const event = this.toSession[at]!;
    if (!isKept) this.toSession.splice(at, 1);
    if (!this.isDown) this.step({ kind: 'venue', atMs: this.nowMs, event });
  }

  /** Time goes on, and nobody but the session's own wakes is heard. */
  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      let next: string | null = null;
      for (const [key, atMs] of this.#wakes) {
        if (atMs <= untilMs && (next === null || atMs < this.#wakes.get(next)!)) next = key;
      }
      if (next === null) break;
      this.nowMs = Math.max(this.nowMs, this.#wakes.get(next)!);
      this.#wakes.delete(next);
      this.step({ kind: 'wake', atMs: this.nowMs, key: next });
      if (this.isKind) this.settle();
    }
    this.nowMs = untilMs;
  }

  isKind = false;

  /** Every message that is on its way arrives, in order. */
  settle(): void {
    while (this.toVenue.length > 0 || this.toSession.length > 0) {
      if (this.toVenue.length > 0) this.arrive(0, 1);
      else this.deliver(0, false);
    }
  }

  bar(wishes: readonly Intent[]): void {
    this.#wishes = wishes;
    const { price } = this.venue;
    const bar = {
      symbol: SYMBOL,
      openTimeMs: this.nowMs - MINUTE,
      closeTimeMs: this.nowMs,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 1e6,
      bid: price - 0.005,
      ask: price + 0.005,
    };
    this.step({ kind: 'bar', atMs: this.nowMs, bar });
    this.step({ kind: 'barsClosed', atMs: this.nowMs });
    this.#wishes = [];
  }

  setDown(isDown: boolean): void {
    if (isDown === this.isDown) return;
    this.isDown = isDown;
    if (isDown) this.toSession.length = 0;
    this.step({ kind: isDown ? 'disconnected' : 'connected', atMs: this.nowMs });
  }

  /** From here on nothing is lost or late. */
  heal(): void {
    this.isKind = true;
    this.setDown(true);
    this.toVenue.length = 0;
    this.setDown(false);
    this.settle();
  }
}

/** One thing that may happen. Each is possible only where there is something for it to happen to. */
class Happening implements fc.Command<object, World> {
  readonly #name: string;
  readonly #isPossible: (world: World) => boolean;
  readonly #act: (world: World) => void;

  constructor(name: string, act: (world: World) => void, isPossible: (world: World) => boolean = () => true) {
    this.#name = name;
    this.#act = act;
    this.#isPossible = isPossible;
  }

  check(): boolean {
    return true;
  }

  run(_model: object, world: World): void {
    if (!this.#isPossible(world)) return;
    this.#act(world);
    expect(world.wrongs, this.#name).toEqual([]);
    expect(world.session.strategyError).toBeNull();
  }

  toString(): string {
    return this.#name;
  }
}

const side = fc.constantFrom('buy' as const, 'sell' as const);
const stop = { kind: 'fixedRatio', distanceRatio: 0.05 } as const;
const target: TargetPlan = { kind: 'riskMultiple', multiple: 0.5 };
const wish: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 2, arbitrary: side.map((side) => ({ kind: 'enter' as const, symbol: SYMBOL, side, stop })) },
  {
    weight: 3,
    arbitrary: side.map((side) => {
      return { kind: 'enter' as const, symbol: SYMBOL, side, stop, takeProfit: target };
    }),
  },
  {
    weight: 1,
    arbitrary: side.map((side) => {
      const limitPrice = side === 'buy' ? 99 : 101;
      return { kind: 'enter' as const, symbol: SYMBOL, side, stop, limitPrice };
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'exit' as const, symbol: SYMBOL }) },
);
const share = fc.constantFrom(1, 1, 1, 0.5, 0.3, 0);
const move = fc.constantFrom(-0.04, -0.01, 0, 0, 0.01, 0.04);
const hasRequest = ({ toVenue, isDown }: World) => toVenue.length > 0 && !isDown;
const hasEvent = ({ toSession }: World) => toSession.length > 0;

const happenings: readonly (readonly [weight: number, fc.Arbitrary<Happening>])[] = [
  [
    5,
    fc.record({ wishes: fc.array(wish, { minLength: 1, maxLength: 2 }), move }).map(({ wishes, move }) => {
      const text = wishes
        .map((one) => ('side' in one ? `${one.side} ${one.limitPrice ?? ''}` : one.kind))
        .join(', ');
      return new Happening(`bar ${move} [${text}]`, (world) => {
        world.advance(MINUTE - (world.nowMs % MINUTE));
        world.moveTo(world.venue.price * (1 + move));
        world.bar(wishes);
      });
    }),
  ],
  [8, share.map((part) => new Happening(`arrive 0 ${part}`, (world) => world.arrive(0, part), hasRequest))],
  [
    2,
    fc
      .tuple(fc.nat(5), share)
      .map(
        ([at, part]) => new Happening(`arrive ${at} ${part}`, (world) => world.arrive(at, part), hasRequest),
      ),
  ],
  [
    2,
    fc.nat(5).map((at) => new Happening(`lose request ${at}`, (world) => world.loseRequest(at), hasRequest)),
  ],
  [8, fc.constant(new Happening('deliver 0', (world) => world.deliver(0, false), hasEvent))],
  [3, fc.nat(5).map((at) => new Happening(`deliver ${at}`, (world) => world.deliver(at, false), hasEvent))],
  [2, fc.nat(5).map((at) => new Happening(`repeat ${at}`, (world) => world.deliver(at, true), hasEvent))],
  [2, fc.nat(5).map((at) => new Happening(`lose event ${at}`, (world) => world.loseEvent(at), hasEvent))],
  [
    1,
    fc
      .tuple(fc.nat(2), share)
      .map(([at, part]) => new Happening(`fill ${at} ${part}`, (world) => world.fillResting(at, part))),
  ],
  [
    3,
    fc
      .constantFrom(500, 2_000, 5_000, 12_000)
      .map((ms) => new Happening(`advance ${ms}`, (world) => world.advance(ms))),
  ],
  [
    3,
    fc.constant(
      new Happening(
        'everything arrives',
        (world) => world.settle(),
        ({ isDown }) => !isDown,
      ),
    ),
  ],
  [1, fc.constant(new Happening('down', (world) => world.setDown(true)))],
  [2, fc.constant(new Happening('up', (world) => world.setDown(false)))],
  [
    1,
    fc.constant(
      new Happening('operator resets', (world) =>
        world.step({ kind: 'operatorReset', atMs: world.nowMs, rule: 'sessionLossLimit' }),
      ),
    ),
  ],
  [1, fc.constant(new Happening('kind for a while', kindForAWhile, ({ isDown }) => !isDown))],
];

function kindForAWhile(world: World): void {
  world.settle();
  world.isKind = true;
  world.advance(PROTECTED_WITHIN_MS);
  world.isKind = false;
  expectProtected(world);
}

function expectProtected({ venue, session }: World): void {
  if (Math.abs(venue.positionQty) < LOT / 2 || session.belief.positionQty(SYMBOL) !== venue.positionQty)
    return;
  expect(venue.stopQty, 'the position has its stop').toBeGreaterThanOrEqual(
    Math.abs(venue.positionQty) - LOT / 2,
  );
}

const commands = fc.commands(
  // The more often one stands here, the more often it happens.
  happenings.flatMap(([weight, happening]) => Array.from({ length: weight }, () => happening)),
  { maxCommands: 150, size: 'max' },
);

describe('whatever happens to each message', () => {
  test('the worlds below are bad enough to matter, and not so bad that nothing happens', () => {
    const counts = new Map<string, number>();
    const count = (name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by);
    for (const [index, all] of fc.sample(commands, { numRuns: 60, seed: 7 }).entries()) {
      const world = new World(index % 2 === 0);
      fc.modelRun(() => ({ model: {}, real: world }), all);
      for (const kind of world.seen) count(kind);
      count('fills', world.venue.fills.length);
      const filled = world.venue.orders.filter(({ filledQty }) => filledQty > 0);
      count('targets filled', filled.filter(({ request }) => request.type === 'takeProfitMarket').length);
      count('carried exits filled', filled.filter(({ parent }) => parent !== undefined).length);
      if (world.venue.positionQty !== 0) count('held at the end');
    }
    expect(counts.get('fills')).toBeGreaterThan(100);
    for (const kind of [
      'approved',
      'refused',
      'halt',
      'orderUnknown',
      'orderConfirmed',
      'orderGivenUp',
      'resume',
    ])
      expect(counts.get(kind) ?? 0, kind).toBeGreaterThan(2);
    for (const kind of [
      'duplicateIgnored',
      'stopFailed',
      'reconciled',
      'resized',
      'held at the end',
      'targetPlaced',
      'targets filled',
      'carried exits filled',
      'targetResized',
      'exitsAttached',
    ])
      expect(counts.get(kind) ?? 0, kind).toBeGreaterThan(2);
  });

  test.prop([commands, fc.boolean()], { numRuns: 300 })(
    'no cap is exceeded, no entry goes out while halted, no exit is blocked, nothing is booked twice, every position gets its stop, and it stands down',
    (all, isAttached) => {
      const world = new World(isAttached);
      fc.modelRun(() => ({ model: {}, real: world }), all);
      world.heal();
      world.step({ kind: 'operatorStop', atMs: world.nowMs });
      world.settle();
      for (let minute = 0; minute < 8; minute++) {
        world.advance(MINUTE);
        world.bar([]);
        world.settle();
      }
      const { venue, session } = world;
      expect(world.wrongs).toEqual([]);
      expect(session.belief.positionQty(SYMBOL)).toBeCloseTo(venue.positionQty, 9);
      expect(session.belief.walletQuote).toBeCloseTo(venue.walletQuote, 6);
      expect(session.belief.openOrders.filter(({ phase }) => phase !== 'live')).toEqual([]);
      expect(venue.live.filter(({ request }) => !request.reduceOnly)).toEqual([]);
      if (venue.positionQty === 0) expect(venue.live).toEqual([]);
      else {
        expectProtected(world);
        const against = oppositeSide(venue.positionQty > 0 ? 'buy' : 'sell');
        expect(venue.live.every(({ request }) => request.side === against)).toBe(true);
      }
    },
  );
});

describe('found by the commands above, one by one', () => {
  const enter = (side: 'buy' | 'sell', limitPrice?: number): Intent => ({
    kind: 'enter',
    symbol: SYMBOL,
    side,
    stop,
    ...(limitPrice === undefined ? {} : { limitPrice }),
  });
  const turn = (world: World, ratio: number, wishes: readonly Intent[]) => {
    world.advance(MINUTE - (world.nowMs % MINUTE));
    world.moveTo(world.venue.price * (1 + ratio));
    world.bar(wishes);
  };
  const arriveWhere = (world: World, matches: (request: VenueRequest) => boolean, part = 1) => {
    const index = world.toVenue.findIndex(matches);
    expect(index).toBeGreaterThanOrEqual(0);
    world.arrive(index, part);
  };

  test('what the venue has said has filled counts against the cap before its fill comes', () => {
    const world = new World();
    turn(world, 0, [enter('sell')]);
    arriveWhere(world, ({ kind }) => kind === 'placeOrder', 0.5);
    // Accepted, half filled, the rest expired: the fill is the last to be told.
    const fill = world.toSession.findIndex(({ kind }) => kind === 'fill');
    const [late] = world.toSession.splice(fill, 1);
    while (world.toSession.length > 0) world.deliver(0, false);
    const { belief } = world.session;
    expect(belief.openOrders).toEqual([]);
    expect(belief.positionQty(SYMBOL)).toBe(0);
    expect(belief.worstCaseQty(SYMBOL, 'sell')).toBeCloseTo(-world.venue.positionQty, 9);
    expect(belief.netWorstQty(SYMBOL, 'sell')).toBeCloseTo(world.venue.positionQty, 9);
    expect(belief.pendingEntries(SYMBOL)).toHaveLength(1);
    world.toSession.push(late!);
    world.deliver(0, false);
    expect(belief.worstCaseQty(SYMBOL, 'sell')).toBeCloseTo(-belief.positionQty(SYMBOL), 9);
    expect(belief.positionQty(SYMBOL)).toBe(world.venue.positionQty);
    expect(belief.pendingEntries(SYMBOL)).toEqual([]);
  });

  test('a fill that was reported and asked for in vain is found by looking at the whole account', () => {
    const world = new World();
    turn(world, 0, [enter('buy')]);
    arriveWhere(world, ({ kind }) => kind === 'placeOrder', 0.5);
    world.loseEvent(world.toSession.findIndex(({ kind }) => kind === 'fill'));
    while (world.toSession.length > 0) world.deliver(0, false);
    // The question for it is lost as well.
    world.loseRequest(world.toVenue.findIndex(({ kind }) => kind === 'queryFills'));
    world.settle();
    expect(world.session.belief.positionQty(SYMBOL)).toBe(0);
    world.isKind = true;
    world.advance(30_000);
    expect(world.session.belief.positionQty(SYMBOL)).toBe(world.venue.positionQty);
    expectProtected(world);
  });

  test('an entry that was given up and turns out to be live while trading is halted is taken back', () => {
    const world = new World();
    turn(world, 0, [enter('buy', 99)]);
    const isEntry = (request: VenueRequest) => request.kind === 'placeOrder' && !request.order.reduceOnly;
    // No answer, to the order or to the question; the second question overtakes both.
    world.advance(22_000);
    world.setDown(true);
    world.setDown(false);
    arriveWhere(world, ({ kind, attempt }) => kind === 'queryOrder' && attempt === 2);
    world.deliver(0, false);
    // It may not be sent again, for the account is being looked at: it is thought to be over.
    world.advance(2_000);
    expect(world.session.belief.openOrders).toEqual([]);
    turn(world, 0, [{ ...enter('buy'), symbol: 'NONE-USDT' }]);
    expect(world.session.gateway.tradingState).toBe('halted');
    arriveWhere(world, isEntry);
    world.toSession.length = 0;
    arriveWhere(world, ({ kind, attempt }) => kind === 'queryOrder' && attempt === 1);
    world.deliver(0, false);
    expect(world.toVenue.map(({ kind }) => kind)).toContain('cancelOrder');
    arriveWhere(world, ({ kind }) => kind === 'cancelOrder');
    expect(world.venue.live).toEqual([]);
  });

  const nearStop = (side: 'buy' | 'sell'): Intent => ({
    ...(enter(side) as Extract<Intent, { kind: 'enter' }>),
    stop: { kind: 'fixedRatio', distanceRatio: 0.005 },
  });
  /** Short, and stopped out by a rise of which nobody has told; the fill is handed back. */
  const stoppedInSilence = (world: World): VenueEvent => {
    turn(world, 0, [nearStop('sell')]);
    world.settle();
    world.isKind = true;
    world.advance(5_000);
    world.isKind = false;
    world.moveTo(world.venue.price * 1.01);
    expect(world.venue.positionQty).toBe(0);
    return world.toSession.pop()!;
  };
  /** A wish whose order alone reaches the venue. */
  const wishAlone = (world: World, one: Intent): VenueRequest => {
    world.bar([one]);
    const order = world.toVenue.find(({ kind }) => kind === 'placeOrder')!;
    world.toVenue.length = 0;
    return order;
  };
  const hear = (world: World, event: VenueEvent) => {
    world.toSession.push(event);
    world.settle();
    world.isKind = true;
    world.advance(5_000);
    expect(world.venue.positionQty).toBeGreaterThan(0);
    expect(world.session.belief.positionQty(SYMBOL)).toBe(world.venue.positionQty);
    expectProtected(world);
    expect(world.venue.stopQty).toBeGreaterThan(0);
  };

  test('an entry whose fill is told before that of the stop that it follows gets its stop', () => {
    const world = new World();
    const stopped = stoppedInSilence(world);
    world.toVenue.push(
      wishAlone(world, { ...enter('buy'), stop: { kind: 'fixedRatio', distanceRatio: 0.01 } } as Intent),
    );
    world.arrive(0, 1);
    while (world.toSession.length > 0) world.deliver(0, false);
    expect(world.session.belief.positionQty(SYMBOL)).toBeLessThanOrEqual(0);
    hear(world, stopped);
    // Its own stop, and not one that the short has left.
    const { triggerPrice } = world.venue.live.find(({ request }) => request.type === 'stopMarket')!.request;
    expect(triggerPrice).toBeCloseTo(world.venue.price * 0.99, 1);
  });

  test('a position that has turned while an exit was out has its stop when the exit is refused', () => {
    const world = new World();
    const stopped = stoppedInSilence(world);
    world.toVenue.push(wishAlone(world, nearStop('buy')));
    world.arrive(0, 1);
    const held = world.toSession.splice(0);
    const exit = wishAlone(world, { kind: 'exit', symbol: SYMBOL });
    world.toSession.push(stopped, ...held);
    while (world.toSession.length > 0) world.deliver(0, false);
    expect(world.session.belief.positionQty(SYMBOL)).toBe(world.venue.positionQty);
    expect(world.venue.stopQty).toBe(0);
    world.toVenue.length = 0;
    world.toVenue.push(exit);
    world.arrive(0, 1);
    hear(world, world.toSession.pop()!);
    expect(world.venue.fills).toHaveLength(3);
  });
});
