import { describe, expect, test } from 'vitest';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, inShort } from './rig.ts';

const BAR: BarRow = [100, 110, 90, 105, 1_000];
const TIMES = { intervalMs: 3_000 };

describe('a symbol whose data end before the window', () => {
  const endedRig = () => {
    const specs = [
      { symbol: 'LUNA-USDT', bars: [BAR, [100, 100, 1, 2, 1_000]] as BarRow[] },
      { symbol: 'BTC-USDT', bars: [BAR, BAR, BAR] },
    ];
    const rig = createRig(makeTape(specs, TIMES));
    rig.runTo(0);
    rig.place({ symbol: 'LUNA-USDT', qty: 2 });
    rig.place({ symbol: 'LUNA-USDT', side: 'sell', triggerPrice: 0.5, qty: 2, reduceOnly: true });
    rig.place({ symbol: 'BTC-USDT', side: 'sell', triggerPrice: 80 });
    rig.runTo(5_999);
    rig.told.length = 0;
    rig.runTo(6_000);
    return rig;
  };

  test('is settled at its last price, without a fee, and says so', () => {
    const rig = endedRig();
    expect(inShort(rig.told)).toEqual([
      'truth cancelled v2 symbolEnded',
      'stream cancelled v2 symbolEnded',
      'truth fill sell 2 settlement-1',
      'stream fill sell 2 settlement-1',
      'truth symbolEnded',
      'stream symbolEnded',
    ]);
    const [settlement] = rig.fills();
    expect(settlement).toMatchObject({
      fill: { price: 2, feeQuote: 0, origin: 'settlement', clientOrderId: null },
      positionQtyAfter: 0,
      spreadCostQuote: 0,
      impactCostQuote: 0,
      midPrice: 2,
    });
    expect(settlement!.realisedQuote).toBeCloseTo(2 * (2 - 100.005), 9);
    const keys = rig.told.flatMap((one) => (one.channel === 'stream' ? [one.key] : []));
    expect(keys).toEqual(['k2:1', 'settlement:LUNA-USDT', 'symbolEnded:LUNA-USDT']);
  });

  test('takes no more orders and has no quote; the others go on', () => {
    const rig = endedRig();
    expect(rig.place({ symbol: 'LUNA-USDT' })).toMatchObject({ reason: 'symbolEnded' });
    expect(rig.exchange.quote('LUNA-USDT', rig.nowMs())).toBeNull();
    expect(rig.place({ symbol: 'BTC-USDT' })).toMatchObject({ kind: 'orderAccepted' });
    expect(rig.exchange.account('main').liveOrders()).toHaveLength(1);
  });

  test('ends once', () => {
    const rig = endedRig();
    rig.runTo(9_000);
    expect(rig.truths().filter((event) => event.kind === 'symbolEnded')).toHaveLength(1);
  });
});

test('the end of the window settles nothing', () => {
  const rig = createRig(makeTape({ bars: [BAR] }, TIMES));
  rig.runTo(0);
  rig.place({ qty: 2 });
  rig.runTo(3_000);
  expect(rig.fills()).toHaveLength(1);
  expect(rig.exchange.account('main').positions()).toEqual([
    { symbol: 'BTC-USDT', positionQty: 2, entryPrice: 100.005 },
  ]);
  // 2 x (105 - 100.005) less a fee of 0.100005.
  expect(rig.exchange.account('main').equityQuote()).toBeCloseTo(10_009.889995, 9);
});

test('a symbol whose bars are all look-back ends before it is traded', () => {
  const specs = [{ bars: [BAR, BAR] }, { symbol: 'OLD-USDT', lookback: [BAR], bars: [] }];
  const rig = createRig(makeTape(specs, TIMES));
  rig.runTo(0);
  expect(inShort(rig.told)).toEqual(['truth symbolEnded', 'stream symbolEnded']);
  expect(rig.place({ symbol: 'OLD-USDT' })).toMatchObject({ reason: 'symbolEnded' });
});

test('a symbol without a single bar was never listed', () => {
  const rig = createRig(makeTape([{ bars: [BAR, BAR] }, { symbol: 'NEVER-USDT', bars: [] }], TIMES));
  rig.runTo(0);
  expect(rig.told).toEqual([]);
  expect(rig.place({ symbol: 'NEVER-USDT' })).toMatchObject({ reason: 'unknownSymbol' });
});
