import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { NumberParam, ParamSpecs, ParamValues } from '../../../src/core/params.ts';
import { HOUR_MS } from '../../../src/core/time.ts';
import type { Side } from '../../../src/market/order.ts';
import type { OrderPhase } from '../../../src/risk/guardian/managedOrder.ts';
import type { RiskRule, RuleEvent } from '../../../src/risk/riskRule.ts';
import type { RiskOrder, RiskView } from '../../../src/risk/riskView.ts';
import { type RiskRuleName, riskRules } from '../../../src/risk/rules/index.ts';
import { makeBelief, orderOut } from '../../support/beliefWorld.ts';
import { checkOf } from '../../support/checkOf.ts';
import { makeInstrument } from '../../support/makeTape.ts';

type AnyRule = RiskRule<Record<never, never>, unknown>;
const RULES = Object.entries(riskRules) as unknown as [RiskRuleName, AnyRule][];
const SYMBOLS = ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'];
const CORRELATIONS = [
  [1, 0.8, -0.3],
  [0.8, 1, 0.1],
  [-0.3, 0.1, 1],
];

/** A value for every parameter: the default, or where there is none one that acts. */
function paramsOf(specs: ParamSpecs): ParamValues {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      spec.default ??
        (spec.kind === 'duration' ? HOUR_MS : (spec as NumberParam).unit === 'quote' ? 20_000 : 1),
    ]),
  );
}

const anyEvent: fc.Arbitrary<RuleEvent> = fc
  .record({ atMs: fc.integer({ min: 0, max: 2_000 }).map((step) => step * 600_000) })
  .chain(({ atMs }) =>
    fc.oneof(
      fc.record({
        kind: fc.constant('equity' as const),
        atMs: fc.constant(atMs),
        equityQuote: fc.oneof(
          { weight: 9, arbitrary: fc.double({ min: -1e5, max: 3e5, noNaN: true }) },
          { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0) },
        ),
      }),
      fc.record({
        kind: fc.constant('entrySent' as const),
        atMs: fc.constant(atMs),
        symbol: fc.constantFrom(...SYMBOLS),
        side: fc.constantFrom<Side>('buy', 'sell'),
        attempt: fc.integer({ min: 1, max: 2 }),
      }),
      fc.record({
        kind: fc.constant('positionClosed' as const),
        atMs: fc.constant(atMs),
        symbol: fc.constantFrom(...SYMBOLS),
        by: fc.constantFrom(
          'stop',
          'localStop',
          'exit',
          'entry',
          'emergency',
          'venue',
        ) as fc.Arbitrary<'stop'>,
        profitQuote: fc.double({ min: -100, max: 100, noNaN: true }),
        returnRatio: fc.constantFrom(null, -0.01),
      }),
      fc.record({ kind: fc.constant('tripped' as const), atMs: fc.constant(atMs), rule: fc.constant('x') }),
    ),
  );
const history = fc
  .array(anyEvent, { maxLength: 40 })
  .map((events) => [...events].sort((a, b) => a.atMs - b.atMs));

const quantity = fc.integer({ min: 0, max: 400_000 }).map((lots) => lots / 1_000);
const anyBook = fc
  .record({
    equityQuote: fc.double({ min: 10_000, max: 200_000, noNaN: true }),
    held: fc.array(
      fc.integer({ min: -300_000, max: 300_000 }).map((lots) => lots / 1_000),
      { minLength: 3, maxLength: 3 },
    ),
    leverage: fc.integer({ min: 1, max: 10 }),
    orders: fc.array(
      fc.record({
        symbol: fc.constantFrom(...SYMBOLS),
        side: fc.constantFrom<Side>('buy', 'sell'),
        qty: quantity.filter((qty) => qty > 0),
        phase: fc.constantFrom<OrderPhase>('live', 'sent', 'unknown', 'confirming', 'waiting'),
        isStop: fc.boolean(),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ equityQuote, held, leverage, orders }): RiskView => {
    const prices = { 'BTC-USDT': 100, 'ETH-USDT': 50, 'SOL-USDT': 10 } as Record<string, number>;
    const belief = makeBelief({
      instruments: [
        makeInstrument({
          symbol: 'BTC-USDT',
          sector: 'A',
          maintenanceTiers: [
            { fromNotionalQuote: 0, maintenanceMarginRatio: 0.01 },
            { fromNotionalQuote: 20_000, maintenanceMarginRatio: 0.5 },
          ],
        }),
        makeInstrument({ symbol: 'ETH-USDT', sector: 'A' }),
        makeInstrument({ symbol: 'SOL-USDT', sector: 'B' }),
      ],
      prices,
      equityQuote,
      positions: Object.fromEntries(SYMBOLS.map((symbol, index) => [symbol, held[index]!])),
      terms: { leverage, offVenueQuote: 0 },
    });
    for (const { symbol, side, qty, phase, isStop } of orders) {
      const away = (side === 'buy' ? 1 : -1) * prices[symbol]! * 0.05;
      if (isStop)
        orderOut(belief, { symbol, side, qty, phase, purpose: 'stop', triggerPrice: prices[symbol]! + away });
      else
        orderOut(belief, {
          symbol,
          side,
          qty,
          phase,
          limitPrice: prices[symbol]!,
          plannedStop: prices[symbol]! - away,
        });
    }
    belief.atMs = HOUR_MS;
    const place = (symbol: string) => SYMBOLS.indexOf(symbol);
    belief.dailyCorrelationMatrix = (symbols) => ({
      matrix: symbols.map((row) => symbols.map((column) => CORRELATIONS[place(row)]![place(column)]!)),
      reason: null,
      dayCount: 99,
    });
    return belief;
  });

const anyOrder: fc.Arbitrary<RiskOrder> = fc
  .record({
    symbol: fc.constantFrom(...SYMBOLS),
    side: fc.constantFrom<Side>('buy', 'sell'),
    qty: quantity,
    distanceRatio: fc.double({ min: 0.005, max: 0.2, noNaN: true }),
  })
  .map(({ symbol, side, qty, distanceRatio }) => {
    const price = { 'BTC-USDT': 100, 'ETH-USDT': 50, 'SOL-USDT': 10 }[symbol]!;
    return { symbol, side, qty, price, stopPrice: price * (1 - (side === 'buy' ? 1 : -1) * distanceRatio) };
  });

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  }
  return value;
}

/** Every answer that a rule gives about an order and the account. */
function answers(
  rule: AnyRule,
  [order, view, state, params]: readonly [RiskOrder, RiskView, unknown, never],
) {
  return {
    measure: rule.measure?.(order, view, state, params) ?? null,
    gauge: rule.gauge?.(view, state, params) ?? null,
    headroom: rule.headroomQty?.(order, view, state, params) ?? null,
    scale: rule.scale?.(order, view, state, params) ?? null,
    watch: rule.watch?.(view, state, params) ?? null,
    use: rule.use?.(view, state, params) ?? null,
    capRatio: rule.capRatio?.(state, params) ?? null,
  };
}

test('the registry is keyed by the rules own names', () => {
  for (const [name, rule] of RULES) expect(rule.name).toBe(name);
});

describe.each(RULES)('%s', (name, rule) => {
  const params = paramsOf(rule.params) as never;

  test('says what it does in a sentence, and every parameter too', () => {
    expect(rule.summary).toMatch(/^[A-Z].*\.$/);
    for (const { doc } of Object.values(rule.params as ParamSpecs)) expect(doc).toMatch(/^[A-Z|(].*\.$/);
    // A rule that watches gives an answer when it trips; one that resizes can say to what.
    if (rule.watch !== undefined) expect(rule.answer).not.toBeNull();
    if ('onBreach' in rule.params && name !== 'correlationCap') expect(rule.headroomQty).toBeDefined();
    expect(rule.measure ?? rule.watch).toBeDefined();
    expect(rule.gauge === undefined).toBe(rule.watch === undefined);
  });

  test.prop([history, anyBook, anyOrder])(
    'changes nothing by answering; its state survives JSON',
    (events, view, order) => {
      let state = freeze(rule.initial(params));
      for (const event of events) state = freeze(rule.fold?.(state, freeze(event), params) ?? state);
      const first = answers(rule, [freeze(order), view, state, params]);
      expect(answers(rule, [order, view, state, params])).toEqual(first);
      const restored = JSON.parse(JSON.stringify(state)) as unknown;
      expect(restored).toEqual(state);
      expect(answers(rule, [order, view, restored, params])).toEqual(first);
      for (const event of events) {
        const next = rule.fold?.(state, event, params);
        expect(rule.fold?.(restored, event, params)).toEqual(next);
      }
    },
  );

  test.prop([anyBook, anyOrder])('names itself and finite numbers when it objects', (view, order) => {
    const breach = checkOf(rule)(order, view, rule.initial(params), params);
    if (breach === null) return;
    expect(breach.rule).toBe(name);
    expect(Number.isFinite(breach.actual) && Number.isFinite(breach.limit)).toBe(true);
    expect(breach.reason).toMatch(/^[A-Z].*\.$/);
  });

  test.prop([history, anyBook, anyOrder])(
    'has one number whether it objects or not, or says why it has none',
    (events, view, order) => {
      let state = rule.initial(params);
      for (const event of events) state = rule.fold?.(state, event, params) ?? state;
      const measure = rule.measure?.(order, view, state, params) ?? rule.gauge!(view, state, params);
      expect(measure.reason).toMatch(/^[A-Z].*\.$/);
      if (measure.actual === null)
        expect(measure).toMatchObject({ limit: null, unit: null, isBreached: false });
      else expect(Number.isFinite(measure.actual) && Number.isFinite(measure.limit)).toBe(true);
      if (rule.watch === undefined) return;
      const tripped = rule.watch(view, state, params);
      expect(tripped !== null).toBe(measure.isBreached);
      if (tripped !== null) expect(tripped).toMatchObject({ actual: measure.actual, limit: measure.limit });
    },
  );

  test.prop([anyBook, anyOrder, fc.double({ min: 0, max: 1, noNaN: true })])(
    'lets through what its headroom says, and a lot more not',
    (view, order, share) => {
      if (rule.headroomQty === undefined) return;
      const given = name === 'coldStart' ? ({ ...(params as object), stage: 'tiny' } as never) : params;
      const state = rule.initial(given);
      const headroomQty = rule.headroomQty(order, view, state, given);
      const check = (qty: number) => checkOf(rule)({ ...order, qty }, view, state, given);
      expect(Number.isNaN(headroomQty)).toBe(false);
      if (headroomQty === Number.POSITIVE_INFINITY) {
        expect(check(order.qty)).toBeNull();
        return;
      }
      if (headroomQty >= 0) {
        expect(check(headroomQty)).toBeNull();
        expect(check(headroomQty * share)).toBeNull();
      }
      expect(check(Math.max(0, headroomQty) + 0.001)).toMatchObject({ rule: name });
    },
  );

  test.prop([anyBook, anyOrder, fc.double({ min: 0.05, max: 1, noNaN: true })])(
    'is never laxer while a cold start goes on',
    (view, order, capRatio) => {
      if (rule.inColdStart === undefined) return;
      const scaled = rule.inColdStart(params, capRatio) as never;
      expect(Object.keys(scaled)).toEqual(Object.keys(params));
      const state = rule.initial(params);
      if (checkOf(rule)(order, view, state, params) !== null)
        expect(checkOf(rule)(order, view, state, scaled)).not.toBeNull();
    },
  );
});
