import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import { isOnStep, roundToStep } from '../../src/core/rounding.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/time.ts';
import { bridge } from '../../src/market/bridge.ts';
import { allocateCandles, type Candles, rowAtOrAfter, sliceCandles } from '../../src/market/candles.ts';
import { loadSymbol, openDataset, symbolsOf } from '../../src/market/dataset.ts';
import { readTextFile } from '../../src/market/files.ts';
import { instrumentAt, parseInstruments } from '../../src/market/instruments.ts';
import { resample } from '../../src/market/resample.ts';

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Every symbol of data/daily with its tick. */
const daily = new Map<string, { candles: Candles; tick: number }>();
const dataset = openDataset('data/daily');
const instruments = readTextFile('data/instruments.yaml');
if (!dataset.ok || !instruments.ok) throw new Error('data/ cannot be read');
const table = parseInstruments(instruments.value, 'data/instruments.yaml');
if (!table.ok) throw new Error('data/instruments.yaml is wrong');
for (const symbol of symbolsOf(dataset.value)) {
  const loaded = await loadSymbol(dataset.value, symbol);
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problem.message).join('\n'));
  const { candles } = loaded.value;
  daily.set(symbol, {
    candles,
    tick: instrumentAt(table.value, candles, candles.openTimeMs[0]!).instrument.tick,
  });
}

/** Fails unless the bars are possible, on tick, joined, and resample to the days to the last bit. */
function expectExact(days: Candles, bars: Candles, tick: number): void {
  const back = resample(bars, DAY_MS);
  for (const column of COLUMNS) expect(back[column], `${days.symbol} ${column}`).toEqual(days[column]);
  let wrong = 0;
  for (let row = 0; row < bars.length; row++) {
    const [open, high, low, close] = [bars.open[row]!, bars.high[row]!, bars.low[row]!, bars.close[row]!];
    if (!(low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close))) wrong++;
    if (![open, high, low, close].every((price) => isOnStep(price, tick))) wrong++;
    const day = rowAtOrAfter(days, Math.floor(bars.openTimeMs[row]! / DAY_MS) * DAY_MS);
    if (bars.volume[row]! > 0 !== days.volume[day]! > 0) wrong++;
    if (bars.openTimeMs[row]! % DAY_MS !== 0 && open !== bars.close[row - 1]) wrong++;
  }
  expect(wrong, days.symbol).toBe(0);
}

function bytesOf(candles: Candles): string {
  return COLUMNS.map((column) => sha256(new Uint8Array(candles[column].slice().buffer))).join();
}

/** Hour of the day's lowest low. */
function lowHour(symbol: string, day: string, seed: number): number {
  const { candles, tick } = daily.get(symbol)!;
  const row = rowAtOrAfter(candles, Date.parse(day));
  const bars = bridge(sliceCandles(candles, row, row + 1), { intervalMs: HOUR_MS, seed, tick });
  return bars.low.indexOf(Math.min(...bars.low));
}

describe('every day of every symbol in data/daily', () => {
  test.each([...daily.keys()])('%s resamples back to the last bit, for several seeds', (symbol) => {
    const { candles, tick } = daily.get(symbol)!;
    for (const seed of [1, 42, 20220512]) {
      expectExact(candles, bridge(candles, { intervalMs: HOUR_MS, seed, tick }), tick);
    }
  });

  test.each([1, 5, 15, 30, 240, 480, 720])('at %i minutes, LUNA to the end', (minutes) => {
    const { candles, tick } = daily.get('LUNA-USDT')!;
    const days = sliceCandles(candles, candles.length - 6, candles.length);
    const bars = bridge(days, { intervalMs: minutes * MINUTE_MS, seed: 7, tick });
    expect(bars.length).toBe((6 * 1440) / minutes);
    expectExact(days, bars, tick);
  });
});

describe('any possible day', () => {
  const price = fc.oneof(
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 1, max: 10_000_000 }),
    fc.constantFrom(1, 2, 1_000_000_000),
  );
  const volume = fc.oneof(
    fc.constantFrom(0, 1e-8, 273239140000),
    fc.double({ min: 1e-6, max: 1e12, noNaN: true, noDefaultInfinity: true }),
  );
  const tick = fc.constantFrom(1e-8, 1e-5, 0.01, 0.05, 1);
  const intervalMs = fc.constantFrom(15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS);

  test.prop([fc.tuple(price, price, price, price), volume, tick, intervalMs, fc.integer()], {
    numRuns: 1000,
  })(
    'is reproduced to the last bit, flat days, one-tick days and falls of nine orders included',
    (prices, dayVolume, step, interval, seed) => {
      const [low, open, close, high] = [Math.min(...prices), prices[0], prices[1], Math.max(...prices)];
      const days = allocateCandles('X-USDT', DAY_MS, 1);
      days.openTimeMs[0] = Date.UTC(2022, 4, 12);
      days.open[0] = roundToStep(open * step, step);
      days.high[0] = roundToStep(high * step, step);
      days.low[0] = roundToStep(low * step, step);
      days.close[0] = roundToStep(close * step, step);
      days.volume[0] = dayVolume;
      expectExact(days, bridge(days, { intervalMs: interval, seed, tick: step }), step);
    },
  );
});

/** Every bar's range as the logarithm of high over low. */
function rangesOf(bars: Candles): number[] {
  return Array.from(bars.high, (high, bar) => Math.log(high / bars.low[bar]!));
}

/** The bars of a day whose range is less than a tenth of the day's mean: how many, and the most in a row. */
function deadBars(ranges: readonly number[]): { count: number; longestRun: number } {
  const mean = ranges.reduce((sum, range) => sum + range, 0) / ranges.length;
  let [count, run, longestRun] = [0, 0, 0];
  for (const range of ranges) {
    run = range < 0.1 * mean ? run + 1 : 0;
    if (run > 0) count++;
    longestRun = Math.max(longestRun, run);
  }
  return { count, longestRun };
}

describe('no dead stretches', () => {
  test.each([1, 2022])(
    'over all days of all symbols the price rarely lies flat for hours, seed %i',
    (seed) => {
      let [days, hours, dead, sixHours] = [0, 0, 0, 0];
      for (const { candles, tick } of daily.values()) {
        const ranges = rangesOf(bridge(candles, { intervalMs: HOUR_MS, seed, tick }));
        for (let hour = 0; hour < ranges.length; hour += 24) {
          const { count, longestRun } = deadBars(ranges.slice(hour, hour + 24));
          days++;
          hours += 24;
          dead += count;
          if (longestRun >= 6) sixHours++;
        }
      }
      // Real hourly bars of three crashes: 0.0004 to 0.0032 and 0 to 0.0041. Squeezed into the wicks instead of folded: 0.016 and 0.011.
      expect(dead / hours).toBeLessThan(0.006);
      expect(sixHours / days).toBeLessThan(0.002);
    },
  );

  test('a day that opens near its high moves before the evening', () => {
    const { candles, tick } = daily.get('ETH-USDT')!;
    const row = rowAtOrAfter(candles, Date.parse('2022-05-08'));
    const day = sliceCandles(candles, row, row + 1);
    for (let seed = 2001; seed <= 2040; seed++) {
      const ranges = rangesOf(bridge(day, { intervalMs: 15 * MINUTE_MS, seed, tick }));
      const sumOf = (some: readonly number[]) => some.reduce((sum, range) => sum + range, 0);
      // Squeezed instead of folded: 0.16 at worst.
      expect(sumOf(ranges.slice(0, 48)) / sumOf(ranges)).toBeGreaterThan(0.25);
    }
  });
});

describe('what the path may know', () => {
  const { candles, tick } = daily.get('BTC-USDT')!;
  const days = sliceCandles(candles, 1000, 1060);
  const options = { intervalMs: HOUR_MS, seed: 42, tick };
  const bars = bridge(days, options);

  test.prop([fc.integer({ min: 1, max: 59 }), fc.double({ min: 0.01, max: 100, noNaN: true })])(
    'scrambling the days from k on changes nothing before k',
    (k, factor) => {
      const scrambled = allocateCandles(days.symbol, DAY_MS, days.length);
      for (const column of COLUMNS) scrambled[column].set(days[column]);
      for (let row = k; row < days.length; row++) {
        for (const column of ['open', 'high', 'low', 'close', 'volume'] as const) {
          scrambled[column][row] = roundToStep(days[column][row]! * factor + tick, tick);
        }
      }
      const other = bridge(scrambled, options);
      expect(bytesOf(sliceCandles(other, 0, k * 24))).toBe(bytesOf(sliceCandles(bars, 0, k * 24)));
    },
  );

  test('a day does not depend on which days are bridged with it', () => {
    const alone = bridge(sliceCandles(days, 30, 31), options);
    expect(bytesOf(alone)).toBe(bytesOf(sliceCandles(bars, 30 * 24, 31 * 24)));
  });

  test('the same seed gives the same bytes, another seed another path', () => {
    expect(bytesOf(bridge(days, options))).toBe(bytesOf(bars));
    expect(bytesOf(bridge(days, { ...options, seed: 43 }))).not.toBe(bytesOf(bars));
    expect(sha256(bytesOf(bars))).toMatchInlineSnapshot(
      `"27c5a46d4b7bb4fea69be300e4ca3369f141422e3599f9392948a20b4d75f8c7"`,
    );
  });

  test('refuses what is not daily and what does not divide a day', () => {
    expect(() => bridge(bars, options)).toThrow('expected daily candles');
    expect(() => bridge(days, { ...options, intervalMs: 7 * HOUR_MS })).toThrow('does not divide a day');
  });
});

describe('the market as a whole', () => {
  test.each(['2020-03-12', '2021-05-19', '2022-05-11', '2022-05-09', '2022-11-08'])(
    'on %s most lows fall within two hours of that of BTC',
    (day) => {
      let near = 0;
      let count = 0;
      for (const [symbol, { candles }] of daily) {
        if (symbol === 'BTC-USDT' || candles.openTimeMs.indexOf(Date.parse(day)) < 0) continue;
        for (let seed = 1; seed <= 40; seed++) {
          count++;
          if (Math.abs(lowHour(symbol, day, seed) - lowHour('BTC-USDT', day, seed)) <= 2) near++;
        }
      }
      // Unrelated symbols would be near in about a fifth of the cases.
      expect(near / count).toBeGreaterThan(0.6);
    },
  );

  test('the hour of the low is not the same under every seed', () => {
    const hours = new Set(Array.from({ length: 40 }, (_, seed) => lowHour('BTC-USDT', '2021-05-19', seed)));
    expect(hours.size).toBeGreaterThan(8);
  });

  test('trading that ended inside the last day leaves bars up to that moment only', () => {
    const { candles, tick } = daily.get('UST-USDT')!;
    const options = { intervalMs: HOUR_MS, seed: 1, tick, tradingEndsMs: Date.UTC(2022, 4, 13, 0, 45) };
    const bars = bridge(candles, options);
    expect(bars.length).toBe((candles.length - 1) * 24 + 1);
    expectExact(candles, bars, tick);
    expect(bridge(candles, { ...options, intervalMs: 15 * MINUTE_MS }).length).toBe(
      (candles.length - 1) * 96 + 3,
    );
  });
});
