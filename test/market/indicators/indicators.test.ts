import { fc, test as property } from '@fast-check/vitest';
import { ATR, RSI, SMA } from 'technicalindicators';
import { describe, expect, test } from 'vitest';
import { keyedRandom } from '../../../src/core/random.ts';
import { atrColumn, initialAtr, trueRange, updateAtr } from '../../../src/market/indicators/atr.ts';
import { initialRsi, rsiColumn, updateRsi } from '../../../src/market/indicators/rsi.ts';
import { initialSma, smaColumn, updateSma } from '../../../src/market/indicators/sma.ts';

/** A walk of 300 bars, the same each time. */
const draw = keyedRandom(7, 'market', 'indicators');
const close: number[] = [];
for (let row = 0; row < 300; row++) close.push((close.at(-1) ?? 30_000) * (0.97 + 0.06 * draw('close', row)));
const high = close.map((price, row) => price * (1 + 0.03 * draw('high', row)));
const low = close.map((price, row) => price * (1 - 0.03 * draw('low', row)));

describe('SMA', () => {
  test('is the mean of the last period values, from row period - 1', () => {
    expect(smaColumn([3, 6, 9, 0], 3)).toEqual([null, null, 6, 5]);
    expect(smaColumn([3, 6], 1)).toEqual([3, 6]);
    expect(smaColumn([3, 6], 3)).toEqual([null, null]);
    expect(smaColumn([], 3)).toEqual([]);
  });

  test('carries no error from a large value that has left the window', () => {
    expect(smaColumn([1e17, 1, 2, 3], 2).at(-1)).toBe(2.5);
  });

  test('agrees with technicalindicators', () => {
    const theirs = SMA.calculate({ period: 20, values: close });
    const ours = smaColumn(close, 20).slice(19);
    expect(ours).toHaveLength(theirs.length);
    for (const [row, value] of theirs.entries()) expect(ours[row]! / value).toBeCloseTo(1, 12);
  });
});

describe('ATR', () => {
  test('the true range counts the gap from the previous close', () => {
    expect(trueRange(12, 10, 11)).toBe(2);
    expect(trueRange(12, 10, 8)).toBe(4);
    expect(trueRange(12, 10, 15)).toBe(5);
  });

  test('begins with the plain mean of the true ranges of bars 1 to period, then smooths', () => {
    // True ranges from bar 1 on: max(12, 9) - min(11, 9) = 3; 13 - 9 = 4; 12 - 10 = 2; 20 - 11 = 9.
    // Period 2: (3 + 4) / 2 = 3.5; (3.5 + 2) / 2 = 2.75; (2.75 + 9) / 2 = 5.875.
    expect(atrColumn([10, 12, 13, 12, 20], [8, 11, 9, 10, 12], [9, 11, 12, 11, 15], 2)).toEqual([
      null,
      null,
      3.5,
      2.75,
      5.875,
    ]);
  });

  test('of period 1 is the true range', () => {
    expect(atrColumn([10, 12, 13], [8, 11, 9], [9, 11, 12], 1)).toEqual([null, 3, 4]);
  });

  test('agrees with technicalindicators', () => {
    const theirs = ATR.calculate({ period: 14, high, low, close });
    const ours = atrColumn(high, low, close, 14).slice(14);
    expect(ours).toHaveLength(theirs.length);
    for (const [row, value] of theirs.entries()) expect(ours[row]! / value).toBeCloseTo(1, 12);
  });
});

describe('RSI', () => {
  test('begins with the plain means of the first period changes, then smooths', () => {
    // Changes +3, -1, 0, -2. Period 2: gain (3 + 0) / 2 = 1.5, loss 0.5: 75. Then gain 0.75, loss 0.25: 75.
    // Then gain 0.375, loss (0.25 + 2) / 2 = 1.125: 100 x 0.375 / 1.5 = 25.
    expect(rsiColumn([10, 13, 12, 12, 10], 2)).toEqual([null, null, 75, 75, 25]);
  });

  test('is 100 when all rose, 0 when all fell, 50 when nothing moved', () => {
    expect(rsiColumn([1, 2, 3, 4], 3).at(-1)).toBe(100);
    expect(rsiColumn([4, 3, 2, 1], 3).at(-1)).toBe(0);
    expect(rsiColumn([5, 5, 5, 5], 3).at(-1)).toBe(50);
  });

  test('agrees with technicalindicators to the two decimals it keeps', () => {
    const theirs = RSI.calculate({ period: 14, values: close });
    const ours = rsiColumn(close, 14).slice(14);
    expect(ours).toHaveLength(theirs.length);
    for (const [row, value] of theirs.entries())
      expect(Math.abs(ours[row]! - value)).toBeLessThanOrEqual(0.005 + 1e-9);
  });
});

describe.each([
  ['SMA', initialSma, (state: never, row: number) => updateSma(state, close[row]!)],
  ['RSI', initialRsi, (state: never, row: number) => updateRsi(state, close[row]!)],
  ['ATR', initialAtr, (state: never, row: number) => updateAtr(state, high[row]!, low[row]!, close[row]!)],
] as const)('%s state', (_name, initial, update) => {
  test('is plain JSON: a copy that went through text goes on as the original does', () => {
    for (const stopRow of [0, 1, 5, 13, 14, 15, 40]) {
      const state = initial(14) as never;
      for (let row = 0; row < stopRow; row++) update(state, row);
      const copy = JSON.parse(JSON.stringify(state)) as never;
      for (let row = stopRow; row < 80; row++) expect(update(copy, row)).toBe(update(state, row));
      expect(copy).toEqual(state);
    }
  });

  test.each([0, -1, 2.5, Number.NaN, Infinity])('refuses a period of %s', (period) => {
    expect(() => initial(period)).toThrow(/whole number of bars/);
  });
});

const prices = fc.array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), { minLength: 3, maxLength: 60 });

property.prop([prices, fc.integer({ min: 1, max: 20 })])(
  'RSI lies between 0 and 100, and a mirrored walk mirrors it',
  (walk, period) => {
    const mirrored = rsiColumn(
      walk.map((price) => -price),
      period,
    );
    for (const [row, value] of rsiColumn(walk, period).entries()) {
      expect(value === null).toBe(row < period);
      if (value === null) continue;
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(100);
      expect(mirrored[row]).toBeCloseTo(100 - value, 9);
    }
  },
);

property.prop([prices, fc.integer({ min: 1, max: 20 })])('no row knows of a later one', (walk, period) => {
  const half = walk.length >> 1;
  const first = walk.slice(0, half);
  expect(smaColumn(walk, period).slice(0, half)).toEqual(smaColumn(first, period));
  expect(rsiColumn(walk, period).slice(0, half)).toEqual(rsiColumn(first, period));
  expect(atrColumn(walk, walk, walk, period).slice(0, half)).toEqual(atrColumn(first, first, first, period));
});
