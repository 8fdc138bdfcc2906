import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { DAY_MS } from '../../src/core/time.ts';
import type { Metric } from '../../src/metrics/index.ts';
import {
  beliefGap,
  correlation,
  costs,
  dailySamples,
  expectedShortfall,
  exposure,
  maxDrawdown,
  performance,
  portfolioPnl,
  positionRisk,
  tradePerformance,
  unprotectedTime,
  valueAtRisk,
  volatility,
} from '../../src/metrics/index.ts';

const returnsOf = (bounds: { min: number; max: number }, minLength = 1) =>
  fc.array(fc.double({ ...bounds, noNaN: true }), { minLength, maxLength: 80 });
const ordinary = returnsOf({ min: -0.5, max: 0.5 });
const alpha = fc.constantFrom(0.01, 0.025, 0.05, 0.1, 1 - 0.95, 1 - 0.99, 0.5);

function pathOf(returns: readonly number[], initialEquityQuote = 1000) {
  let equity = initialEquityQuote;
  const equityQuote = [equity, ...returns.map((value) => (equity *= 1 + value))];
  return { timeMs: equityQuote.map((_, day) => day * DAY_MS), equityQuote };
}

function expectHonest(metrics: object): void {
  for (const [name, metric] of Object.entries(metrics) as [string, Metric][]) {
    if (metric.value === null) expect(metric.reason, name).toMatch(/^[a-z].*[^.]$/);
    else {
      expect(Number.isFinite(metric.value), `${name} is ${metric.value}`).toBe(true);
      expect(metric.reason, name).toBeNull();
    }
  }
}

/** Equal to nine digits, or both undefined. */
function expectSame(a: Metric, b: Metric, scale = 1): void {
  expect(b.reason).toBe(a.reason);
  if (a.value === null || b.value === null) return;
  expect(Math.abs(b.value - a.value * scale)).toBeLessThanOrEqual(
    1e-9 * Math.max(1, Math.abs(a.value * scale)),
  );
}

describe('a metric is a finite number or a reason', () => {
  const wild = fc.oneof(
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.constantFrom(0, -1, 0.01, Number.MIN_VALUE, 1e-200, -0),
    fc.double({ min: 0, max: 1e150, noNaN: true }),
  );
  const equity = fc.array(
    fc.oneof(fc.double({ min: -1e6, max: 1e300, noNaN: true }), fc.constantFrom(0, 1000)),
    {
      maxLength: 40,
    },
  );

  test.prop([equity])('of any equity curve, ruined or not', (equityQuote) => {
    const series = [1000, ...equityQuote];
    const timeMs = series.map((_, row) => row * 0.4 * DAY_MS);
    expectHonest(performance({ timeMs, equityQuote: series }).metrics);
  });

  test.prop([fc.array(wild, { maxLength: 40 })])('of any trades', (pnlQuote) => {
    expectHonest(tradePerformance(pnlQuote));
  });

  test.prop([fc.array(wild, { maxLength: 40 }), wild])('of any position', (dailyReturns, exposureQuote) => {
    expectHonest(positionRisk([{ symbol: 'A', exposureQuote, dailyReturns }]));
    expectHonest({ correlation: correlation(dailyReturns, dailyReturns.toReversed()) });
  });

  test.prop([wild, wild, wild, wild, wild])(
    'of any costs',
    (feesQuote, fundingQuote, spreadQuote, impactQuote, gross) => {
      expectHonest(costs({ feesQuote, fundingQuote, spreadQuote, impactQuote }, gross));
    },
  );
});

describe('returns', () => {
  test.prop([ordinary, fc.double({ min: 1e-3, max: 1e6, noNaN: true })])(
    'do not know the size of the account',
    (returns, scale) => {
      const one = pathOf(returns);
      const other = { timeMs: one.timeMs, equityQuote: one.equityQuote.map((equity) => equity * scale) };
      const a = performance(one).metrics;
      const b = performance(other).metrics;
      for (const name of [
        'totalReturn',
        'maxDrawdown',
        'ulcerIndex',
        'valueAtRisk95',
        'expectedShortfall95',
      ] as const) {
        expectSame(a[name], b[name]);
      }
    },
  );

  test.prop([returnsOf({ min: -0.49, max: 0.5 }, 2)])(
    'of twice the stake have twice the deviation and twice the tail',
    (returns) => {
      const doubled = returns.map((value) => 2 * value);
      expectSame(volatility(returns), volatility(doubled), 2);
      for (const level of [0.05, 0.01]) {
        expectSame(valueAtRisk(returns, { alpha: level }), valueAtRisk(doubled, { alpha: level }), 2);
        expectSame(
          expectedShortfall(returns, { alpha: level }),
          expectedShortfall(doubled, { alpha: level }),
          2,
        );
      }
    },
  );

  test.prop([ordinary])('chained give back the equity', (returns) => {
    const series = pathOf(returns);
    const { totalReturn } = performance(series).metrics;
    const last = series.equityQuote.at(-1)!;
    expect(Math.abs((1 + totalReturn.value!) * 1000 - last)).toBeLessThanOrEqual(1e-9 * Math.max(1000, last));
  });
});

describe('the tail', () => {
  test.prop([ordinary, alpha])('expected shortfall is never below value at risk', (returns, level) => {
    const risk = valueAtRisk(returns, { alpha: level }).value!;
    const shortfall = expectedShortfall(returns, { alpha: level }).value!;
    expect(shortfall).toBeGreaterThanOrEqual(risk - 1e-12);
    expect(shortfall).toBeLessThanOrEqual(-Math.min(...returns) + 1e-12);
  });

  test.prop([ordinary])('is worse at 99 % than at 95 %', (returns) => {
    expect(valueAtRisk(returns, { alpha: 0.01 }).value!).toBeGreaterThanOrEqual(
      valueAtRisk(returns, { alpha: 0.05 }).value!,
    );
  });

  test.prop([ordinary, alpha])(
    'value at risk is a loss that happened, and few were worse',
    (returns, level) => {
      const risk = valueAtRisk(returns, { alpha: level }).value!;
      expect(returns.some((value) => -value === risk)).toBe(true);
      expect(returns.filter((value) => value < -risk).length).toBeLessThanOrEqual(
        level * returns.length + 1e-9,
      );
    },
  );

  test.prop([ordinary, ordinary])('expected shortfall of a sum is at most the sum of both', (a, b) => {
    const rows = Math.min(a.length, b.length);
    const held = [a, b].map((dailyReturns, index) => ({
      symbol: `S${index}`,
      exposureQuote: 100 - 250 * index,
      dailyReturns: dailyReturns.slice(0, rows),
    }));
    const shortfall = (exposures: typeof held) =>
      expectedShortfall(portfolioPnl(exposures), { alpha: 0.05 }).value!;
    const apart = held.reduce((sum, one) => sum + shortfall([one]), 0);
    expect(shortfall(held)).toBeLessThanOrEqual(apart + 1e-9);
  });
});

describe('drawdown', () => {
  test.prop([returnsOf({ min: -1, max: 1 })])(
    'lies in [-1, 0] while equity is not negative, and every loss of a day is inside',
    (returns) => {
      const series = pathOf(returns);
      const { depth, durationMs, longestUnderwaterMs } = maxDrawdown(series);
      expect(depth.value).toBeGreaterThanOrEqual(-1);
      expect(depth.value).toBeLessThanOrEqual(0);
      expect(depth.value).toBeLessThanOrEqual(Math.min(0, returns[0]!) + 1e-12);
      expect(durationMs.value).toBeLessThanOrEqual(longestUnderwaterMs.value!);
      expect(longestUnderwaterMs.value).toBeLessThanOrEqual(series.timeMs.at(-1)!);
    },
  );

  test.prop([ordinary])('is what a search over all pairs finds', (returns) => {
    const { equityQuote, timeMs } = pathOf(returns);
    let deepest = 0;
    for (const [row, peak] of equityQuote.entries()) {
      for (const later of equityQuote.slice(row)) deepest = Math.min(deepest, later / peak - 1);
    }
    expect(maxDrawdown({ equityQuote, timeMs }).depth.value).toBe(deepest);
  });
});

describe('time', () => {
  const interval = fc
    .tuple(fc.nat(1000), fc.nat(300))
    .map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length }));

  test.prop([fc.array(interval, { maxLength: 20 })])(
    'a belief gap is the milliseconds that any interval covers',
    (intervals) => {
      let covered = 0;
      for (let ms = 0; ms < 1300; ms++)
        if (intervals.some(({ fromMs, toMs }) => fromMs <= ms && ms < toMs)) covered++;
      const gap = beliefGap(intervals);
      expect(gap.beliefGap.value).toBe(covered);
      expect(gap.longestBeliefGap.value).toBeLessThanOrEqual(covered);
    },
  );

  test.prop([
    fc.array(fc.tuple(fc.nat(100), fc.integer({ min: -50, max: 50 })), { minLength: 1, maxLength: 20 }),
  ])('unprotected time never exceeds the time held', (pieces) => {
    let clock = 0;
    const stretches = pieces.map(([lengthMs, positionQty]) => {
      const fromMs = clock;
      clock += lengthMs;
      return { symbol: 'A', fromMs, toMs: clock, positionQty, startPrice: 100, worstPrice: 90 };
    });
    const naked = unprotectedTime(stretches, [{ symbol: 'A', fromMs: 0, toMs: clock + 1 }]);
    expect(naked.unprotectedShare.value).toBeLessThanOrEqual(1);
    expect(naked.longestUnprotectedTime.value).toBe(naked.unprotectedTime.value);
    expectHonest(naked);
  });

  test.prop([fc.array(fc.tuple(fc.nat(100), fc.integer({ min: -500, max: 500 })), { maxLength: 20 })])(
    'net exposure never exceeds gross',
    (rows) => {
      let clock = 0;
      const held = exposure({
        timeMs: rows.map(([lengthMs]) => (clock += lengthMs)),
        grossQuote: rows.map(([, net]) => Math.abs(net)),
        netQuote: rows.map(([, net]) => net),
        equityQuote: rows.map(() => 1000),
        endTimeMs: clock + 1,
      });
      expectHonest(held);
      if (held.timeInPosition.value === null) return;
      expect(held.timeInPosition.value).toBeLessThanOrEqual(1);
      expect(Math.abs(held.meanNetExposure.value!)).toBeLessThanOrEqual(
        held.meanGrossExposure.value! + 1e-12,
      );
    },
  );

  test.prop([
    fc.array(
      fc.tuple(fc.integer({ min: 1, max: 3 * DAY_MS }), fc.double({ min: 1, max: 1000, noNaN: true })),
      { minLength: 1, maxLength: 40 },
    ),
  ])('daily samples have one row a day, end with the last equity, and chain back to it', (rows) => {
    let clock = 0;
    const timeMs = [0, ...rows.map(([stepMs]) => (clock += stepMs))];
    const equityQuote = [500, ...rows.map(([, equity]) => equity)];
    const samples = dailySamples({ timeMs, equityQuote });
    expect(samples.equityQuote.at(-1)).toBe(equityQuote.at(-1));
    for (let row = 1; row < samples.dayStartMs.length; row++) {
      expect(samples.dayStartMs[row]! - samples.dayStartMs[row - 1]!).toBe(DAY_MS);
    }
    const growth = samples.returns.reduce((product, value) => product * (1 + value), 1);
    expect(growth).toBeCloseTo(equityQuote.at(-1)! / 500, 8);
  });
});
