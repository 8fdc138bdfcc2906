import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/time.ts';
import { DailyCloses } from '../../src/market/dailyCloses.ts';
import { makeBar } from '../support/makeBar.ts';

/** The hour's bar that closes at hour `hour` of day `day`; hour 24 is midnight. */
function show(closes: DailyCloses, day: number, hour: number, close: number): void {
  const closeTimeMs = day * DAY_MS + hour * HOUR_MS;
  closes.see(makeBar({ openTimeMs: closeTimeMs - HOUR_MS, closeTimeMs, close }));
}

const days = (closes: DailyCloses) =>
  Array.from({ length: closes.length }, (_, row) => [
    closes.closeTimeMs[row]! / DAY_MS - 1,
    closes.close[row],
  ]);

describe('daily closes', () => {
  test('a day counts with its last bar, at midnight sharp, and not an hour before', () => {
    const closes = new DailyCloses();
    show(closes, 10, 23, 99);
    expect(closes.length).toBe(0);
    show(closes, 10, 24, 100);
    expect(days(closes)).toEqual([[10, 100]]);
    show(closes, 11, 1, 101);
    expect(days(closes)).toEqual([[10, 100]]);
  });

  test('a day whose last bar did not arrive is missing, not half a day', () => {
    const closes = new DailyCloses();
    show(closes, 10, 24, 100);
    show(closes, 11, 22, 55);
    show(closes, 12, 1, 56);
    show(closes, 12, 24, 60);
    expect(days(closes)).toEqual([
      [10, 100],
      [12, 60],
    ]);
  });

  test('a bar that comes twice, or late, or closes at nothing, changes nothing', () => {
    const closes = new DailyCloses();
    show(closes, 10, 24, 100);
    show(closes, 11, 24, 110);
    show(closes, 11, 24, 999);
    show(closes, 10, 24, 999);
    show(closes, 12, 24, 0);
    expect(days(closes)).toEqual([
      [10, 100],
      [11, 110],
    ]);
  });

  test('a venue may call the close the millisecond before, and bars may be of a day or of seven hours', () => {
    const closes = new DailyCloses();
    const early = 11 * DAY_MS - 1;
    closes.see(makeBar({ openTimeMs: early - HOUR_MS + 1, closeTimeMs: early, close: 100 }));
    closes.see(makeBar({ openTimeMs: 11 * DAY_MS, closeTimeMs: 12 * DAY_MS, close: 110 }));
    const seven = 12 * DAY_MS + 21 * HOUR_MS;
    closes.see(makeBar({ openTimeMs: seven - 14 * HOUR_MS, closeTimeMs: seven - 7 * HOUR_MS, close: 1 }));
    closes.see(makeBar({ openTimeMs: seven - 7 * HOUR_MS, closeTimeMs: seven, close: 120 }));
    expect(days(closes)).toEqual([
      [10, 100],
      [11, 110],
      [12, 120],
    ]);
  });

  test('grows beyond its first room and finds its rows', () => {
    const closes = new DailyCloses();
    for (let day = 0; day < 2_000; day++) show(closes, day, 24, day + 1);
    expect(closes.length).toBe(2_000);
    expect(days(closes).at(-1)).toEqual([1_999, 2_000]);
    expect(days(closes)[729]).toEqual([729, 730]);
    expect(closes.rowAtOrAfter(1_990 * DAY_MS)).toBe(1_989);
    expect(closes.rowAtOrAfter(0)).toBe(0);
    expect(closes.rowAtOrAfter(Number.MAX_SAFE_INTEGER)).toBe(2_000);
  });
});
