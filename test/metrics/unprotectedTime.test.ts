import { describe, expect, test } from 'vitest';
import { beliefGap } from '../../src/metrics/beliefGap.ts';
import { coveredMs, longestMs, mergeIntervals } from '../../src/metrics/intervals.ts';
import { type UnprotectedStretch, unprotectedTime } from '../../src/metrics/unprotectedTime.ts';

describe('intervals', () => {
  const scattered = [
    { fromMs: 50, toMs: 60 },
    { fromMs: 0, toMs: 10 },
    { fromMs: 5, toMs: 8 },
    { fromMs: 10, toMs: 25 },
  ];

  test('merge where they overlap, touch or stand inside one another', () => {
    expect(mergeIntervals(scattered)).toEqual([
      { fromMs: 0, toMs: 25 },
      { fromMs: 50, toMs: 60 },
    ]);
    expect(coveredMs(scattered)).toBe(35);
    expect(longestMs(scattered)).toBe(25);
    expect(scattered[0]).toEqual({ fromMs: 50, toMs: 60 });
  });

  test('none cover nothing', () => {
    expect(mergeIntervals([])).toEqual([]);
    expect(coveredMs([])).toBe(0);
    expect(longestMs([])).toBe(0);
  });

  test.each([
    { fromMs: 2, toMs: 1 },
    { fromMs: 0, toMs: Number.NaN },
  ])('%j throws', (interval) => {
    expect(() => mergeIntervals([interval])).toThrow(/cannot run from/);
  });
});

test('beliefGap: total and longest, time covered twice counting once', () => {
  const gap = beliefGap([
    { fromMs: 0, toMs: 100 },
    { fromMs: 50, toMs: 150 },
    { fromMs: 1000, toMs: 1020 },
  ]);
  expect(gap.beliefGap.value).toBe(170);
  expect(gap.longestBeliefGap.value).toBe(150);
  expect(beliefGap([]).beliefGap.value).toBe(0);
  expect(beliefGap([]).longestBeliefGap.value).toBe(0);
});

describe('unprotectedTime', () => {
  const stretch = (overrides: Partial<UnprotectedStretch>): UnprotectedStretch => ({
    symbol: 'BTCUSDT',
    fromMs: 0,
    toMs: 1000,
    positionQty: 1,
    startPrice: 100,
    worstPrice: 100,
    ...overrides,
  });
  const HELD = [{ symbol: 'BTCUSDT', fromMs: 0, toMs: 10_000 }];

  test('sums, finds the longest, and sets it against the time held', () => {
    const naked = unprotectedTime(
      [stretch({}), stretch({ fromMs: 3000, toMs: 6000, positionQty: -2, startPrice: 90, worstPrice: 99 })],
      HELD,
    );
    expect(naked.unprotectedTime.value).toBe(4000);
    expect(naked.longestUnprotectedTime.value).toBe(3000);
    expect(naked.unprotectedShare.value).toBe(0.4);
    // 1 x 100 x 1 s + 2 x 90 x 3 s.
    expect(naked.unprotectedNotional.value).toBe(640);
    // A short is hurt by a rise: 90 to 99.
    expect(naked.unprotectedAdverseMove.value).toBeCloseTo(0.1, 15);
  });

  test('two symbols unprotected for a second are two seconds, of two held', () => {
    const naked = unprotectedTime(
      [stretch({}), stretch({ symbol: 'ETHUSDT' })],
      [...HELD, { symbol: 'ETHUSDT', fromMs: 0, toMs: 10_000 }],
    );
    expect(naked.unprotectedTime.value).toBe(2000);
    expect(naked.longestUnprotectedTime.value).toBe(1000);
    expect(naked.unprotectedShare.value).toBe(0.1);
  });

  test('stretches that touch are one gap, and its moves are measured from where it began', () => {
    // 100 -> 80 over two stretches is 20 %, though the second by itself fell from 90 to 80 only. Order does not matter.
    const naked = unprotectedTime(
      [
        stretch({ fromMs: 1000, toMs: 3000, positionQty: 2, startPrice: 90, worstPrice: 80 }),
        stretch({ worstPrice: 90 }),
      ],
      HELD,
    );
    expect(naked.longestUnprotectedTime.value).toBe(3000);
    expect(naked.unprotectedAdverseMove.value).toBe(0.2);
  });

  test('a position that turns, or a gap between, is measured anew', () => {
    const turned = unprotectedTime(
      [
        stretch({ worstPrice: 95 }),
        stretch({ fromMs: 1000, toMs: 2000, positionQty: -1, startPrice: 95, worstPrice: 95 }),
      ],
      HELD,
    );
    expect(turned.unprotectedAdverseMove.value).toBe(0.05);
    expect(turned.longestUnprotectedTime.value).toBe(2000);
    const apart = unprotectedTime(
      [stretch({ worstPrice: 95 }), stretch({ fromMs: 1001, toMs: 2000, startPrice: 50, worstPrice: 49 })],
      HELD,
    );
    expect(apart.unprotectedAdverseMove.value).toBe(0.05);
  });

  test('a move in favour is no adverse move', () => {
    expect(unprotectedTime([stretch({ worstPrice: 101 })], HELD).unprotectedAdverseMove.value).toBe(0);
  });

  test('never unprotected: no time, and no move to speak of', () => {
    const covered = unprotectedTime([], HELD);
    expect(covered.unprotectedTime.value).toBe(0);
    expect(covered.longestUnprotectedTime.value).toBe(0);
    expect(covered.unprotectedShare.value).toBe(0);
    expect(covered.unprotectedNotional.value).toBe(0);
    expect(covered.unprotectedAdverseMove.reason).toBe('nothing was unprotected');
  });

  test('never in position: no share', () => {
    expect(unprotectedTime([], []).unprotectedShare.reason).toBe('no position was held');
  });

  test('stretches of one symbol that overlap throw', () => {
    expect(() => unprotectedTime([stretch({}), stretch({ fromMs: 999, toMs: 1500 })], HELD)).toThrow(
      /BTCUSDT overlap at 999/,
    );
  });
});
