/**
 * One test a row of the fill table, long and short, with the arithmetic beside it. The bar is 100, 110, 90, 105 over three seconds: a tie,
 * so the low comes first: 100 -> 90 in the first second, 90 -> 110 in the second, 110 -> 105 in the third. The spread is one tick, 0.01.
 */
import { describe, expect, test } from 'vitest';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, type Rig } from './rig.ts';

const BAR: BarRow = [100, 110, 90, 105, 1_000];

function rigOf(bars: readonly BarRow[], options: Parameters<typeof createRig>[1] = {}): Rig {
  return createRig(makeTape({ bars }, { intervalMs: 3_000 }), options);
}

const START = Date.UTC(2022, 4, 9);

function lastFill(rig: Rig) {
  const { fill, ...rest } = rig.fills().at(-1)!;
  return { ...rest, ...fill, afterMs: fill.venueTimeMs - START };
}

describe('a market order', () => {
  test('buys at the ask of its arrival and pays the taker fee', () => {
    const rig = rigOf([BAR]);
    rig.runTo(500);
    rig.place({ side: 'buy', qty: 2 });
    // Half way down the first part, mid is 95; ask = 95 + 0.005. Fee: 2 x 95.005 x 5 bps = 0.095005.
    expect(lastFill(rig)).toMatchObject({ price: 95.005, liquidity: 'taker', midPrice: 95, afterMs: 500 });
    expect(lastFill(rig).feeQuote).toBeCloseTo(0.095005, 12);
    expect(lastFill(rig).spreadCostQuote).toBeCloseTo(0.01, 12);
    expect(lastFill(rig).impactCostQuote).toBeCloseTo(0, 12);
    // 10,000 - 0.095005 - 2 x 0.005.
    expect(rig.exchange.account('main').equityQuote()).toBeCloseTo(9_999.894995, 9);
    expect(lastFill(rig).equityQuote).toBeCloseTo(9_999.894995, 9);
  });

  test('sells at the bid', () => {
    const rig = rigOf([BAR]);
    rig.runTo(500);
    rig.place({ side: 'sell', qty: 2 });
    expect(lastFill(rig)).toMatchObject({ price: 94.995, positionQtyBefore: 0, positionQtyAfter: -2 });
  });

  test('takes the spread in basis points where that is more than a tick', () => {
    const tape = makeTape({ bars: [BAR], instrument: { spreadBps: 20 } }, { intervalMs: 3_000 });
    const rig = createRig(tape);
    rig.runTo(0);
    rig.place({ side: 'buy' });
    // 20 bps of 100 are 0.2, half of it 0.1.
    expect(lastFill(rig).price).toBeCloseTo(100.1, 12);
  });

  test('pays impact against the quote, a buy above and a sell below', () => {
    const rig = rigOf([BAR], { impactCoefficient: 1 });
    rig.runTo(0);
    rig.place({ side: 'buy', qty: 10 });
    // x = (20 / 100) x 2/3 x sqrt(10 / 1000) = 0.2 x 2/3 x 0.1 = 0.01333...
    const ratio = 0.04 / 3;
    expect(lastFill(rig).price).toBeCloseTo(100.005 * (1 + ratio), 10);
    expect(lastFill(rig).impactCostQuote).toBeCloseTo(10 * 100.005 * ratio, 9);
    rig.place({ side: 'sell', qty: 10 });
    expect(lastFill(rig).price).toBeCloseTo(99.995 / (1 + ratio), 10);
  });

  test('walks on where the last one of its direction in the bar stopped', () => {
    const rig = rigOf([BAR, BAR], { impactCoefficient: 1 });
    rig.runTo(0);
    rig.place({ side: 'buy', qty: 10 });
    rig.place({ side: 'buy', qty: 30 });
    // (40^1.5 - 10^1.5) / 30 = (252.982 - 31.623) / 30 = 7.37864; x = 0.2 x 2/3 x 7.37864 / sqrt(1000).
    const ratio = (0.2 * (2 / 3) * (40 * Math.sqrt(40) - 10 * Math.sqrt(10))) / (30 * Math.sqrt(1_000));
    expect(ratio).toBeCloseTo(0.03111, 5);
    expect(lastFill(rig).price).toBeCloseTo(100.005 * (1 + ratio), 9);
    // A new bar has a new book, in which the second order walks on from the first.
    rig.runTo(3_000);
    rig.place({ side: 'buy', qty: 10 });
    expect(lastFill(rig).price).toBeCloseTo(100.005 * (1 + 0.04 / 3), 9);
    rig.place({ side: 'buy', qty: 30 });
    expect(lastFill(rig).price).toBeCloseTo(100.005 * (1 + ratio), 9);
  });
});

describe('a stop', () => {
  test('sells from its trigger where price moves through it', () => {
    const rig = rigOf([BAR]);
    rig.runTo(0);
    rig.place({ side: 'buy', qty: 3 });
    rig.place({ side: 'sell', triggerPrice: 96, qty: 3, reduceOnly: true });
    rig.runTo(3_000);
    // 96 lies 4 of 10 down the first second: 400 ms. Mid 96, bid 95.995.
    expect(lastFill(rig)).toMatchObject({ price: 95.995, midPrice: 96, afterMs: 400, positionQtyAfter: 0 });
    // (95.995 - 100.005) x 3.
    expect(lastFill(rig).realisedQuote).toBeCloseTo(-12.03, 10);
  });

  test('buys from its trigger where price moves through it', () => {
    const rig = rigOf([BAR]);
    rig.runTo(0);
    rig.place({ side: 'sell' });
    rig.place({ side: 'buy', triggerPrice: 108, reduceOnly: true });
    rig.runTo(3_000);
    // 108 lies 18 of 20 up the second second: 1900 ms. Ask 108.005.
    expect(lastFill(rig)).toMatchObject({ price: 108.005, midPrice: 108, afterMs: 1_900 });
  });

  test('is touched at the very extreme', () => {
    const rig = rigOf([BAR]);
    rig.runTo(0);
    rig.place({ side: 'sell', triggerPrice: 90 });
    rig.place({ side: 'sell', triggerPrice: 89.99 });
    rig.place({ side: 'buy', triggerPrice: 110 });
    rig.place({ side: 'buy', triggerPrice: 110.01 });
    rig.runTo(3_000);
    expect(rig.fills().map(({ fill }) => fill.venueOrderId)).toEqual(['v1', 'v3']);
    expect(rig.fills().map(({ atMs }) => atMs - START)).toEqual([1_000, 2_000]);
  });

  test('fires in the millisecond of its crossing, not in the next for the last bits of a double', () => {
    const rig = rigOf([BAR]);
    rig.runTo(0);
    rig.place({ side: 'sell', triggerPrice: 97.1 });
    rig.runTo(3_000);
    // (100 - 97.1) / 10 of a second is 290 ms; in doubles it is 290.0000000000006.
    expect(lastFill(rig).afterMs).toBe(290);
  });

  test('gapped past fills from the open, never from its trigger', () => {
    // Close 105, next open 80.
    const rig = rigOf([BAR, [80, 85, 75, 82, 1_000]]);
    rig.runTo(1_500);
    rig.place({ side: 'buy' });
    rig.place({ side: 'sell', triggerPrice: 89, reduceOnly: true });
    rig.runTo(3_000);
    expect(lastFill(rig)).toMatchObject({ price: 79.995, midPrice: 80, afterMs: 3_000 });
  });

  test('gapped past upwards buys from the open', () => {
    const rig = rigOf([BAR, [130, 135, 125, 128, 1_000]]);
    rig.runTo(0);
    rig.place({ side: 'buy', triggerPrice: 120 });
    rig.runTo(3_000);
    expect(lastFill(rig)).toMatchObject({ price: 130.005, midPrice: 130, afterMs: 3_000 });
  });

  test('pays impact, and stops that fire together share one book', () => {
    const rig = rigOf([BAR, [80, 85, 75, 82, 1_000]], { impactCoefficient: 1 });
    rig.runTo(1_500);
    rig.place({ side: 'sell', triggerPrice: 88, qty: 10 });
    rig.place({ side: 'sell', triggerPrice: 89, qty: 30 });
    rig.runTo(3_000);
    const ratioOf = (before: number, qty: number) =>
      ((10 / 80) * (2 / 3) * ((before + qty) ** 1.5 - before ** 1.5)) / (qty * Math.sqrt(1_000));
    // 89 is met before 88 on the way down, whatever the order in which they came.
    expect(rig.fills().map(({ fill }) => fill.venueOrderId)).toEqual(['v2', 'v1']);
    expect(rig.fills()[0]!.fill.price).toBeCloseTo(79.995 / (1 + ratioOf(0, 30)), 9);
    expect(rig.fills()[1]!.fill.price).toBeCloseTo(79.995 / (1 + ratioOf(30, 10)), 9);
  });
});

describe('a limit', () => {
  test('buys at its limit once the ask is a tick under it, as a maker', () => {
    const rig = rigOf([BAR]);
    rig.runTo(0);
    rig.place({ side: 'buy', limitPrice: 95, qty: 2 });
    rig.runTo(3_000);
    // The ask is 94.99 where mid is 94.985: 5.015 of 10 down, 501.5 ms, so 502. Fee 2 x 95 x 2 bps = 0.038.
    expect(lastFill(rig)).toMatchObject({ price: 95, liquidity: 'maker', afterMs: 502 });
    expect(lastFill(rig).feeQuote).toBeCloseTo(0.038, 12);
    expect(lastFill(rig).midPrice).toBeCloseTo(94.985, 12);
  });

  test('sells at its limit once the bid is a tick over it', () => {
    const rig = rigOf([BAR]);
    rig.runTo(0);
    rig.place({ side: 'sell', limitPrice: 105 });
    rig.runTo(3_000);
    // The bid is 105.01 where mid is 105.015: 15.015 of 20 up the second second, 1750.75 ms, so 1751.
    expect(lastFill(rig)).toMatchObject({ price: 105, liquidity: 'maker', afterMs: 1_751 });
  });

  test('is not filled by a touch', () => {
    const rig = rigOf([BAR]);
    rig.runTo(0);
    // The lowest ask is 90.005, which is not a tick under 90.01; the highest bid 109.995, not a tick over 109.99.
    rig.place({ side: 'buy', limitPrice: 90.01 });
    rig.place({ side: 'sell', limitPrice: 109.99 });
    rig.runTo(2_900);
    expect(rig.fills()).toEqual([]);
  });

  test('is filled by the last tick that goes through', () => {
    const rig = rigOf([BAR]);
    rig.runTo(0);
    rig.place({ side: 'buy', limitPrice: 90.02 });
    rig.place({ side: 'sell', limitPrice: 109.98 });
    rig.runTo(2_900);
    expect(rig.fills().map(({ fill }) => fill.price)).toEqual([90.02, 109.98]);
  });

  test('gapped past in our favour fills at the quote of the open', () => {
    const rig = rigOf([BAR, [80, 85, 75, 82, 1_000]]);
    rig.runTo(0);
    rig.place({ side: 'buy', limitPrice: 88 });
    rig.runTo(3_000);
    expect(lastFill(rig)).toMatchObject({ price: 80.005, liquidity: 'maker', afterMs: 3_000 });
  });

  test('a sell gapped past in our favour, too', () => {
    const rig = rigOf([BAR, [130, 135, 125, 128, 1_000]]);
    rig.runTo(0);
    rig.place({ side: 'sell', limitPrice: 120 });
    rig.runTo(3_000);
    expect(lastFill(rig)).toMatchObject({ price: 129.995, liquidity: 'maker', afterMs: 3_000 });
  });

  test('that is marketable takes at the ask and not at its limit', () => {
    const rig = rigOf([BAR]);
    rig.runTo(500);
    rig.place({ side: 'buy', limitPrice: 99 });
    expect(lastFill(rig)).toMatchObject({ price: 95.005, liquidity: 'taker' });
  });

  test('that is marketable takes what its impact leaves within the limit, and the rest waits for the next bar', () => {
    const rig = rigOf([[100, 110, 90, 100, 1_000], BAR], { impactCoefficient: 1, startQuote: 1e6 });
    rig.runTo(0);
    rig.place({ side: 'buy', limitPrice: 101, qty: 50 });
    // 100.005 x (1 + 0.2 x 2/3 x sqrt(q / 1000)) <= 101: sqrt(q / 1000) <= (101 / 100.005 - 1) x 7.5, q <= 5.5682 -> 5.568.
    const first = lastFill(rig);
    expect(first).toMatchObject({ qty: 5.568, liquidity: 'taker' });
    expect(first.price).toBeLessThanOrEqual(101);
    rig.runTo(2_999);
    expect(rig.fills()).toHaveLength(1);
    rig.runTo(3_000);
    // Price had been past the limit before the open, so the jump gave nothing: the rest fills at the limit.
    expect(lastFill(rig)).toMatchObject({ qty: 44.432, price: 101, liquidity: 'maker' });
  });

  test('sells within its limit in the same way', () => {
    const rig = rigOf([BAR], { impactCoefficient: 1, startQuote: 1e6 });
    rig.runTo(0);
    rig.place({ side: 'sell', limitPrice: 99, qty: 50, timeInForce: 'ioc' });
    // 99.995 / (1 + x) >= 99: x <= 0.0100505, sqrt(q / 1000) <= 0.0753788, q <= 5.68196.
    expect(lastFill(rig).qty).toBe(5.681);
    expect(lastFill(rig).price).toBeGreaterThanOrEqual(99);
    expect(rig.truths().at(-1)).toMatchObject({ kind: 'orderEnded', reason: 'immediateOrCancel' });
    expect(rig.exchange.account('main').liveOrders()).toEqual([]);
  });

  test('immediate-or-cancel that is not marketable expires unfilled', () => {
    const rig = rigOf([BAR]);
    rig.runTo(0);
    rig.place({ side: 'buy', limitPrice: 99, timeInForce: 'ioc' });
    expect(rig.fills()).toEqual([]);
    expect(rig.truths().at(-1)).toMatchObject({ kind: 'orderEnded', order: { status: 'expired' } });
  });
});

describe('what comes first in a bar', () => {
  test('stop and target by the path, not by their order', () => {
    const sequence = (path: 'ohlc' | 'olhc') => {
      const rig = rigOf([BAR], { path });
      rig.runTo(0);
      rig.place({ side: 'buy' });
      rig.place({ side: 'sell', limitPrice: 108, reduceOnly: true });
      rig.place({ side: 'sell', triggerPrice: 92, reduceOnly: true });
      rig.runTo(3_000);
      return rig.fills().map(({ fill }) => fill.venueOrderId);
    };
    expect(sequence('olhc')).toEqual(['v1', 'v3']);
    expect(sequence('ohlc')).toEqual(['v1', 'v2']);
  });

  test('inside one millisecond by price along the way, then by venue id', () => {
    // 3000 in a second: a millisecond is 3 of price.
    const rig = rigOf([[4_000, 7_000, 1_000, 5_000, 1_000]], { startQuote: 1e6 });
    rig.runTo(0);
    rig.place({ side: 'sell', triggerPrice: 3_001 });
    rig.place({ side: 'sell', triggerPrice: 3_002 });
    rig.place({ side: 'sell', triggerPrice: 3_002 });
    rig.runTo(3_000);
    expect(rig.fills().map(({ fill }) => fill.venueOrderId)).toEqual(['v2', 'v3', 'v1']);
    // (4000 - 3002) / 3 = 332.67 and (4000 - 3001) / 3 = 333.
    expect(rig.fills().map(({ atMs }) => atMs - START)).toEqual([333, 333, 333]);
  });

  test('across symbols in one moment by their order in the tape', () => {
    const tape = makeTape(
      [
        { symbol: 'ETH-USDT', bars: [BAR] },
        { symbol: 'BTC-USDT', bars: [BAR] },
      ],
      { intervalMs: 3_000 },
    );
    const rig = createRig(tape);
    rig.runTo(0);
    rig.place({ symbol: 'BTC-USDT', side: 'sell', triggerPrice: 95 });
    rig.place({ symbol: 'ETH-USDT', side: 'sell', triggerPrice: 95 });
    rig.runTo(3_000);
    expect(rig.fills().map(({ fill }) => fill.symbol)).toEqual(['ETH-USDT', 'BTC-USDT']);
  });

  test('a stop placed after its price was passed waits for the next time', () => {
    const rig = rigOf([BAR]);
    rig.runTo(1_500);
    rig.place({ side: 'sell', triggerPrice: 95 });
    rig.runTo(3_000);
    expect(rig.fills()).toEqual([]);
  });
});

test('a wider spread alone triggers no stop and liquidates nobody', () => {
  const run = (spreadBps: number) => {
    const tape = makeTape({ bars: [BAR, BAR], instrument: { spreadBps } }, { intervalMs: 3_000 });
    const rig = createRig(tape);
    rig.runTo(0);
    rig.place({ side: 'sell', triggerPrice: 89.99 });
    rig.place({ side: 'buy', triggerPrice: 110.01 });
    rig.runTo(6_000);
    return rig.fills().length;
  };
  expect(run(1)).toBe(0);
  // A spread of 40 %: bid 72, ask 132 at the extremes.
  expect(run(4_000)).toBe(0);
});
