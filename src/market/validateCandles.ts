import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { DAY_MS, formatDuration, formatTime } from '../core/time.ts';
import { type CandleRows, NUMBER_COLUMNS } from './candleRows.ts';
import { allocateCandles, type Candles } from './candles.ts';
import { ascendingOrder, commonStep, isDescending, isPriceBreak } from './rowOrder.ts';

export interface ValidationOptions {
  readonly symbol: string;
  /** The interval when it is known; found from the rows when left out. A file of one row needs it. */
  readonly intervalMs?: number;
  /** When given, a last bar that is not over at this time is dropped with a warning, and later ones are a problem. */
  readonly nowMs?: number;
}

/** Candles that can be trusted, and what a reader of the report must know about them. */
export interface ValidCandles {
  readonly candles: Candles;
  /** Gaps, jumps without a gap, an unfinished last bar that was dropped, descending order that was turned. */
  readonly warnings: readonly Problem[];
}

/** So many equal steps in a row that are longer than the interval are another interval, not gaps. */
const STEPS_OF_ANOTHER_INTERVAL = 3;

/**
 * Checks everything that MARKET-MODEL asks of candles and lists every problem at once, by line. Impossible candles, numbers that
 * are not finite, disorder, duplicates, mixed intervals and a reused symbol stop; the rest is said in `warnings`.
 */
export function validateCandles(rows: CandleRows, options: ValidationOptions): Result<ValidCandles> {
  const problems: Problem[] = [...rows.problems];
  const warnings: Problem[] = [];
  const order = ascendingOrder(rows);
  if (isDescending(rows)) warnings.push(at(rows, null, 'the rows descend in time and were turned'));
  checkValues(rows, problems);
  checkOrderAndDuplicates(rows, order, problems);
  if (rows.length === 0 && problems.length === 0) {
    return failed([at(rows, null, 'has no rows; expected at least one candle')]);
  }
  const intervalMs = options.intervalMs ?? commonStep(rows, order);
  if (intervalMs === null) {
    if (rows.length > 0) {
      problems.push(
        at(
          rows,
          null,
          'has fewer than two different times, so the interval is unknown; expected at least two rows',
        ),
      );
    }
  } else {
    checkSteps(rows, order, intervalMs, problems, warnings);
    if (options.nowMs !== undefined) checkFuture(rows, { intervalMs, nowMs: options.nowMs }, problems);
  }
  if (problems.length > 0 || intervalMs === null) {
    return failed(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  }

  let length = order.length;
  const last = order[length - 1];
  if (
    options.nowMs !== undefined &&
    last !== undefined &&
    rows.openTimeMs[last]! + intervalMs > options.nowMs
  ) {
    const overAt = formatTime(rows.openTimeMs[last]! + intervalMs);
    warnings.push(
      at(
        rows,
        last,
        `the last bar is unfinished (it is over at ${overAt}, now is ${formatTime(options.nowMs)}) and was dropped`,
      ),
    );
    length--;
  }
  return ok({ candles: columnsOf(rows, order, options.symbol, intervalMs, length), warnings });
}

function checkValues(rows: CandleRows, problems: Problem[]): void {
  for (let row = 0; row < rows.length; row++) {
    const open = rows.open[row]!;
    const high = rows.high[row]!;
    const low = rows.low[row]!;
    const close = rows.close[row]!;
    const volume = rows.volume[row]!;
    // One comparison for the common case: every test below is false for a possible candle with a finite volume.
    if (
      low > 0 &&
      low <= open &&
      low <= close &&
      high >= open &&
      high >= close &&
      high < Infinity &&
      volume >= 0 &&
      volume < Infinity
    ) {
      continue;
    }
    let pricesArePossible = true;
    for (const [column, price] of [
      ['open', open],
      ['high', high],
      ['low', low],
      ['close', close],
    ] as const) {
      if (price > 0 && price < Infinity) continue;
      pricesArePossible = false;
      // NaN stands where the reader has already said what it could not read.
      if (!Number.isNaN(price)) {
        const what = price === 0 ? 'zero' : Number.isFinite(price) ? 'negative' : 'not finite';
        problems.push(at(rows, row, `the price is ${what} (${price}); expected a price above zero`, column));
      }
    }
    if (pricesArePossible && low > Math.min(open, close)) {
      const expected = `expected at most min(open, close) = ${Math.min(open, close)}`;
      problems.push(at(rows, row, `the low ${low} is above the open or the close; ${expected}`, 'low'));
    }
    if (pricesArePossible && high < Math.max(open, close)) {
      const expected = `expected at least max(open, close) = ${Math.max(open, close)}`;
      problems.push(at(rows, row, `the high ${high} is below the open or the close; ${expected}`, 'high'));
    }
    if (volume < 0 || volume === Infinity) {
      const what = Number.isFinite(volume) ? 'negative' : 'not finite';
      problems.push(at(rows, row, `the volume is ${what} (${volume}); expected zero or more`, 'volume'));
    }
  }
}

function checkOrderAndDuplicates(rows: CandleRows, order: readonly number[], problems: Problem[]): void {
  const firstAt = new Map<number, number>();
  let latest: number | null = null;
  for (const row of order) {
    const time = rows.openTimeMs[row]!;
    const earlier = firstAt.get(time);
    if (earlier !== undefined) {
      const same = NUMBER_COLUMNS.every((column) => rows[column][row] === rows[column][earlier]);
      const content = same ? 'an exact copy of' : 'the same time with other content as';
      const time8601 = formatTime(time);
      problems.push(
        at(rows, row, `is ${content} line ${rows.line[earlier]} (${time8601}); expected each time once`),
      );
      continue;
    }
    firstAt.set(time, row);
    if (latest !== null && time < rows.openTimeMs[latest]!) {
      const message = `is unsorted: ${formatTime(time)} stands after ${formatTime(rows.openTimeMs[latest]!)}; expected times to ascend`;
      problems.push(at(rows, row, message));
      continue;
    }
    latest = row;
  }
}

/** Gaps, reuse of the symbol, mixed intervals, and bars that do not stand on the UTC grid of their interval. */
function checkSteps(
  rows: CandleRows,
  order: readonly number[],
  intervalMs: number,
  problems: Problem[],
  warnings: Problem[],
): void {
  const interval = formatDuration(intervalMs);
  const times = rows.openTimeMs;
  // Intervals of a day and less are laid out from UTC midnight, and resampling relies on it; weeks and months have no such grid.
  if (DAY_MS % intervalMs === 0) {
    const astray = order.find((row) => times[row]! % intervalMs !== 0);
    if (astray !== undefined) {
      const message = `${formatTime(times[astray]!)} is not a whole multiple of ${interval} in UTC; expected bars aligned to UTC`;
      problems.push(at(rows, astray, message));
    }
  }
  let previousStepMs = 0;
  let equalSteps = 0;
  for (let index = 1; index < order.length; index++) {
    const row = order[index]!;
    const before = order[index - 1]!;
    const stepMs = times[row]! - times[before]!;
    // Disorder and duplicates are said elsewhere; their steps mean nothing.
    if (stepMs <= 0) continue;
    equalSteps = stepMs === previousStepMs ? equalSteps + 1 : 1;
    previousStepMs = stepMs;
    if (stepMs === intervalMs) {
      // No market opens where it did not close. It may be true all the same, and no row says which side is wrong: a person must look.
      if (isPriceBreak(rows.close[before]!, rows.open[row]!)) {
        const prices = `the price jumps from a close of ${rows.close[before]} to an open of ${rows.open[row]}`;
        warnings.push(at(rows, row, `${prices} with no bar missing between; a bad row, or another coin?`));
      }
      continue;
    }
    if (stepMs % intervalMs !== 0) {
      problems.push(
        at(
          rows,
          row,
          `mixed intervals: ${formatDuration(stepMs)} after the row before; expected ${interval} or a multiple of it`,
        ),
      );
      continue;
    }
    if (equalSteps === STEPS_OF_ANOTHER_INTERVAL) {
      const message = `mixed intervals: ${equalSteps} steps of ${formatDuration(stepMs)} in a row in a file of ${interval} bars; expected one interval`;
      problems.push(at(rows, row, message));
    }
    const missing = stepMs / intervalMs - 1;
    const length = `${missing} missing ${missing === 1 ? 'bar' : 'bars'} (${formatDuration(stepMs - intervalMs)})`;
    const span = `between ${formatTime(times[before]! + intervalMs)} and ${formatTime(times[row]!)}`;
    if (isPriceBreak(rows.close[before]!, rows.open[row]!)) {
      const prices = `the price goes from ${rows.close[before]} to ${rows.open[row]} over a gap of ${length} ${span}`;
      problems.push(
        at(
          rows,
          row,
          `the symbol was reused for another coin: ${prices}; expected the file to end before it`,
        ),
      );
    } else {
      warnings.push(at(rows, row, `gap of ${length} ${span}`));
    }
  }
}

/** Bars of the future are another unit or zone of time. One bar's length is left to a clock that is behind, and to the bar that runs. */
function checkFuture(
  rows: CandleRows,
  { intervalMs, nowMs }: { readonly intervalMs: number; readonly nowMs: number },
  problems: Problem[],
): void {
  let first: number | null = null;
  let count = 0;
  for (let row = 0; row < rows.length; row++) {
    const time = rows.openTimeMs[row]!;
    if (time <= nowMs + intervalMs) continue;
    count++;
    if (first === null || time < rows.openTimeMs[first]!) first = row;
  }
  if (first === null) return;
  const others = count === 1 ? '' : `, as do ${count - 1} more`;
  const times = `begins at ${formatTime(rows.openTimeMs[first]!)}${others}, and now is ${formatTime(nowMs)}`;
  problems.push(at(rows, first, `${times}; expected bars of the past`));
}

function columnsOf(
  rows: CandleRows,
  order: readonly number[],
  symbol: string,
  intervalMs: number,
  length: number,
): Candles {
  const candles = allocateCandles(symbol, intervalMs, length);
  for (let index = 0; index < length; index++) {
    const row = order[index]!;
    candles.openTimeMs[index] = rows.openTimeMs[row]!;
    for (const column of NUMBER_COLUMNS) candles[column][index] = rows[column][row]!;
  }
  return candles;
}

function at(rows: CandleRows, row: number | null, message: string, key: string | null = null): Problem {
  return { file: rows.file, line: row === null ? null : rows.line[row]!, key, message };
}
