import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as metrics from '../../src/metrics/index.ts';

const DAY_MS = 86_400_000;
const RETURNS = [0.01, -0.02, 0.015, -0.03, 0.005, 0.02, -0.01, 0.03, -0.04, 0.012];
const METHODS = {
  normal: metrics.normalValueAtRisk,
  cornishFisher: metrics.cornishFisherValueAtRisk,
  ewma: metrics.ewmaValueAtRisk,
  filtered: metrics.filteredValueAtRisk,
  interpolated: metrics.interpolatedValueAtRisk,
};
const columns = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 5, maxLength: 60 });

describe.each(Object.entries(METHODS))('value at risk, %s', (_name, method) => {
  test('scales with its column, so that quote follows from a ratio', () => {
    const quote = RETURNS.map((value) => value * 5000);
    const ratio = method(RETURNS, { alpha: 0.05 }).value!;
    expect(method(quote, { alpha: 0.05 }).value).toBeCloseTo(ratio * 5000, 8);
  });

  test.each([0, -1, 1.5, Number.NaN])(
    'a window of %d rows is no window, and not all of them',
    (windowRows) => {
      expect(() => method(RETURNS, { alpha: 0.05, windowRows })).toThrow('a window has one row or more');
      expect(() => metrics.valueAtRisk(RETURNS, { alpha: 0.05, windowRows })).toThrow('a window has');
    },
  );

  test('reads its window only', () => {
    const windowed = method([-0.9, 0.9, ...RETURNS], { alpha: 0.05, windowRows: RETURNS.length });
    expect(windowed.value).toBe(method(RETURNS, { alpha: 0.05 }).value);
  });

  test('is a number or says why not', () => {
    expect(method([], { alpha: 0.05 }).reason).toBe('there are no observations');
    expect(method([0.1, Number.NaN], { alpha: 0.05 }).value).toBeNull();
    expect(() => method(RETURNS, { alpha: 0 })).toThrow('alpha');
    fc.assert(
      fc.property(columns, (column) => {
        const { value, reason } = method(column, { alpha: 0.01 });
        if (value === null) expect(reason).not.toBe('');
        else expect(Number.isFinite(value)).toBe(true);
      }),
    );
  });
});

test('a deeper tail loses no less by the normal and the weighted method', () => {
  fc.assert(
    fc.property(columns, (column) => {
      for (const method of [METHODS.normal, METHODS.ewma, METHODS.filtered]) {
        const [shallow, deep] = [0.05, 0.01].map((alpha) => method(column, { alpha }).value);
        if (shallow !== null) expect(deep).toBeGreaterThanOrEqual(shallow!);
      }
    }),
  );
});

test('an expected shortfall is not below the value at risk of its tail', () => {
  expect(metrics.normalExpectedShortfall(RETURNS, { alpha: 0.05 }).value).toBeGreaterThan(
    metrics.normalValueAtRisk(RETURNS, { alpha: 0.05 }).value!,
  );
  expect(metrics.filteredExpectedShortfall(RETURNS, { alpha: 0.25 }).value).toBeGreaterThan(
    metrics.filteredValueAtRisk(RETURNS, { alpha: 0.25 }).value!,
  );
});

test('without skewness and excess kurtosis Cornish-Fisher is the normal quantile', () => {
  // Five values with skewness 0; mixed so that m4 / m2^2 = 3: x^2 in {0, 1} with a share of 1/3 outside 0.
  const column = [-1, 1, 0, 0, 0, 0];
  expect(metrics.populationMoments(column)).toMatchObject({ skewness: 0, kurtosis: 3 });
  const { value, isMonotone } = metrics.cornishFisherValueAtRisk(column, { alpha: 0.05 });
  expect(value).toBeCloseTo(1.6448536269514726 * Math.sqrt(1 / 3), 12);
  expect(isMonotone).toBe(true);
});

describe('the domain of Cornish-Fisher', () => {
  const rises = (skewness: number, excessKurtosis: number) => {
    const slope = (z: number) =>
      1 +
      (z * skewness) / 3 +
      ((z * z - 1) * excessKurtosis) / 8 -
      ((6 * z * z - 5) * skewness * skewness) / 36;
    for (let z = -60; z <= 60; z += 0.01) if (slope(z) < -1e-9) return false;
    return true;
  };

  test('is where the expansion rises everywhere', () => {
    for (let skewness = -3; skewness <= 3; skewness += 0.5)
      for (let excess = -2; excess <= 12; excess += 0.5)
        expect([skewness, excess, metrics.isMonotone(skewness, excess)]).toEqual([
          skewness,
          excess,
          rises(skewness, excess),
        ]);
  });

  test('is left by a crash: the answer stands and is flagged', () => {
    const crash = [...new Array(99).fill(0.001), -0.99];
    const { value, isMonotone } = metrics.cornishFisherValueAtRisk(crash, { alpha: 0.01 });
    expect(value).not.toBeNull();
    expect(isMonotone).toBe(false);
  });
});

test('filtering divides by the volatility of each day and multiplies by that after the last', () => {
  // Mean square 0.025; after 0.1: 0.0175; after -0.2: 0.02875.
  const filtered = metrics.filteredValueAtRisk([0.1, -0.2], { alpha: 0.05, decay: 0.5 });
  expect(filtered.value).toBeCloseTo(0.2 * Math.sqrt(0.02875 / 0.0175), 14);
  expect(metrics.filteredExpectedShortfall([0.1, -0.2], { alpha: 1 - 1e-9, decay: 0.5 }).value).toBeCloseTo(
    0.1 * Math.sqrt(0.02875 / 0.0175) - 0.05 * Math.sqrt(0.02875 / 0.025),
    8,
  );
});

test('filtering rescales a calm past to a stormy today', () => {
  const calmThenStorm = [...new Array(200).fill(0).map((_, row) => (row % 2 ? 0.01 : -0.01)), 0.1, -0.1];
  const plain = metrics.valueAtRisk(calmThenStorm, { alpha: 0.05 }).value!;
  const filtered = metrics.filteredValueAtRisk(calmThenStorm, { alpha: 0.05 }).value!;
  expect(plain).toBeCloseTo(0.01, 12);
  expect(filtered).toBeGreaterThan(2 * plain);
  expect(metrics.filteredValueAtRisk([0, 0], { alpha: 0.05 }).reason).toBe('every observation is zero');
});

describe('the methods on a run', () => {
  const equity = (days: number) => {
    let value = 100;
    const equityQuote = [100];
    for (let day = 0; day < days; day++) equityQuote.push((value *= 1 + RETURNS[day % RETURNS.length]!));
    return { timeMs: equityQuote.map((_, day) => day * DAY_MS), equityQuote };
  };
  const ESTIMATES = [
    'probabilisticSharpe',
    'minTrackRecordLength',
    ...['Normal', 'CornishFisher', 'Ewma', 'Filtered'].flatMap((method) => [
      `valueAtRisk95${method}`,
      `valueAtRisk99${method}`,
    ]),
  ] as (keyof metrics.Performance)[];

  test.each(ESTIMATES)('%s is refused under thirty days, and says so', (name) => {
    const { metrics: few } = metrics.performance(equity(29));
    expect(few[name]).toMatchObject({
      value: null,
      reason: 'there are 29 daily returns, and 30 are needed',
    });
  });

  test('are those of the daily returns from thirty days on', () => {
    const { metrics: enough, samples } = metrics.performance(equity(30));
    expect(enough.valueAtRisk95Normal).toEqual(
      metrics.normalValueAtRisk(samples.returns, { alpha: 0.05, windowRows: 252 }),
    );
    expect(enough.valueAtRisk99CornishFisher).toEqual(
      metrics.cornishFisherValueAtRisk(samples.returns, { alpha: 0.01, windowRows: 252 }),
    );
    expect(enough.valueAtRisk99Filtered.value).toBe(
      metrics.filteredValueAtRisk(samples.returns, { alpha: 0.01 }).value,
    );
    expect(enough.probabilisticSharpe).toEqual(metrics.probabilisticSharpe(samples.returns));
    expect(enough.valueAtRisk95Ewma.value).not.toBe(enough.valueAtRisk99Ewma.value);
  });

  test('speak of no run that fell below zero', () => {
    const ruined = { timeMs: [0, DAY_MS, 2 * DAY_MS], equityQuote: [100, -5, -6] };
    expect(metrics.performance(ruined).metrics.valueAtRisk95Ewma.reason).toBe('equity fell below zero');
  });
});
