/**
 * The rows of the fill table that have a trigger, a date or a condition, long and short, with the arithmetic beside them. The bar is 100, 110, 90, 105
 * over three seconds: the low comes first, 100 -> 90 in the first second, 90 -> 110 in the second, 110 -> 105 in the third. The spread is 0.01.
 */
import { describe, expect, test } from 'vitest';
import type { OrderRequest } from '../../src/market/order.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, inShort, type Rig } from './rig.ts';

const BAR: BarRow = [100, 110, 90, 105, 1_000];
const START = Date.UTC(2022, 4, 9);

function rigOf(bars: readonly BarRow[], options: Parameters<typeof createRig>[1] = {}): Rig {
  const rig = createRig(makeTape({ bars }, { intervalMs: 3_000 }), { startQuote: 1e6, ...options });
  rig.runTo(0);
  return rig;
}

/** Quantity, price and ms after the start of every fill of an order. */
const fillsOf = (rig: Rig, venueOrderId: string) =>
  rig
    .fills()
    .filter(({ fill }) => fill.venueOrderId === venueOrderId)
    .map(({ fill }) => [fill.qty, Number(fill.price.toFixed(9)), fill.venueTimeMs - START, fill.liquidity]);
const live = (rig: Rig) => rig.exchange.account('main').liveOrders();
const lastEnd = (rig: Rig) => rig.truths().findLast((event) => event.kind === 'orderEnded');

describe('a stop limit', () => {
  const stopLimit = (side: 'buy' | 'sell', triggerPrice: number, limitPrice: number) =>
    ({ side, type: 'stopLimit', triggerPrice, limitPrice }) as const;

  test('takes from its trigger what its limit allows: sold', () => {
    const rig = rigOf([BAR]);
    rig.place({ ...stopLimit('sell', 96, 95), qty: 2 });
    rig.runTo(2_999);
    // 96 lies 4 of 10 down the first second; the bid there is 95.995, over the limit.
    expect(fillsOf(rig, 'v1')).toEqual([[2, 95.995, 400, 'taker']]);
    expect(inShort(rig.told)).toEqual([
      'truth orderAccepted v1',
      'reply orderAccepted',
      'truth orderTriggered v1',
      'stream triggered v1 triggered',
      'truth fill sell 2 v1',
      'stream fill sell 2 v1',
      'truth filled v1 filled',
    ]);
  });

  test('bought', () => {
    const rig = rigOf([BAR]);
    rig.place(stopLimit('buy', 108, 109));
    rig.runTo(2_999);
    // 108 lies 18 of 20 up the second second.
    expect(fillsOf(rig, 'v1')).toEqual([[1, 108.005, 1_900, 'taker']]);
  });

  test('gapped past its limit rests unfilled, and fills at its limit when price comes back: sold', () => {
    // The close is 105, the next open 80; then straight down, back up to 98 and down to 82.
    const rig = rigOf([BAR, [80, 98, 75, 82, 1_000]]);
    rig.runTo(2_500);
    rig.place(stopLimit('sell', 104, 90));
    rig.runTo(3_000);
    expect(fillsOf(rig, 'v1')).toEqual([]);
    expect(live(rig)).toMatchObject([{ venueOrderId: 'v1', type: 'stopLimit', status: 'live' }]);
    rig.runTo(6_000);
    // The bid is 90.01 where mid is 90.015: 15.015 of 23 up the second second, 652.8 ms.
    expect(fillsOf(rig, 'v1')).toEqual([[1, 90, 4_653, 'maker']]);
  });

  test('bought', () => {
    const rig = rigOf([BAR, [130, 135, 112, 128, 1_000]]);
    rig.place(stopLimit('buy', 120, 125));
    rig.runTo(3_000);
    expect(fillsOf(rig, 'v1')).toEqual([]);
    rig.runTo(6_000);
    // High first: 130 -> 135 -> 112 -> 128. The ask is 124.99 where mid is 124.985: 10.015 of 23 down the second second.
    expect(fillsOf(rig, 'v1')).toEqual([[1, 125, 4_436, 'maker']]);
  });

  test('gapped past its trigger and not past its limit takes from the open', () => {
    const rig = rigOf([BAR, [80, 85, 75, 82, 1_000]]);
    rig.runTo(2_500);
    rig.place(stopLimit('sell', 104, 79));
    rig.runTo(3_000);
    expect(fillsOf(rig, 'v1')).toEqual([[1, 79.995, 3_000, 'taker']]);
  });

  test('that is immediate-or-cancel expires where it would rest', () => {
    const rig = rigOf([BAR, [80, 85, 75, 82, 1_000]]);
    rig.runTo(2_500);
    rig.place({ ...stopLimit('sell', 104, 90), timeInForce: 'ioc' });
    rig.runTo(3_000);
    expect(lastEnd(rig)).toMatchObject({ reason: 'immediateOrCancel', order: { status: 'expired' } });
    expect(live(rig)).toEqual([]);
  });

  test('with its limit on the wrong side of its trigger waits as any limit', () => {
    const rig = rigOf([BAR]);
    // At 96 the bid is 95.995 and the limit 97: it rests, and the bid is 97.01 at mid 97.015, 7.015 of 20 up: 350.75 ms.
    rig.place(stopLimit('sell', 96, 97));
    rig.runTo(2_999);
    expect(fillsOf(rig, 'v1')).toEqual([[1, 97, 1_351, 'maker']]);
  });
});

describe('a take profit', () => {
  test('sells at the market from its trigger', () => {
    const rig = rigOf([BAR]);
    rig.place({});
    rig.place({ side: 'sell', type: 'takeProfitMarket', triggerPrice: 108, reduceOnly: true });
    rig.runTo(2_999);
    expect(fillsOf(rig, 'v2')).toEqual([[1, 107.995, 1_900, 'taker']]);
  });

  test('buys a short back', () => {
    const rig = rigOf([BAR]);
    rig.place({ side: 'sell' });
    rig.place({ side: 'buy', type: 'takeProfitMarket', triggerPrice: 92, reduceOnly: true });
    rig.runTo(2_999);
    expect(fillsOf(rig, 'v2')).toEqual([[1, 92.005, 800, 'taker']]);
  });

  test('gapped past in our favour fills from the open', () => {
    const rig = rigOf([BAR, [130, 135, 125, 128, 1_000]]);
    rig.place({});
    rig.place({ side: 'sell', type: 'takeProfitMarket', triggerPrice: 120, reduceOnly: true });
    rig.runTo(3_000);
    expect(fillsOf(rig, 'v2')).toEqual([[1, 129.995, 3_000, 'taker']]);
  });

  test('with a limit triggers and then rests: sold and bought', () => {
    const rig = rigOf([BAR]);
    rig.place({ side: 'sell', type: 'takeProfitLimit', triggerPrice: 106, limitPrice: 108 });
    rig.place({ side: 'buy', type: 'takeProfitLimit', triggerPrice: 94, limitPrice: 92 });
    rig.runTo(2_999);
    // The bid is 108.01 at mid 108.015: 18.015 of 20 up, 900.75 ms. The ask is 91.99 at mid 91.985: 8.015 of 10 down, 801.5 ms.
    expect(fillsOf(rig, 'v1')).toEqual([[1, 108, 1_901, 'maker']]);
    expect(fillsOf(rig, 'v2')).toEqual([[1, 92, 802, 'maker']]);
  });

  test('that price is past already is refused', () => {
    const rig = rigOf([BAR]);
    const refused = { kind: 'orderRejected', reason: 'stopWouldTrigger' };
    expect(rig.place({ side: 'sell', type: 'takeProfitMarket', triggerPrice: 100 })).toMatchObject(refused);
    expect(rig.place({ side: 'buy', type: 'takeProfitMarket', triggerPrice: 100 })).toMatchObject(refused);
    expect(
      rig.place({ side: 'sell', type: 'takeProfitLimit', triggerPrice: 99, limitPrice: 99 }),
    ).toMatchObject(refused);
  });
});

describe('a trailing stop', () => {
  const trailing = (side: 'buy' | 'sell', trail: NonNullable<OrderRequest['trail']>) =>
    ({ side, type: 'trailingStop', trail }) as const;

  test('sells when price falls back by its ratio from the best price since it was accepted', () => {
    const rig = rigOf([BAR]);
    rig.runTo(1_000);
    rig.place(trailing('sell', { callbackRatio: 0.03 }));
    expect(live(rig)[0]!.triggerPrice).toBe(87.3);
    rig.runTo(1_500);
    // Half way up: 100 - 3 %.
    expect(live(rig)[0]!.triggerPrice).toBe(97);
    rig.runTo(2_999);
    // 110 - 3 % = 106.7: 3.3 of 5 down the third second.
    expect(fillsOf(rig, 'v1')).toEqual([[1, 106.695, 2_660, 'taker']]);
  });

  test('buys when price rises by its offset', () => {
    const rig = rigOf([BAR]);
    rig.place(trailing('buy', { offsetPrice: 5 }));
    rig.runTo(500);
    expect(live(rig)[0]!.triggerPrice).toBe(100);
    rig.runTo(2_999);
    // 90 + 5: 5 of 20 up the second second.
    expect(fillsOf(rig, 'v1')).toEqual([[1, 95.005, 1_250, 'taker']]);
  });

  test('is tested before it is moved: the fall comes first', () => {
    const rig = rigOf([BAR]);
    rig.place(trailing('sell', { offsetPrice: 4 }));
    rig.runTo(2_999);
    expect(fillsOf(rig, 'v1')).toEqual([[1, 95.995, 400, 'taker']]);
  });

  test('the jump to an open triggers the stop as it stood, from the open, and does not move it first: sold', () => {
    const rig = rigOf([BAR, [99, 120, 98, 99, 1_000]]);
    rig.runTo(2_500);
    // 107.5 - 8 = 99.5, and the open is 99.
    rig.place(trailing('sell', { offsetPrice: 8 }));
    rig.runTo(3_000);
    expect(fillsOf(rig, 'v1')).toEqual([[1, 98.995, 3_000, 'taker']]);
  });

  test('bought', () => {
    const rig = rigOf([BAR, [115, 116, 90, 100, 1_000]]);
    rig.runTo(2_500);
    rig.place(trailing('buy', { offsetPrice: 8 }));
    // The best is the close, 105: the stop is at 113.
    rig.runTo(3_000);
    expect(fillsOf(rig, 'v1')).toEqual([[1, 115.005, 3_000, 'taker']]);
  });

  test('a jump the other way moves it', () => {
    const rig = rigOf([BAR, [130, 131, 129, 130, 1_000]]);
    rig.runTo(2_500);
    rig.place(trailing('sell', { callbackRatio: 0.1 }));
    rig.runTo(3_000);
    expect(live(rig)[0]!.triggerPrice).toBe(117);
  });

  test('stands on the tick that is further away', () => {
    const rig = rigOf([[99.99, 99.99, 99.99, 99.99, 1_000]]);
    rig.place(trailing('sell', { callbackRatio: 0.01 }));
    rig.place(trailing('buy', { callbackRatio: 0.01 }));
    // 98.9901 and 100.9899.
    expect(live(rig).map(({ triggerPrice }) => triggerPrice)).toEqual([98.99, 100.99]);
  });

  test('follows in bars that nobody looks into', () => {
    const rig = rigOf([BAR, [105, 140, 104, 139, 1_000], [139, 139, 120, 121, 1_000]]);
    rig.runTo(2_999);
    rig.place(trailing('sell', { offsetPrice: 16 }));
    rig.runTo(8_999);
    // The best is 140, the stop 124: 15 of 19 down the second second, after a first that goes nowhere: high first is a tie with the open.
    expect(fillsOf(rig, 'v1')[0]!.slice(0, 2)).toEqual([1, 123.995]);
  });

  test('a distance that leaves no price is malformed', () => {
    const rig = rigOf([BAR]);
    for (const trail of [
      { offsetPrice: 100 },
      { offsetPrice: 0 },
      { callbackRatio: 1 },
      { callbackRatio: -1 },
    ]) {
      expect(rig.place(trailing('sell', trail))).toMatchObject({ reason: 'malformed' });
    }
  });
});

describe('a post-only limit', () => {
  test('is refused where it would take, at the quote itself too', () => {
    const rig = rigOf([BAR]);
    for (const [side, limitPrice] of [
      ['buy', 100.01],
      ['buy', 101],
      ['sell', 99.99],
      ['sell', 99],
    ] as const) {
      expect(rig.place({ side, limitPrice, postOnly: true })).toMatchObject({ reason: 'postOnlyWouldTake' });
    }
    expect(rig.fills()).toEqual([]);
  });

  test('rests a tick away and is filled as a maker', () => {
    const rig = rigOf([BAR]);
    rig.place({ side: 'buy', limitPrice: 100, postOnly: true });
    rig.place({ side: 'sell', limitPrice: 100.01, postOnly: true });
    rig.runTo(2_999);
    // The ask is 99.99 at mid 99.985; the bid is 100.02 at 100.025 on the way up: 10.025 of 20.
    expect(fillsOf(rig, 'v1')).toEqual([[1, 100, 2, 'maker']]);
    expect(fillsOf(rig, 'v2')).toEqual([[1, 100.01, 1_502, 'maker']]);
  });
});

describe('fill or kill', () => {
  test('fills whole or not at all: a limit by its price', () => {
    const rig = rigOf([BAR], { impactCoefficient: 1 });
    // A buy of q within 101 has room for 5.568, as the fill table works out.
    rig.place({ limitPrice: 101, qty: 5.569, timeInForce: 'fok' });
    expect(rig.fills()).toEqual([]);
    expect(lastEnd(rig)).toMatchObject({ reason: 'fillOrKill', order: { status: 'expired', filledQty: 0 } });
    rig.place({ limitPrice: 101, qty: 5.568, timeInForce: 'fok' });
    expect(rig.fills()[0]!.fill.qty).toBe(5.568);
    rig.place({ side: 'sell', limitPrice: 99, qty: 5.682, timeInForce: 'fok' });
    expect(rig.fills()).toHaveLength(1);
    rig.place({ side: 'sell', limitPrice: 99, qty: 5.681, timeInForce: 'fok' });
    expect(rig.fills()).toHaveLength(2);
  });

  test('a market order by the share of the bar', () => {
    const rig = rigOf([BAR], { participationRatio: 0.1 });
    rig.place({ qty: 100.001, timeInForce: 'fok' });
    expect(rig.fills()).toEqual([]);
    rig.place({ qty: 100, timeInForce: 'fok' });
    expect(rig.fills()[0]!.fill.qty).toBe(100);
  });

  test('a reduce-only one by what there is to reduce', () => {
    const rig = rigOf([BAR]);
    rig.place({ qty: 2 });
    rig.place({ side: 'sell', qty: 5, reduceOnly: true, timeInForce: 'fok' });
    expect(rig.fills().map(({ fill }) => fill.qty)).toEqual([2, 2]);
  });
});

describe('good till date', () => {
  const until = (afterMs: number) => ({ timeInForce: 'gtd', expiresAtMs: START + afterMs }) as const;

  test('is over at its time, and what is met at that very moment is not filled', () => {
    const rig = rigOf([BAR]);
    // Mid 90 is met at 1,000 ms: a stop there is over a moment before.
    rig.place({ side: 'sell', triggerPrice: 90, ...until(1_000) });
    rig.place({ side: 'sell', triggerPrice: 90.01, ...until(1_000) });
    rig.runTo(2_999);
    expect(fillsOf(rig, 'v1')).toEqual([]);
    expect(fillsOf(rig, 'v2')).toEqual([[1, 90.005, 999, 'taker']]);
    expect(lastEnd(rig)).toMatchObject({
      atMs: START + 1_000,
      reason: 'goodTillDate',
      order: { status: 'expired' },
    });
    expect(inShort(rig.told).at(-1)).toBe('stream expired v1 goodTillDate');
  });

  test('is over on time where no bar is', () => {
    const rig = rigOf([BAR, null, null, BAR]);
    rig.runTo(3_500);
    rig.place({ limitPrice: 95, ...until(4_321) });
    rig.runTo(4_320);
    expect(live(rig)).toHaveLength(1);
    rig.runTo(4_321);
    expect(live(rig)).toEqual([]);
    expect(lastEnd(rig)).toMatchObject({ atMs: START + 4_321 });
  });

  test('a filled one has no date any more', () => {
    const rig = rigOf([BAR]);
    rig.place({ limitPrice: 95, ...until(2_000) });
    rig.runTo(2_999);
    expect(rig.truths().filter((event) => event.kind === 'orderEnded')).toHaveLength(1);
  });

  test('a date that is not ahead is refused', () => {
    const rig = rigOf([BAR]);
    rig.runTo(500);
    expect(rig.place({ limitPrice: 95, ...until(500) })).toMatchObject({ reason: 'expiryPassed' });
    expect(rig.place({ limitPrice: 95, ...until(501) })).toMatchObject({ kind: 'orderAccepted' });
  });
});

describe('a resting limit that a touch fills', () => {
  test('buys and sells where the quote is at its limit', () => {
    const rig = rigOf([BAR], { limitFill: 'touch' });
    rig.place({ side: 'buy', limitPrice: 90.01 });
    rig.place({ side: 'sell', limitPrice: 109.99 });
    rig.runTo(2_999);
    // The ask is 90.01 at mid 90.005: 9.995 of 10 down. The bid is 109.99 at mid 109.995: 19.995 of 20 up.
    expect(fillsOf(rig, 'v1')).toEqual([[1, 90.01, 1_000, 'maker']]);
    expect(fillsOf(rig, 'v2')).toEqual([[1, 109.99, 2_000, 'maker']]);
  });
});

describe('an order that says too little or too much', () => {
  const cases: Partial<OrderRequest>[] = [
    { type: 'stopLimit', triggerPrice: 110, limitPrice: null },
    { type: 'stopLimit', limitPrice: 110 },
    { type: 'takeProfitMarket', triggerPrice: 90, limitPrice: 90 },
    { type: 'trailingStop' },
    { type: 'trailingStop', triggerPrice: 120, trail: { offsetPrice: 1 } },
    { type: 'market', trail: { offsetPrice: 1 } },
    { type: 'market', triggerBy: 'mark' },
    { type: 'market', postOnly: true },
    { limitPrice: 90, postOnly: true, timeInForce: 'ioc' },
    { limitPrice: 90, timeInForce: 'gtd' },
    { limitPrice: 90, expiresAtMs: START + 5_000 },
    { type: 'market', timeInForce: 'gtd', expiresAtMs: START + 5_000 },
    { type: 'bracket', reduceOnly: true },
    { type: 'market', bracket: { stopLoss: null, takeProfit: null } },
    {
      type: 'market',
      bracket: { stopLoss: { triggerPrice: null, limitPrice: 90, clientOrderId: null }, takeProfit: null },
    },
  ];
  test.each(cases)('%o', (order) => {
    expect(rigOf([BAR]).place(order)).toMatchObject({ kind: 'orderRejected', reason: 'malformed' });
  });
});
