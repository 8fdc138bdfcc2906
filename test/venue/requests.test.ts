import { describe, expect, test } from 'vitest';
import type { OrderRequest } from '../../src/market/order.ts';
import type { VenueReply } from '../../src/market/venueEvent.ts';
import { profiles } from '../../src/venue/profiles/index.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, inShort } from './rig.ts';

const BAR: BarRow = [100, 110, 90, 105, 1_000];
const TIMES = { intervalMs: 3_000 };

function startedRig(options: Parameters<typeof createRig>[1] = {}) {
  const rig = createRig(makeTape({ bars: [BAR, BAR] }, TIMES), options);
  rig.runTo(0);
  return rig;
}

describe('an order that cannot be is refused with the reason', () => {
  const cases: [string, Partial<OrderRequest>][] = [
    ['unknownSymbol', { symbol: 'DOGE-USDT' }],
    ['malformed', { qty: 0 }],
    ['malformed', { qty: -1 }],
    ['malformed', { qty: Number.NaN }],
    ['malformed', { qty: Number.POSITIVE_INFINITY }],
    ['malformed', { type: 'limit' }],
    ['malformed', { type: 'limit', limitPrice: -5 }],
    ['malformed', { type: 'market', limitPrice: 100 }],
    ['malformed', { type: 'stopMarket' }],
    ['malformed', { type: 'limit', limitPrice: 100, triggerPrice: 100 }],
    ['malformed', { clientOrderId: '' }],
    ['malformed', { clientOrderId: 'with space' }],
    ['malformed', { clientOrderId: 'x'.repeat(37) }],
    ['offTick', { limitPrice: 99.995 }],
    ['offTick', { triggerPrice: 120.001 }],
    ['offLot', { qty: 1.0005 }],
    ['underMinNotional', { qty: 0.049 }],
    ['underMinNotional', { qty: 0.05, limitPrice: 99 }],
    ['reduceOnly', { side: 'sell', reduceOnly: true }],
    ['reduceOnly', { side: 'buy', reduceOnly: true }],
    ['reduceOnly', { side: 'sell', triggerPrice: 95, reduceOnly: true }],
    ['stopWouldTrigger', { side: 'sell', triggerPrice: 100 }],
    ['stopWouldTrigger', { side: 'sell', triggerPrice: 101 }],
    ['stopWouldTrigger', { side: 'buy', triggerPrice: 100 }],
    ['stopWouldTrigger', { side: 'buy', triggerPrice: 99 }],
    ['insufficientMargin', { qty: 1_000 }],
  ];
  test.each(cases)('%s: %o', (reason, order) => {
    const rig = startedRig();
    const { code } = profiles.generic!.rejectCodes[reason as 'offTick'];
    expect(rig.place(order)).toEqual({ kind: 'orderRejected', requestId: 'r1', reason, code });
    expect(rig.truths()).toMatchObject([{ kind: 'orderRejected', reason, code, requestKey: 'k1' }]);
    expect(rig.exchange.account('main').liveOrders()).toEqual([]);
  });

  test('underMinQty', () => {
    const tape = makeTape({ bars: [BAR], instrument: { minQty: 0.1 } }, TIMES);
    const rig = createRig(tape);
    rig.runTo(0);
    expect(rig.place({ qty: 0.099 })).toMatchObject({ reason: 'underMinQty' });
    expect(rig.place({ qty: 0.1 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('a quantity of 0.3 is on a lot of 0.1, whatever 0.3 / 0.1 says', () => {
    const tape = makeTape({ bars: [BAR], instrument: { lot: 0.1, minQty: 0.1 } }, TIMES);
    const rig = createRig(tape);
    rig.runTo(0);
    expect(rig.place({ qty: 0.3 })).toMatchObject({ kind: 'orderAccepted' });
    expect(rig.fills()[0]!.fill.qty).toBe(0.3);
  });

  test('the minimum notional does not hold an exit back', () => {
    const rig = startedRig();
    rig.place({ qty: 1 });
    expect(rig.place({ side: 'sell', qty: 0.001, reduceOnly: true })).toMatchObject({
      kind: 'orderAccepted',
    });
  });

  test('reduceOnly on the side of the position', () => {
    const rig = startedRig();
    rig.place({ side: 'buy' });
    expect(rig.place({ side: 'buy', reduceOnly: true })).toMatchObject({ reason: 'reduceOnly' });
    expect(rig.place({ side: 'buy', triggerPrice: 108, reduceOnly: true })).toMatchObject({
      reason: 'reduceOnly',
    });
  });

  test('a client id that was used, even by an order that is over; a refused order used none', () => {
    const rig = startedRig();
    expect(rig.place({ clientOrderId: 'a', qty: 1_000 })).toMatchObject({ reason: 'insufficientMargin' });
    expect(rig.place({ clientOrderId: 'a' })).toMatchObject({ kind: 'orderAccepted' });
    expect(rig.place({ clientOrderId: 'a' })).toMatchObject({ reason: 'duplicateClientOrderId' });
    expect(rig.fills()).toHaveLength(1);
  });

  test('of ids that must be new among open orders only, one that a filled order had is free again, and one of a live stop is not', () => {
    const rig = startedRig({ profile: { ...profiles.generic!, idScope: 'open' } });
    expect(rig.place({ clientOrderId: 'a' })).toMatchObject({ kind: 'orderAccepted' });
    expect(rig.place({ clientOrderId: 'a' })).toMatchObject({ kind: 'orderAccepted' });
    expect(rig.fills()).toHaveLength(2);
    const stop = { side: 'sell', type: 'stopMarket', triggerPrice: 90, clientOrderId: 'b' } as const;
    expect(rig.place(stop)).toMatchObject({ kind: 'orderAccepted' });
    expect(rig.place(stop)).toMatchObject({ reason: 'duplicateClientOrderId' });
    rig.cancel({ clientOrderId: 'b' });
    expect(rig.place(stop)).toMatchObject({ kind: 'orderAccepted' });
  });

  test('one stop more than the quota', () => {
    const rig = startedRig({ startQuote: 1e6 });
    for (let index = 0; index < 100; index++) {
      expect(rig.place({ side: 'sell', triggerPrice: 50 })).toMatchObject({ kind: 'orderAccepted' });
    }
    expect(rig.place({ side: 'sell', triggerPrice: 50 })).toMatchObject({ reason: 'stopQuota' });
    rig.cancel({ venueOrderId: 'v1' });
    expect(rig.place({ side: 'sell', triggerPrice: 50 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('a symbol before its first bar is unknown, and known in its look-back', () => {
    const specs = (lookback: BarRow[]) => [
      { bars: [BAR, BAR] },
      { symbol: 'NEW-USDT', lookback, bars: [null, BAR] },
    ];
    const early = createRig(makeTape(specs([]), TIMES));
    early.runTo(0);
    expect(early.place({ symbol: 'NEW-USDT' })).toMatchObject({ reason: 'unknownSymbol' });
    expect(early.exchange.quote('NEW-USDT', early.nowMs())).toBeNull();
    const known = createRig(makeTape(specs([[50, 60, 40, 50, 1]]), TIMES));
    known.runTo(0);
    expect(known.place({ symbol: 'NEW-USDT' })).toMatchObject({ kind: 'orderAccepted' });
    expect(known.exchange.quote('NEW-USDT', known.nowMs())).toMatchObject({ last: 50 });
  });
});

describe('margin at arrival', () => {
  // Quote 100.005, leverage 10, taker 5 bps: an order of q needs q x 100.005 x (1/10 + 0.0005) = q x 10.0505025.
  test('is notional / leverage and the fee, to the last lot', () => {
    const rig = startedRig({ startQuote: 1_005.05025 });
    expect(rig.place({ qty: 100.001 })).toMatchObject({ reason: 'insufficientMargin' });
    expect(rig.place({ qty: 100 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('counts what positions and live orders that add hold already', () => {
    const rig = startedRig({ startQuote: 1_000 });
    rig.place({ qty: 40 });
    rig.place({ side: 'buy', limitPrice: 95, qty: 40 });
    // 1000 - 2.2 of cost - 400 of position - 380 of the limit leave 217.8; 22 x 10.05 are 221.1, 21 x 10.05 are 211.1.
    expect(rig.place({ qty: 22 })).toMatchObject({ reason: 'insufficientMargin' });
    expect(rig.place({ qty: 21 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('asks nothing of what reduces, and of a flip only the part beyond', () => {
    const rig = startedRig({ startQuote: 1_000 });
    rig.place({ qty: 90 });
    // 95.5 are left of 1000 (900 held, 4.5 of cost): a sell of 90 needs none, 98 more than that fit 9 and not 10.
    expect(rig.place({ side: 'sell', qty: 100 })).toMatchObject({ reason: 'insufficientMargin' });
    expect(rig.place({ side: 'sell', qty: 99 })).toMatchObject({ kind: 'orderAccepted' });
    expect(rig.exchange.account('main').positionQty('BTC-USDT')).toBe(-9);
  });

  test('closes a position once only: a second order over the same part adds', () => {
    const rig = startedRig({ startQuote: 1_000 });
    rig.place({ qty: 90 });
    expect(rig.place({ side: 'sell', limitPrice: 108, qty: 90 })).toMatchObject({ kind: 'orderAccepted' });
    expect(rig.place({ side: 'sell', limitPrice: 109, qty: 90 })).toMatchObject({
      reason: 'insufficientMargin',
    });
    expect(rig.place({ side: 'sell', triggerPrice: 95, qty: 90, reduceOnly: true })).toMatchObject({
      kind: 'orderAccepted',
    });
  });

  test('a sell limit under the market is measured at the market', () => {
    const rig = startedRig({ startQuote: 1_000 });
    // At its own price of 50 it would need 99 x 50 / 10 = 495; at the bid 99.995 it needs 995.
    expect(rig.place({ side: 'sell', limitPrice: 50, qty: 100 })).toMatchObject({
      reason: 'insufficientMargin',
    });
  });
});

describe('what is said, and in what order', () => {
  test('a market order', () => {
    const rig = startedRig();
    rig.place({ clientOrderId: 'a' });
    expect(inShort(rig.told)).toEqual([
      'truth orderAccepted v1',
      'reply orderAccepted',
      'truth fill buy 1 v1',
      'stream fill buy 1 v1',
      'truth filled v1 filled',
    ]);
    expect(rig.told[1]).toMatchObject({
      reply: { order: { status: 'live', filledQty: 0, venueOrderId: 'v1' } },
    });
    expect(rig.told[3]).toMatchObject({
      key: 'k1:1',
      event: { fill: { tradeId: 't1', clientOrderId: 'a' } },
    });
  });

  test('a stop that triggers', () => {
    const rig = startedRig();
    rig.place({ side: 'sell', triggerPrice: 95 });
    rig.told.length = 0;
    rig.runTo(1_000);
    expect(inShort(rig.told)).toEqual([
      'truth orderTriggered v1',
      'stream triggered v1 triggered',
      'truth fill sell 1 v1',
      'stream fill sell 1 v1',
      'truth filled v1 filled',
    ]);
    expect(rig.told.flatMap((one) => (one.channel === 'stream' ? [one.key] : []))).toEqual(['k1:1', 'k1:2']);
  });

  test('a cancel', () => {
    const rig = startedRig();
    rig.place({ limitPrice: 95, clientOrderId: 'a' });
    rig.told.length = 0;
    expect(rig.cancel({ clientOrderId: 'a' })).toMatchObject({ order: { status: 'cancelled' } });
    expect(inShort(rig.told)).toEqual([
      'truth cancelled v1 requested',
      'reply cancelAccepted',
      'stream cancelled v1 requested',
    ]);
    rig.runTo(3_000);
    expect(rig.fills()).toEqual([]);
  });
});

describe('a cancel', () => {
  test('of what the venue never saw is unknownOrder, of what is over orderNotLive', () => {
    const rig = startedRig();
    rig.place({ clientOrderId: 'a' });
    expect(rig.cancel({ clientOrderId: 'b' })).toMatchObject({
      kind: 'cancelRejected',
      reason: 'unknownOrder',
    });
    expect(rig.cancel({ clientOrderId: 'a' }, 'ETH-USDT')).toMatchObject({ reason: 'unknownOrder' });
    expect(rig.cancel({ clientOrderId: 'a' })).toMatchObject({
      reason: 'orderNotLive',
      code: 'ORDER_NOT_LIVE',
    });
    expect(rig.cancel({ venueOrderId: 'v1' })).toMatchObject({ reason: 'orderNotLive' });
    expect(rig.cancel({})).toMatchObject({ reason: 'unknownOrder' });
  });

  test('names the order by the client id where there is one', () => {
    const rig = startedRig();
    rig.place({ limitPrice: 95, clientOrderId: 'a' });
    rig.place({ limitPrice: 94, clientOrderId: 'b' });
    rig.cancel({ clientOrderId: 'b', venueOrderId: 'v1' });
    expect(
      rig.exchange
        .account('main')
        .liveOrders()
        .map((order) => order.venueOrderId),
    ).toEqual(['v1']);
  });
});

describe('a query', () => {
  test('is answered from truth', () => {
    const rig = startedRig();
    rig.place({ qty: 2 });
    rig.runTo(500);
    rig.place({ side: 'sell', qty: 1 });
    rig.place({ side: 'sell', triggerPrice: 91, reduceOnly: true, clientOrderId: 'stop' });
    const target = { clientOrderId: 'stop', venueOrderId: null };
    expect(rig.ask({ kind: 'queryOrder', symbol: 'BTC-USDT', target })).toMatchObject({
      kind: 'orderReport',
      order: { venueOrderId: 'v3', type: 'stopMarket', triggerPrice: 91, status: 'live' },
    });
    expect(rig.ask({ kind: 'queryOrder', symbol: 'ETH-USDT', target })).toMatchObject({ order: null });
    expect(rig.ask({ kind: 'queryOpenOrders' })).toMatchObject({ orders: [{ venueOrderId: 'v3' }] });
    expect(rig.ask({ kind: 'queryPositions' })).toMatchObject({
      positions: [{ symbol: 'BTC-USDT', positionQty: 1, entryPrice: 100.005 }],
    });
    // 1 closed at 94.995 of 100.005: -5.01; fees 200.01 x 5 bps + 94.995 x 5 bps = 0.1475025.
    const balances = rig.ask({ kind: 'queryBalances' }) as Extract<VenueReply, { kind: 'balancesReport' }>;
    expect(balances.walletQuote).toBeCloseTo(10_000 - 5.01 - 0.1475025, 9);
    const fills = (afterMs: number) =>
      rig.ask({ kind: 'queryFills', fromMs: Date.UTC(2022, 4, 9) + afterMs }) as Extract<
        VenueReply,
        { kind: 'fillsReport' }
      >;
    expect(fills(0).fills).toHaveLength(2);
    expect(fills(500).fills).toHaveLength(1);
    expect(fills(501).fills).toHaveLength(0);
  });
});

describe('an order that the venue drops', () => {
  test('is gone, truth knows it, and nobody is told', () => {
    const rig = startedRig();
    rig.place({ side: 'sell', triggerPrice: 95, clientOrderId: 'a' });
    rig.told.length = 0;
    expect(rig.exchange.failOrder('v1', 'orderFailed', rig.nowMs())).toBe(true);
    expect(inShort(rig.told)).toEqual(['truth failed v1 orderFailed']);
    expect(rig.exchange.failOrder('v1', 'orderFailed', rig.nowMs())).toBe(false);
    expect(rig.exchange.failOrder('v9', 'orderFailed', rig.nowMs())).toBe(false);
    rig.runTo(3_000);
    expect(rig.fills()).toEqual([]);
    const target = { clientOrderId: 'a', venueOrderId: null };
    expect(rig.ask({ kind: 'queryOrder', symbol: 'BTC-USDT', target })).toMatchObject({
      order: { status: 'failed' },
    });
  });

  test('was not dropped when it had triggered before', () => {
    const rig = startedRig();
    rig.place({ side: 'sell', triggerPrice: 95 });
    expect(rig.exchange.failOrder('v1', 'orderFailed', rig.nowMs() + 500)).toBe(false);
    expect(rig.fills()).toHaveLength(1);
  });
});

test('an order that a fault drops as it is accepted fills nothing', () => {
  const rig = startedRig();
  const push = rig.told.push.bind(rig.told);
  rig.told.push = (...items) => {
    const length = push(...items);
    const [item] = items;
    if (item?.channel === 'truth' && item.event.kind === 'orderAccepted') {
      rig.exchange.failOrder(item.event.order.venueOrderId, 'orderFailed', rig.nowMs());
    }
    return length;
  };
  rig.place({ limitPrice: 101 });
  rig.place({});
  expect(inShort(rig.told)).toEqual([
    'truth orderAccepted v1',
    'truth failed v1 orderFailed',
    'reply orderAccepted',
    'truth orderAccepted v2',
    'truth failed v2 orderFailed',
    'reply orderAccepted',
  ]);
});

test('no one may call the venue from inside its own sink', () => {
  const rig = startedRig();
  const calls: (() => void)[] = [() => rig.exchange.advanceTo(rig.nowMs())];
  rig.told.push = (...items) => {
    calls.pop()?.();
    return items.length;
  };
  expect(() => rig.place({})).toThrow(/from inside its own sink/);
});
