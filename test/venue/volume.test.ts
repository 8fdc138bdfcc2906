/** What a bar's volume lets through. The share is 10 % of 100, so 10, unless a test says otherwise. */
import { describe, expect, test } from 'vitest';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, inShort } from './rig.ts';

const BAR: BarRow = [100, 110, 90, 105, 100];
const DRY: BarRow = [100, 110, 90, 105, 0];

function rigOf(bars: readonly BarRow[], options: Parameters<typeof createRig>[1] = {}) {
  const rig = createRig(makeTape({ bars }, { intervalMs: 3_000 }), { participationRatio: 0.1, ...options });
  rig.runTo(0);
  return rig;
}

const lastEnd = (rig: ReturnType<typeof rigOf>) =>
  rig.truths().findLast((event) => event.kind === 'orderEnded');

describe('participation', () => {
  test('of a market order: what is over the share expires and is told', () => {
    const rig = rigOf([BAR]);
    rig.place({ qty: 12 });
    expect(inShort(rig.told).slice(2)).toEqual([
      'truth fill buy 10 v1',
      'stream fill buy 10 v1',
      'truth expired v1 participationCap',
      'stream expired v1 participationCap',
    ]);
    expect(lastEnd(rig)).toMatchObject({ order: { filledQty: 10, qty: 12 } });
  });

  test('is shared by a direction and not by both', () => {
    const rig = rigOf([BAR]);
    rig.place({ qty: 7 });
    rig.place({ qty: 7 });
    rig.place({ side: 'sell', qty: 10 });
    expect(rig.fills().map(({ fill }) => fill.qty)).toEqual([7, 3, 10]);
    rig.place({ qty: 1 });
    expect(lastEnd(rig)).toMatchObject({ order: { status: 'expired', filledQty: 0 } });
  });

  test('is new in each bar', () => {
    const rig = rigOf([BAR, BAR]);
    rig.place({ qty: 10 });
    rig.runTo(3_000);
    rig.place({ qty: 10 });
    expect(rig.fills()).toHaveLength(2);
  });

  test('is whole lots', () => {
    const rig = rigOf([[100, 110, 90, 105, 0.0159]]);
    rig.place({ qty: 1 });
    // 10 % of 0.0159 is 0.00159.
    expect(rig.fills()[0]!.fill.qty).toBe(0.001);
  });

  test('of a triggered stop: the rest expires and the position stays', () => {
    const rig = rigOf([BAR, BAR]);
    rig.place({ qty: 10 });
    rig.runTo(3_000);
    rig.place({ qty: 5 });
    rig.place({ side: 'sell', triggerPrice: 95, qty: 15, reduceOnly: true });
    rig.runTo(6_000);
    expect(lastEnd(rig)).toMatchObject({
      reason: 'participationCap',
      order: { status: 'expired', filledQty: 10 },
    });
    expect(rig.exchange.account('main').positionQty('BTC-USDT')).toBe(5);
  });

  test('of a resting limit: the rest waits for the next bar, and gets no better price for having waited', () => {
    const rig = rigOf([[100, 101, 90, 91, 100], [91, 92, 88, 90, 100], BAR]);
    rig.place({ limitPrice: 95, qty: 25 });
    rig.runTo(5_999);
    expect(rig.fills().map(({ fill }) => [fill.qty, fill.price])).toEqual([
      [10, 95],
      [10, 95],
    ]);
    expect(rig.exchange.account('main').liveOrders()).toMatchObject([{ filledQty: 20, status: 'live' }]);
  });

  test('makers count against the share, but do not walk the book', () => {
    const rig = rigOf([BAR], { impactCoefficient: 1 });
    rig.place({ limitPrice: 95, qty: 6 });
    rig.runTo(1_500);
    rig.place({ qty: 6 });
    const [maker, taker] = rig.fills();
    expect(maker!.fill).toMatchObject({ qty: 6, price: 95 });
    // 4 of 10 are left; mid is 100; x = 0.2 x 2/3 x sqrt(4 / 100), as the first taker.
    expect(taker!.fill.qty).toBe(4);
    expect(taker!.fill.price).toBeCloseTo(100.005 * (1 + 0.2 * (2 / 3) * 0.2), 9);
  });
});

describe('a bar without volume', () => {
  test('fills no market order', () => {
    const rig = rigOf([DRY]);
    rig.place({});
    expect(rig.fills()).toEqual([]);
    expect(lastEnd(rig)).toMatchObject({ reason: 'participationCap', order: { status: 'expired' } });
  });

  test('triggers a stop, which then expires', () => {
    const rig = rigOf([DRY, BAR]);
    rig.place({ side: 'sell', triggerPrice: 95 });
    rig.runTo(6_000);
    expect(rig.truths().map((event) => event.kind)).toEqual([
      'orderAccepted',
      'orderTriggered',
      'orderEnded',
    ]);
  });

  test('leaves a limit resting, and a marketable one too', () => {
    const rig = rigOf([
      [100, 110, 90, 95, 0],
      [95, 95, 95, 95, 100],
    ]);
    rig.place({ limitPrice: 97 });
    rig.place({ limitPrice: 101 });
    rig.runTo(2_999);
    expect(rig.fills()).toEqual([]);
    rig.runTo(3_000);
    // Both had been past before the open.
    expect(rig.fills().map(({ fill }) => fill.price)).toEqual([97, 101]);
  });
});

describe('a bar that does not exist', () => {
  test('leaves price at the last close; a market order expires, a stop waits and fills at the next open', () => {
    const rig = rigOf([BAR, null, [80, 90, 70, 85, 100]]);
    rig.place({ qty: 1 });
    rig.runTo(3_500);
    expect(rig.exchange.quote('BTC-USDT', rig.nowMs())).toEqual({
      bid: 104.995,
      ask: 105.005,
      last: 105,
      mark: 105,
      index: 105,
    });
    rig.place({ side: 'sell', reduceOnly: true });
    expect(lastEnd(rig)).toMatchObject({ reason: 'noBar', order: { status: 'expired' } });
    rig.place({ side: 'sell', triggerPrice: 104, reduceOnly: true });
    rig.runTo(6_000);
    expect(rig.fills().at(-1)!.fill).toMatchObject({ price: 79.995, qty: 1 });
    expect(rig.fills().at(-1)!.fill.venueTimeMs).toBe(Date.UTC(2022, 4, 9) + 6_000);
  });
});

describe('reduce-only', () => {
  test('is cut to the position, and the rest is over', () => {
    const rig = rigOf([BAR]);
    rig.place({ qty: 3 });
    rig.place({ side: 'sell', qty: 5, reduceOnly: true });
    expect(rig.fills().at(-1)).toMatchObject({ positionQtyAfter: 0, fill: { qty: 3 } });
    expect(lastEnd(rig)).toMatchObject({ reason: 'reduceOnly', order: { status: 'expired', filledQty: 3 } });
  });

  test('orders outlive the position, and an orphan that fires opens nothing', () => {
    const rig = rigOf([BAR]);
    rig.place({ qty: 3 });
    rig.place({ side: 'sell', triggerPrice: 95, qty: 3, reduceOnly: true });
    rig.place({ side: 'sell', limitPrice: 108, qty: 3, reduceOnly: true });
    rig.place({ side: 'sell', qty: 3, reduceOnly: true });
    expect(rig.exchange.account('main').liveOrders()).toHaveLength(2);
    rig.told.length = 0;
    rig.runTo(3_000);
    expect(inShort(rig.told)).toEqual([
      'truth orderTriggered v2',
      'stream triggered v2 triggered',
      'truth expired v2 reduceOnly',
      'stream expired v2 reduceOnly',
      'truth expired v3 reduceOnly',
      'stream expired v3 reduceOnly',
    ]);
  });
});
