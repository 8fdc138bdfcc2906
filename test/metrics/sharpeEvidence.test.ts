import { describe, expect, test } from 'vitest';
import * as metrics from '../../src/metrics/index.ts';

const PUBLISHED = { sharpePerPeriod: 0.458, observationCount: 24, skewness: -2.448, kurtosis: 10.164 };

describe('the probabilistic Sharpe ratio', () => {
  test('takes the raw kurtosis: with the excess it is 0.9200, a common mistake', () => {
    expect(metrics.probabilisticSharpe(PUBLISHED).value).toBeCloseTo(0.913361083860933, 13);
    expect(metrics.probabilisticSharpe({ ...PUBLISHED, kurtosis: 7.164 }).value).toBeCloseTo(0.92, 4);
  });

  test('is one half against itself, and falls with the benchmark', () => {
    expect(metrics.probabilisticSharpe(PUBLISHED, 0.458).value).toBe(0.5);
    expect(metrics.probabilisticSharpe(PUBLISHED, 0.5).value).toBeLessThan(0.5);
  });

  test('is undefined where the ratio is', () => {
    expect(metrics.probabilisticSharpe([0.01]).reason).toBe('a standard deviation needs two returns');
    expect(metrics.probabilisticSharpe([0.01, 0.01]).reason).toBe('the returns have no variance');
    expect(metrics.probabilisticSharpe({ ...PUBLISHED, observationCount: 1 }).value).toBeNull();
    expect(metrics.probabilisticSharpe({ ...PUBLISHED, sharpePerPeriod: 1, skewness: 50 }).reason).toBe(
      'no sample has these moments',
    );
  });
});

describe('the minimum track record', () => {
  test('is where the probability reaches the confidence', () => {
    const length = metrics.minTrackRecordLength(PUBLISHED, { confidence: 0.95 }).value!;
    const there = metrics.probabilisticSharpe({ ...PUBLISHED, observationCount: length });
    expect(there.value).toBeCloseTo(0.95, 12);
    expect(length).toBeGreaterThan(PUBLISHED.observationCount);
  });

  test('is no length for a ratio that is not above its benchmark', () => {
    expect(metrics.minTrackRecordLength(PUBLISHED, { benchmarkPerPeriod: 0.458 }).value).toBeNull();
    expect(metrics.minTrackRecordLength([]).reason).toBe('there are no returns');
  });
});

test('no track record is negative: moments that no sample has give none', () => {
  const impossible = { sharpePerPeriod: 2, observationCount: 10, skewness: 3, kurtosis: 2 };
  expect(metrics.minTrackRecordLength(impossible).reason).toBe('no sample has these moments');
  expect(metrics.probabilisticSharpe(impossible).reason).toBe('no sample has these moments');
});

describe('the deflated Sharpe ratio', () => {
  test('is the published example', () => {
    // 46 independent trials, five years of days, an annual ratio of 2.5 with a variance of 1/2 between trials.
    const sample = {
      sharpePerPeriod: 2.5 / Math.sqrt(250),
      observationCount: 1250,
      skewness: -3,
      kurtosis: 10,
    };
    const trials = { trialCount: 46, trialSharpeDeviation: Math.sqrt(0.5 / 250) };
    expect(metrics.deflatedSharpe(sample, trials).value).toBeCloseTo(0.9505, 4);
    expect(metrics.deflatedSharpe(sample, { ...trials, trialCount: 100 }).value).toBeCloseTo(0.9004, 4);
  });

  test('asks for trials', () => {
    expect(metrics.deflatedSharpe(PUBLISHED, { trialCount: 1, trialSharpeDeviation: 1 }).value).toBeNull();
    expect(() => metrics.expectedMaxSharpe(2, -1)).toThrow('not negative');
  });

  test('luck grows with the number of trials', () => {
    const luck = [2, 10, 100, 10_000].map((count) => metrics.expectedMaxSharpe(count, 1).value!);
    expect(luck).toEqual([...luck].sort((a, b) => a - b));
    // The mean of the larger of two normal variables is 1 / sqrt(pi) = 0.564; the formula is an asymptote and says 0.52.
    expect(luck[0]).toBeCloseTo(0.52, 2);
  });
});
