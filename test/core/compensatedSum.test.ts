import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { CompensatedSum, sumOf } from '../../src/core/compensatedSum.ts';

describe('compensated sum', () => {
  test('0.1 + 0.2 + 0.3 is 0.6, and an empty sum is 0', () => {
    expect(0.1 + 0.2 + 0.3).not.toBe(0.6);
    expect(sumOf([0.1, 0.2, 0.3])).toBe(0.6);
    expect(sumOf([])).toBe(0);
    expect(new CompensatedSum(5).total).toBe(5);
  });

  test("Neumaier's example, which Kahan's sum gets wrong", () => {
    expect(sumOf([1, 1e100, 1, -1e100])).toBe(2);
  });

  test('ten million cents are a hundred thousand', () => {
    const sum = new CompensatedSum();
    for (let index = 0; index < 10_000_000; index++) sum.add(0.01);
    expect(sum.total).toBe(100_000);
  });

  test.prop([fc.array(fc.integer({ min: -1e12, max: 1e12 }), { maxLength: 200 })])(
    'sums of hundredths are those of whole numbers',
    (cents) => {
      const exact = cents.reduce((sum, cent) => sum + cent, 0) / 100;
      const magnitude = cents.reduce((sum, cent) => sum + Math.abs(cent), 0) / 100;
      expect(Math.abs(sumOf(cents.map((cent) => cent / 100)) - exact)).toBeLessThanOrEqual(
        magnitude * 2 ** -52,
      );
    },
  );
});
