import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/core/time.ts';
import { DailyCloses } from '../../src/market/dailyCloses.ts';
import { correlation } from '../../src/metrics/correlation.ts';
import { DailyCorrelations } from '../../src/risk/dailyCorrelations.ts';
import { makeBar } from '../support/makeBar.ts';

/** Closes from day 0 on; a null is a day that was not seen. */
function closesOf(prices: readonly (number | null)[]): DailyCloses {
  const closes = new DailyCloses();
  prices.forEach((close, day) => {
    if (close === null) return;
    const openTimeMs = day * DAY_MS;
    closes.see(makeBar({ openTimeMs, closeTimeMs: openTimeMs + DAY_MS, close }));
  });
  return closes;
}

const A = [100, 110, 99, 105, 120, 90];
const B = [50, 52, 51, 49, 60, 61];
const returnsOf = (prices: readonly number[]) =>
  prices.slice(1).map((price, row) => price / prices[row]! - 1);

function correlate(a: DailyCloses, b: DailyCloses, atDay: number, lookbackDays = 252) {
  return new DailyCorrelations().of('a/b', [a, b], { atMs: atDay * DAY_MS, lookbackDays });
}

describe('correlations of daily returns', () => {
  test('are Pearson over the simple returns of the days that both have', () => {
    const found = correlate(closesOf(A), closesOf(B), 6);
    expect(found.dayCount).toBe(5);
    expect(found.correlation.value).toBe(correlation(returnsOf(A), returnsOf(B)).value);
  });

  test('a day that one of them lacks costs two returns', () => {
    expect(correlate(closesOf(A), closesOf([50, 52, null, 49, 60, 61]), 6).dayCount).toBe(3);
  });

  test('the look-back counts days back from the last completed one', () => {
    const found = correlate(closesOf(A), closesOf(B), 6, 3);
    expect(found.dayCount).toBe(3);
    expect(found.correlation.value).toBe(correlation(returnsOf(A).slice(-3), returnsOf(B).slice(-3)).value);
    // What was long ago says nothing about now, however few days were seen since.
    expect(correlate(closesOf(A), closesOf(B), 8, 3).dayCount).toBe(1);
  });

  test('without a variance there is none, and it says why', () => {
    const found = correlate(closesOf([1, 1, 1, 1]), closesOf([5, 6, 7, 8]), 4);
    expect(found.correlation).toEqual({ value: null, reason: 'the returns have no variance' });
  });

  test('what is kept is found anew when a midnight has passed without a bar', () => {
    const kept = new DailyCorrelations();
    const pair = [closesOf(A), closesOf(B)] as const;
    const daysAt = (atDay: number) =>
      kept.of('a/b', pair, { atMs: atDay * DAY_MS, lookbackDays: 3 }).dayCount;
    expect([daysAt(6), daysAt(7), daysAt(8)]).toEqual([3, 2, 1]);
  });

  test('what is kept is found anew when a day has come', () => {
    const kept = new DailyCorrelations();
    const [a, b] = [closesOf(A.slice(0, 5)), closesOf(B.slice(0, 5))];
    const ask = (atDay: number) => kept.of('a/b', [a, b], { atMs: atDay * DAY_MS, lookbackDays: 252 });
    expect(ask(5)).toBe(ask(5));
    const before = ask(5);
    for (const [closes, prices] of [
      [a, A],
      [b, B],
    ] as const) {
      closes.see(makeBar({ openTimeMs: 5 * DAY_MS, closeTimeMs: 6 * DAY_MS, close: prices[5]! }));
    }
    expect(ask(6).dayCount).toBe(before.dayCount + 1);
    expect(ask(6).correlation.value).toBe(correlation(returnsOf(A), returnsOf(B)).value);
  });
});
