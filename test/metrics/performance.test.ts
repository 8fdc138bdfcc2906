import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/time.ts';
import * as reference from '../../src/metrics/index.ts';

const { performance } = reference;

function daily(...equityQuote: number[]): reference.EquitySeries {
  return { timeMs: equityQuote.map((_, day) => day * DAY_MS), equityQuote };
}

describe('performance', () => {
  test('ratios rest on daily samples, drawdowns on the finest series', () => {
    // One day that falls to 50 at noon and closes at 110, and one that closes at 99.
    const { metrics, samples, drawdown } = performance({
      timeMs: [0, 12 * HOUR_MS, DAY_MS, 2 * DAY_MS],
      equityQuote: [100, 50, 110, 99],
    });
    expect([...samples.returns]).toEqual([110 / 100 - 1, 99 / 110 - 1]);
    expect(metrics.totalReturn.value).toBeCloseTo(-0.01, 14);
    expect(metrics.maxDrawdown.value).toBe(-0.5);
    expect(metrics.maxDrawdownDuration.value).toBe(DAY_MS);
    expect(metrics.maxDrawdownRecovery.value).toBe(12 * HOUR_MS);
    expect(metrics.longestUnderwater.value).toBe(DAY_MS);
    expect(drawdown.open).toBe(false);
    // Two daily returns of +10 % and -10 %: mean 0, sd sqrt(0.02).
    expect(metrics.volatility.value).toBeCloseTo(Math.sqrt(0.02 * 365), 12);
    expect(metrics.sharpe.value).toBeCloseTo(0, 12);
    expect(metrics.omega.value).toBeCloseTo(1, 12);
    expect(metrics.cagr.value).toBeCloseTo(0.99 ** (365 / 2) - 1, 12);
    expect(metrics.calmar.value).toBeCloseTo((0.99 ** (365 / 2) - 1) / 0.5, 12);
    // Daily drawdowns 0 and -0.1.
    expect(metrics.ulcerIndex.value).toBeCloseTo(Math.sqrt(0.01 / 2), 14);
    expect(metrics.valueAtRisk95.value).toBeCloseTo(0.1, 14);
    expect(metrics.expectedShortfall99.value).toBeCloseTo(0.1, 14);
    expect(metrics.valueAtRisk99.insufficientSample).toBe(true);
  });

  test('hands its options on', () => {
    const equity = daily(100, 110, 99, 120);
    const { metrics } = performance(equity, {
      periodsPerYear: 2,
      riskFreeAnnualRatio: 0.05,
      minimumAnnualRatio: 0.1,
      varWindowDays: 1,
    });
    const { returns } = reference.dailySamples(equity);
    expect(metrics.cagr).toEqual(reference.cagr(returns, 2));
    expect(metrics.volatility).toEqual(reference.volatility(returns, 2));
    expect(metrics.sharpe).toEqual(
      reference.sharpe(returns, { periodsPerYear: 2, riskFreeAnnualRatio: 0.05 }),
    );
    expect(metrics.sortino).toEqual(
      reference.sortino(returns, { periodsPerYear: 2, minimumAnnualRatio: 0.1 }),
    );
    expect(metrics.downsideDeviation).toEqual(
      reference.downsideDeviation(returns, { periodsPerYear: 2, minimumAnnualRatio: 0.1 }),
    );
    expect(metrics.valueAtRisk95).toMatchObject({ value: -returns[2]!, observationCount: 1 });
  });

  test('95 % and 99 % are told apart', () => {
    // 100 days: day d loses d / 1000.
    const losses = Array.from({ length: 100 }, (_, day) => (day + 1) / 1000);
    let equity = 1;
    const { metrics } = performance(daily(1, ...losses.map((loss) => (equity *= 1 - loss))));
    expect(metrics.valueAtRisk95.value).toBeCloseTo(0.096, 12);
    expect(metrics.valueAtRisk99.value).toBeCloseTo(0.1, 12);
    expect(metrics.expectedShortfall95.value).toBeCloseTo(0.098, 12);
    expect(metrics.expectedShortfall99.value).toBeCloseTo(0.1, 12);
  });

  const RATIO_NAMES = [
    'volatility',
    'downsideDeviation',
    'sharpe',
    'sortino',
    'calmar',
    'omega',
    'skewness',
    'excessKurtosis',
    'tailRatio',
    'valueAtRisk95',
    'valueAtRisk99',
    'expectedShortfall95',
    'expectedShortfall99',
  ] as const;

  test('of an account that goes on from zero or below: CAGR -1, return and drawdown stand, ratios do not', () => {
    const { metrics, samples } = performance(daily(100, 50, -20, -10, 5));
    expect(samples.ruinTimeMs).toBe(2 * DAY_MS);
    expect(metrics.cagr.value).toBe(-1);
    expect(metrics.totalReturn.value).toBe(5 / 100 - 1);
    expect(metrics.maxDrawdown.value).toBe(-1.2);
    for (const name of RATIO_NAMES) expect(metrics[name].reason).toBe('equity fell below zero');
  });

  test('of an account that ends at exactly zero: the ratios use the returns up to it', () => {
    const { metrics } = performance(daily(100, 110, 0));
    expect(metrics.cagr.value).toBe(-1);
    expect(metrics.calmar.value).toBe(-1);
    expect(metrics.totalReturn.value).toBe(-1);
    expect(metrics.sharpe).toEqual(reference.sharpe([110 / 100 - 1, -1]));
    expect(metrics.valueAtRisk95.value).toBe(1);
  });

  test('of a flat account has no ratios and no drawdown', () => {
    const { metrics } = performance(daily(100, 100, 100));
    expect(metrics.totalReturn.value).toBe(0);
    expect(metrics.volatility.value).toBe(0);
    expect(metrics.maxDrawdown.value).toBe(0);
    for (const name of ['sharpe', 'sortino', 'calmar', 'omega', 'tailRatio'] as const) {
      expect(metrics[name].value).toBeNull();
    }
  });
});

describe('the registry', () => {
  const SENTENCE = /^.+\.$/;

  test('names every metric by its key, and defines it in a sentence', () => {
    for (const [name, metric] of Object.entries(reference.metrics)) {
      expect(metric.name).toBe(name);
      expect(metric.title).not.toBe('');
      expect(metric.definition).toMatch(SENTENCE);
    }
    const titles = Object.values(reference.metrics).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('is exactly what the functions compute', () => {
    const none = { timeMs: [], grossQuote: [], netQuote: [], equityQuote: [], endTimeMs: 0 };
    const computed = {
      ...performance(daily(100, 101)).metrics,
      ...reference.positionRisk([]),
      ...reference.tradePerformance([]),
      ...reference.exposure(none),
      ...reference.peakNotional([], 0),
      turnover: reference.turnover(0, [1]),
      ...reference.costs({ feesQuote: 0, fundingQuote: 0, spreadQuote: 0, impactQuote: 0 }, 0),
      ...reference.unprotectedTime([], []),
      ...reference.beliefGap([]),
    };
    expect(Object.keys(computed).sort()).toEqual(Object.keys(reference.metrics).sort());
  });
});
