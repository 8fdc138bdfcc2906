import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { sumOf } from '../../src/core/compensatedSum.ts';
import { type OrderType, sideSign } from '../../src/market/order.ts';
import { halfSpread } from '../../src/venue/spread.ts';
import { type BarRow, makeInstrument, makeTape } from '../support/makeTape.ts';
import { inverse, quoteFactor, type Scale, scaleRecord, scaleTape } from '../support/scale.ts';
import { act, anyBar, anyFullAction, type FullAction } from './randomStream.ts';
import { createRig, type Rig } from './rig.ts';

const SYMBOLS = ['BTC-USDT', 'ETH-USDT'];
const INTERVAL_MS = 3_000;
const START_QUOTE = 2_000;
const PARTICIPATION_RATIO = 0.2;

const anyRun = fc.record({
  btc: fc.array(anyBar, { minLength: 6, maxLength: 6 }),
  // A symbol with holes, which may end early.
  eth: fc.array(fc.option(anyBar, { freq: 5 }), { minLength: 3, maxLength: 6 }),
  actions: fc.array(anyFullAction(SYMBOLS), { minLength: 1, maxLength: 25 }),
  spreadBps: fc.constantFrom(0, 5, 200),
  impactCoefficient: fc.constantFrom(0, 1),
  // The book as it is from before this action on.
  stresses: fc.array(
    fc.record({
      action: fc.integer({ min: 0, max: 24 }),
      symbol: fc.constantFrom(...SYMBOLS),
      spreadFactor: fc.constantFrom(1, 1, 2.5, 10, 1_000),
      depthDivisor: fc.constantFrom(1, 1, 10, 45),
    }),
    { maxLength: 6 },
  ),
});
type Run = typeof anyRun extends fc.Arbitrary<infer Value> ? Value : never;

/** Currency and coin have no unit of their own: quantities a quarter of others have exactly half their roots. */
const SCALES: readonly Scale[] = [
  { price: 4, qty: 1 / 4 },
  { price: 2, qty: 1 },
  // Where an amount of quote that is nobody's business would stand out.
  { price: 1 / 4_096, qty: 4 },
];

/** The quantity that an order was accepted with. */
function askedQty(rig: Rig, venueOrderId: string): number {
  for (const event of rig.truths()) {
    if (event.kind === 'orderAccepted' && event.order.venueOrderId === venueOrderId) return event.order.qty;
  }
  throw new Error(`${venueOrderId} was never accepted`);
}

function play(
  run: Run,
  look: (rig: Rig) => void = () => undefined,
  scale: Scale = { price: 1, qty: 1 },
): Rig {
  const instrument = { spreadBps: run.spreadBps };
  const specs = [
    { symbol: 'BTC-USDT', bars: run.btc, instrument },
    { symbol: 'ETH-USDT', bars: run.eth, instrument },
  ];
  const tape = makeTape(specs, { intervalMs: INTERVAL_MS });
  const rig = createRig(scaleTape(tape, scale), {
    startQuote: START_QUOTE * quoteFactor(scale),
    leverage: 10,
    impactCoefficient: run.impactCoefficient,
    participationRatio: PARTICIPATION_RATIO,
  });
  let afterMs = 0;
  rig.runTo(0);
  for (const [index, action] of run.actions.entries()) {
    afterMs = Math.min(afterMs + action.waitMs, run.btc.length * INTERVAL_MS - 1);
    rig.runTo(afterMs);
    for (const { symbol, ...stress } of run.stresses.filter((one) => one.action === index)) {
      const { spreadFactor, depthDivisor } = stress;
      rig.exchange.stressBook(symbol, { spreadFactor, depthDivisor }, rig.nowMs());
    }
    act(rig, scaleRecord(action, scale) as FullAction);
    look(rig);
  }
  rig.runTo(run.btc.length * INTERVAL_MS);
  return rig;
}

describe('under any stream of orders', () => {
  test.prop([anyRun])('cash + positions + fees - insurance is what was put in', (run) => {
    const rig = play(run);
    const account = rig.exchange.account('main');
    const fills = account.fills();
    // What the fills alone say, with none of the ledger's averages.
    const cashQuote = sumOf(
      fills.map((fill) => -sideSign(fill.side) * fill.qty * fill.price - fill.feeQuote),
    );
    const worthQuote = sumOf(
      fills.map((fill) => {
        const quote = rig.exchange.quote(fill.symbol, rig.nowMs());
        // An ended symbol holds nothing, at whatever price.
        return sideSign(fill.side) * fill.qty * (quote?.mark ?? 1);
      }),
    );
    const expectedQuote = START_QUOTE + cashQuote + worthQuote + account.insuranceQuote();
    const turnover = START_QUOTE + sumOf(fills.map((fill) => fill.qty * fill.price));
    expect(Math.abs(account.equityQuote() - expectedQuote)).toBeLessThanOrEqual(1e-9 * turnover);
    expect(account.feesQuote()).toBeCloseTo(sumOf(fills.map((fill) => fill.feeQuote)), 9);
    for (const symbol of SYMBOLS) {
      const ownFills = fills.filter((fill) => fill.symbol === symbol);
      const positionQty = sumOf(ownFills.map((fill) => sideSign(fill.side) * fill.qty));
      expect(account.positionQty(symbol)).toBeCloseTo(positionQty, 9);
    }
    if (account.positions().length === 0) expect(account.walletQuote()).toBeGreaterThanOrEqual(0);
  });

  test.prop([anyRun])(
    'reduce-only never adds to a position and never turns it round, the legs of brackets included',
    (run) => {
      const rig = play(run);
      const reduceOnlyIds = new Set(
        rig
          .truths()
          .flatMap((event) =>
            event.kind === 'orderAccepted' && event.order.reduceOnly ? [event.order.venueOrderId] : [],
          ),
      );
      for (const { fill, positionQtyBefore, positionQtyAfter } of rig.fills()) {
        if (!reduceOnlyIds.has(fill.venueOrderId) && fill.origin === 'order') continue;
        expect(Math.abs(positionQtyAfter)).toBeLessThan(Math.abs(positionQtyBefore));
        expect(positionQtyAfter * positionQtyBefore).toBeGreaterThanOrEqual(0);
      }
    },
  );

  test.prop([anyRun])('no fill is better than the market, and none worse than its limit', (run) => {
    const rig = play(run);
    const limits = new Map<string, number | null>();
    for (const event of rig.truths()) {
      // An amend may have moved the limit since.
      if (event.kind === 'orderAccepted' || event.kind === 'orderAmended')
        limits.set(event.order.venueOrderId, event.order.limitPrice);
      if (event.kind !== 'fill') continue;
      const { fill, midPrice, spreadCostQuote, impactCostQuote } = event;
      if (fill.origin === 'settlement') continue;
      const sign = sideSign(fill.side);
      const calmHalf = halfSpread(makeInstrument({ spreadBps: run.spreadBps }), midPrice, 1);
      const half = spreadCostQuote / fill.qty;
      expect(half).toBeGreaterThanOrEqual(calmHalf - 1e-9);
      if (run.stresses.length === 0) expect(half).toBeCloseTo(calmHalf, 9);
      expect(sign * (fill.price - (midPrice + sign * half))).toBeGreaterThanOrEqual(-1e-9);
      expect(fill.price).toBeGreaterThan(0);
      expect(spreadCostQuote + impactCostQuote).toBeCloseTo(sign * (fill.price - midPrice) * fill.qty, 9);
      const limitPrice = limits.get(fill.venueOrderId) ?? null;
      if (limitPrice !== null) expect(sign * (fill.price - limitPrice)).toBeLessThanOrEqual(0);
    }
  });

  test.prop([anyRun])(
    'a bar gives a direction no more than its share, and an order no more than it asked',
    (run) => {
      const rig = play(run);
      const shares = new Map<string, number>();
      for (const { fill } of rig.fills()) {
        if (fill.origin === 'settlement') continue;
        const row = (fill.venueTimeMs - Date.UTC(2022, 4, 9)) / INTERVAL_MS;
        // At a boundary the fill may be the old bar's or the new one's: the larger volume bounds it.
        const bars = fill.symbol === 'BTC-USDT' ? run.btc : run.eth;
        const volumes = [Math.ceil(row) - 1, Math.floor(row)].map((index) => bars[index]?.[4] ?? 0);
        expect(fill.qty).toBeLessThanOrEqual(PARTICIPATION_RATIO * Math.max(...volumes) + 1e-9);
        if (!Number.isInteger(row)) {
          const key = `${fill.symbol} ${fill.side} ${Math.floor(row)}`;
          shares.set(key, (shares.get(key) ?? 0) + fill.qty);
          expect(shares.get(key)).toBeLessThanOrEqual(PARTICIPATION_RATIO * volumes[1]! + 1e-9);
        }
      }
      for (const event of rig.truths()) {
        if (event.kind === 'orderEnded') expect(event.order.filledQty).toBeLessThanOrEqual(event.order.qty);
      }
    },
  );

  test.prop([anyRun])(
    'every order that is over ended once, after its last fill, and time does not run back',
    (run) => {
      const rig = play(run);
      const ended = new Set<string>();
      let lastMs = 0;
      for (const event of rig.truths()) {
        expect(event.atMs).toBeGreaterThanOrEqual(lastMs);
        lastMs = event.atMs;
        if (event.kind === 'fill') expect(ended).not.toContain(event.fill.venueOrderId);
        if (event.kind !== 'orderEnded') continue;
        expect(ended).not.toContain(event.order.venueOrderId);
        ended.add(event.order.venueOrderId);
      }
      const accepted = rig.truths().filter((event) => event.kind === 'orderAccepted').length;
      expect(rig.exchange.account('main').liveOrders()).toHaveLength(accepted - ended.size);
    },
  );

  test.prop([anyRun])(
    'a trailing stop only ratchets, and never stands on the wrong side of the price',
    (run) => {
      const last = new Map<string, number>();
      const isTrailing = ({ type }: { type: string }) => type === 'trailingStop';
      play(run, (rig) => {
        for (const order of rig.exchange.account('main').liveOrders().filter(isTrailing)) {
          const sign = sideSign(order.side);
          const before = last.get(order.venueOrderId);
          if (before !== undefined) expect(sign * (before - order.triggerPrice!)).toBeGreaterThanOrEqual(0);
          last.set(order.venueOrderId, order.triggerPrice!);
          const { last: price } = rig.exchange.quote(order.symbol, rig.nowMs())!;
          expect(sign * (order.triggerPrice! - price)).toBeGreaterThan(0);
        }
      });
    },
  );

  test.prop([anyRun])(
    'the legs of a bracket never close more than it filled, and of two one at most triggers',
    (run) => {
      const rig = play(run);
      const parents = new Map<string, string>();
      const filled = new Map<string, number>();
      const entryOf = new Map<string, OrderType>();
      for (const event of rig.truths()) {
        if (event.kind === 'orderAccepted') {
          entryOf.set(event.order.venueOrderId, event.order.type);
          const { parentVenueOrderId } = event.order;
          if (parentVenueOrderId !== undefined) parents.set(event.order.venueOrderId, parentVenueOrderId);
        }
        if (event.kind !== 'fill') continue;
        const { venueOrderId, qty } = event.fill;
        filled.set(venueOrderId, (filled.get(venueOrderId) ?? 0) + qty);
        const parent = parents.get(venueOrderId);
        if (parent !== undefined)
          filled.set(`legs of ${parent}`, (filled.get(`legs of ${parent}`) ?? 0) + qty);
      }
      for (const parent of new Set(parents.values())) {
        const boundQty =
          entryOf.get(parent) === 'bracket' ? askedQty(rig, parent) : (filled.get(parent) ?? 0);
        expect(filled.get(`legs of ${parent}`) ?? 0).toBeLessThanOrEqual(boundQty + 1e-9);
      }
    },
  );

  test.prop([anyRun])(
    'no order fills more than it asks, whatever its amends: by the fills themselves',
    (run) => {
      const rig = play(run);
      const most = new Map<string, number>();
      const filled = new Map<string, number>();
      const within = (venueOrderId: string, qty: number): void =>
        expect(qty).toBeLessThanOrEqual((most.get(venueOrderId) ?? 0) + 1e-9);
      for (const event of rig.truths()) {
        if (event.kind === 'orderAccepted' || event.kind === 'orderAmended') {
          const { venueOrderId, qty } = event.order;
          most.set(venueOrderId, qty);
          within(venueOrderId, filled.get(venueOrderId) ?? 0);
        }
        if (event.kind === 'fill' && event.fill.origin === 'order') {
          const { venueOrderId, qty } = event.fill;
          expect(qty).toBeGreaterThan(0);
          filled.set(venueOrderId, (filled.get(venueOrderId) ?? 0) + qty);
          within(venueOrderId, filled.get(venueOrderId)!);
        }
        if (event.kind === 'orderEnded') {
          const { venueOrderId, filledQty, qty, status } = event.order;
          expect(filled.get(venueOrderId) ?? 0).toBeCloseTo(filledQty, 9);
          if (status === 'filled') expect(filledQty).toBeCloseTo(qty, 9);
        }
      }
    },
  );

  test.prop([anyRun, fc.constantFrom(...SCALES)])('in other units everything is told alike', (run, scale) => {
    const plain = scaleRecord(play(run).told, { price: 1, qty: 1 });
    const told = scaleRecord(play(run, undefined, scale).told, inverse(scale));
    expect(told).toEqual(plain);
  });

  test.prop([anyRun])('the same run tells the same', (run) => {
    expect(play(run).told).toEqual(play(run).told);
  });
});

describe('an order in parts', () => {
  const bar: BarRow = [100, 110, 90, 105, 1_000];
  const parts = fc.array(fc.integer({ min: 100, max: 100_000 }), { minLength: 2, maxLength: 8 });

  /** What it costs, or brings, in quote to trade these quantities one after the other at one moment. */
  function quoteOf(side: 'buy' | 'sell', lots: readonly number[]): number {
    const tape = makeTape({ bars: [bar] }, { intervalMs: INTERVAL_MS });
    const rig = createRig(tape, { startQuote: 1e9, impactCoefficient: 1 });
    rig.runTo(0);
    for (const count of lots) rig.place({ side, qty: count / 1_000 });
    return sumOf(rig.fills().map(({ fill }) => fill.qty * fill.price));
  }
  const total = (lots: readonly number[]) => lots.reduce((sum, count) => sum + count, 0);

  test.prop([parts])('costs a buyer what it costs in one', (lots) => {
    const whole = quoteOf('buy', [total(lots)]);
    expect(Math.abs(quoteOf('buy', lots) - whole)).toBeLessThan(1e-12 * whole);
  });

  test.prop([parts])('brings a seller what it brings in one, but for the square of the impact', (lots) => {
    const whole = quoteOf('sell', [total(lots)]);
    const ratio = (99.995 * total(lots)) / 1_000 / whole - 1;
    const gain = quoteOf('sell', lots) / whole - 1;
    expect(gain).toBeGreaterThan(-1e-12);
    expect(gain).toBeLessThan(ratio * ratio);
  });
});
