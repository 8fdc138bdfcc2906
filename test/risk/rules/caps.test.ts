import { describe, expect, test } from 'vitest';
import type { ParamValues } from '../../../src/core/params.ts';
import { withDefaults } from '../../../src/core/params.ts';
import type { Side } from '../../../src/market/order.ts';
import type { Belief } from '../../../src/risk/belief.ts';
import type { RiskRule } from '../../../src/risk/riskRule.ts';
import type { SizingOrder } from '../../../src/risk/riskView.ts';
import { type RiskRuleName, riskRules } from '../../../src/risk/rules/index.ts';
import { makeBelief, orderOut } from '../../support/beliefWorld.ts';
import { checkOf } from '../../support/checkOf.ts';
import { makeInstrument } from '../../support/makeTape.ts';

const LOT = 0.001;
type AnyRule = RiskRule<Record<never, never>, unknown>;

/**
 * 100,000 of equity at a leverage of 5. Held: 100 ETH at 50, and 200 SOL short at 10, each under a live stop 2 and 1 away. Out: a buy of 10 BTC
 * that is live at 99 and will be stopped at 95, and a sale of 20 ETH of which nobody knows what became. BTC is at 100, of one sector with ETH.
 */
function book({ equityQuote = 100_000, leverage = 5 } = {}): Belief {
  return makeBelief({
    equityQuote,
    instruments: [
      makeInstrument({ symbol: 'BTC-USDT', sector: 'Layer-1' }),
      makeInstrument({ symbol: 'ETH-USDT', sector: 'Layer-1' }),
      makeInstrument({ symbol: 'SOL-USDT', sector: 'DeFi' }),
    ],
    prices: { 'BTC-USDT': 100, 'ETH-USDT': 50, 'SOL-USDT': 10 },
    positions: { 'ETH-USDT': 100, 'SOL-USDT': -200 },
    orders: [
      { symbol: 'ETH-USDT', side: 'sell', qty: 100, purpose: 'stop', triggerPrice: 48 },
      { symbol: 'SOL-USDT', side: 'buy', qty: 200, purpose: 'stop', triggerPrice: 11 },
      { symbol: 'BTC-USDT', side: 'buy', qty: 10, limitPrice: 99, plannedStop: 95 },
      { symbol: 'ETH-USDT', side: 'sell', qty: 20, phase: 'unknown', plannedStop: 51 },
    ],
    terms: { leverage },
  });
}

interface Cap {
  readonly rule: RiskRuleName;
  readonly params?: ParamValues;
  /** The largest quantity that passes, worked out by hand. */
  readonly buy: number;
  readonly sell: number;
  /** What a further live buy of 1 BTC, planned like the other, takes from a buy; and a further unknown one. */
  readonly takes: { readonly live: number; readonly unknown: number };
}

const CAPS: readonly Cap[] = [
  { rule: 'perOrderCap', buy: 20, sell: 20, takes: { live: 0, unknown: 0 } },
  { rule: 'maxPosition', buy: 90, sell: 100, takes: { live: 1, unknown: 1 } },
  { rule: 'riskPerTrade', buy: 200, sell: 200, takes: { live: 0, unknown: 0 } },
  // 80,000 less 5,000 and 2,000; of BTC the buy that is out counts for a buy, and for a sale only if it is larger.
  { rule: 'totalExposureCap', buy: 720, sell: 730, takes: { live: 1, unknown: 1 } },
  { rule: 'leverageCap', buy: 2_920, sell: 2_930, takes: { live: 1, unknown: 1 } },
  {
    rule: 'grossNotionalCap',
    params: { limitQuote: 10_000 },
    buy: 20,
    sell: 30,
    takes: { live: 1, unknown: 1 },
  },
  // Longs 1,000 + 5,000. Shorts 2,000 and the ETH sale: the stop may have taken the long away first.
  { rule: 'directionCap', params: { limitRatio: 0.1 }, buy: 40, sell: 70, takes: { live: 1, unknown: 1 } },
  // Up to 1,000 + 5,000 - 2,000 net; down to 4,000 - 2,000, long still.
  { rule: 'netDeltaCap', params: { limitRatio: 0.1 }, buy: 60, sell: 120, takes: { live: 1, unknown: 1 } },
  { rule: 'sectorCap', params: { limitRatio: 0.1 }, buy: 40, sell: 50, takes: { live: 1, unknown: 1 } },
  // A margin of 80,000 bears 400,000 at a leverage of 5.
  { rule: 'cashReserve', buy: 3_920, sell: 3_930, takes: { live: 1, unknown: 1 } },
  // 50,000 of maintenance at 5 % is a notional of 1,000,000.
  {
    rule: 'minMarginBuffer',
    params: { limitRatio: 1 },
    buy: 9_920,
    sell: 9_930,
    takes: { live: 1, unknown: 1 },
  },
  // 6,000 less 200 and 200 under stops, 10 x 4 planned, and the 1,000 of which nobody knows; 5 a base. An unknown one at 99 counts whole.
  { rule: 'portfolioHeat', buy: 912, sell: 912, takes: { live: 4 / 5, unknown: 99 / 5 } },
  { rule: 'coldStart', params: { stage: 'tiny' }, buy: 0.5, sell: 0.5, takes: { live: 0, unknown: 0 } },
];

const order = (side: Side): SizingOrder => ({
  symbol: 'BTC-USDT',
  side,
  price: 100,
  stopPrice: side === 'buy' ? 95 : 105,
});

function prepare({ rule: name, params: given = {} }: Pick<Cap, 'rule' | 'params'>) {
  const rule = riskRules[name] as unknown as AnyRule;
  const params = withDefaults(rule.params, given as never);
  const state = rule.initial(params);
  return {
    check: (view: Belief, side: Side, qty: number) =>
      checkOf(rule)({ ...order(side), qty }, view, state, params),
    measure: (view: Belief, side: Side, qty: number) =>
      rule.measure!({ ...order(side), qty }, view, state, params),
    headroom: (view: Belief, side: Side) => rule.headroomQty!(order(side), view, state, params),
    params: params as ParamValues,
  };
}

describe.each(CAPS)('$rule', (cap) => {
  const { check, measure, headroom, params } = prepare(cap);

  test.each(['buy', 'sell'] as const)(
    '%s: the number that it shows within the limit is the one it objects by',
    (side) => {
      const limit = params.limitRatio ?? params.limitQuote ?? params.tinyQuote;
      const atLimit = measure(book(), side, cap[side]);
      expect(atLimit).toMatchObject({ limit, isBreached: false });
      expect(atLimit.actual).toBeCloseTo(limit as number, 9);
      const under = measure(book(), side, cap[side] - LOT);
      expect(under).toMatchObject({ limit, isBreached: false, unit: atLimit.unit });
      const over = measure(book(), side, cap[side] + LOT);
      const breach = check(book(), side, cap[side] + LOT)!;
      expect(over).toEqual({
        actual: breach.actual,
        limit,
        unit: breach.unit,
        reason: breach.reason,
        isBreached: true,
      });
      // A lot less is a step to the other side, and as long as a lot more.
      const step = over.actual! - atLimit.actual!;
      expect(Math.abs(step)).toBeGreaterThan(0);
      expect((atLimit.actual! - under.actual!) / step).toBeCloseTo(1, 3);
    },
  );

  test.each(['buy', 'sell'] as const)('%s: at the limit, a lot under it, a lot over it', (side) => {
    const limitQty = cap[side];
    expect(headroom(book(), side)).toBeCloseTo(limitQty, 7);
    expect(check(book(), side, limitQty)).toBeNull();
    expect(check(book(), side, limitQty - LOT)).toBeNull();
    const breach = check(book(), side, limitQty + LOT)!;
    expect(breach).toMatchObject({ rule: cap.rule });
    expect(breach.limit).toBe(params.limitRatio ?? params.limitQuote ?? params.tinyQuote);
    // A reserve and a buffer are kept from below, every other limit from above.
    const isFloor = cap.rule === 'cashReserve' || cap.rule === 'minMarginBuffer';
    expect(Math.sign(breach.actual - breach.limit)).toBe(isFloor ? -1 : 1);
    expect(breach.actual / breach.limit).toBeCloseTo(1, 1);
    expect(breach.reason).toMatch(/^[A-Z].*\.$/);
  });

  test('orders that are out are reserved for, whether they are live or nobody knows', () => {
    for (const phase of ['live', 'unknown'] as const) {
      const belief = book();
      orderOut(belief, { symbol: 'BTC-USDT', side: 'buy', qty: 1, phase, limitPrice: 99, plannedStop: 95 });
      expect(headroom(belief, 'buy')).toBeCloseTo(cap.buy - cap.takes[phase], 7);
      expect(check(belief, 'buy', cap.buy - cap.takes[phase] - LOT)).toBeNull();
      expect(check(belief, 'buy', cap.buy - cap.takes[phase] + LOT)).not.toBeNull();
    }
  });

  test('equity that is gone, or no number, lets nothing through', () => {
    // They take no share of equity.
    if (cap.rule === 'grossNotionalCap' || cap.rule === 'coldStart') return;
    // Of endless equity a share is endless: the gateway refuses it before any rule is asked.
    const isPlain = ['perOrderCap', 'maxPosition', 'riskPerTrade'].includes(cap.rule);
    for (const equityQuote of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      if (isPlain && equityQuote === Number.POSITIVE_INFINITY) continue;
      const breach = check(book({ equityQuote }), 'buy', 0.01);
      expect(breach, String(equityQuote)).not.toBeNull();
      expect(Number.isFinite(breach!.actual) && Number.isFinite(breach!.limit)).toBe(true);
    }
  });
});

describe('what is over a limit already', () => {
  const heavy = () =>
    makeBelief({
      instruments: ['BTC-USDT', 'ETH-USDT'].map((symbol) => makeInstrument({ symbol })),
      prices: { 'BTC-USDT': 100, 'ETH-USDT': 50 },
      positions: { 'ETH-USDT': 4_000 },
    });

  test('has a headroom below zero, and no quantity passes', () => {
    for (const name of [
      'totalExposureCap',
      'leverageCap',
      'directionCap',
      'netDeltaCap',
      'sectorCap',
    ] as const) {
      const { check, headroom } = prepare({ rule: name, params: { limitRatio: 1 } });
      expect(headroom(heavy(), 'buy'), name).toBeCloseTo(-1_000, 7);
      expect(check(heavy(), 'buy', LOT), name).not.toBeNull();
    }
  });

  test('a net that is too long takes an order that shortens it, to the same distance on the other side', () => {
    const { check, headroom } = prepare({ rule: 'netDeltaCap', params: { limitRatio: 1 } });
    expect(headroom(heavy(), 'sell')).toBeCloseTo(3_000, 7);
    expect(check(heavy(), 'sell', 3_000)).toBeNull();
    expect(check(heavy(), 'sell', 3_000 + LOT)).not.toBeNull();
  });

  test('gross caps see an order beside a larger one of the other side, which both may fill', () => {
    const belief = heavy();
    orderOut(belief, { symbol: 'BTC-USDT', side: 'sell', qty: 1_000, limitPrice: 101 });
    const { check, headroom } = prepare({ rule: 'leverageCap', params: { limitRatio: 2.5 } });
    expect(headroom(belief, 'buy')).toBeLessThan(0);
    expect(check(belief, 'buy', LOT)).not.toBeNull();
  });
});

describe('maintenance tiers', () => {
  const tiers = [
    { fromNotionalQuote: 0, maintenanceMarginRatio: 0.01 },
    { fromNotionalQuote: 10_000, maintenanceMarginRatio: 0.1 },
  ];
  const belief = (maintenanceTiers = tiers, equityQuote = 1_650) =>
    makeBelief({
      instruments: [makeInstrument({ maintenanceTiers })],
      prices: { 'BTC-USDT': 100 },
      equityQuote,
    });
  const { check, headroom } = prepare({ rule: 'minMarginBuffer' });

  test('are read backwards: 1,100 of maintenance are 10,000 at 1 % and 10,000 at 10 %', () => {
    expect(headroom(belief(), 'buy')).toBeCloseTo(200, 9);
    expect(check(belief(), 'sell', 200)).toBeNull();
    expect(check(belief(), 'sell', 200.001)).toMatchObject({ limit: 0.5, unit: 'ratio' });
    expect(headroom(belief(tiers, 75), 'buy')).toBeCloseTo(50, 9);
  });

  test('none at all, and nothing is asked', () => {
    const free = belief([{ fromNotionalQuote: 0, maintenanceMarginRatio: 0 }]);
    expect(headroom(free, 'buy')).toBe(Number.POSITIVE_INFINITY);
    expect(check(free, 'buy', 1e9)).toBeNull();
  });
});

describe('cashReserve on an account that borrows nothing', () => {
  test('is the free quote: of 100,000 with 7,000 in the market 80,000 less these may be bound', () => {
    const spot = book({ leverage: 1 });
    const { headroom, check } = prepare({ rule: 'cashReserve' });
    expect(headroom(spot, 'buy')).toBeCloseTo(720, 7);
    expect(check(spot, 'buy', 720.001)!.actual).toBeCloseTo(0.2, 5);
  });
});

describe('portfolioHeat', () => {
  const { headroom } = prepare({ rule: 'portfolioHeat' });
  const held = (stops: readonly (readonly [qty: number, triggerPrice: number])[], positionQty = 100) =>
    makeBelief({
      instruments: ['BTC-USDT', 'ETH-USDT'].map((symbol) => makeInstrument({ symbol })),
      prices: { 'BTC-USDT': 100, 'ETH-USDT': 50 },
      positions: { 'ETH-USDT': positionQty },
      orders: stops.map(([qty, triggerPrice]) => ({
        symbol: 'ETH-USDT',
        side: positionQty > 0 ? ('sell' as const) : ('buy' as const),
        qty,
        purpose: 'stop' as const,
        triggerPrice,
      })),
    });
  /** What is left of 6,000 at 5 a base. */
  const heat = (belief: Belief) => 6_000 - 5 * headroom(belief, 'buy');

  test.each([
    ['no stop: all of it', [], 5_000],
    ['a stop for all of it', [[100, 45]], 500],
    ['a stop for a part', [[60, 45]], 2_300],
    [
      'two stops while one is moved: the nearer comes first',
      [
        [100, 45],
        [100, 48],
      ],
      200,
    ],
    [
      'two stops for a half each',
      [
        [50, 45],
        [50, 48],
      ],
      350,
    ],
    ['a stop beyond the mark risks nothing', [[100, 51]], 0],
  ] as const)('%s', (_name, stops, expected) => {
    expect(heat(held(stops))).toBeCloseTo(expected, 7);
  });

  test('of a short the stops stand above', () => {
    expect(heat(held([[100, 55]], -100))).toBeCloseTo(500, 7);
    expect(
      heat(
        held(
          [
            [100, 55],
            [100, 51],
          ],
          -100,
        ),
      ),
    ).toBeCloseTo(100, 7);
  });

  test('a stop that is not live, or of the wrong side, covers nothing', () => {
    for (const fields of [{ phase: 'sent' as const }, { side: 'buy' as const }]) {
      const belief = held([]);
      orderOut(belief, {
        symbol: 'ETH-USDT',
        side: 'sell',
        qty: 100,
        purpose: 'stop',
        triggerPrice: 45,
        ...fields,
      });
      expect(heat(belief)).toBeCloseTo(5_000, 7);
    }
  });

  test.each([
    ['sent', 100],
    ['waiting', 100],
    ['live', 100],
    ['confirming', 1_000],
    ['unknown', 1_000],
  ] as const)(
    'an entry that is %s counts to its stop, or whole where a part may have filled unseen',
    (phase, expected) => {
      const belief = held([[100, 50]]);
      const entry = { symbol: 'ETH-USDT', side: 'buy' as const, qty: 20, phase };
      const planned = orderOut(belief, { ...entry, plannedStop: 45 });
      expect(heat(belief)).toBeCloseTo(expected, 7);
      belief.closeOrder(planned, 'cancelled');
      orderOut(belief, entry);
      expect(heat(belief)).toBeCloseTo(1_000, 7);
    },
  );

  test('an order without a stop, or with one on the wrong side, may be lost whole', () => {
    const rule = riskRules.portfolioHeat;
    const params = withDefaults(rule.params);
    for (const stopPrice of [null, 101, 100])
      expect(rule.headroomQty!({ ...order('buy'), stopPrice }, held([[100, 45]]), null, params)).toBeCloseTo(
        55,
        7,
      );
  });
});
