import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { DAY_MS } from '../../src/core/time.ts';
import { defined, undefinedBecause } from '../../src/metrics/metric.ts';
import { Belief } from '../../src/risk/belief.ts';
import { Gateway } from '../../src/risk/gateway.ts';
import type { ManagedOrder, OrderPhase } from '../../src/risk/guardian/managedOrder.ts';
import type { Policy } from '../../src/risk/policy.ts';
import type { RiskView } from '../../src/risk/riskView.ts';
import { correlationCap } from '../../src/risk/rules/correlationCap.ts';
import { riskRules } from '../../src/risk/rules/index.ts';
import { approve } from '../support/approve.ts';
import { checkOf } from '../support/checkOf.ts';
import { makeBar } from '../support/makeBar.ts';
import { makeInstrument, makeView, type ViewFields } from '../support/riskView.ts';

type Side = 'buy' | 'sell';
const refusing = withDefaults(correlationCap.params);
const scaling = withDefaults(correlationCap.params, { onBreach: 'scale' });
const INSTRUMENTS = ['ETH-USDT', 'BTC-USDT', 'SOL-USDT'].map((symbol) => makeInstrument({ symbol }));
const order = (side: Side) => ({ symbol: 'ETH-USDT', side, qty: 1, price: 100, stopPrice: null });

/** BTC is held to a side; ETH and BTC correlate so. */
function viewOf(correlation: number, held: Side, fields: ViewFields = {}): RiskView {
  return makeView({
    instruments: INSTRUMENTS,
    worst: { [`BTC-USDT ${held}`]: 1 },
    correlations: { 'ETH-USDT/BTC-USDT': { correlation: defined(correlation), dayCount: 252 } },
    ...fields,
  });
}
const check = (side: Side, view: RiskView, params = refusing) =>
  checkOf(correlationCap)(order(side), view, null, params);

describe('the limit', () => {
  test.each([
    ['buy', 'buy', 1],
    ['sell', 'sell', 1],
    ['buy', 'sell', -1],
    ['sell', 'buy', -1],
  ] as const)('%s beside %s: at it, under it, over it', (side, held, sign) => {
    expect(check(side, viewOf(sign * 0.8, held))).toBeNull();
    expect(check(side, viewOf(sign * 0.799999, held))).toBeNull();
    expect(check(side, viewOf(sign * 0.800001, held))).toMatchObject({
      rule: 'correlationCap',
      actual: 0.800001,
      limit: 0.8,
      unit: 'number',
    });
  });

  test.each([
    ['buy', 'sell', 0.99],
    ['sell', 'buy', 0.99],
    ['buy', 'buy', -0.99],
    ['sell', 'sell', -0.99],
  ] as const)('%s beside %s at %s is a hedge, not concentration', (side, held, correlation) => {
    expect(check(side, viewOf(correlation, held))).toBeNull();
  });

  test('with entries out in both directions either may be what fills', () => {
    const worst = { 'BTC-USDT buy': 1, 'BTC-USDT sell': 0.5 };
    for (const side of ['buy', 'sell'] as const) {
      expect(check(side, viewOf(0.9, 'buy', { worst }))).toMatchObject({ actual: 0.9 });
      expect(check(side, viewOf(-0.9, 'buy', { worst }))).toMatchObject({ actual: 0.9 });
    }
  });

  test('the largest of all held symbols is named, wherever it stands', () => {
    const correlations = {
      'ETH-USDT/BTC-USDT': { correlation: defined(0.85), dayCount: 252 },
      'ETH-USDT/SOL-USDT': { correlation: defined(0.95), dayCount: 100 },
    };
    const worst = { 'BTC-USDT buy': 1, 'SOL-USDT buy': 1 };
    const breach = check('buy', viewOf(0, 'buy', { worst, correlations }))!;
    expect(breach.actual).toBe(0.95);
    expect(breach.reason).toContain('SOL-USDT long');
    expect(breach.reason).toContain('100 days');
  });

  test('the same symbol, and one in which nothing is held or on its way, do not count', () => {
    expect(check('buy', viewOf(1, 'buy', { worst: { 'ETH-USDT buy': 5 } }))).toBeNull();
    expect(check('buy', viewOf(1, 'buy', { worst: {} }))).toBeNull();
  });
});

describe('what cannot be known refuses', () => {
  const withDays = (dayCount: number) =>
    viewOf(0, 'buy', {
      correlations: { 'ETH-USDT/BTC-USDT': { correlation: defined(-1), dayCount } },
    });

  test('29 common days refuse even a hedge, and say so; 30 are enough', () => {
    expect(check('buy', withDays(29))).toMatchObject({ actual: 29, limit: 30, unit: 'count' });
    expect(check('buy', withDays(29))!.reason).toContain('Too few days');
    expect(check('buy', withDays(30))).toBeNull();
  });

  test('so does a price that never moved, and with onBreach scale as well', () => {
    const view = viewOf(0, 'buy', {
      correlations: {
        'ETH-USDT/BTC-USDT': { correlation: undefinedBecause('the returns have no variance'), dayCount: 200 },
      },
    });
    for (const params of [refusing, scaling]) {
      expect(check('buy', view, params)).toMatchObject({ actual: 0, limit: 1 });
      expect(check('buy', view, params)!.reason).toContain('no variance');
      expect(correlationCap.scale!(order('buy'), view, null, params)).toBeNull();
    }
  });
});

describe('through the gateway', () => {
  const sizing = { name: 'fixedFraction' as const, params: { riskRatio: 0.01, capRatio: 10 } };
  const policyOf = (rules: Policy['rules']): Policy => ({ name: 'test', why: 'test', rules, guardian: {} });
  function decide(rules: Policy['rules'], view: RiskView, qty?: number) {
    const intent = {
      kind: 'enter' as const,
      symbol: 'ETH-USDT',
      side: 'buy' as const,
      ...(qty === undefined ? {} : { qty }),
    };
    const wish = { symbol: 'ETH-USDT', side: 'buy' as const, price: 100, stopPrice: 90 };
    return new Gateway(policyOf(rules), sizing).decideEntry(intent, wish, view, null);
  }

  test('refuse: with the numbers', () => {
    expect(decide({ correlationCap: refusing }, viewOf(0.9, 'buy'), 10)).toMatchObject({
      outcome: 'refused',
      wantedQty: 10,
      breach: { rule: 'correlationCap', actual: 0.9, limit: 0.8 },
    });
  });

  test('scale: a wish with its own quantity, and one that is sized, are 0.8 of what they would be', () => {
    const rules = { correlationCap: scaling };
    const own = decide(rules, viewOf(0.9, 'buy'), 10);
    expect(own).toMatchObject({ outcome: 'resized', wantedQty: 10, order: { qty: 8 } });
    expect(own).toMatchObject({ binding: { rule: 'correlationCap', actual: 0.9, limit: 0.8 } });
    // 1 % of 100,000 over a stop 10 away.
    expect(decide(rules, viewOf(0.9, 'buy'))).toMatchObject({
      outcome: 'resized',
      wantedQty: 100,
      order: { qty: 80 },
    });
    expect(decide(rules, viewOf(0.8, 'buy'))).toMatchObject({ outcome: 'approved', order: { qty: 100 } });
    expect(decide(rules, viewOf(0.9, 'sell'))).toMatchObject({ outcome: 'approved', order: { qty: 100 } });
  });

  test('scale: after the caps, so that it is never without effect', () => {
    const rules = {
      perOrderCap: withDefaults(riskRules.perOrderCap.params, { limitRatio: 0.05 }),
      correlationCap: scaling,
    };
    expect(decide(rules, viewOf(0.9, 'buy'))).toMatchObject({ wantedQty: 100, order: { qty: 40 } });
    expect(decide(rules, viewOf(0.2, 'buy'))).toMatchObject({
      order: { qty: 50 },
      binding: { rule: 'perOrderCap' },
    });
  });

  test('scale: down to the lot, and under the smallest order it is refused by its name', () => {
    const small = makeInstrument({ symbol: 'ETH-USDT', lot: 0.1, minQty: 0.1 });
    const view = viewOf(0.9, 'buy', { instruments: [small, ...INSTRUMENTS.slice(1)] });
    expect(decide({ correlationCap: scaling }, view, 0.4)).toMatchObject({ order: { qty: 0.3 } });
    expect(decide({ correlationCap: scaling }, view, 0.1)).toMatchObject({
      outcome: 'refused',
      breach: { rule: 'correlationCap' },
    });
  });

  test('scale by 1 leaves the order, and the rule that cut it is named', () => {
    const rules = {
      perOrderCap: withDefaults(riskRules.perOrderCap.params, { limitRatio: 0.05 }),
      correlationCap: { ...scaling, scaleRatio: 1 },
    };
    expect(decide(rules, viewOf(0.9, 'buy'))).toMatchObject({
      order: { qty: 50 },
      binding: { rule: 'perOrderCap' },
    });
  });

  test.prop([
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.integer({ min: 10, max: 5_000 }),
    fc.constantFrom<Side>('buy', 'sell'),
  ])(
    'scale never makes an order larger, and never touches one within the limit',
    (correlation, lots, held) => {
      const qty = lots / 100;
      const verdict = decide({ correlationCap: scaling }, viewOf(correlation, held), qty);
      const signed = held === 'buy' ? correlation : -correlation;
      if (signed <= 0.8) expect(verdict).toMatchObject({ outcome: 'approved', order: { qty } });
      else if (verdict.outcome !== 'refused') expect(verdict.order.qty).toBeLessThanOrEqual(0.8 * qty + 1e-9);
    },
  );
});

describe('on belief', () => {
  /** Sixty days in which ETH moves as BTC does, and SOL the other way. */
  function believe(dayCount: number): Belief {
    const belief = new Belief(INSTRUMENTS, 100_000);
    let [btc, sol] = [100, 100];
    for (let day = 0; day < dayCount; day++) {
      const move = ((day * 7) % 5) / 100 - 0.02;
      btc *= 1 + move;
      sol *= 1 - move;
      const closeTimeMs = (day + 1) * DAY_MS;
      const bar = (symbol: string, close: number) =>
        belief.seeBar(makeBar({ symbol, close, openTimeMs: closeTimeMs - DAY_MS, closeTimeMs }));
      bar('BTC-USDT', btc);
      bar('ETH-USDT', btc / 10);
      bar('SOL-USDT', sol);
      belief.atMs = closeTimeMs;
    }
    return belief;
  }

  function orderOut(
    belief: Belief,
    phase: OrderPhase,
    side: Side,
    fields: { reduceOnly?: boolean } = {},
  ): void {
    const placed: ManagedOrder = {
      key: 'entry:BTC-USDT:1',
      purpose: 'entry',
      order: approve({
        symbol: 'BTC-USDT',
        side,
        type: 'market',
        qty: 1,
        limitPrice: null,
        triggerPrice: null,
        timeInForce: 'gtc',
        reduceOnly: fields.reduceOnly ?? false,
        clientOrderId: 'c1',
      }),
      wishOrdinal: 1,
      phase,
      outcome: null,
      venueOrderId: null,
      filledQty: 0,
      reportedQty: 0,
      attempt: 1,
      lookups: 0,
      firstSentMs: 0,
      lastSentMs: 0,
      requestId: null,
      cancelAttempt: 0,
      cancelRequestId: null,
      verified: false,
    };
    belief.addOrder(placed);
  }

  const hold = (belief: Belief, symbol: string, positionQty: number) =>
    belief.correct([{ symbol, positionQty, entryPrice: 100 }], 100_000);

  test('a position counts by its direction', () => {
    const belief = believe(60);
    hold(belief, 'BTC-USDT', 1);
    expect(check('buy', belief)).toMatchObject({ actual: expect.closeTo(1, 9) });
    expect(check('sell', belief)).toBeNull();
    hold(belief, 'BTC-USDT', -1);
    expect(check('sell', belief)).toMatchObject({ actual: expect.closeTo(1, 9) });
    expect(check('buy', belief)).toBeNull();
    hold(belief, 'SOL-USDT', -1);
    expect(check('buy', belief)).toMatchObject({ actual: expect.closeTo(1, 3) });
  });

  test.each(['sent', 'confirming', 'waiting', 'unknown', 'live'] as const)(
    'an entry that is %s counts as a position',
    (phase) => {
      const belief = believe(60);
      orderOut(belief, phase, 'buy');
      expect(check('buy', belief)).not.toBeNull();
      expect(check('sell', belief)).toBeNull();
    },
  );

  test('one that is over does not, nor does the stop of a position', () => {
    const belief = believe(60);
    orderOut(belief, 'sent', 'buy');
    belief.closeOrder(belief.openOrders[0]!, 'rejected');
    expect(check('buy', belief)).toBeNull();
    hold(belief, 'BTC-USDT', 1);
    orderOut(belief, 'live', 'sell', { reduceOnly: true });
    expect(check('sell', belief)).toBeNull();
    expect(check('buy', belief)).not.toBeNull();
  });

  test('thirty returns need thirty-one days, and the day that is running is none of them', () => {
    for (const [dayCount, isKnown] of [
      [30, false],
      [31, true],
    ] as const) {
      const belief = believe(dayCount);
      // A position that hedges: refused only for want of days.
      hold(belief, 'BTC-USDT', -1);
      for (const hour of [1, 2, 23]) {
        const openTimeMs = dayCount * DAY_MS + (hour - 1) * 3_600_000;
        for (const symbol of ['BTC-USDT', 'ETH-USDT'])
          belief.seeBar(makeBar({ symbol, close: 50, openTimeMs }));
      }
      expect(check('buy', belief) === null).toBe(isKnown);
    }
  });
});
