import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  duration,
  fixed,
  MINUS,
  money,
  multiple,
  percent,
  significant,
  THIN,
  unitText,
  utcTime,
} from '../../src/report/numbers.ts';

describe('percent', () => {
  test.each([
    [0.1234, `12.34${THIN}%`],
    [-0.05, `${MINUS}5.00${THIN}%`],
    [0, `0.00${THIN}%`],
    [-0.9999996, `${MINUS}99.99996${THIN}%`],
    [-1, `${MINUS}100.00${THIN}%`],
    [0.000049, `0.0049${THIN}%`],
    [12.5, `1,250.0${THIN}%`],
  ])('%d is %s', (ratio, text) => {
    expect(percent(ratio)).toBe(text);
  });

  property.prop([fc.double({ min: -0.9999999999, max: -0.9, noNaN: true })])(
    'a loss of nearly everything is never shown as everything',
    (ratio) => {
      expect(percent(ratio)).not.toBe(percent(-1));
    },
  );
});

describe('numbers', () => {
  test('what rounds to zero has no minus', () => {
    expect(fixed(-0.001, 2)).toBe('0.00');
  });

  test('thousands are grouped before the point only', () => {
    expect(fixed(1_234_567.891, 3)).toBe('1,234,567.891');
    expect(significant(0.00005, 6)).toBe('0.00005');
  });

  test('the very large and the very small keep a readable form', () => {
    expect(fixed(1.5e21, 2)).toContain('×');
    expect(significant(3e-15)).toContain('10⁻¹⁵');
  });

  test('money smaller than a cent is not shown as nothing', () => {
    expect(money(-0.00123, 'USDT')).toBe(`${MINUS}0.0012${THIN}USDT`);
  });

  test('units of rules and metrics', () => {
    expect(unitText(0.1, 'ratio', 'USDT')).toBe(`10.00${THIN}%`);
    expect(unitText(10_000, 'ms', 'USDT')).toBe(`10${THIN}s`);
    expect(unitText(3, 'count', 'USDT')).toBe('3');
    expect(unitText(5, 'bars', 'USDT')).toBe(`5${THIN}bars`);
  });

  test('a margin buffer becomes a multiple where percent would be long', () => {
    expect(multiple(0.5)).toBe(`50.00${THIN}%`);
    expect(multiple(395.41)).toBe('395.4×');
  });

  property.prop([fc.double({ noNaN: true, noDefaultInfinity: true })])(
    'no number comes out as NaN or undefined',
    (value) => {
      for (const text of [fixed(value, 2), significant(value), percent(value), money(value, 'X')]) {
        expect(text).not.toMatch(/NaN|Infinity|undefined/);
      }
    },
  );
});

test.each([
  [0, `0${THIN}s`],
  [250, `250${THIN}ms`],
  [2_345, `2.345${THIN}s`],
  [61_000, `1${THIN}min 1${THIN}s`],
  [8_040_000, `2${THIN}h 14${THIN}min`],
  [172_800_000, `2${THIN}d`],
  [-8_040_000, `${MINUS}2${THIN}h 14${THIN}min`],
])('a duration of %d ms is %s', (durationMs, text) => {
  expect(duration(durationMs)).toBe(text);
});

test('times are UTC and say so', () => {
  expect(utcTime(Date.UTC(2022, 4, 12, 13, 45))).toBe('2022-05-12 13:45:00 UTC');
  expect(utcTime(Date.UTC(2022, 4, 12, 13, 45, 0, 7))).toBe('2022-05-12 13:45:00.007 UTC');
});
