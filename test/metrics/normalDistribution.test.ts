import fc from 'fast-check';
// @ts-expect-error The library comes without types.
import jstat from 'jstat';
import { describe, expect, test } from 'vitest';
import {
  chiSquareTail,
  erfc,
  normalCdf,
  normalDensity,
  normalQuantile,
} from '../../src/metrics/normalDistribution.ts';

/** Relative, because a tail of 1e-90 has digits too. */
function expectClose(actual: number, expected: number, relative = 1e-12): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(relative);
}

describe('the normal distribution', () => {
  // To 17 digits, by arithmetic of 50 digits.
  test.each([
    [1e-300, -37.0470962993612],
    [1e-100, -21.273453560965326],
    [1e-16, -8.222082216130435],
    [1e-10, -6.361340902404057],
    [0.001, -3.0902323061678136],
    [0.01, -2.326347874040841],
    [0.025, -1.9599639845400543],
    [0.05, -1.6448536269514726],
    [0.07499, -1.4396021182393162],
    [0.0751, -1.43882539275254],
    [0.3, -0.5244005127080408],
    [0.49999, -2.5066282748960008e-5],
    [0.95, 1.6448536269514722],
    [0.99, 2.3263478740408408],
    [0.999999, 4.753424308817088],
  ])('has its quantile of %f at %f', (probability, quantile) => {
    expectClose(normalQuantile(probability), quantile, 1e-15);
  });

  test.each([
    [-37, 5.725571222524577e-300],
    [-20, 2.7536241186062337e-89],
    [-8, 6.220960574271784e-16],
    [-2.9, 0.0018658133003840384],
    [-2.8, 0.0025551303304279342],
    [-1, 0.15865525393145705],
    [0.3, 0.6179114221889527],
    [5, 0.9999997133484281],
  ])('lies below %f with %f', (x, probability) => {
    expectClose(normalCdf(x), probability);
  });

  test('the quantile is the inverse of the probability, in both tails', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 5, noNaN: true }), (x) => {
        expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 8);
      }),
    );
  });

  test('agrees with a general library where that is exact', () => {
    for (let percent = 1; percent < 100; percent++) {
      const probability = percent / 100;
      expect(normalQuantile(probability)).toBeCloseTo(jstat.jStat.normal.inv(probability, 0, 1), 13);
      expect(normalCdf(percent / 25 - 2)).toBeCloseTo(jstat.jStat.normal.cdf(percent / 25 - 2, 0, 1), 14);
    }
  });

  test('both halves of erfc meet, and mirror each other', () => {
    expectClose(erfc(2 - 1e-15), erfc(2));
    expect(erfc(-0.7) + erfc(0.7)).toBe(2);
    expect(erfc(40)).toBe(0);
  });

  test('the density is the slope of the probability', () => {
    const slope = (normalCdf(0.7 + 1e-5) - normalCdf(0.7 - 1e-5)) / 2e-5;
    expect(normalDensity(0.7)).toBeCloseTo(slope, 9);
  });

  test.each([0, 1, -0.1, Number.NaN])('has no quantile of %f', (probability) => {
    expect(() => normalQuantile(probability)).toThrow('between 0 and 1');
  });
});

test('the tails of chi-square that the tests of a VaR need', () => {
  expectClose(chiSquareTail(3.841458820694124, 1), 0.05);
  expectClose(chiSquareTail(50, 1), 1.537459794428035e-12);
  expectClose(chiSquareTail(5.991464547107979, 2), 0.05);
});
