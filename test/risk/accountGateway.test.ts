import { describe, expect, test } from 'vitest';
import { unwrap } from '../../src/core/result.ts';
import { createInstrument } from '../../src/market/createInstrument.ts';
import type { Fill } from '../../src/market/fill.ts';
import type { ApprovedOrder, OrderRequest, Side } from '../../src/market/order.ts';
import { createGateway, type GatewayVerdict } from '../../src/risk/accountGateway.ts';
import { createPolicy, type PolicyInput } from '../../src/risk/createPolicy.ts';
import { Gateway } from '../../src/risk/gateway.ts';

const DAY_MS = 86_400_000;
const SYMBOL = 'BTC-USDT';

function makeGateway(input: PolicyInput, startQuote = 10_000) {
  const gateway = createGateway({
    policy: unwrap(createPolicy(input)),
    instruments: [unwrap(createInstrument({ symbol: SYMBOL, tick: 0.1, lot: 0.001 }))],
    startQuote,
  });
  const mark = (price: number, atMs: number) =>
    gateway.see({
      kind: 'mark',
      atMs,
      mark: { symbol: SYMBOL, bid: price, ask: price, last: price, mark: price },
    });
  const enter = (qty: number | undefined, atMs: number, side: Side = 'buy', distanceRatio?: number) =>
    gateway.decide(
      {
        kind: 'enter',
        symbol: SYMBOL,
        side,
        ...(qty === undefined ? {} : { qty }),
        ...(distanceRatio === undefined ? {} : { stop: { kind: 'fixedRatio', distanceRatio } }),
      },
      atMs,
    );
  mark(50_000, 0);
  return { gateway, mark, enter };
}

const orderOf = (verdict: GatewayVerdict): ApprovedOrder => {
  if (verdict.outcome === 'refused') throw new Error(verdict.breach.reason);
  return verdict.order;
};
const breachOf = (verdict: GatewayVerdict) => (verdict.outcome === 'refused' ? verdict.breach : null);

let trade = 0;
const fillOf = (order: ApprovedOrder, overrides: Partial<Fill> = {}): Fill => ({
  tradeId: `t${++trade}`,
  venueOrderId: 'v',
  clientOrderId: order.clientOrderId,
  symbol: order.symbol,
  side: order.side,
  qty: order.qty,
  price: 50_000,
  feeQuote: 0,
  liquidity: 'taker',
  origin: 'order',
  venueTimeMs: 0,
  ...overrides,
});

describe('reservations', () => {
  test('an approved order counts before it fills, and what fills does not count twice', () => {
    const { gateway, enter } = makeGateway({ rules: { maxPosition: { limitRatio: 0.1 } } });
    const order = orderOf(enter(0.012, 1));
    expect(breachOf(enter(0.012, 2))).toMatchObject({ rule: 'maxPosition', limit: 0.1 });
    gateway.see({ kind: 'fill', atMs: 3, fill: fillOf(order) });
    expect(gateway.positionQty(SYMBOL)).toBe(0.012);
    expect(enter(0.008, 4).outcome).toBe('approved');
    expect(enter(0.001, 5).outcome).toBe('refused');
  });

  test('an order that ended gives its room back, the part that filled does not', () => {
    const { gateway, enter } = makeGateway({ rules: { maxPosition: { limitRatio: 0.1 } } });
    const order = orderOf(enter(0.02, 1));
    gateway.see({ kind: 'fill', atMs: 2, fill: fillOf(order, { qty: 0.005 }) });
    expect(enter(0.015, 3).outcome).toBe('refused');
    gateway.see({ kind: 'orderEnded', atMs: 4, clientOrderId: order.clientOrderId! });
    expect(enter(0.016, 5).outcome).toBe('refused');
    expect(enter(0.015, 6).outcome).toBe('approved');
  });

  test('no two orders share an id', () => {
    const { gateway, enter } = makeGateway({});
    const orders = [orderOf(enter(0.01, 1)), orderOf(enter(0.01, 1))];
    gateway.see({ kind: 'fill', atMs: 2, fill: fillOf(orders[0]!) });
    const stop = gateway.approveStop({ symbol: SYMBOL, side: 'sell', qty: 0.01, triggerPrice: 45_000.04 });
    const exit = orderOf(gateway.decide({ kind: 'exit', symbol: SYMBOL }, 3));
    const ids = [...orders, stop, exit].map(({ clientOrderId }) => clientOrderId);
    expect(new Set(ids).size).toBe(4);
    expect(stop).toMatchObject({ type: 'stopMarket', reduceOnly: true, triggerPrice: 45_000.1 });
  });
});

describe('halts', () => {
  const falls = (limitRatio: number) => {
    const made = makeGateway({ rules: { dailyLossHalt: { limitRatio } } });
    made.gateway.see({ kind: 'fill', atMs: 1, fill: fillOf(orderOf(made.enter(0.1, 1))) });
    return made;
  };

  test('begin where the loss reaches the limit, refuse entries, grant exits, and end with the day', () => {
    const { gateway, mark, enter } = falls(0.03);
    expect(mark(47_001, 2)).toEqual([]);
    expect(mark(47_000, 3)).toMatchObject([
      { kind: 'halt', trip: { breach: { rule: 'dailyLossHalt', actual: expect.closeTo(0.03, 12) } } },
    ]);
    expect(gateway.tradingState).toBe('halted');
    expect(breachOf(enter(0.001, 4))).toMatchObject({ rule: 'dailyLossHalt' });
    expect(gateway.decide({ kind: 'exit', symbol: SYMBOL }, 5).outcome).toBe('approved');
    expect(gateway.see({ kind: 'clock', atMs: DAY_MS - 1 })).toEqual([]);
    expect(gateway.see({ kind: 'clock', atMs: DAY_MS })).toMatchObject([{ kind: 'resume' }]);
    expect(gateway.tradingState).toBe('active');
  });

  test('are found by a wish too, where only time has passed or the price was never asked about', () => {
    const { gateway, enter } = falls(0.03);
    gateway.see({
      kind: 'account',
      atMs: 2,
      walletQuote: 9_000,
      positions: [{ symbol: SYMBOL, positionQty: 0.1, entryPrice: 50_000 }],
    });
    expect(gateway.tradingState).toBe('halted');
    expect(enter(0.001, 3).outcome).toBe('refused');
  });

  test('a time that goes back opens no new day', () => {
    const { gateway, mark } = falls(0.03);
    mark(48_000, DAY_MS + 5);
    mark(47_900, DAY_MS - 5);
    expect(gateway.state.ruleStates.dailyLossHalt).toMatchObject({ day: 1 });
  });
});

describe('fills', () => {
  test('are booked once where the policy dedupes, and each time where it does not', () => {
    for (const [guardian, expected] of [
      [{ dedupeFills: {} }, 0.01],
      [{}, 0.02],
    ] as const) {
      const { gateway, enter } = makeGateway({ guardian });
      const fill = fillOf(orderOf(enter(0.01, 1)));
      gateway.see({ kind: 'fill', atMs: 2, fill });
      const notices = gateway.see({ kind: 'fill', atMs: 3, fill });
      expect(gateway.positionQty(SYMBOL)).toBe(expected);
      expect(notices.length).toBe(expected === 0.01 ? 1 : 0);
    }
  });

  test('with the same id and other content are an alarm', () => {
    const { gateway, enter } = makeGateway({ guardian: { dedupeFills: {} } });
    const fill = fillOf(orderOf(enter(0.01, 1)));
    gateway.see({ kind: 'fill', atMs: 2, fill });
    expect(gateway.see({ kind: 'fill', atMs: 3, fill: { ...fill, price: 1 } })).toEqual([
      { kind: 'duplicateFill', tradeId: fill.tradeId, isSame: false },
    ]);
  });
});

test('a wish without a quantity is sized by its stop', () => {
  const { enter } = makeGateway({ rules: { requireStop: {} } });
  // 1 % of 10000 at risk over 5 % of 50000: 100 / 2500.
  expect(enter(undefined, 1, 'buy', 0.05)).toMatchObject({
    outcome: 'approved',
    wantedQty: 0.04,
    stopPrice: 47_500,
  });
  expect(breachOf(enter(0.01, 2))).toMatchObject({ rule: 'requireStop' });
});

test('an exit closes what is held and no more; without a position there is nothing to close', () => {
  const { gateway, enter } = makeGateway({});
  expect(breachOf(gateway.decide({ kind: 'exit', symbol: SYMBOL }, 1))).toMatchObject({
    rule: 'nothingToClose',
  });
  gateway.see({ kind: 'fill', atMs: 2, fill: fillOf(orderOf(enter(0.01, 1, 'sell'))) });
  expect(orderOf(gateway.decide({ kind: 'exit', symbol: SYMBOL, qty: 5 }, 3))).toMatchObject({
    side: 'buy',
    qty: 0.01,
    reduceOnly: true,
  });
});

test('what is no number changes nothing: no rule can judge it', () => {
  const { gateway, mark } = makeGateway({ rules: { drawdownBreaker: {} } });
  const before = gateway.state;
  expect(() => mark(Number.NaN, 1)).toThrow('mark.bid is a number, got NaN');
  expect(() => gateway.see({ kind: 'account', atMs: 1, walletQuote: Number.NaN, positions: [] })).toThrow(
    RangeError,
  );
  expect(() => gateway.see({ kind: 'clock', atMs: Number.NaN })).toThrow(RangeError);
  expect(() => gateway.see({ kind: 'tick', atMs: 1 } as never)).toThrow('has no kind tick');
  expect(() => gateway.decide({ kind: 'exit', symbol: 'ETH-USDT' }, 1)).toThrow(
    'ETH-USDT is not in this gateway',
  );
  expect(() => gateway.approveStop({ symbol: SYMBOL, side: 'sell', qty: 1, triggerPrice: 0 })).toThrow(
    RangeError,
  );
  expect(gateway.equityQuote).toBe(10_000);
  expect(gateway.state).toEqual(before);
});

test('is the gate of the simulations, and the only way to an approved order', () => {
  const { enter } = makeGateway({});
  const seen: string[] = [];
  const original = Gateway.prototype.decideEntry;
  Gateway.prototype.decideEntry = function (...args) {
    seen.push(args[0].symbol);
    return original.apply(this, args);
  };
  try {
    const order = orderOf(enter(0.01, 1));
    expect(Object.isFrozen(order)).toBe(true);
    const plain: OrderRequest = { ...order };
    // @ts-expect-error a plain order is not an approved one
    const approved: ApprovedOrder = plain;
    expect(approved).toEqual(order);
  } finally {
    Gateway.prototype.decideEntry = original;
  }
  expect(seen).toEqual([SYMBOL]);
});
