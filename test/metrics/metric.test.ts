import { describe, expect, test } from 'vitest';
import { defined, undefinedBecause } from '../../src/metrics/metric.ts';
import { ratePerPeriod, whyNoRatio } from '../../src/metrics/returns.ts';
import { hasZeroVariance } from '../../src/metrics/zeroVariance.ts';

describe('a metric', () => {
  test('carries a value without a reason, or a reason without a value', () => {
    expect(defined(1.5)).toEqual({ value: 1.5, reason: null });
    expect(undefinedBecause('no trade was closed')).toEqual({ value: null, reason: 'no trade was closed' });
  });

  test.each([Number.NaN, Infinity, -Infinity])('never carries %s', (value) => {
    expect(defined(value).value).toBeNull();
    expect(defined(value).reason).not.toBe('');
  });

  test('has one zero', () => {
    expect(Object.is(defined(-0).value, 0)).toBe(true);
  });
});

describe('hasZeroVariance', () => {
  test.each([[[]], [[0.3]], [[0.01, 0.01]], [[0.1 + 0.2, 0.3]], [[0, 0, 0]], [[-0.02, -0.02]]])(
    'holds for %j',
    (column) => {
      expect(hasZeroVariance(column)).toBe(true);
    },
  );

  test('does not hold for what differs beyond the last bits, however small', () => {
    expect(hasZeroVariance([0.3, 0.3 * (1 + 5 * Number.EPSILON)])).toBe(false);
    expect(hasZeroVariance([1e-12, 2e-12])).toBe(false);
    expect(hasZeroVariance(Float64Array.of(-1, 1))).toBe(false);
  });
});

describe('whyNoRatio', () => {
  test('says what forbids a ratio', () => {
    expect(whyNoRatio([])).toBe('there are no returns');
    expect(whyNoRatio([0.1, Number.NaN])).toBe('a return is not a finite number');
    expect(whyNoRatio([0.1, -1.2])).toBe('equity fell below zero');
    expect(whyNoRatio([0.1, -1, 0.1])).toBe('samples follow after equity reached zero');
  });

  test('allows a last return of exactly -1', () => {
    expect(whyNoRatio([0.1, -1])).toBeNull();
    expect(whyNoRatio([-0.999999])).toBeNull();
  });
});

test('ratePerPeriod compounds to the annual rate', () => {
  // 1.1^2 = 1.21.
  expect(ratePerPeriod(0.21, 2)).toBeCloseTo(0.1, 14);
  expect(ratePerPeriod(0, 365)).toBe(0);
});
