/** Last, mark and index: one price until something steers one of them away. The bar is 100 -> 90 -> 110 -> 105 over three seconds. */
import { describe, expect, test } from 'vitest';
import { ON_THE_PATH } from '../../src/venue/priceSteer.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, type Rig } from './rig.ts';

const BAR: BarRow = [100, 110, 90, 105, 1_000];
const SYMBOL = 'BTC-USDT';

function rigOf(bars: readonly BarRow[], options: Parameters<typeof createRig>[1] = {}): Rig {
  const rig = createRig(makeTape({ bars }, { intervalMs: 3_000 }), { startQuote: 1e6, ...options });
  rig.runTo(0);
  return rig;
}

const START = Date.UTC(2022, 4, 9);
const hits = (rig: Rig) => rig.fills().map(({ fill }) => [fill.venueOrderId, fill.venueTimeMs - START]);
const quote = (rig: Rig) => rig.exchange.quote(SYMBOL, rig.nowMs())!;

describe('a trigger', () => {
  test('by last, mark or index is one and the same on a tape with one price', () => {
    const rig = rigOf([BAR]);
    for (const triggerBy of ['last', 'mark', 'index'] as const)
      rig.place({ side: 'sell', triggerPrice: 96, triggerBy });
    rig.runTo(2_999);
    expect(hits(rig)).toEqual([
      ['v1', 400],
      ['v2', 400],
      ['v3', 400],
    ]);
  });

  test('looks at the price that it names: one per cent lower is met earlier, and fills at the path', () => {
    const rig = rigOf([BAR]);
    rig.exchange.steerPrice(SYMBOL, 'mark', { factor: 0.99, frozenPrice: null }, rig.nowMs());
    expect(quote(rig)).toMatchObject({ last: 100, mark: 99, index: 100, bid: 99.995 });
    rig.place({ side: 'sell', triggerPrice: 96.03, triggerBy: 'mark' });
    rig.place({ side: 'sell', triggerPrice: 96.03 });
    rig.runTo(999);
    // Mark is 96.03 where the path is at 97: 300 ms. Last is there at 397.
    expect(hits(rig)).toEqual([
      ['v1', 300],
      ['v2', 397],
    ]);
    expect(rig.fills()[0]!.fill.price).toBeCloseTo(96.995, 9);
  });

  test('by a price that stands still waits until it moves again', () => {
    const rig = rigOf([BAR, BAR]);
    rig.place({ side: 'sell', triggerPrice: 95, triggerBy: 'index' });
    rig.exchange.steerPrice(SYMBOL, 'index', { factor: 1, frozenPrice: 100 }, rig.nowMs());
    rig.runTo(1_000);
    expect(quote(rig)).toMatchObject({ last: 90, index: 100 });
    expect(hits(rig)).toEqual([]);
    rig.exchange.steerPrice(SYMBOL, 'index', ON_THE_PATH, rig.nowMs());
    expect(hits(rig)).toEqual([['v1', 1_000]]);
  });

  test('by a price that jumps past it fires where the path is', () => {
    const rig = rigOf([BAR]);
    rig.place({ side: 'buy', triggerPrice: 120, triggerBy: 'mark' });
    rig.exchange.steerPrice(SYMBOL, 'mark', { factor: 1, frozenPrice: 125 }, rig.nowMs());
    expect(rig.fills()[0]!.fill).toMatchObject({ price: 100.005 });
  });

  test('that the steered price is past already is refused', () => {
    const rig = rigOf([BAR]);
    rig.exchange.steerPrice(SYMBOL, 'mark', { factor: 0.9, frozenPrice: null }, rig.nowMs());
    expect(rig.place({ side: 'sell', triggerPrice: 95, triggerBy: 'mark' })).toMatchObject({
      reason: 'stopWouldTrigger',
    });
    expect(rig.place({ side: 'sell', triggerPrice: 95 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('that trails follows the price that it names', () => {
    const rig = rigOf([BAR]);
    rig.runTo(1_000);
    rig.place({ side: 'sell', type: 'trailingStop', trail: { offsetPrice: 4 }, triggerBy: 'mark' });
    rig.exchange.steerPrice(SYMBOL, 'mark', { factor: 2, frozenPrice: null }, rig.nowMs());
    expect(rig.exchange.account('main').liveOrders()[0]!.triggerPrice).toBe(176);
    rig.runTo(2_999);
    // The best mark is 220; 216 is where the path is at 108: 2 of 5 down the third second.
    expect(hits(rig)).toEqual([['v1', 2_400]]);
  });
});

test('margin looks at mark: a frozen one liquidates nobody, and a low one does', () => {
  const liquidated = (factor: number, frozenPrice: number | null) => {
    const rig = rigOf([BAR], { startQuote: 1_000, leverage: 10 });
    rig.place({ qty: 90 });
    rig.exchange.steerPrice(SYMBOL, 'mark', { factor, frozenPrice }, rig.nowMs());
    rig.runTo(2_999);
    return rig.exchange.account('main').isLiquidated();
  };
  // 90 at 100.005 with 1,000: maintenance of 5 % is met near 93.6.
  expect(liquidated(1, null)).toBe(true);
  expect(liquidated(1, 100)).toBe(false);
  expect(liquidated(1.1, null)).toBe(false);
  expect(liquidated(1, 93)).toBe(true);
});

test('a steer that is no price is refused', () => {
  const rig = rigOf([BAR]);
  for (const steer of [
    { factor: 0, frozenPrice: null },
    { factor: Number.NaN, frozenPrice: null },
    { factor: 1, frozenPrice: 0 },
  ]) {
    expect(() => rig.exchange.steerPrice(SYMBOL, 'last', steer, rig.nowMs())).toThrow(/above 0/);
  }
});
