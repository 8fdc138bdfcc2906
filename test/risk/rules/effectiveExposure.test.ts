import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { withDefaults } from '../../../src/core/params.ts';
import { DAY_MS } from '../../../src/core/time.ts';
import { effectiveExposure as weigh } from '../../../src/metrics/effectiveExposure.ts';
import { effectiveExposure } from '../../../src/risk/rules/effectiveExposure.ts';
import { makeBelief, orderOut } from '../../support/beliefWorld.ts';
import { checkOf } from '../../support/checkOf.ts';
import { makeBar } from '../../support/makeBar.ts';
import { makeInstrument, makeView, type ViewFields } from '../../support/riskView.ts';

const SYMBOLS = ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'] as const;
const instruments = SYMBOLS.map((symbol) => makeInstrument({ symbol }));
const params = withDefaults(effectiveExposure.params);
const CORRELATIONS = [
  [1, 0.8, 0.7],
  [0.8, 1, 0.75],
  [0.7, 0.75, 1],
];

/** BTC is ordered at 100; exposures of the others are ratios of 100,000 at a price of 10. */
function viewOf(eth: number, sol: number, fields: ViewFields = {}) {
  const worst = Object.fromEntries(
    [
      ['ETH-USDT', eth],
      ['SOL-USDT', sol],
    ].flatMap(([symbol, ratio]) => {
      // Held, so that it counts on both sides; the support's view turns the sign of the sold side.
      const qty = (ratio as number) * 10_000;
      return [
        [`${symbol} buy`, qty],
        [`${symbol} sell`, -qty],
      ];
    }),
  );
  const view = makeView({
    instruments,
    worst,
    marks: { 'BTC-USDT': 100, 'ETH-USDT': 10, 'SOL-USDT': 10 },
    ...fields,
  });
  if (fields.matrix !== undefined) return view;
  const place = (symbol: string) => SYMBOLS.indexOf(symbol as (typeof SYMBOLS)[number]);
  return {
    ...view,
    dailyCorrelationMatrix: (symbols: readonly string[]) => ({
      matrix: symbols.map((row) => symbols.map((column) => CORRELATIONS[place(row)]![place(column)]!)),
      reason: null,
      dayCount: 252,
    }),
  };
}
const order = (side: 'buy' | 'sell') => ({ symbol: 'BTC-USDT', side, price: 100, stopPrice: null });
const check = (side: 'buy' | 'sell', qty: number, view = viewOf(0.3, -0.2)) =>
  checkOf(effectiveExposure)({ ...order(side), qty }, view, null, params);
const headroom = (side: 'buy' | 'sell', view = viewOf(0.3, -0.2)) =>
  effectiveExposure.headroomQty!(order(side), view, null, params);

describe('the number', () => {
  test('0.4 beside 0.3 and -0.2 weighs 0.529, over the limit of 0.5', () => {
    expect(check('buy', 400)).toEqual({
      rule: 'effectiveExposure',
      actual: expect.closeTo(0.5291502622129182, 12),
      limit: 0.5,
      unit: 'ratio',
      reason: expect.any(String),
    });
  });

  test.each(['buy', 'sell'] as const)('%s: at the limit, a lot under it, a lot over it', (side) => {
    const limitQty = headroom(side);
    const sign = side === 'buy' ? 1 : -1;
    expect(weigh([(sign * limitQty) / 1_000, 0.3, -0.2], CORRELATIONS).effectiveRatio).toBeCloseTo(0.5, 12);
    expect(check(side, limitQty)).toBeNull();
    expect(check(side, limitQty - 0.001)).toBeNull();
    expect(check(side, limitQty + 0.001)).toMatchObject({ limit: 0.5 });
  });

  test('alone a symbol weighs its notional, and no correlation is asked for', () => {
    const view = viewOf(0, 0, { matrix: { matrix: null, reason: 'none', dayCount: 0 } });
    expect(headroom('sell', view)).toBeCloseTo(500, 9);
  });

  test('a hedge passes where the book is too heavy already, up to where it would be as heavy on the other side', () => {
    const view = viewOf(0.7, 0);
    expect(check('buy', 0.01, view)).toMatchObject({ actual: expect.closeTo(0.7, 3), limit: 0.5 });
    // sqrt(q^2 - 2 x 0.8 x 0.7 q + 0.49) is 0.7 again at q = 1.12.
    expect(headroom('sell', view)).toBeCloseTo(1_120, 6);
    expect(check('sell', 1_120, view)).toBeNull();
    expect(check('sell', 1_121, view)).not.toBeNull();
  });

  test.prop([
    fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    fc.constantFrom('buy' as const, 'sell' as const),
  ])('is that of the metric, and what the headroom says is what passes', (eth, sol, side) => {
    const view = viewOf(eth, sol);
    const used = weigh([0, eth, sol], CORRELATIONS).effectiveRatio;
    expect(effectiveExposure.use!(view, null, params)).toBeCloseTo(used / 0.5, 9);
    const limitQty = headroom(side, view);
    expect(limitQty).toBeGreaterThanOrEqual(-1e-9);
    expect(check(side, limitQty * (1 - 1e-9), view)).toBeNull();
    expect(check(side, limitQty + 0.01, view)).not.toBeNull();
  });
});

describe('entries that are out', () => {
  /** 60 days in which ETH moves as BTC does and SOL by itself. */
  function believe(dayCount = 60) {
    const belief = makeBelief({ instruments, prices: { 'BTC-USDT': 100, 'ETH-USDT': 10, 'SOL-USDT': 10 } });
    let [btc, sol] = [100, 10];
    for (let day = 0; day <= dayCount; day++) {
      const closeTimeMs = (day + 2) * DAY_MS;
      const show = (symbol: string, close: number) =>
        belief.seeBar(makeBar({ symbol, close, openTimeMs: closeTimeMs - DAY_MS, closeTimeMs }));
      show('BTC-USDT', btc);
      show('ETH-USDT', btc / 10);
      show('SOL-USDT', sol);
      btc *= 1 + (((day * 7) % 5) - 2) / 100;
      sol *= 1 + (((day * 3) % 7) - 3) / 100;
      belief.atMs = closeTimeMs;
    }
    for (const [symbol, mark] of [
      ['BTC-USDT', 100],
      ['ETH-USDT', 10],
      ['SOL-USDT', 10],
    ] as const)
      belief.seeMark({ symbol, bid: mark, ask: mark, last: mark, mark });
    return belief;
  }

  test.each(['live', 'unknown', 'sent'] as const)(
    'one that is %s counts as filled where that is heavier',
    (phase) => {
      const belief = believe();
      orderOut(belief, { symbol: 'ETH-USDT', side: 'buy', qty: 3_000, phase });
      // With ETH filled 0.3 are used of the same thing as BTC; without it nothing is.
      expect(headroom('buy', belief as never)).toBeCloseTo(200, 6);
      // Against it a sale is a hedge, should it fill; should it not, 500 are the limit.
      expect(headroom('sell', belief as never)).toBeCloseTo(500, 6);
    },
  );

  test('under 30 common days it refuses, and says so; one more is enough', () => {
    for (const [dayCount, isKnown] of [
      [28, false],
      [29, false],
      [30, true],
    ] as const) {
      const belief = believe(dayCount);
      orderOut(belief, { symbol: 'ETH-USDT', side: 'buy', qty: 1 });
      const breach = check('buy', 1, belief as never);
      if (isKnown) expect(breach).toBeNull();
      else {
        expect(breach).toMatchObject({ actual: dayCount, limit: 30, unit: 'count' });
        expect(breach!.reason).toContain('Too few days');
      }
      expect(headroom('buy', belief as never) === Number.POSITIVE_INFINITY).toBe(!isKnown);
    }
  });

  test('what never moved has no correlation, and refuses', () => {
    const view = viewOf(0.1, 0.1, {
      matrix: { matrix: null, reason: 'the returns have no variance', dayCount: 99 },
    });
    expect(check('buy', 1, view)).toMatchObject({ actual: 0, limit: 1, unit: 'count' });
    expect(check('buy', 1, view)!.reason).toContain('no variance');
    expect(effectiveExposure.use!(view, null, params)).toBeNull();
  });

  test('with eleven symbols that may or may not fill it is bounded and not counted out: never lighter than it can get', () => {
    const many = Array.from({ length: 12 }, (_, index) => makeInstrument({ symbol: `S${index}-USDT` }));
    const prices = Object.fromEntries(many.map(({ symbol }) => [symbol, 100]));
    const matrix = many.map((_, row) =>
      many.map((__, column) => (row === column ? 1 : row % 2 === column % 2 ? 0.5 : -0.5)),
    );
    const weightOf = (openCount: number) => {
      const belief = makeBelief({ instruments: many, prices });
      belief.dailyCorrelationMatrix = (symbols) => ({
        matrix: symbols.map((_, row) => symbols.map((__, column) => matrix[row]![column]!)),
        reason: null,
        dayCount: 99,
      });
      for (let index = 0; index < openCount; index++)
        orderOut(belief, { symbol: `S${index}-USDT`, side: 'buy', qty: 10 });
      return effectiveExposure.use!(belief, null, params)! * 0.5 * 100_000;
    };
    // Ten: the heaviest way is the five that move together, sqrt(5 + 20 x 0.5) thousands. Eleven: all of them, as if all moved together.
    expect(weightOf(10)).toBeCloseTo(1_000 * Math.sqrt(15), 6);
    expect(weightOf(11)).toBeCloseTo(1_000 * Math.sqrt(11 + 110 * 0.5), 6);
  });
});
