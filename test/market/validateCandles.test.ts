import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { HOUR_MS } from '../../src/core/time.ts';
import { parseCandleCsv } from '../../src/market/csv.ts';
import { type ValidationOptions, validateCandles } from '../../src/market/validateCandles.ts';

const HEADER = 'date,open,high,low,close,volume';

/** Every problem of a daily file with these rows, as a user reads it. */
function problemsOf(rows: string[], options: Partial<ValidationOptions> = {}): string[] {
  const result = validate(rows, options);
  return result.ok ? [] : result.problems.map(formatProblem);
}

function warningsOf(rows: string[], options: Partial<ValidationOptions> = {}): string[] {
  const result = validate(rows, options);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.value.warnings.map(formatProblem);
}

function validate(rows: string[], options: Partial<ValidationOptions>) {
  return validateCandles(parseCandleCsv([HEADER, ...rows].join('\n'), 'x.csv'), {
    symbol: 'X-USDT',
    ...options,
  });
}

const DAY_1 = '2022-05-01,10,12,9,11,100';
const DAY_2 = '2022-05-02,11,13,10,12,100';
const DAY_3 = '2022-05-03,12,14,11,13,100';
const DAY_4 = '2022-05-04,13,15,12,14,100';
const DAY_5 = '2022-05-05,14,16,13,15,100';

describe('candles that stop', () => {
  test('a possible file has no problem and no warning', () => {
    expect(problemsOf([DAY_1, DAY_2, DAY_3])).toEqual([]);
    expect(warningsOf([DAY_1, DAY_2, DAY_3])).toEqual([]);
  });

  test('low above min(open, close)', () => {
    expect(problemsOf([DAY_1, '2022-05-02,11,13,11.5,12,100'])).toEqual([
      'x.csv:3: low: the low 11.5 is above the open or the close; expected at most min(open, close) = 11',
    ]);
  });

  test('high below max(open, close)', () => {
    expect(problemsOf([DAY_1, '2022-05-02,11,11.5,10,12,100'])).toEqual([
      'x.csv:3: high: the high 11.5 is below the open or the close; expected at least max(open, close) = 12',
    ]);
  });

  test.each([
    ['0', 'zero (0)'],
    ['-1', 'negative (-1)'],
    ['Infinity', 'not finite (Infinity)'],
  ])('a price of %s', (price, said) => {
    expect(problemsOf([DAY_1, `2022-05-02,11,13,10,${price},100`])).toEqual([
      `x.csv:3: close: the price is ${said}; expected a price above zero`,
    ]);
  });

  test('a negative or infinite volume; zero is possible', () => {
    expect(problemsOf([DAY_1, '2022-05-02,11,13,10,12,-1'])).toEqual([
      'x.csv:3: volume: the volume is negative (-1); expected zero or more',
    ]);
    expect(problemsOf([DAY_1, '2022-05-02,11,13,10,12,1e999'])[0]).toContain('not finite');
    expect(problemsOf([DAY_1, '2022-05-02,11,13,10,12,0'])).toEqual([]);
  });

  test('unsorted rows', () => {
    expect(problemsOf([DAY_1, DAY_3, DAY_2, DAY_4])).toContain(
      'x.csv:4: is unsorted: 2022-05-02T00:00:00Z stands after 2022-05-03T00:00:00Z; expected times to ascend',
    );
  });

  test('duplicates, with the same and with other content', () => {
    expect(problemsOf([DAY_1, DAY_2, DAY_2, DAY_3, '2022-05-03,12,14,11,13.5,100'])).toEqual([
      'x.csv:4: is an exact copy of line 3 (2022-05-02T00:00:00Z); expected each time once',
      'x.csv:6: is the same time with other content as line 5 (2022-05-03T00:00:00Z); expected each time once',
    ]);
  });

  test('a step that is no multiple of the interval', () => {
    const rows = [DAY_1, DAY_2, DAY_3, '2022-05-03T12:00:00Z,13,14,11,13,100', DAY_4, DAY_5];
    expect(problemsOf(rows)).toEqual([
      'x.csv:5: 2022-05-03T12:00:00Z is not a whole multiple of 1d in UTC; expected bars aligned to UTC',
      'x.csv:5: mixed intervals: 12h after the row before; expected 1d or a multiple of it',
      'x.csv:6: mixed intervals: 12h after the row before; expected 1d or a multiple of it',
    ]);
  });

  test('a file that goes over from hours to days', () => {
    const times = ['01T20:00', '01T21:00', '01T22:00', '01T23:00', '02T00:00', '03', '04', '05', '06'];
    const problems = problemsOf(times.map((time) => `2022-05-${time},10,12,9,11,100`));
    expect(problems).toEqual([
      'x.csv:9: mixed intervals: 3 steps of 1d in a row in a file of 1h bars; expected one interval',
    ]);
  });

  test('a reused symbol: a gap and a price that has nothing to do with the one before', () => {
    const rows = [
      '2022-05-11,2,3,1,1.1,100',
      '2022-05-12,1.1,1.4,0.00028,0.00032,100',
      '2022-05-31,9,11,8,10,100',
    ];
    expect(problemsOf([...rows, '2022-06-01,10,11,8,9,100'])).toEqual([
      'x.csv:4: the symbol was reused for another coin: the price goes from 0.00032 to 9 over a gap of 18 missing bars (18d) between 2022-05-13T00:00:00Z and 2022-05-31T00:00:00Z; expected the file to end before it',
    ]);
  });

  test('the same price break without a gap is a crash, not another coin', () => {
    expect(problemsOf(['2022-05-11,2,3,1,1.1,100', '2022-05-12,0.1,0.2,0.01,0.02,100'])).toEqual([]);
  });

  test('a wrong number of columns, an unparsable number, an empty cell, an unparsable date', () => {
    const rows = [
      DAY_1,
      '2022-05-02,11,13,10,12',
      '2022-05-03,12,abc,11,13,100',
      '2022-05-04,13,15,,14,100',
      '2022-02-30,1,1,1,1,1',
    ];
    expect(problemsOf(rows)).toEqual([
      'x.csv:3: has 5 columns; expected 6 as in the header',
      'x.csv:4: high: "abc" is not a number; expected a decimal',
      'x.csv:5: low: "" is not a number; expected a decimal',
      'x.csv:6: date: "2022-02-30" is not a time; expected 2022-05-12, 2022-05-12T13:00:00Z, or epoch seconds, milliseconds or microseconds',
    ]);
  });

  test('everything at once, in the order of the lines', () => {
    const rows = [
      DAY_1,
      '2022-05-02,11,13,11.5,14,-5',
      '',
      '2022-05-03,12,14,11,x,100',
      '2022-05-03,12,14,11,13,100',
      '2022-05-04,13,15,12',
      '2022-05-05,0,15,-12,14,100',
      '2022-05-06,14,15,12,14,100',
    ];
    const result = validate(rows, {});
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.problems.map(({ line, key }) => [line, key])).toEqual([
      [3, 'low'],
      [3, 'high'],
      [3, 'volume'],
      [5, 'close'],
      [6, null],
      [7, null],
      [8, 'open'],
      [8, 'low'],
    ]);
    expect(result.problems.every(({ file }) => file === 'x.csv')).toBe(true);
  });

  test('one row has no interval, unless it is given', () => {
    expect(problemsOf([DAY_1])[0]).toContain('the interval is unknown');
    expect(problemsOf([DAY_1], { intervalMs: 24 * HOUR_MS })).toEqual([]);
  });
});

describe('candles that are said', () => {
  test('a gap, with its length', () => {
    expect(warningsOf([DAY_1, DAY_2, DAY_4])).toEqual([
      'x.csv:4: gap of 1 missing bar (1d) between 2022-05-03T00:00:00Z and 2022-05-04T00:00:00Z',
    ]);
  });

  test('an unfinished last bar is dropped; one that is just over stays', () => {
    const rows = [DAY_1, DAY_2, DAY_3];
    const result = validate(rows, { nowMs: Date.UTC(2022, 4, 3, 23, 59) });
    expect(result.ok && result.value.candles.length).toBe(2);
    expect(result.ok && result.value.warnings.map(formatProblem)).toEqual([
      'x.csv:4: the last bar is unfinished (it is over at 2022-05-04T00:00:00Z, now is 2022-05-03T23:59:00Z) and was dropped',
    ]);
    expect(warningsOf(rows, { nowMs: Date.UTC(2022, 4, 4) })).toEqual([]);
  });

  test('descending rows are turned', () => {
    const result = validate([DAY_3, DAY_2, DAY_1], {});
    expect(result.ok && [...result.value.candles.close]).toEqual([11, 12, 13]);
    expect(result.ok && result.value.warnings.map(formatProblem)).toEqual([
      'x.csv: the rows descend in time and were turned',
    ]);
  });

  test('a price that jumps five times where no bar is missing, either way; less is a market', () => {
    const jump = (open: number) => warningsOf([DAY_1, `2022-05-02,${open},${open + 1},${open},${open},100`]);
    expect(jump(55)).toEqual([
      'x.csv:3: the price jumps from a close of 11 to an open of 55 with no bar missing between; a bad row, or another coin?',
    ]);
    expect(jump(2)).toHaveLength(1);
    expect(jump(54)).toEqual([]);
    expect(jump(3)).toEqual([]);
  });
});

describe('bars of the future', () => {
  const nowMs = Date.parse('2022-05-02T12:00:00Z');

  test('are one problem that counts them; the bar that runs is dropped as before', () => {
    expect(problemsOf([DAY_1, DAY_2, DAY_3, DAY_4, DAY_5], { nowMs })).toEqual([
      'x.csv:5: begins at 2022-05-04T00:00:00Z, as do 1 more, and now is 2022-05-02T12:00:00Z; expected bars of the past',
    ]);
    expect(problemsOf([DAY_1, DAY_2], { nowMs })).toEqual([]);
  });

  test('may be one bar ahead, as where a clock is behind', () => {
    expect(problemsOf([DAY_1, DAY_2, DAY_3], { nowMs })).toEqual([]);
    expect(problemsOf([DAY_4, DAY_3, DAY_2, DAY_1], { nowMs })).toHaveLength(1);
    expect(problemsOf([DAY_4, DAY_5])).toEqual([]);
  });
});
