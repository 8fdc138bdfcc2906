/**
 * The one file that calls technicalindicators (https://github.com/anandanand84/technicalindicators). What that library does in silence is kept out
 * here: it takes a value of 0 for none and lets one NaN poison every later row, so inputs are checked; its results are shorter than its
 * inputs by a warm-up that differs from indicator to indicator, so they are aligned; a window without a range gives NaN or Infinity, which
 * becomes null; and a global setting of its may round what it computes, which is shut out. Its RSI is always rounded and its
 * state cannot be cloned: SMA, RSI and ATR are our own, in the files beside this one.
 */

import {
  ADX,
  BollingerBands,
  CCI,
  EMA,
  getConfig,
  KeltnerChannels,
  MACD,
  OBV,
  Stochastic,
  setConfig,
  WilliamsR,
  WMA,
} from 'technicalindicators';
import { assertPeriod } from './period.ts';

/** One row a bar. */
export type InputColumn = Float64Array | readonly number[];

/** As many rows as the input; null while the indicator warms up, and where it says nothing. */
export type IndicatorColumn = (number | null)[];

/** The columns of bars that an indicator of ranges needs, of one length. Prices in quote per base, above 0. */
export interface BarColumns {
  readonly high: InputColumn;
  readonly low: InputColumn;
  readonly close: InputColumn;
}

/**
 * Exponential moving average, seeded with the simple mean of the first `period` prices, weight 2 / (period + 1).
 * https://ta-lib.org/functions/
 *
 * @param prices above 0, in any unit.
 * @returns the average in that unit; null in the first `period` - 1 rows.
 * @throws {RangeError} for a price that is no number above 0; {Error} for a period that is no whole number above 0.
 * @example emaColumn([1, 2, 3, 4], 3) // [null, null, 2, 3]
 */
export function emaColumn(prices: InputColumn, period: number): IndicatorColumn {
  assertPeriod(period);
  const values = checkedPrices('prices', prices);
  return aligned(
    exactly(() => EMA.calculate({ period, values })),
    values.length,
  );
}

/**
 * Weighted moving average: the newest price counts `period` times, the oldest once.
 *
 * @param prices above 0, in any unit.
 * @returns the average in that unit; null in the first `period` - 1 rows.
 * @throws {RangeError} for a price that is no number above 0; {Error} for a period that is no whole number above 0.
 * @example wmaColumn([1, 2, 4], 2) // [null, 1.66666666666667, 3.33333333333333]
 */
export function wmaColumn(prices: InputColumn, period: number): IndicatorColumn {
  assertPeriod(period);
  const values = checkedPrices('prices', prices);
  return aligned(
    exactly(() => WMA.calculate({ period, values })),
    values.length,
  );
}

/**
 * Bollinger bands: the simple mean, and so many population standard deviations above and below it.
 *
 * @param options `deviations` is 2 where it is left out.
 * @returns three columns in the unit of the prices; null in the first `period` - 1 rows.
 * @throws {RangeError} for a price that is no number above 0, {Error} for a period that is no whole number above 0.
 * @example bollingerColumns([1, 3, 3], { period: 2 }) // { lower: [null, 0, 3], middle: [null, 2, 3], upper: [null, 4, 3] }
 */
export function bollingerColumns(
  prices: InputColumn,
  options: { readonly period: number; readonly deviations?: number },
): { lower: IndicatorColumn; middle: IndicatorColumn; upper: IndicatorColumn } {
  const { period, deviations = 2 } = options;
  assertPeriod(period);
  const values = checkedPrices('prices', prices);
  const rows = exactly(() => BollingerBands.calculate({ period, values, stdDev: deviations }));
  const column = (part: 'lower' | 'middle' | 'upper') =>
    aligned(
      rows.map((row) => row[part]),
      values.length,
    );
  return { lower: column('lower'), middle: column('middle'), upper: column('upper') };
}

/**
 * Moving average convergence divergence: the fast exponential average minus the slow one, its own average (`signal`), and the difference of the
 * two (`histogram`).
 *
 * @param options bars; 12, 26 and 9 where they are left out.
 * @returns three columns in the unit of the prices. `macd` is null in the first `slow` - 1 rows, the others in the first `slow` + `signal` - 2, and for
 * as long as `macd` has been exactly 0 since then.
 * @throws {RangeError} for a price that is no number above 0, or a fast average that is not shorter than the slow one.
 * @example macdColumns([1, 2, 4], { fast: 1, slow: 2, signal: 1 }).macd // [null, 0.5, 0.833333333333333]
 */
export function macdColumns(
  prices: InputColumn,
  options: { readonly fast?: number; readonly slow?: number; readonly signal?: number } = {},
): { macd: IndicatorColumn; signal: IndicatorColumn; histogram: IndicatorColumn } {
  const { fast = 12, slow = 26, signal = 9 } = options;
  for (const period of [fast, slow, signal]) assertPeriod(period);
  if (fast >= slow)
    throw new RangeError(`the fast average (${fast}) must be shorter than the slow one (${slow})`);
  const values = checkedPrices('prices', prices);
  const rows = exactly(() =>
    MACD.calculate({
      values,
      fastPeriod: fast,
      slowPeriod: slow,
      signalPeriod: signal,
      SimpleMAOscillator: false,
      SimpleMASignal: false,
    }),
  );
  const column = (part: 'MACD' | 'signal' | 'histogram') =>
    aligned(
      rows.map((row) => row[part]),
      values.length,
    );
  return { macd: column('MACD'), signal: column('signal'), histogram: column('histogram') };
}

/**
 * Stochastic oscillator: where the close stands between the lowest low and the highest high of `period` bars, 0 to 100 (`k`), and the simple mean
 * of that over `signal` bars (`d`).
 *
 * @param options bars; 14 and 3 where they are left out.
 * @returns `k` is null in the first `period` - 1 rows, `d` in the first `period` + `signal` - 2. A window without a range has no place in it: null in
 * both, for as long as it is in the mean.
 * @throws {RangeError} for a price that is no number above 0 and for columns of unequal length.
 * @example stochasticColumns({ high: [4, 5], low: [1, 2], close: [2, 4] }, { period: 2, signal: 1 }).k // [null, 75]
 */
export function stochasticColumns(
  bars: BarColumns,
  options: { readonly period?: number; readonly signal?: number } = {},
): { k: IndicatorColumn; d: IndicatorColumn } {
  const { period = 14, signal = 3 } = options;
  assertPeriod(period);
  assertPeriod(signal);
  const input = checkedBars(bars);
  const length = input.close.length;
  const rows = exactly(() => Stochastic.calculate({ ...input, period, signalPeriod: signal }));
  const k = aligned(
    rows.map((row) => row.k),
    length,
  );
  const d = aligned(
    rows.map((row) => row.d),
    length,
  );
  // The library says 0 of a window without a range, which reads as "at the low".
  for (let row = period - 1; row < length; row++) {
    if (hasRange(input, row, period)) continue;
    k[row] = null;
    for (let later = row; later < Math.min(length, row + signal); later++) d[later] = null;
  }
  return { k, d };
}

/**
 * Williams %R: how far the close is below the highest high of `period` bars, as a share of their range, -100 to 0.
 *
 * @returns null in the first `period` - 1 rows, and where the window has no range.
 * @throws {RangeError} for a price that is no number above 0 and for columns of unequal length.
 * @example williamsRColumn({ high: [4, 5], low: [1, 2], close: [2, 4] }, 2) // [null, -25]
 */
export function williamsRColumn(bars: BarColumns, period: number): IndicatorColumn {
  assertPeriod(period);
  const input = checkedBars(bars);
  return aligned(
    exactly(() => WilliamsR.calculate({ ...input, period })),
    input.close.length,
  );
}

/**
 * Commodity channel index: the typical price's distance from its simple mean, in 0.015 mean absolute deviations.
 *
 * @returns null in the first `period` - 1 rows, and where the window does not move.
 * @throws {RangeError} for a price that is no number above 0 and for columns of unequal length.
 * @example cciColumn({ high: [2, 4], low: [2, 4], close: [2, 4] }, 2) // [null, 66.6666666666667]
 */
export function cciColumn(bars: BarColumns, period: number): IndicatorColumn {
  assertPeriod(period);
  const input = checkedBars(bars);
  return aligned(
    exactly(() => CCI.calculate({ ...input, period })),
    input.close.length,
  );
}

/**
 * Average directional index with its two directional indices, Wilder's smoothing, 0 to 100.
 *
 * @returns three columns, null in the first 2 x `period` - 1 rows. Bars that have not moved in any direction since the start say nothing, and the
 * warm-up begins again behind them.
 * @throws {RangeError} for a price that is no number above 0 and for columns of unequal length.
 * @example adxColumns({ high: [2, 3, 4], low: [1, 2, 3], close: [2, 3, 4] }, 1).plusDi // [null, 100, 100]
 */
export function adxColumns(
  bars: BarColumns,
  period: number,
): { adx: IndicatorColumn; plusDi: IndicatorColumn; minusDi: IndicatorColumn } {
  assertPeriod(period);
  const input = checkedBars(bars);
  const { length } = input.close;
  const columns = { adx: blank(length), plusDi: blank(length), minusDi: blank(length) };
  let startRow = 0;
  while (startRow < length) {
    const part = {
      high: input.high.slice(startRow),
      low: input.low.slice(startRow),
      close: input.close.slice(startRow),
    };
    const rows = exactly(() => ADX.calculate({ ...part, period }));
    const firstRow = length - rows.length;
    const undefinedAt = rows.findIndex(({ adx }) => !Number.isFinite(adx));
    const kept = undefinedAt < 0 ? rows : rows.slice(0, undefinedAt);
    for (const [index, { adx, pdi, mdi }] of kept.entries()) {
      columns.adx[firstRow + index] = adx;
      columns.plusDi[firstRow + index] = pdi;
      columns.minusDi[firstRow + index] = mdi;
    }
    if (undefinedAt < 0) break;
    startRow = Math.max(startRow + 1, firstRow + undefinedAt);
  }
  return columns;
}

/**
 * On-balance volume: the volume of bars that closed higher minus that of bars that closed lower, since the second row.
 *
 * @param volume base, 0 or more.
 * @returns base, signed; null in row 0, which has no close before it.
 * @throws {RangeError} for a close that is no number above 0, a volume below 0 and columns of unequal length.
 * @example obvColumn([1, 2, 1], [5, 7, 4]) // [null, 7, 3]
 */
export function obvColumn(close: InputColumn, volume: InputColumn): IndicatorColumn {
  const closes = checkedPrices('close', close);
  const volumes = Array.from(volume);
  if (volumes.length !== closes.length)
    throw new RangeError(`close has ${closes.length} rows, volume ${volumes.length}; expected as many`);
  for (const [row, value] of volumes.entries()) {
    if (!(value >= 0 && Number.isFinite(value)))
      throw new RangeError(`volume in row ${row} is ${value}; expected a number of at least 0`);
  }
  return aligned(
    exactly(() => OBV.calculate({ close: closes, volume: volumes })),
    closes.length,
  );
}

/**
 * Keltner channels: an exponential average of the closes, and so many average true ranges (Wilder) above and below it.
 *
 * @param options bars of the average (20) and of the range (10), and the multiple of the range (2).
 * @returns three columns in the unit of the prices; null until both averages are warm.
 * @throws {RangeError} for a price that is no number above 0 and for columns of unequal length.
 * @example keltnerColumns({ high: [3, 4], low: [1, 2], close: [2, 3] }, { period: 1, rangePeriod: 1, multiple: 1 }).upper // [null, 5]
 */
export function keltnerColumns(
  bars: BarColumns,
  options: { readonly period?: number; readonly rangePeriod?: number; readonly multiple?: number } = {},
): { lower: IndicatorColumn; middle: IndicatorColumn; upper: IndicatorColumn } {
  const { period = 20, rangePeriod = 10, multiple = 2 } = options;
  assertPeriod(period);
  assertPeriod(rangePeriod);
  const input = checkedBars(bars);
  const rows = exactly(() =>
    KeltnerChannels.calculate({
      ...input,
      maPeriod: period,
      atrPeriod: rangePeriod,
      multiplier: multiple,
      useSMA: false,
    }),
  );
  const column = (part: 'lower' | 'middle' | 'upper') =>
    aligned(
      rows.map((row) => row[part]),
      input.close.length,
    );
  return { lower: column('lower'), middle: column('middle'), upper: column('upper') };
}

/** Runs the library without the precision that somebody may have set for the whole of it: it rounds inside, too, where no option reaches. */
function exactly<Result>(calculate: () => Result): Result {
  const precision = getConfig('precision');
  setConfig('precision', undefined);
  try {
    return calculate();
  } finally {
    setConfig('precision', precision);
  }
}

/** Results belong to the last rows of the input; what is not a number says nothing. */
function aligned(results: readonly (number | undefined)[], length: number): IndicatorColumn {
  const column = blank(length);
  const firstRow = length - results.length;
  for (const [index, value] of results.entries()) {
    if (value !== undefined && Number.isFinite(value)) column[firstRow + index] = value;
  }
  return column;
}

function blank(length: number): IndicatorColumn {
  return new Array<number | null>(length).fill(null);
}

function checkedPrices(name: string, given: InputColumn): number[] {
  const values = Array.from(given);
  for (const [row, value] of values.entries()) {
    if (!(value > 0 && Number.isFinite(value)))
      throw new RangeError(`${name} in row ${row} is ${value}; expected a number above 0`);
  }
  return values;
}

function checkedBars(bars: BarColumns): { high: number[]; low: number[]; close: number[] } {
  const [high, low, close] = (['high', 'low', 'close'] as const).map((name) =>
    checkedPrices(name, bars[name]),
  );
  if (high!.length !== close!.length || low!.length !== close!.length) {
    const found = `high has ${high!.length} rows, low ${low!.length}, close ${close!.length}`;
    throw new RangeError(`${found}; expected as many of each`);
  }
  return { high: high!, low: low!, close: close! };
}

function hasRange(bars: { high: number[]; low: number[] }, row: number, period: number): boolean {
  let highest = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = row - period + 1; index <= row; index++) {
    highest = Math.max(highest, bars.high[index]!);
    lowest = Math.min(lowest, bars.low[index]!);
  }
  return highest > lowest;
}
