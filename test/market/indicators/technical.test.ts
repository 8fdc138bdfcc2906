import { fc, test as property } from '@fast-check/vitest';
import { getConfig, setConfig } from 'technicalindicators';
import { afterEach, describe, expect, test } from 'vitest';
import { atrColumn } from '../../../src/market/indicators/atr.ts';
import * as indicators from '../../../src/market/indicators/technical.ts';
import {
  adxColumns,
  bollingerColumns,
  cciColumn,
  emaColumn,
  type IndicatorColumn,
  keltnerColumns,
  macdColumns,
  obvColumn,
  stochasticColumns,
  williamsRColumn,
  wmaColumn,
} from '../../../src/market/indicators/technical.ts';

/** Definitions written down a second time, from their formulas alone: windows are cut out afresh for every row. */
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const rowsOf = (length: number, firstRow: number, valueAt: (row: number) => number | null): IndicatorColumn =>
  Array.from({ length }, (_, row) => (row < firstRow ? null : valueAt(row)));
const windowed = (values: readonly number[], period: number, of: (window: number[]) => number | null) =>
  rowsOf(values.length, period - 1, (row) => of(values.slice(row - period + 1, row + 1)));

function emaByDefinition(values: readonly number[], period: number): IndicatorColumn {
  let level = mean(values.slice(0, period));
  return rowsOf(values.length, period - 1, (row) => {
    if (row >= period) level += ((values[row]! - level) * 2) / (period + 1);
    return level;
  });
}

interface Bars {
  high: number[];
  low: number[];
  close: number[];
}

function adxByDefinition({ high, low, close }: Bars, period: number) {
  const none = () => new Array<number | null>(close.length).fill(null);
  const columns = { adx: none(), plusDi: none(), minusDi: none() };
  const sums = { range: 0, plus: 0, minus: 0 };
  const indices: number[] = [];
  for (let row = 1; row < close.length; row++) {
    const up = high[row]! - high[row - 1]!;
    const down = low[row - 1]! - low[row]!;
    const now = {
      range: Math.max(high[row]!, close[row - 1]!) - Math.min(low[row]!, close[row - 1]!),
      plus: up > down && up > 0 ? up : 0,
      minus: down > up && down > 0 ? down : 0,
    };
    for (const name of ['range', 'plus', 'minus'] as const) {
      sums[name] = row <= period ? sums[name] + now[name] : sums[name] - sums[name] / period + now[name];
    }
    if (row < period) continue;
    const plusDi = (100 * sums.plus) / sums.range;
    const minusDi = (100 * sums.minus) / sums.range;
    indices.push((100 * Math.abs(plusDi - minusDi)) / (plusDi + minusDi));
    if (indices.length < period) continue;
    const before = columns.adx[row - 1] ?? null;
    columns.adx[row] = before === null ? mean(indices) : (before * (period - 1) + indices.at(-1)!) / period;
    columns.plusDi[row] = plusDi;
    columns.minusDi[row] = minusDi;
  }
  return columns;
}

function expectAlike(actual: IndicatorColumn, expected: IndicatorColumn): void {
  expect(actual).toHaveLength(expected.length);
  for (const [row, value] of expected.entries()) {
    if (value === null) expect(actual[row], `row ${row}`).toBeNull();
    else {
      expect(actual[row], `row ${row}`).not.toBeNull();
      expect(Math.abs(actual[row]! - value), `row ${row}: ${actual[row]} and ${value}`).toBeLessThanOrEqual(
        1e-8 * Math.max(1, Math.abs(value)),
      );
    }
  }
}

/** Bars that move at every step, so that no window is flat. */
const bars = fc
  .array(
    fc.record({
      step: fc.double({ min: 0.01, max: 0.05, noNaN: true }),
      isUp: fc.boolean(),
      above: fc.double({ min: 0.001, max: 0.02, noNaN: true }),
      below: fc.double({ min: 0.001, max: 0.02, noNaN: true }),
    }),
    { minLength: 1, maxLength: 70 },
  )
  .map((steps): Bars => {
    let price = 100;
    const made: Bars = { high: [], low: [], close: [] };
    for (const { step, isUp, above, below } of steps) {
      const open = price;
      price *= isUp ? 1 + step : 1 / (1 + step);
      made.high.push(Math.max(open, price) * (1 + above));
      made.low.push(Math.min(open, price) * (1 - below));
      made.close.push(price);
    }
    return made;
  });
const periods = fc.integer({ min: 1, max: 20 });

property.prop([bars, periods])('every average is its definition, in every row', ({ close }, period) => {
  expectAlike(emaColumn(close, period), emaByDefinition(close, period));
  const weights = (period * (period + 1)) / 2;
  expectAlike(
    wmaColumn(close, period),
    windowed(close, period, (window) =>
      window.reduce((sum, x, index) => sum + (x * (index + 1)) / weights, 0),
    ),
  );
});

property.prop([bars, periods])('Bollinger and Keltner are their definitions', (made, period) => {
  const { close } = made;
  const bands = bollingerColumns(Float64Array.from(close), { period, deviations: 1.5 });
  const deviation = (window: number[]) => Math.sqrt(mean(window.map((x) => (x - mean(window)) ** 2)));
  expectAlike(bands.middle, windowed(close, period, mean));
  expectAlike(
    bands.upper,
    windowed(close, period, (window) => mean(window) + 1.5 * deviation(window)),
  );
  expectAlike(
    bands.lower,
    windowed(close, period, (window) => mean(window) - 1.5 * deviation(window)),
  );
  const channels = keltnerColumns(made, { period, rangePeriod: 5, multiple: 2 });
  const ema = emaByDefinition(close, period);
  const ranges = atrColumn(made.high, made.low, close, 5);
  const at = (sign: number) =>
    close.map((_, row) => {
      const [middle, range] = [ema[row]!, ranges[row] ?? null];
      return ema[row] === null || range === null ? null : middle + sign * 2 * range;
    });
  expectAlike(channels.upper, at(1));
  expectAlike(channels.middle, at(0));
  expectAlike(channels.lower, at(-1));
});

property.prop([
  bars,
  fc.integer({ min: 1, max: 8 }),
  fc.integer({ min: 1, max: 8 }),
  fc.integer({ min: 1, max: 5 }),
])(
  'MACD is the difference of two averages, and its signal the average of that',
  ({ close }, fast, more, signal) => {
    const slow = fast + more;
    const columns = macdColumns(close, { fast, slow, signal });
    const slowly = emaByDefinition(close, slow);
    const macd = emaByDefinition(close, fast).map((value, row) =>
      slowly[row] === null ? null : value! - slowly[row]!,
    );
    expectAlike(columns.macd, macd);
    const defined = macd.filter((value) => value !== null);
    const rest = emaByDefinition(defined, signal);
    const expected = macd.map((value, row) =>
      value === null ? null : rest[row - (macd.length - defined.length)]!,
    );
    expectAlike(columns.signal, expected);
    expectAlike(
      columns.histogram,
      expected.map((value, row) => (value === null ? null : macd[row]! - value)),
    );
  },
);

property.prop([bars, periods, fc.integer({ min: 1, max: 5 })])(
  'what stands in a range is its definition',
  (made, period, signal) => {
    const { high, low, close } = made;
    const rangeOf = (row: number) => ({
      top: Math.max(...high.slice(row - period + 1, row + 1)),
      bottom: Math.min(...low.slice(row - period + 1, row + 1)),
    });
    const k = rowsOf(close.length, period - 1, (row) => {
      const { top, bottom } = rangeOf(row);
      return ((close[row]! - bottom) / (top - bottom)) * 100;
    });
    const columns = stochasticColumns(made, { period, signal });
    expectAlike(columns.k, k);
    expectAlike(
      columns.d,
      rowsOf(close.length, period + signal - 2, (row) =>
        mean(k.slice(row - signal + 1, row + 1) as number[]),
      ),
    );
    expectAlike(
      williamsRColumn(made, period),
      k.map((value) => (value === null ? null : value - 100)),
    );
  },
);

property.prop([bars, fc.integer({ min: 2, max: 20 })])(
  'CCI and ADX are their definitions',
  (made, period) => {
    const typical = made.close.map((close, row) => (made.high[row]! + made.low[row]! + close) / 3);
    expectAlike(
      cciColumn(made, period),
      windowed(typical, period, (window) => {
        const middle = mean(window);
        const deviation = mean(window.map((x) => Math.abs(x - middle)));
        return deviation === 0 ? null : (window.at(-1)! - middle) / (0.015 * deviation);
      }),
    );
    const ours = adxColumns(made, period);
    const theirs = adxByDefinition(made, period);
    for (const name of ['adx', 'plusDi', 'minusDi'] as const) expectAlike(ours[name], theirs[name]);
  },
);

property.prop([bars, periods])('no row knows of a later one, and lengths stay', (made, period) => {
  const half = made.close.length >> 1;
  const first = {
    high: made.high.slice(0, half),
    low: made.low.slice(0, half),
    close: made.close.slice(0, half),
  };
  const all = (input: Bars) => [
    emaColumn(input.close, period),
    wmaColumn(input.close, period),
    ...Object.values(bollingerColumns(input.close, { period })),
    ...Object.values(stochasticColumns(input, { period })),
    ...Object.values(keltnerColumns(input, { period })),
    ...Object.values(adxColumns(input, period)),
    williamsRColumn(input, period),
    cciColumn(input, period),
    obvColumn(input.close, input.high),
  ];
  const early = all(first);
  for (const [index, column] of all(made).entries()) {
    expect(column).toHaveLength(made.close.length);
    expect(column.slice(0, half)).toEqual(early[index]);
    for (const value of column) expect(value === null || Number.isFinite(value)).toBe(true);
  }
});

test('OBV adds the volume of a rise and takes that of a fall', () => {
  expect(obvColumn([10, 11, 11, 9, 12], [1, 2, 4, 8, 0])).toEqual([null, 2, 2, -6, -6]);
});

describe('what a market without movement says', () => {
  const flat = (length: number) => new Array<number>(length).fill(5);
  const still: Bars = { high: flat(9), low: flat(9), close: flat(9) };

  test('is null, never NaN and never a number that means something else', () => {
    expect(williamsRColumn(still, 3)).toEqual(new Array(9).fill(null));
    expect(cciColumn(still, 3)).toEqual(new Array(9).fill(null));
    expect(stochasticColumns(still, { period: 3, signal: 2 })).toEqual({
      k: new Array(9).fill(null),
      d: new Array(9).fill(null),
    });
    expect(adxColumns(still, 2).adx).toEqual(new Array(9).fill(null));
    expect(bollingerColumns(still.close, { period: 3 }).upper).toEqual([null, null, 5, 5, 5, 5, 5, 5, 5]);
  });

  test('ends: one window without a range does not poison what comes after', () => {
    const rise = [6, 7, 8, 7, 8, 9, 10, 9, 11];
    const made: Bars = {
      high: [...still.high, ...rise.map((x) => x + 0.5)],
      low: [...still.low, ...rise.map((x) => x - 0.5)],
      close: [...still.close, ...rise],
    };
    const { adx } = adxColumns(made, 2);
    expect(adx.slice(0, 9)).toEqual(new Array(9).fill(null));
    for (const value of adx.slice(-5)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(100);
    }
    const { k, d } = stochasticColumns(made, { period: 3, signal: 2 });
    expect(k[8]).toBeNull();
    expect(k[9]).not.toBeNull();
    expect(d[9]).toBeNull();
    expect(d[10]).toBeCloseTo((k[9]! + k[10]!) / 2, 9);
  });
});

describe('bad input', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -1])('a price of %s is named with its row', (price) => {
    const prices = [1, 2, price, 4];
    const whole = [1, 2, 3, 4];
    const wrong = { high: whole, low: prices, close: whole };
    const calls = [
      () => emaColumn(prices, 2),
      () => wmaColumn(prices, 2),
      () => bollingerColumns(prices, { period: 2 }),
      () => macdColumns(prices, { fast: 1, slow: 2, signal: 1 }),
      () => stochasticColumns(wrong),
      () => williamsRColumn(wrong, 2),
      () => cciColumn(wrong, 2),
      () => adxColumns(wrong, 2),
      () => keltnerColumns(wrong),
      () => obvColumn(prices, whole),
    ];
    for (const call of calls) expect(call).toThrow(new RegExp(`row 2 is ${price}`));
  });

  test('columns of unequal length, a volume below zero, a period that is none, averages the wrong way round', () => {
    expect(() => cciColumn({ high: [1, 2], low: [1], close: [1, 2] }, 1)).toThrow('high has 2 rows, low 1');
    expect(() => obvColumn([1, 2], [1, -2])).toThrow('volume in row 1 is -2');
    expect(() => obvColumn([1, 2], [1])).toThrow('expected as many');
    expect(() => emaColumn([1, 2], 0)).toThrow('whole number of bars');
    expect(() => macdColumns([1, 2], { fast: 3, slow: 3 })).toThrow('must be shorter');
  });

  test('fewer rows than the warm-up are all null', () => {
    expect(emaColumn([1, 2], 3)).toEqual([null, null]);
    expect(macdColumns([1, 2, 3]).signal).toEqual([null, null, null]);
    expect(adxColumns({ high: [2], low: [1], close: [1] }, 14).adx).toEqual([null]);
    expect(emaColumn([], 3)).toEqual([]);
  });
});

describe("the library's global precision", () => {
  afterEach(() => setConfig('precision', undefined as never));

  test('changes nothing here, and is left as it was', () => {
    const close = [1, 2, 4, 3, 7, 5];
    const made = { close, high: close.map((x) => x + 0.3), low: close.map((x) => x - 0.3) };
    const all = () => [
      emaColumn(close, 3),
      wmaColumn(close, 3),
      bollingerColumns(close, { period: 3 }),
      macdColumns(close, { fast: 2, slow: 3, signal: 2 }),
      stochasticColumns(made, { period: 2, signal: 2 }),
      williamsRColumn(made, 2),
      cciColumn(made, 3),
      adxColumns(made, 2),
      obvColumn(close, made.high),
      keltnerColumns(made, { period: 2, rangePeriod: 2 }),
    ];
    const before = all();
    setConfig('precision', 1);
    expect(all()).toEqual(before);
    expect(getConfig('precision')).toBe(1);
  });
});

test('the public face has every column of the adapter', async () => {
  const face = await import('../../../src/market/indicators/index.ts');
  for (const name of Object.keys(indicators)) expect(face).toHaveProperty(name);
});
