/** Amends, and their races with the market. The bar is 100 -> 90 -> 110 -> 105 over three seconds; the spread is 0.01. */
import { describe, expect, test } from 'vitest';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, inShort, type Rig } from './rig.ts';

const BAR: BarRow = [100, 110, 90, 105, 1_000];
const first = { venueOrderId: 'v1' };

function rigOf(bars: readonly BarRow[], options: Parameters<typeof createRig>[1] = {}): Rig {
  const rig = createRig(makeTape({ bars }, { intervalMs: 3_000 }), { startQuote: 1e6, ...options });
  rig.runTo(0);
  return rig;
}

const prices = (rig: Rig) => rig.fills().map(({ fill }) => Number(fill.price.toFixed(9)));

describe('an amend', () => {
  test('moves a limit where it stands', () => {
    const rig = rigOf([BAR]);
    rig.place({ limitPrice: 80, clientOrderId: 'a' });
    rig.told.length = 0;
    expect(rig.amend({ clientOrderId: 'a' }, { limitPrice: 95 })).toMatchObject({
      kind: 'amendAccepted',
      order: { venueOrderId: 'v1', limitPrice: 95, status: 'live' },
    });
    expect(inShort(rig.told)).toEqual([
      'truth amended v1 amended',
      'reply amendAccepted',
      'stream live v1 amended',
    ]);
    rig.runTo(2_999);
    expect(prices(rig)).toEqual([95]);
  });

  test('moves a stop, and its quantity', () => {
    const rig = rigOf([BAR]);
    rig.place({ side: 'sell', triggerPrice: 80, qty: 2 });
    rig.amend(first, { triggerPrice: 96, qty: 1.5 });
    rig.runTo(2_999);
    expect(rig.fills().map(({ fill }) => [fill.qty, Number(fill.price.toFixed(9))])).toEqual([[1.5, 95.995]]);
  });

  test('that makes a limit marketable takes at once', () => {
    const rig = rigOf([BAR]);
    rig.place({ limitPrice: 80 });
    rig.amend(first, { limitPrice: 101 });
    expect(rig.fills()[0]!.fill).toMatchObject({ price: 100.005, liquidity: 'taker' });
  });

  test('lets a limit that had its share meet the bar at its new price', () => {
    const rig = rigOf([BAR], { impactCoefficient: 1 });
    rig.place({ limitPrice: 101, qty: 50 });
    expect(rig.fills()[0]!.fill.qty).toBe(5.568);
    rig.amend(first, { limitPrice: 102 });
    expect(rig.fills()).toHaveLength(2);
    expect(rig.fills()[1]!.fill.price).toBeLessThanOrEqual(102);
  });

  test('that comes after the fill finds an order that is over', () => {
    const rig = rigOf([BAR]);
    rig.place({ limitPrice: 95 });
    // It was sent while the order was live: the fill is at 502 ms.
    rig.runTo(502);
    expect(rig.amend(first, { limitPrice: 94 })).toMatchObject({
      kind: 'amendRejected',
      reason: 'orderNotLive',
    });
    expect(rig.cancel(first)).toMatchObject({ kind: 'cancelRejected', reason: 'orderNotLive' });
    expect(rig.amend({ venueOrderId: 'v9' }, { limitPrice: 94 })).toMatchObject({ reason: 'unknownOrder' });
  });

  test('to no more than has filled since comes too late', () => {
    const low: BarRow = [94, 94, 94, 94, 1_000];
    const rig = rigOf([low, low], { participationRatio: 0.01 });
    rig.place({ limitPrice: 93, qty: 30 });
    rig.amend(first, { limitPrice: 95 });
    expect(rig.amend(first, { qty: 10 })).toMatchObject({ reason: 'orderNotLive' });
    // The rest stays as it was, and can still be made smaller.
    expect(rig.amend(first, { qty: 12 })).toMatchObject({ order: { qty: 12, filledQty: 10 } });
    rig.runTo(5_999);
    expect(rig.fills().map(({ fill }) => fill.qty)).toEqual([10, 2]);
  });

  test.each([
    ['malformed', {}],
    ['malformed', { limitPrice: -1 }],
    ['malformed', { triggerPrice: 90 }],
    ['offTick', { limitPrice: 90.001 }],
    ['offLot', { qty: 1.0001 }],
    ['underMinNotional', { qty: 0.01 }],
    ['insufficientMargin', { qty: 1_000_000 }],
  ])('that cannot be leaves the order as it was: %s %o', (reason, changes) => {
    const rig = rigOf([BAR]);
    rig.place({ limitPrice: 95 });
    const before = rig.exchange.account('main').liveOrders();
    expect(rig.amend(first, changes)).toMatchObject({ kind: 'amendRejected', reason });
    expect(rig.exchange.account('main').liveOrders()).toEqual(before);
    expect(rig.truths().map(({ kind }) => kind)).toEqual(['orderAccepted']);
  });

  test('of a stop to where it would trigger at once, and of a post-only order to where it would take, is refused', () => {
    const rig = rigOf([BAR]);
    rig.place({ side: 'sell', triggerPrice: 95 });
    rig.place({ limitPrice: 95, postOnly: true });
    rig.place({ side: 'sell', type: 'trailingStop', trail: { offsetPrice: 20 } });
    expect(rig.amend(first, { triggerPrice: 100 })).toMatchObject({ reason: 'stopWouldTrigger' });
    expect(rig.amend({ venueOrderId: 'v2' }, { limitPrice: 100.01 })).toMatchObject({
      reason: 'postOnlyWouldTake',
    });
    expect(rig.amend({ venueOrderId: 'v3' }, { triggerPrice: 90 })).toMatchObject({ reason: 'unsupported' });
  });

  test('needs margin for what it adds, and not twice for what the order holds', () => {
    const rig = rigOf([BAR], { startQuote: 1_000, leverage: 10 });
    rig.place({ limitPrice: 95, qty: 60 });
    // 60 x 95 / 10 = 570 are held; 100 x 95 x (1/10 + 0.0005) = 954.75 of 1,000 fit, 105 x ... = 1,002.5 do not.
    expect(rig.amend(first, { qty: 105 })).toMatchObject({ reason: 'insufficientMargin' });
    expect(rig.amend(first, { qty: 100 })).toMatchObject({ kind: 'amendAccepted' });
  });
});
