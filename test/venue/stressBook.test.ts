/** A thin book: a wider spread, less depth. What looks at last or mark must not notice; what trades pays. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CALM_BOOK } from '../../src/venue/exchange.ts';
import { squareRootRatio } from '../../src/venue/impacts/squareRoot.ts';
import { halfSpread, midWhereAskIs, midWhereBidIs } from '../../src/venue/spread.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { anyAction, anyBar, anyFullAction } from './randomStream.ts';
import { createRig, inShort, type Rig } from './rig.ts';

const INTERVAL_MS = 3_000;
const SYMBOL = 'BTC-USDT';
const FLAT: BarRow = [100, 100, 100, 100, 1_000];

function rigOf(bars: readonly BarRow[], options: Parameters<typeof createRig>[1] = {}) {
  const rig = createRig(makeTape({ bars }, { intervalMs: INTERVAL_MS }), options);
  rig.runTo(0);
  return rig;
}

function stress(rig: Rig, spreadFactor: number, depthDivisor = 1, symbol = SYMBOL): void {
  rig.exchange.stressBook(symbol, { spreadFactor, depthDivisor }, rig.nowMs());
}

const prices = (rig: Rig) => rig.fills().map(({ fill }) => fill.price);

describe('the quote under a stress', () => {
  test('is as many times as wide around the same last and mark, and calm again afterwards', () => {
    const rig = rigOf([FLAT]);
    const quote = () => rig.exchange.quote(SYMBOL, rig.nowMs())!;
    expect(quote()).toEqual({ bid: 99.995, ask: 100.005, last: 100, mark: 100, index: 100 });
    stress(rig, 10);
    expect(quote()).toEqual({ bid: 99.95, ask: 100.05, last: 100, mark: 100, index: 100 });
    expect(rig.exchange.halfSpread(SYMBOL, 100)).toBe(0.05);
    rig.exchange.stressBook(SYMBOL, CALM_BOOK, rig.nowMs());
    expect(quote()).toEqual({ bid: 99.995, ask: 100.005, last: 100, mark: 100, index: 100 });
  });

  test('of one symbol leaves the others alone', () => {
    const specs = [
      { symbol: SYMBOL, bars: [FLAT] },
      { symbol: 'ETH-USDT', bars: [FLAT] },
    ];
    const rig = createRig(makeTape(specs, { intervalMs: INTERVAL_MS }));
    rig.runTo(0);
    stress(rig, 10, 10, 'ETH-USDT');
    rig.place({ qty: 1 });
    rig.place({ symbol: 'ETH-USDT', qty: 1 });
    expect(prices(rig)).toEqual([100.005, 100.05]);
  });

  test('multiplies the tick where the tick is the spread, after the one-tick floor', () => {
    expect(halfSpread({ tick: 0.01, spreadBps: 1 }, 5, 1)).toBe(0.005);
    expect(halfSpread({ tick: 0.01, spreadBps: 1 }, 5, 10)).toBe(0.05);
  });

  test('leaves half the price to the bid of a coin that trades at five ticks', () => {
    expect(halfSpread({ tick: 0.00001, spreadBps: 5 }, 0.00005, 10)).toBe(0.000025);
    // A calm spread that is wider than the bound is what it was.
    expect(halfSpread({ tick: 0.01, spreadBps: 12_000 }, 100, 3)).toBe(60);
  });

  test.prop([
    fc.integer({ min: 1, max: 2_000_000 }),
    fc.integer({ min: 0, max: 500 }),
    fc.double({ min: 1, max: 1e9, noNaN: true }),
  ])(
    'keeps a bid above zero, is never narrower than the calm one, and widens with its factor',
    (ticks, spreadBps, factor) => {
      const columns = { tick: 0.01, spreadBps };
      const mid = ticks / 100;
      const half = halfSpread(columns, mid, factor);
      expect(mid - half).toBeGreaterThan(0);
      expect(half).toBeGreaterThanOrEqual(halfSpread(columns, mid, 1));
      expect(halfSpread(columns, mid, factor * 2)).toBeGreaterThanOrEqual(half);
    },
  );

  test.prop([
    fc.integer({ min: 1, max: 2_000_000 }),
    fc.integer({ min: 0, max: 500 }),
    fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 1, max: 5_000, noNaN: true })),
  ])('the levels of limits are exactly where ask and bid meet a price', (ticks, spreadBps, factor) => {
    const columns = { tick: 0.01, spreadBps };
    const price = ticks / 100;
    const near = price * 1e-9;
    const ask = (mid: number) => mid + halfSpread(columns, mid, factor);
    const bid = (mid: number) => mid - halfSpread(columns, mid, factor);
    const buyLevel = midWhereAskIs(columns, price, factor);
    // Under half a tick no mid price has so low an ask.
    if (buyLevel > 0.005) {
      expect(ask(buyLevel)).toBeLessThanOrEqual(price + near);
      expect(ask(buyLevel + 2 * near)).toBeGreaterThan(price);
    }
    const sellLevel = midWhereBidIs(columns, price, factor);
    expect(bid(sellLevel)).toBeGreaterThanOrEqual(price - near);
    expect(bid(sellLevel - 4 * near)).toBeLessThan(price);
  });

  test('a whole factor puts the level of a limit on the tick to the last bit, so that a low on it touches it', () => {
    for (let ticks = 1_000; ticks < 3_000; ticks++) {
      const columns = { tick: 0.01, spreadBps: 0 };
      expect(midWhereAskIs(columns, ticks / 100, 10)).toBe((ticks - 5) / 100);
      expect(midWhereBidIs(columns, ticks / 100, 10)).toBe((ticks + 5) / 100);
    }
  });

  test('that is no stress, or no number, is refused', () => {
    const rig = rigOf([FLAT]);
    for (const wrong of [0.5, 0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() =>
        rig.exchange.stressBook(SYMBOL, { spreadFactor: wrong, depthDivisor: 1 }, rig.nowMs()),
      ).toThrow('spreadFactor');
    }
  });
});

describe('takers in a thin book', () => {
  test('pay the wide quote and walk a book of a tenth', () => {
    const bar: BarRow = [100, 102, 98, 100, 1_000];
    const rig = rigOf([bar], { impactCoefficient: 1 });
    stress(rig, 10, 10);
    rig.place({ qty: 9 });
    const ratio = squareRootRatio({
      coefficient: 1,
      high: 102,
      low: 98,
      intervalMs: 3_000,
      volumeQty: 100,
      takenQty: 0,
      qty: 9,
    });
    expect(prices(rig)).toEqual([100.05 * (1 + ratio)]);
    const { spreadCostQuote, impactCostQuote } = rig.fills()[0]!;
    expect(spreadCostQuote).toBeCloseTo(0.05 * 9, 12);
    expect(impactCostQuote).toBeCloseTo(100.05 * ratio * 9, 9);
  });

  test('get a tenth of the share, and what the share lacks expires', () => {
    const rig = rigOf([FLAT, FLAT], { participationRatio: 0.1, startQuote: 1e6 });
    stress(rig, 1, 10);
    rig.place({ qty: 15 });
    expect(rig.fills()[0]!.fill.qty).toBe(10);
    expect(inShort(rig.told).at(-1)).toBe('stream expired v1 participationCap');
    // The bar has more when the depth is back, less what was taken.
    rig.exchange.stressBook(SYMBOL, CALM_BOOK, rig.nowMs());
    rig.place({ qty: 1_000 });
    expect(rig.fills()[1]!.fill.qty).toBe(90);
  });

  test('need the margin of what they will pay', () => {
    const placed = (spreadFactor: number) => {
      const rig = rigOf([FLAT], { startQuote: 100.1, leverage: 1 });
      stress(rig, spreadFactor);
      return rig.place({ qty: 1 }).kind;
    };
    // 100.005 and a fee of 0.05 can be carried, 100.25 cannot.
    expect(placed(1)).toBe('orderAccepted');
    expect(placed(50)).toBe('orderRejected');
  });

  test('are liquidated into it too', () => {
    const fall: BarRow = [100, 100, 88, 88, 1_000];
    const sold = (spreadFactor: number) => {
      const rig = rigOf([FLAT, fall], { startQuote: 100, leverage: 10 });
      rig.place({ qty: 9 });
      stress(rig, spreadFactor);
      rig.runTo(2 * INTERVAL_MS);
      return rig.fills().find(({ fill }) => fill.origin === 'liquidation')!;
    };
    expect(sold(10).midPrice).toBe(sold(1).midPrice);
    expect(sold(1).fill.price - sold(10).fill.price).toBeCloseTo(0.045, 9);
  });
});

describe('resting limits in a thin book', () => {
  const dip: BarRow = [100, 100, 98.98, 100, 1_000];

  test('a buy that the calm ask passes is not reached by the wide one', () => {
    const bought = (spreadFactor: number) => {
      const rig = rigOf([FLAT, dip]);
      rig.place({ limitPrice: 99, qty: 1 });
      stress(rig, spreadFactor);
      rig.runTo(2 * INTERVAL_MS - 1);
      return prices(rig);
    };
    // The ask is 98.985 at the low, a tick past 99; at ten times the spread it is 99.03.
    expect(bought(1)).toEqual([99]);
    expect(bought(10)).toEqual([]);
  });

  test('a sell waits for a bid that is further away', () => {
    const rise: BarRow = [100, 101.06, 100, 100, 1_000];
    const rig = rigOf([FLAT, rise]);
    rig.place({ side: 'sell', limitPrice: 101, qty: 1 });
    rig.place({ side: 'sell', limitPrice: 101.01, qty: 1 });
    stress(rig, 10);
    rig.runTo(2 * INTERVAL_MS - 1);
    // The bid reaches 101.01: a tick past the first limit and not past the second.
    expect(rig.fills().map(({ fill }) => [fill.venueOrderId, fill.price])).toEqual([['v1', 101]]);
  });

  test('one that the calm quote reaches fills at its limit when the stress ends, and not before', () => {
    const low: BarRow = [100, 100, 98.98, 98.98, 1_000];
    const rig = rigOf([FLAT, low]);
    stress(rig, 10);
    rig.place({ limitPrice: 99, qty: 1 });
    rig.runTo(2 * INTERVAL_MS - 1);
    expect(prices(rig)).toEqual([]);
    rig.exchange.stressBook(SYMBOL, CALM_BOOK, rig.nowMs());
    expect(prices(rig)).toEqual([99]);
    expect(rig.fills()[0]).toMatchObject({ atMs: rig.nowMs(), fill: { liquidity: 'maker' } });
  });

  test('what the depth put off goes on in the same bar when the depth is back', () => {
    const low: BarRow = [98, 98, 98, 98, 1_000];
    const rig = rigOf([FLAT, low], { participationRatio: 0.1 });
    rig.place({ limitPrice: 99, qty: 30 });
    stress(rig, 1, 10);
    rig.runTo(INTERVAL_MS + 1_000);
    expect(rig.fills().map(({ fill }) => fill.qty)).toEqual([10]);
    rig.exchange.stressBook(SYMBOL, CALM_BOOK, rig.nowMs());
    expect(rig.fills().map(({ fill }) => fill.qty)).toEqual([10, 20]);
  });

  test('one that rested before a gap and is past it at once gets the wide quote of the open', () => {
    const gapped: BarRow = [95, 95, 95, 95, 1_000];
    const rig = rigOf([FLAT, gapped]);
    rig.place({ limitPrice: 99, qty: 1 });
    stress(rig, 10);
    rig.runTo(INTERVAL_MS);
    expect(prices(rig)).toEqual([95.05]);
  });
});

describe('under any stream of orders', () => {
  const anyRun = fc.record({
    bars: fc.array(anyBar, { minLength: 5, maxLength: 5 }),
    actions: fc.array(anyAction([SYMBOL]), { minLength: 1, maxLength: 15 }),
    spreadFactor: fc.constantFrom(1.5, 10, 300),
    fromAction: fc.integer({ min: 0, max: 14 }),
    spreadBps: fc.constantFrom(0, 20),
  });
  type Run = typeof anyRun extends fc.Arbitrary<infer Value> ? Value : never;

  function play(run: Run, spreadFactor: number, depthDivisor: number, keeps: (type: string) => boolean): Rig {
    const tape = makeTape(
      { bars: run.bars, instrument: { spreadBps: run.spreadBps } },
      { intervalMs: INTERVAL_MS },
    );
    const rig = createRig(tape, { startQuote: 1e9, participationRatio: 0.2 });
    rig.runTo(0);
    let afterMs = 0;
    for (const [index, { waitMs, order }] of run.actions.entries()) {
      afterMs = Math.min(afterMs + waitMs, run.bars.length * INTERVAL_MS - 1);
      rig.runTo(afterMs);
      if (index === run.fromAction) stress(rig, spreadFactor, depthDivisor);
      if (keeps(order.type!)) rig.place({ ...order, reduceOnly: false });
    }
    rig.runTo(run.bars.length * INTERVAL_MS);
    return rig;
  }

  test.prop([anyRun])('a wider spread alone triggers no stop, and none at another time', (run) => {
    const triggered = (spreadFactor: number) =>
      play(run, spreadFactor, 1, (type) => type !== 'limit')
        .truths()
        .flatMap((event) =>
          event.kind === 'orderTriggered' ? [`${event.atMs} ${event.order.venueOrderId}`] : [],
        );
    expect(triggered(run.spreadFactor)).toEqual(triggered(1));
  });

  test.prop([
    fc.array(anyBar, { minLength: 5, maxLength: 5 }),
    fc.array(anyFullAction([SYMBOL]), { minLength: 1, maxLength: 15 }),
    fc.constantFrom(1.5, 10, 300),
  ])('nor of any other kind that waits for a trigger', (bars, actions, spreadFactor) => {
    const triggered = (factor: number) => {
      const rig = createRig(makeTape({ bars }, { intervalMs: INTERVAL_MS }), { startQuote: 1e9 });
      rig.runTo(0);
      stress(rig, factor, 1);
      let afterMs = 0;
      for (const { waitMs, order } of actions) {
        afterMs = Math.min(afterMs + waitMs, bars.length * INTERVAL_MS - 1);
        rig.runTo(afterMs);
        const { bracket: _bracket, ...plain } = order;
        if (order.triggerPrice === null && order.trail === undefined) continue;
        rig.place({ ...plain, reduceOnly: false, timeInForce: 'gtc' });
      }
      rig.runTo(bars.length * INTERVAL_MS);
      return rig
        .truths()
        .flatMap((event) =>
          event.kind === 'orderTriggered' ? [`${event.atMs} ${event.order.venueOrderId}`] : [],
        );
    };
    expect(triggered(spreadFactor)).toEqual(triggered(1));
  });

  test.prop([anyRun])('a stress of no strength is none', (run) => {
    const all = () => true;
    const without = play({ ...run, fromAction: -1 }, 1, 1, all);
    expect(play(run, 1, 1, all).told).toEqual(without.told);
  });

  test.prop([anyRun])('a wider spread never makes the same market order cheaper', (run) => {
    const costs = (spreadFactor: number) =>
      new Map(
        play(run, spreadFactor, 1, (type) => type === 'market')
          .fills()
          .map((event) => [event.fill.venueOrderId, event.spreadCostQuote + event.impactCostQuote]),
      );
    const calm = costs(1);
    for (const [id, quote] of costs(run.spreadFactor)) expect(quote).toBeGreaterThanOrEqual(calm.get(id)!);
  });
});
