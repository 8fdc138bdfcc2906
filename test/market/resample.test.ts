import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { sumOf } from '../../src/core/compensatedSum.ts';
import { DAY_MS, HOUR_MS } from '../../src/core/time.ts';
import { allocateCandles, type Candles } from '../../src/market/candles.ts';
import { resample } from '../../src/market/resample.ts';

/** Hourly bars that open at these hours since 2022-05-01, with prices that tell the bars apart. */
function hourly(hours: readonly number[]): Candles {
  const candles = allocateCandles('X-USDT', HOUR_MS, hours.length);
  hours.forEach((hour, row) => {
    const middle = 100 + ((hour * 7) % 13);
    candles.openTimeMs[row] = Date.UTC(2022, 4, 1) + hour * HOUR_MS;
    candles.open[row] = middle;
    candles.close[row] = middle + 0.5;
    candles.high[row] = middle + 1 + (hour % 3);
    candles.low[row] = middle - 1 - (hour % 5);
    candles.volume[row] = 0.1 * (hour + 1);
  });
  return candles;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('resampling', () => {
  test('open first, high maximum, low minimum, close last, volume a compensated sum', () => {
    const bars = hourly(range(0, 48));
    const days = resample(bars, DAY_MS);
    expect(days.length).toBe(2);
    expect(days.intervalMs).toBe(DAY_MS);
    expect([...days.openTimeMs]).toEqual([Date.UTC(2022, 4, 1), Date.UTC(2022, 4, 2)]);
    expect(days.open[1]).toBe(bars.open[24]);
    expect(days.close[1]).toBe(bars.close[47]);
    expect(days.high[0]).toBe(Math.max(...bars.high.subarray(0, 24)));
    expect(days.low[0]).toBe(Math.min(...bars.low.subarray(0, 24)));
    expect(days.volume[0]).toBe(sumOf(bars.volume.subarray(0, 24)));
  });

  test('buckets that the bars do not fill from edge to edge are kept, or dropped at either end', () => {
    const bars = hourly(range(20, 76));
    const firstHours = (candles: Candles) =>
      [...candles.openTimeMs].map((time) => (time - Date.UTC(2022, 4, 1)) / DAY_MS);
    expect(firstHours(resample(bars, DAY_MS))).toEqual([0, 1, 2, 3]);
    expect(firstHours(resample(bars, DAY_MS, { start: 'drop' }))).toEqual([1, 2, 3]);
    expect(firstHours(resample(bars, DAY_MS, { end: 'drop' }))).toEqual([0, 1, 2]);
    expect(firstHours(resample(bars, DAY_MS, { start: 'drop', end: 'drop' }))).toEqual([1, 2]);
    expect(resample(hourly([3, 4]), DAY_MS, { start: 'drop', end: 'drop' }).length).toBe(0);
    expect(resample(hourly([]), DAY_MS).length).toBe(0);
  });

  test('a gap inside makes no partial bucket, and a bucket without bars does not exist', () => {
    const days = resample(hourly([...range(0, 10), ...range(14, 24), ...range(48, 72)]), DAY_MS, {
      start: 'drop',
      end: 'drop',
    });
    expect([...days.openTimeMs]).toEqual([Date.UTC(2022, 4, 1), Date.UTC(2022, 4, 3)]);
  });

  test('refuses a smaller interval, one that is no multiple, and bars off the grid', () => {
    expect(() => resample(hourly([0, 1]), 90 * 60_000)).toThrow('not a multiple');
    expect(() => resample(hourly([0, 1]), HOUR_MS / 2)).toThrow('not a multiple');
    expect(() => resample(hourly([0.5, 1.5]), DAY_MS)).toThrow('not aligned');
  });

  test.prop([fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 100 })])(
    'prices of days made by way of four hours are those of days made at once',
    (hours) => {
      const bars = hourly(hours.sort((a, b) => a - b));
      const direct = resample(bars, DAY_MS);
      const stepwise = resample(resample(bars, 4 * HOUR_MS), DAY_MS);
      for (const column of ['openTimeMs', 'open', 'high', 'low', 'close'] as const) {
        expect(stepwise[column]).toEqual(direct[column]);
      }
      for (let row = 0; row < direct.length; row++)
        expect(stepwise.volume[row]).toBeCloseTo(direct.volume[row]!, 9);
    },
  );

  test('the same interval gives the same columns', () => {
    const bars = hourly(range(3, 30));
    expect(resample(bars, HOUR_MS)).toEqual(bars);
  });
});
