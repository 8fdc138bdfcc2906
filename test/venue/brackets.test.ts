/** Brackets: a stop loss and a take profit that follow what has filled. Bars of three seconds; the spread is 0.01. */
import { describe, expect, test } from 'vitest';
import type { Bracket } from '../../src/market/order.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, inShort, type Rig } from './rig.ts';

/** 100 -> 90 -> 110 -> 105. */
const BAR: BarRow = [100, 110, 90, 105, 1_000];
const FLAT: BarRow = [100, 100, 100, 100, 1_000];

function rigOf(bars: readonly BarRow[], options: Parameters<typeof createRig>[1] = {}): Rig {
  const rig = createRig(makeTape({ bars }, { intervalMs: 3_000 }), { startQuote: 1e6, ...options });
  rig.runTo(0);
  return rig;
}

const main = (rig: Rig) => rig.exchange.account('main');
const leg = (
  triggerPrice: number | null,
  limitPrice: number | null = null,
  clientOrderId: string | null = null,
) => ({
  triggerPrice,
  limitPrice,
  clientOrderId,
});
const bracket = (stopLoss: number, takeProfit: number): Bracket => ({
  stopLoss: leg(stopLoss),
  takeProfit: leg(takeProfit),
});
const liveShort = (rig: Rig) =>
  main(rig)
    .liveOrders()
    .map(({ venueOrderId, type, qty, filledQty }) => `${venueOrderId} ${type} ${filledQty}/${qty}`);

describe('an entry with a bracket', () => {
  test('opens its legs with its fill and not before', () => {
    const rig = rigOf([BAR]);
    rig.place({ limitPrice: 95, qty: 2, bracket: bracket(91, 108) });
    expect(liveShort(rig)).toEqual(['v1 limit 0/2']);
    rig.told.length = 0;
    rig.runTo(600);
    expect(inShort(rig.told)).toEqual([
      'truth fill buy 2 v1',
      'stream fill buy 2 v1',
      'truth orderAccepted v2',
      'stream live v2 bracketOpened',
      'truth orderAccepted v3',
      'stream live v3 bracketOpened',
      'truth filled v1 filled',
    ]);
    expect(main(rig).liveOrders()).toMatchObject([
      {
        venueOrderId: 'v2',
        type: 'stopMarket',
        side: 'sell',
        triggerPrice: 91,
        reduceOnly: true,
        parentVenueOrderId: 'v1',
      },
      { venueOrderId: 'v3', type: 'takeProfitMarket', side: 'sell', triggerPrice: 108, qty: 2 },
    ]);
  });

  test('the stop loss takes the take profit with it, before it fills', () => {
    const rig = rigOf([BAR]);
    rig.place({ limitPrice: 95, qty: 2, bracket: bracket(91, 108) });
    rig.runTo(600);
    rig.told.length = 0;
    rig.runTo(3_000);
    expect(inShort(rig.told)).toEqual([
      'truth orderTriggered v2',
      'stream triggered v2 triggered',
      'truth cancelled v3 bracketTriggered',
      'stream cancelled v3 bracketTriggered',
      'truth fill sell 2 v2',
      'stream fill sell 2 v2',
      'truth filled v2 filled',
    ]);
    expect(rig.fills().at(-1)!.fill.price).toBeCloseTo(90.995, 9);
  });

  test('of a short: the take profit takes the stop loss with it', () => {
    const rig = rigOf([BAR]);
    rig.place({ side: 'sell', bracket: bracket(108, 92) });
    rig.runTo(3_000);
    // Down first: 92 is met, and the rise to 110 finds no stop any more.
    expect(rig.fills().map(({ fill }) => [fill.side, Number(fill.price.toFixed(9))])).toEqual([
      ['sell', 99.995],
      ['buy', 92.005],
    ]);
    expect(liveShort(rig)).toEqual([]);
  });

  test('the legs grow with each part that fills, and what is cancelled of the entry leaves them as they are', () => {
    const low: BarRow = [94, 94, 94, 94, 1_000];
    const rig = rigOf([[100, 100, 94, 94, 1_000], low, low], { participationRatio: 0.01 });
    rig.place({ limitPrice: 95, qty: 30, bracket: bracket(80, 120) });
    rig.runTo(2_999);
    expect(liveShort(rig)).toEqual(['v1 limit 10/30', 'v2 stopMarket 0/10', 'v3 takeProfitMarket 0/10']);
    rig.runTo(3_000);
    expect(liveShort(rig)).toEqual(['v1 limit 20/30', 'v2 stopMarket 0/20', 'v3 takeProfitMarket 0/20']);
    expect(inShort(rig.told).slice(-5)).toEqual([
      'stream fill buy 10 v1',
      'truth amended v2 bracketGrew',
      'stream live v2 bracketGrew',
      'truth amended v3 bracketGrew',
      'stream live v3 bracketGrew',
    ]);
    expect(main(rig).stopQty('BTC-USDT', 'sell')).toBe(20);
    rig.cancel({ venueOrderId: 'v1' });
    rig.runTo(8_999);
    expect(liveShort(rig)).toEqual(['v2 stopMarket 0/20', 'v3 takeProfitMarket 0/20']);
  });

  test('what a resting take profit fills, the stop loss has less to do', () => {
    const high: BarRow = [106, 106, 106, 106, 400];
    const rig = rigOf([FLAT, high, high, high], { participationRatio: 0.01 });
    rig.place({ qty: 10, bracket: { stopLoss: leg(90), takeProfit: leg(null, 105) } });
    rig.runTo(3_000);
    // A bar has 4 for it. The jump past its limit gives the quote of the open.
    expect(rig.fills().at(-1)!.fill).toMatchObject({ venueOrderId: 'v3', qty: 4, price: 105.995 });
    expect(liveShort(rig)).toEqual(['v2 stopMarket 0/6', 'v3 limit 4/10']);
    rig.told.length = 0;
    rig.runTo(6_000);
    expect(inShort(rig.told)).toEqual([
      'truth fill sell 4 v3',
      'stream fill sell 4 v3',
      'truth amended v2 bracketShrank',
      'stream live v2 bracketShrank',
    ]);
    expect(liveShort(rig)).toEqual(['v2 stopMarket 0/2', 'v3 limit 8/10']);
    rig.told.length = 0;
    rig.runTo(9_000);
    expect(inShort(rig.told)).toEqual([
      'truth fill sell 2 v3',
      'stream fill sell 2 v3',
      'truth cancelled v2 bracketFilled',
      'stream cancelled v2 bracketFilled',
      'truth filled v3 filled',
    ]);
  });

  test('a stop loss that price is past when the entry fills fires at once', () => {
    // The entry at 95 is gapped past: it fills at 85.005, where the stop at 91 is touched.
    const rig = rigOf([FLAT, [85, 86, 84, 85, 1_000]]);
    rig.place({ limitPrice: 95, bracket: bracket(91, 108) });
    rig.runTo(3_000);
    expect(rig.fills().map(({ fill }) => fill.price)).toEqual([85.005, 84.995]);
    expect(liveShort(rig)).toEqual([]);
  });

  test('a leg that is cancelled leaves the other', () => {
    const rig = rigOf([BAR]);
    rig.place({ bracket: bracket(95, 108) });
    rig.cancel({ venueOrderId: 'v2' });
    expect(liveShort(rig)).toEqual(['v3 takeProfitMarket 0/1']);
    rig.runTo(3_000);
    expect(rig.fills().at(-1)!.fill).toMatchObject({ venueOrderId: 'v3', side: 'sell' });
  });

  test('its legs have client ids of their own, which must be free', () => {
    const rig = rigOf([BAR]);
    const legs: Bracket = { stopLoss: leg(95, null, 'sl'), takeProfit: leg(108, 107, 'tp') };
    expect(rig.place({ clientOrderId: 'sl', bracket: legs })).toMatchObject({
      reason: 'duplicateClientOrderId',
    });
    rig.place({ clientOrderId: 'entry', bracket: legs });
    expect(rig.cancel({ clientOrderId: 'tp' })).toMatchObject({
      order: { type: 'takeProfitLimit', side: 'sell' },
    });
    expect(rig.place({ clientOrderId: 'sl' })).toMatchObject({ reason: 'duplicateClientOrderId' });
  });

  test.each([
    ['offTick', { stopLoss: leg(94.999), takeProfit: null }, {}],
    ['stopWouldTrigger', { stopLoss: leg(100), takeProfit: null }, {}],
    ['stopWouldTrigger', { stopLoss: leg(90), takeProfit: leg(100) }, {}],
    // The entry will be at 95, so a stop at 96 is on its wrong side, though price is at 100.
    ['stopWouldTrigger', { stopLoss: leg(96), takeProfit: null }, { limitPrice: 95 }],
    ['stopWouldTrigger', { stopLoss: leg(99), takeProfit: null }, { side: 'sell' as const }],
  ])('is refused whole where a leg cannot be: %s', (reason, legs, order) => {
    const rig = rigOf([BAR]);
    expect(rig.place({ ...order, bracket: legs })).toMatchObject({ kind: 'orderRejected', reason });
    expect(rig.fills()).toEqual([]);
  });
});

describe('a bracket of a position', () => {
  test('is two legs at once, and over with one of them', () => {
    const rig = rigOf([BAR]);
    rig.place({ qty: 3 });
    rig.told.length = 0;
    rig.place({ side: 'sell', type: 'bracket', qty: 3, reduceOnly: true, bracket: bracket(92, 108) });
    expect(liveShort(rig)).toEqual(['v2 bracket 0/3', 'v3 stopMarket 0/3', 'v4 takeProfitMarket 0/3']);
    rig.runTo(3_000);
    expect(inShort(rig.told).slice(6)).toEqual([
      'truth orderTriggered v3',
      'stream triggered v3 triggered',
      'truth cancelled v4 bracketTriggered',
      'stream cancelled v4 bracketTriggered',
      'truth fill sell 3 v3',
      'stream fill sell 3 v3',
      'truth filled v3 filled',
      'truth filled v2 filled',
    ]);
    expect(liveShort(rig)).toEqual([]);
  });

  test('of a short, by the path', () => {
    const rig = rigOf([BAR], { path: 'ohlc' });
    rig.place({ side: 'sell', qty: 3 });
    rig.place({ side: 'buy', type: 'bracket', qty: 3, reduceOnly: true, bracket: bracket(108, 92) });
    rig.runTo(3_000);
    expect(rig.fills().at(-1)!.fill).toMatchObject({ venueOrderId: 'v3', side: 'buy' });
    expect(rig.fills().at(-1)!.fill.price).toBeCloseTo(108.005, 9);
  });

  test('is cancelled with both legs, and over when both have been cancelled', () => {
    const rig = rigOf([BAR]);
    rig.place({ qty: 3 });
    const order = {
      side: 'sell',
      type: 'bracket',
      qty: 3,
      reduceOnly: true,
      bracket: bracket(92, 108),
    } as const;
    rig.place({ ...order, clientOrderId: 'a' });
    rig.cancel({ clientOrderId: 'a' });
    expect(liveShort(rig)).toEqual([]);
    rig.place(order);
    rig.cancel({ venueOrderId: 'v6' });
    expect(liveShort(rig)).toEqual(['v5 bracket 0/3', 'v7 takeProfitMarket 0/3']);
    rig.cancel({ venueOrderId: 'v7' });
    expect(liveShort(rig)).toEqual([]);
  });

  test('that the venue drops in silence is gone whole', () => {
    const rig = rigOf([BAR]);
    rig.place({ qty: 3 });
    rig.place({ side: 'sell', type: 'bracket', qty: 3, reduceOnly: true, bracket: bracket(92, 108) });
    rig.told.length = 0;
    rig.exchange.failOrder('v2', 'orderFailed', rig.nowMs());
    expect(inShort(rig.told)).toEqual([
      'truth failed v2 orderFailed',
      'truth failed v3 bracketEnded',
      'truth failed v4 bracketEnded',
    ]);
  });

  test('needs a position, and its own side of the price', () => {
    const rig = rigOf([BAR]);
    const order = { side: 'sell', type: 'bracket', reduceOnly: true, bracket: bracket(92, 108) } as const;
    expect(rig.place(order)).toMatchObject({ reason: 'reduceOnly' });
    rig.place({});
    expect(rig.place({ ...order, bracket: bracket(100, 108) })).toMatchObject({ reason: 'stopWouldTrigger' });
    expect(rig.place({ ...order, reduceOnly: false })).toMatchObject({ reason: 'malformed' });
  });

  test('ends with its symbol and with a liquidation', () => {
    const bars = { bars: [BAR, BAR] };
    const ended = createRig(
      makeTape([{ bars: [BAR] }, { symbol: 'ETH-USDT', ...bars }], { intervalMs: 3_000 }),
    );
    ended.runTo(0);
    ended.place({ qty: 3 });
    ended.place({ side: 'sell', type: 'bracket', qty: 3, reduceOnly: true, bracket: bracket(20, 180) });
    ended.runTo(3_000);
    expect(inShort(ended.told)).toContain('truth cancelled v2 bracketEnded');
    expect(inShort(ended.told)).toContain('truth cancelled v3 symbolEnded');
    expect(liveShort(ended)).toEqual([]);
    const liquidated = rigOf([FLAT, [100, 100, 80, 80, 1e6]], { startQuote: 1_000, leverage: 10 });
    liquidated.place({ qty: 90 });
    liquidated.place({ side: 'sell', type: 'bracket', qty: 3, reduceOnly: true, bracket: bracket(20, 180) });
    liquidated.runTo(6_000);
    expect(main(liquidated).isLiquidated()).toBe(true);
    expect(liveShort(liquidated)).toEqual([]);
  });
});
