import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { DAY_MS } from '../../src/core/time.ts';
import { BarHistory } from '../../src/market/barHistory.ts';
import { DailyCloses } from '../../src/market/dailyCloses.ts';
import type { Fill } from '../../src/market/fill.ts';
import { defined, undefinedBecause } from '../../src/metrics/metric.ts';
import { BarIndicators } from '../../src/risk/barIndicators.ts';
import { Belief } from '../../src/risk/belief.ts';
import { createPolicy } from '../../src/risk/createPolicy.ts';
import { dailyVolatility } from '../../src/risk/dailyVolatility.ts';
import { Gateway } from '../../src/risk/gateway.ts';
import type { EnterIntent } from '../../src/risk/intent.ts';
import type { Policy } from '../../src/risk/policy.ts';
import type { RuleEvent } from '../../src/risk/riskRule.ts';
import type { SizingOrder } from '../../src/risk/riskView.ts';
import { ActiveSizers, type SizingChoice } from '../../src/risk/sizing/activeSizers.ts';
import { type Sizing, sizers } from '../../src/risk/sizing/index.ts';
import { halfKellyFraction } from '../../src/risk/sizing/kellyFraction.ts';
import { makeBar } from '../support/makeBar.ts';
import { HOUR_MS, makeTape } from '../support/makeTape.ts';
import { makeInstrument, makeView, type ViewFields } from '../support/riskView.ts';
import { NO_BRAKES, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const BTC = 'BTC-USDT';
const LONG: SizingOrder = { symbol: BTC, side: 'buy', price: 60_000, stopPrice: 58_800 };
const SHORT: SizingOrder = { symbol: BTC, side: 'sell', price: 60_000, stopPrice: 61_500 };
const WISH: EnterIntent = { kind: 'enter', symbol: BTC, side: 'buy' };

const fixed = (riskRatio: number, capRatio = 10): Sizing => ({
  name: 'fixedFraction',
  params: { riskRatio, capRatio },
});
const kelly = (params: Partial<Extract<Sizing, { name: 'halfKelly' }>['params']> = {}): Sizing => ({
  name: 'halfKelly',
  params: withDefaults(sizers.halfKelly.params, { capRatio: 10, ...params }),
});
const atr = (params: Partial<Extract<Sizing, { name: 'atrSize' }>['params']> = {}): Sizing => ({
  name: 'atrSize',
  params: withDefaults(sizers.atrSize.params, { capRatio: 10, ...params }),
});
const vol = (params: Partial<Extract<Sizing, { name: 'volTarget' }>['params']> = {}): Sizing => ({
  name: 'volTarget',
  params: withDefaults(sizers.volTarget.params, { capRatio: 10, ...params }),
});

function wanted(choice: SizingChoice, order = LONG, fields: ViewFields = {}): number {
  return new ActiveSizers(choice).wish(order, makeView(fields)).qty;
}

const closed = (atMs: number, returnRatio: number | null): RuleEvent => ({
  kind: 'positionClosed',
  atMs,
  symbol: BTC,
  by: 'exit',
  profitQuote: 0,
  returnRatio,
});

/** Sizers that have seen these returns close, one an hour from the start on. */
function experienced(choice: SizingChoice, returns: readonly (number | null)[]): ActiveSizers {
  const active = new ActiveSizers(choice);
  active.fold({ kind: 'equity', atMs: 0, equityQuote: 100_000 });
  for (const [hour, value] of returns.entries()) active.fold(closed(hour * HOUR_MS, value));
  return active;
}

/** Of 20 trades 11 won 1.5 % and 9 lost 1 %: W 0.55, b 1.5. */
const EDGE = Array.from({ length: 40 }, (_, trade) => (trade % 20 < 11 ? 0.015 : -0.01));

describe('halfKellyFraction', () => {
  test.each([
    [0.55, 1.5, 0.02, 0.25, 0.125, 0.02],
    [0.55, 1.5, 1, 0.25, 0.125, 0.125],
    [0.51, 1, 0.02, 0.02, 0.01, 0.01],
    [0.4, 1, 0.02, -0.2, -0.1, 0],
    [0.5, 1, 0.02, 0, 0, 0],
  ])('of W %d and b %d under %d', (winRatio, payoffRatio, cap, full, half, risk) => {
    const found = halfKellyFraction({ winRatio, payoffRatio }, cap);
    expect(found.fullRatio).toBeCloseTo(full, 12);
    expect(found.halfRatio).toBeCloseTo(half, 12);
    expect(found.riskRatio).toBeCloseTo(risk, 12);
  });
});

describe('halfKelly', () => {
  const at = (days: number) => ({ atMs: days * DAY_MS });

  test('risks 2,000 of 100,000 at the stop, long and short: capital at risk and not notional', () => {
    const active = experienced(kelly(), EDGE);
    expect(active.wish(LONG, makeView(at(7))).qty).toBeCloseTo(2_000 / 1_200, 12);
    expect(active.wish(SHORT, makeView(at(7))).qty).toBeCloseTo(2_000 / 1_500, 12);
    const bold = experienced(kelly({ capRiskRatio: 1 }), EDGE);
    expect(bold.wish(LONG, makeView(at(7))).qty).toBeCloseTo(12_500 / 1_200, 10);
  });

  test('is calculated once in seven days: what closes meanwhile waits', () => {
    const active = experienced(kelly(), EDGE);
    expect(active.wish(LONG, makeView({ atMs: 7 * DAY_MS - 1 })).qty).toBe(0);
    expect(active.wish(LONG, makeView(at(7))).qty).toBeGreaterThan(0);
    for (let trade = 0; trade < 100; trade++) active.fold(closed(7 * DAY_MS + 1 + trade, -0.01));
    expect(active.wish(LONG, makeView({ atMs: 14 * DAY_MS - 1 })).qty).toBeCloseTo(2_000 / 1_200, 12);
    const after = active.wish(LONG, makeView(at(14)));
    expect(after.qty).toBe(0);
    expect(after.whyNothing).toBe(
      'The sizing wants nothing: the last 100 trades have no payoff ratio, and no fallback is given.',
    );
  });

  test('needs 30 trades, and looks at the last 100', () => {
    expect(experienced(kelly(), EDGE.slice(0, 29)).wish(LONG, makeView(at(7)))).toMatchObject({
      qty: 0,
      whyNothing: 'The sizing wants nothing: 29 closed trades are fewer than 30, and no fallback is given.',
    });
    expect(experienced(kelly(), EDGE.slice(0, 30)).wish(LONG, makeView(at(7))).qty).toBeGreaterThan(0);
    const old = Array.from({ length: 60 }, () => -0.05);
    const recent = Array.from({ length: 5 }, () => EDGE.slice(0, 20)).flat();
    expect(experienced(kelly(), [...old, ...recent]).wish(LONG, makeView(at(7))).qty).toBeCloseTo(
      2_000 / 1_200,
      12,
    );
    const bold = (returns: readonly number[]) =>
      experienced(kelly({ capRiskRatio: 1 }), returns).wish(LONG, makeView(at(7))).qty;
    expect(bold([...old, ...recent])).toBeCloseTo(12_500 / 1_200, 10);
    expect(bold([...old, ...recent.slice(1)])).toBeLessThan(12_000 / 1_200);
  });

  test('takes the fallback without a record and without an edge, never over the cap', () => {
    const losing = Array.from({ length: 40 }, (_, trade) => (trade % 5 < 2 ? 0.01 : -0.01));
    for (const returns of [[], losing, Array.from({ length: 40 }, () => 0.01)]) {
      expect(experienced(kelly(), returns).wish(LONG, makeView(at(7))).qty).toBe(0);
      const stated = kelly({ fallbackRiskRatio: 0.005 });
      expect(experienced(stated, returns).wish(LONG, makeView(at(7))).qty).toBeCloseTo(500 / 1_200, 12);
      const bold = kelly({ fallbackRiskRatio: 0.5 });
      expect(experienced(bold, returns).wish(LONG, makeView(at(7))).qty).toBeCloseTo(2_000 / 1_200, 12);
    }
    expect(experienced(kelly(), losing).wish(LONG, makeView(at(7))).whyNothing).toContain('have no edge');
  });

  test('counts no trade of which a part is not known, and wants nothing without a stop', () => {
    const active = experienced(kelly(), [...EDGE.slice(0, 29), null]);
    expect(active.wish(LONG, makeView(at(7))).qty).toBe(0);
    expect(experienced(kelly(), EDGE).wish({ ...LONG, stopPrice: null }, makeView(at(7)))).toMatchObject({
      qty: 0,
      whyNothing: 'The sizing wants nothing: no stop can be computed to size by.',
    });
  });

  test('remembers no more than it needs, and goes on from its own JSON', () => {
    const active = experienced(
      kelly(),
      Array.from({ length: 900 }, (_, trade) => EDGE[trade % 40]!),
    );
    const state = JSON.parse(JSON.stringify(active.state)) as Record<string, { trades: unknown[] }>;
    // 168 trades a period are waiting at most, beside the hundred of the last calculation.
    expect(state['scenario.halfKelly']!.trades.length).toBeLessThanOrEqual(268);
    const restored = new ActiveSizers(kelly());
    restored.restore(state);
    for (const day of [36, 37.9, 42, 50])
      expect(restored.wish(LONG, makeView(at(day)))).toEqual(active.wish(LONG, makeView(at(day))));
    expect(active.wish(LONG, makeView(at(42))).qty).toBeGreaterThan(0);
  });

  test('what it wants at a moment is not changed by what closes after it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            hours: fc.integer({ min: 0, max: 60 }),
            value: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
          }),
          { maxLength: 150 },
        ),
        fc.nat({ max: 149 }),
        fc.integer({ min: 0, max: 300 }),
        (trades, cut, hours) => {
          let atMs = 0;
          const events = trades.map(({ hours: wait, value }) => closed((atMs += wait * HOUR_MS), value));
          const start: RuleEvent = { kind: 'equity', atMs: 0, equityQuote: 1 };
          const before = new ActiveSizers(kelly({ minTrades: 2 }));
          for (const event of [start, ...events.slice(0, cut)]) before.fold(event);
          const nowMs = (events[cut - 1]?.atMs ?? 0) + hours * HOUR_MS;
          const asked = before.wish(LONG, makeView({ atMs: nowMs }));
          // What closes until the next calculation is due changes nothing.
          const period = Math.floor(nowMs / (7 * DAY_MS));
          for (let trade = 1; trade <= 120; trade++) before.fold(closed(nowMs + trade, -0.5));
          if (Math.floor((nowMs + 120) / (7 * DAY_MS)) === period && nowMs % (7 * DAY_MS) !== 0)
            expect(before.wish(LONG, makeView({ atMs: nowMs + 120 }))).toEqual(asked);
          expect(asked.qty).toBeGreaterThanOrEqual(0);
          expect(asked.qty * 1_200).toBeLessThanOrEqual(2_000 + 1e-9);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('atrSize', () => {
  test('risks its share over so many average true ranges, with or without a stop', () => {
    const fields = { ranges: { [BTC]: 1_500 } };
    expect(wanted(atr(), LONG, fields)).toBeCloseTo(1_000 / 3_000, 12);
    expect(wanted(atr({ multiple: 1 }), { ...SHORT, stopPrice: null }, fields)).toBeCloseTo(
      1_000 / 1_500,
      12,
    );
  });

  test('is held by its cap, and wants nothing before there is a range', () => {
    expect(wanted(atr({ capRatio: 0.1 }), LONG, { ranges: { [BTC]: 1 } })).toBeCloseTo(10_000 / 60_000, 12);
    expect(wanted(atr({ capRatio: 0.1 }), LONG, { ranges: { [BTC]: 0 } })).toBeCloseTo(10_000 / 60_000, 12);
    expect(new ActiveSizers(atr()).wish(LONG, makeView())).toMatchObject({
      qty: 0,
      by: 'atrSize',
      whyNothing: 'The sizing wants nothing: an average true range of 14 bars needs one bar more than that.',
    });
  });
});

describe('volTarget', () => {
  const of = (ratio: number): ViewFields => ({
    volatilities: { [BTC]: { volatility: defined(ratio), dayCount: 30 } },
  });

  test('holds target / realised of equity', () => {
    expect(wanted(vol(), LONG, of(0.8))).toBeCloseTo(25_000 / 60_000, 12);
    expect(wanted(vol({ targetRatio: 0.4 }), SHORT, of(0.2))).toBeCloseTo(200_000 / 60_000, 12);
  });

  test('is held by its cap when the market has stood still, and wants nothing where nothing is known', () => {
    expect(wanted(vol({ capRatio: 1 }), LONG, of(0))).toBeCloseTo(100_000 / 60_000, 12);
    const fields = {
      volatilities: { [BTC]: { volatility: undefinedBecause('30 daily returns are needed'), dayCount: 4 } },
    };
    expect(new ActiveSizers(vol()).wish(LONG, makeView(fields))).toMatchObject({
      qty: 0,
      whyNothing:
        'The sizing wants nothing: of 4 daily returns there is no volatility (30 daily returns are needed).',
    });
  });

  test('rests on completed days: three returns, of which the spread is known', () => {
    const closes = new DailyCloses();
    const see = (day: number, close: number, hour = 23) =>
      closes.see(
        makeBar({
          openTimeMs: day * DAY_MS + hour * HOUR_MS,
          closeTimeMs: day * DAY_MS + (hour + 1) * HOUR_MS,
          close,
        }),
      );
    for (const [day, close] of [100, 110, 99, 108.9].entries()) see(day, close);
    see(4, 500, 11);
    // Returns 0.1, -0.1, 0.1: the deviation of the sample is 0.2 / sqrt 3.
    const { volatility, dayCount } = dailyVolatility(closes, 3);
    expect(dayCount).toBe(3);
    expect(volatility.value).toBeCloseTo((0.2 / Math.sqrt(3)) * Math.sqrt(365), 12);
    expect(dailyVolatility(closes, 4).volatility.value).toBeNull();
    see(5, 100);
    // A return over the missing day is left out.
    expect(dailyVolatility(closes, 3).volatility.value).toBeCloseTo(
      (0.2 / Math.sqrt(3)) * Math.sqrt(365),
      12,
    );
  });
});

describe('several sizers', () => {
  const fields: ViewFields = { ranges: { [BTC]: 1_500 } };
  const policyOf = (sizing: readonly Sizing[], rules: Policy['rules'] = {}): Policy => ({
    ...NO_BRAKES,
    rules,
    sizing,
  });
  const decide = (gateway: Gateway, intent: Partial<EnterIntent> = {}) =>
    gateway.decideEntry({ ...WISH, ...intent }, LONG, makeView(fields), null);

  test('the least of a scenario decides, and is named', () => {
    const verdict = decide(new Gateway(NO_BRAKES, [fixed(0.01), atr()]));
    expect(verdict).toMatchObject({
      outcome: 'approved',
      wantedQty: 0.33333,
      binding: { rule: 'atrSize', limit: 0.33333, actual: 0.83333, unit: 'qty' },
    });
    expect(decide(new Gateway(NO_BRAKES, [fixed(0.001), atr()])).outcome).toBe('approved');
    expect(decide(new Gateway(NO_BRAKES, fixed(0.01)))).toMatchObject({ outcome: 'approved', binding: null });
  });

  test("a policy's own only shrinks, and the wish stays what it was", () => {
    expect(decide(new Gateway(policyOf([atr()]), fixed(0.01)))).toMatchObject({
      outcome: 'resized',
      wantedQty: 0.83333,
      order: { qty: 0.33333 },
      binding: { rule: 'atrSize', actual: 0.83333, limit: 0.33333 },
    });
    expect(decide(new Gateway(policyOf([fixed(0.5)]), atr()))).toMatchObject({
      outcome: 'approved',
      order: { qty: 0.33333 },
      binding: null,
    });
  });

  test("a policy's own shrinks a wish with a quantity, too, and refuses it where it wants nothing", () => {
    expect(decide(new Gateway(policyOf([atr()]), fixed(0.01)), { qty: 0.5 })).toMatchObject({
      outcome: 'resized',
      wantedQty: 0.5,
      order: { qty: 0.33333 },
      binding: { rule: 'atrSize' },
    });
    expect(decide(new Gateway(policyOf([atr()]), fixed(0.01)), { qty: 0.2 })).toMatchObject({
      outcome: 'approved',
      order: { qty: 0.2 },
    });
    expect(decide(new Gateway(policyOf([kelly()]), fixed(0.01)), { qty: 0.2 })).toMatchObject({
      outcome: 'refused',
      wantedQty: 0.2,
      breach: {
        rule: 'halfKelly',
        reason: 'The sizing wants nothing: 0 closed trades are fewer than 30, and no fallback is given.',
      },
    });
  });

  test('a rule that leaves less than the sizers is named', () => {
    const rules = { maxPosition: { limitRatio: 0.1, onBreach: 'resize' } } as const;
    expect(decide(new Gateway(policyOf([atr()], rules), fixed(0.01)))).toMatchObject({
      outcome: 'resized',
      order: { qty: 0.16666 },
      binding: { rule: 'maxPosition' },
    });
  });

  test('what they remember is in the state of the gate, and nothing is where none remembers', () => {
    expect(new Gateway(NO_BRAKES, fixed(0.01)).state).not.toHaveProperty('sizerStates');
    const gateway = new Gateway(policyOf([kelly()]), kelly());
    gateway.fold({ kind: 'equity', atMs: 5, equityQuote: 1 });
    expect(gateway.state.sizerStates).toEqual({
      'scenario.halfKelly': { anchorMs: 5, trades: [] },
      'policy.halfKelly': { anchorMs: 5, trades: [] },
    });
  });

  test('a scenario without one that wants a quantity is a mistake of the program', () => {
    const tranches: Sizing = { name: 'tranches', params: withDefaults(sizers.tranches.params) };
    expect(() => new ActiveSizers(tranches)).toThrow('a scenario names a sizer');
  });

  const anySizing: fc.Arbitrary<Sizing> = fc.oneof(
    fc.double({ min: 1e-6, max: 1, noNaN: true }).map((risk) => fixed(risk)),
    fc.double({ min: 0.01, max: 20, noNaN: true }).map((multiple) => atr({ multiple })),
    fc.double({ min: 0.01, max: 5, noNaN: true }).map((targetRatio) => vol({ targetRatio })),
    fc.double({ min: 0, max: 1, noNaN: true }).map((fallbackRiskRatio) => kelly({ fallbackRiskRatio })),
  );

  test('a size is finite, at least 0, on the lot, and never grows with a further sizer', () => {
    fc.assert(
      fc.property(
        fc.array(anySizing, { minLength: 1, maxLength: 3 }),
        fc.array(anySizing, { maxLength: 2 }),
        anySizing,
        fc.record({
          price: fc.double({ min: 0.001, max: 100_000, noNaN: true }),
          away: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
          range: fc.option(fc.double({ min: 0, max: 10_000, noNaN: true })),
          ratio: fc.option(fc.double({ min: 0, max: 20, noNaN: true })),
          equityQuote: fc.double({ min: 1, max: 1e9, noNaN: true }),
          lot: fc.constantFrom(1, 0.001, 0.00001),
        }),
        (scenario, policy, further, { price, away, range, ratio, equityQuote, lot }) => {
          const view = makeView({
            equityQuote,
            instruments: [makeInstrument({ lot, minQty: lot, minNotionalQuote: 0 })],
            ...(range === null ? {} : { ranges: { [BTC]: range } }),
            ...(ratio === null
              ? {}
              : { volatilities: { [BTC]: { volatility: defined(ratio), dayCount: 30 } } }),
          });
          const order: SizingOrder = { symbol: BTC, side: 'buy', price, stopPrice: price * (1 - away) };
          const sizeOf = (chosen: Sizing[], added: Sizing[]): number => {
            const verdict = new Gateway(policyOf(added), chosen).decideEntry(WISH, order, view, null);
            if (verdict.outcome === 'refused') return 0;
            const { qty } = verdict.order;
            expect(Number.isFinite(qty) && qty > 0).toBe(true);
            expect(Math.abs(qty / lot - Math.round(qty / lot))).toBeLessThanOrEqual(
              Math.max(1e-6, (qty / lot) * 1e-12),
            );
            expect(qty).toBeLessThanOrEqual(verdict.wantedQty);
            return qty;
          };
          const qty = sizeOf(scenario, policy);
          expect(sizeOf([...scenario, further], policy)).toBeLessThanOrEqual(qty);
          expect(sizeOf(scenario, [...policy, further])).toBeLessThanOrEqual(qty);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what a closed position has brought', () => {
  const fill = (
    tradeId: string,
    side: 'buy' | 'sell',
    qty: number,
    price: number,
    feeQuote: number,
  ): Fill => ({
    tradeId,
    venueOrderId: tradeId,
    clientOrderId: null,
    symbol: BTC,
    side,
    qty,
    price,
    feeQuote,
    liquidity: 'taker',
    origin: 'order',
    venueTimeMs: 0,
  });
  const book = (...fills: Fill[]) => {
    const belief = new Belief([makeInstrument()], 10_000);
    return fills.map((one) => belief.book(one)?.returnRatio ?? null);
  };

  test('is of all its fills, after fees', () => {
    // 2 bought for 300 and 3 of fees; sold for 330 with 3: 24 of 300.
    const found = book(
      fill('1', 'buy', 1, 100, 1),
      fill('2', 'buy', 1, 200, 2),
      fill('3', 'sell', 1, 180, 1),
      fill('4', 'sell', 1, 150, 2),
    );
    expect(found.slice(0, 3)).toEqual([null, null, null]);
    expect(found[3]).toBeCloseTo(24 / 300, 12);
  });

  test('is split at a fill that goes through zero, fees and all', () => {
    const found = book(fill('1', 'buy', 1, 100, 0), fill('2', 'sell', 3, 110, 3), fill('3', 'buy', 2, 99, 2));
    expect(found[1]).toBeCloseTo(9 / 100, 12);
    expect(found[2]).toBeCloseTo((22 - 2 - 2) / 220, 12);
  });

  test('is not known of a position that reconciliation brought, and is of the next', () => {
    const belief = new Belief([makeInstrument()], 10_000);
    belief.correct([{ symbol: BTC, positionQty: 1, entryPrice: 100 }] as never, 10_000);
    expect(belief.book(fill('1', 'sell', 1, 110, 0))).toEqual({ profitQuote: 10, returnRatio: null });
    belief.book(fill('2', 'buy', 1, 100, 0));
    expect(belief.book(fill('3', 'sell', 1, 110, 0))!.returnRatio).toBeCloseTo(0.1, 12);
  });
});

describe('the bars that a session has seen', () => {
  test('give the average true range that the whole column has, whenever it is asked for', () => {
    const history = new BarHistory(BTC);
    const indicators = new BarIndicators(new Map([[BTC, history]]));
    const rows = [
      [10, 8, 9],
      [12, 11, 11],
      [13, 9, 12],
    ] as const;
    for (const [high, low, close] of rows) history.append(makeBar({ high, low, close }));
    expect(indicators.averageTrueRange(BTC, 2)).toBe(3.5);
    expect(indicators.averageTrueRange(BTC, 3)).toBeNull();
  });
});

describe('in a run', () => {
  const calm = [100, 100.5, 99.5, 100, 1_000_000] as const;
  const tape = makeTape({
    lookback: Array.from({ length: 20 }, () => calm),
    bars: Array.from({ length: 6 }, () => calm),
  });

  test('the average true range of the look-back sizes the first wish', () => {
    // A range of 1 a bar: 1 % of 10,000 over two of them.
    const record = runTape({
      tape,
      policy: NO_BRAKES,
      sizing: atr({ capRatio: 1 }),
      strategy: scripted({ 0: [buy()] }),
    });
    expect(record.final.positions).toMatchObject([{ positionQty: 50 }]);
  });

  test('of two sizers the decision names the one that bound', () => {
    const record = runTape({
      tape,
      policy: NO_BRAKES,
      sizing: [fixed(0.01, 1), atr({ capRatio: 1 })],
      strategy: scripted({ 0: [buy()] }),
    });
    const decision = record.journal.flatMap((entry) =>
      entry.kind === 'decision' && entry.decision.kind === 'approved' ? [entry.decision] : [],
    )[0]!;
    expect(decision).toMatchObject({
      rule: 'fixedFraction',
      actual: 50,
      limit: 19.999,
      reason: 'Of the sizers, fixedFraction wants the least.',
    });
  });

  test('half-Kelly in a policy lets nothing in before it has a record, and says why', () => {
    const policy = createPolicy({ sizing: { halfKelly: {} } });
    expect(policy.ok).toBe(true);
    const record = runTape({
      tape,
      policy: (policy as { value: Policy }).value,
      strategy: scripted({ 0: [buy(1)] }),
    });
    expect(record.final.positions).toEqual([]);
    expect(
      record.journal.some((entry) => entry.kind === 'decision' && entry.decision.rule === 'halfKelly'),
    ).toBe(true);
  });
});

describe('a policy that names sizers', () => {
  test('is read with every default, in one order, and is told what is wrong', () => {
    const both = createPolicy({ sizing: { volTarget: {}, atrSize: { multiple: 3 } } });
    expect(
      both.ok &&
        both.value.sizing?.map(({ name, params }) => [name, (params as { multiple?: number }).multiple]),
    ).toEqual([
      ['atrSize', 3],
      ['volTarget', undefined],
    ]);
    const none = createPolicy({ rules: {} });
    expect(none.ok && 'sizing' in none.value).toBe(false);
    const wrong = createPolicy({ sizing: { halfKely: {}, tranches: { count: 1 } } as never });
    expect(wrong.ok ? [] : wrong.problems.map(({ key, message }) => `${key}: ${message}`)).toEqual([
      'sizing.halfKely: unknown sizer "halfKely"; did you mean "halfKelly"?',
      'sizing.tranches.count: 1 is not a whole number of at least 2 and at most 100',
    ]);
  });
});
