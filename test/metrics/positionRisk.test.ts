import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, parseTime } from '../../src/core/time.ts';
import { alignedDailyReturns, completedRowCount } from '../../src/metrics/alignedDailyReturns.ts';
import { correlation } from '../../src/metrics/correlation.ts';
import { portfolioPnl } from '../../src/metrics/portfolioPnl.ts';
import { positionRisk } from '../../src/metrics/positionRisk.ts';

const START = parseTime('2022-05-01')!;
/** Closes at the end of day 0, 1, 2 ... of the month. */
const endOfDay = (...days: number[]) => days.map((day) => START + (day + 1) * DAY_MS);

describe('alignedDailyReturns', () => {
  test('takes the last close of each UTC day, midnight being the end of a day', () => {
    const hourly = [START + 23 * HOUR_MS, START + 24 * HOUR_MS, START + 25 * HOUR_MS, START + 47 * HOUR_MS];
    const { dayStartMs, returnsBySymbol } = alignedDailyReturns([
      { symbol: 'BTCUSDT', closeTimeMs: hourly, close: [90, 100, 10, 150] },
    ]);
    expect([...dayStartMs]).toEqual([START + DAY_MS]);
    expect([...returnsBySymbol.get('BTCUSDT')!]).toEqual([0.5]);
  });

  test('keeps the days that all assets have, and no return over a missing one', () => {
    const { dayStartMs, returnsBySymbol } = alignedDailyReturns([
      { symbol: 'BTCUSDT', closeTimeMs: endOfDay(0, 1, 2, 3, 4, 5), close: [100, 200, 100, 200, 100, 200] },
      // Day 3 is missing: neither it nor day 4, whose return would span two days, can stand.
      { symbol: 'ETHUSDT', closeTimeMs: endOfDay(0, 1, 2, 4, 5), close: [10, 15, 30, 60, 30] },
    ]);
    expect([...dayStartMs]).toEqual([1, 2, 5].map((day) => START + day * DAY_MS));
    expect([...returnsBySymbol.get('BTCUSDT')!]).toEqual([1, -0.5, 1]);
    expect([...returnsBySymbol.get('ETHUSDT')!]).toEqual([0.5, 1, -0.5]);
  });

  test('gives empty columns where no day is common', () => {
    const { dayStartMs, returnsBySymbol } = alignedDailyReturns([
      { symbol: 'A', closeTimeMs: endOfDay(0, 1), close: [1, 2] },
      { symbol: 'B', closeTimeMs: endOfDay(5, 6), close: [1, 2] },
    ]);
    expect(dayStartMs).toHaveLength(0);
    expect(returnsBySymbol.get('B')).toHaveLength(0);
    expect(alignedDailyReturns([]).dayStartMs).toHaveLength(0);
  });

  test('refuses a symbol that stands there twice', () => {
    const asset = { symbol: 'A', closeTimeMs: endOfDay(0, 1), close: [1, 2] };
    expect(() => alignedDailyReturns([asset, asset])).toThrow(/A stands in the list twice/);
  });
});

test('completedRowCount counts the days that are over', () => {
  const aligned = { dayStartMs: Float64Array.of(START, START + DAY_MS), returnsBySymbol: new Map() };
  expect(completedRowCount(aligned, START)).toBe(0);
  expect(completedRowCount(aligned, START + DAY_MS - 1)).toBe(0);
  expect(completedRowCount(aligned, START + DAY_MS)).toBe(1);
  expect(completedRowCount(aligned, START + 9 * DAY_MS)).toBe(2);
});

const LONG = { symbol: 'BTCUSDT', exposureQuote: 1000, dailyReturns: [0.1, -0.2, 0.05] };
const SHORT = { symbol: 'ETHUSDT', exposureQuote: -500, dailyReturns: [0.2, -0.1, -0.3] };

describe('portfolioPnl', () => {
  // 100 - 100, -200 + 50, 50 + 150.
  test('adds signed exposure x return, day by day', () => {
    const pnlQuote = [...portfolioPnl([LONG, SHORT])];
    for (const [row, expected] of [0, -150, 200].entries()) expect(pnlQuote[row]).toBeCloseTo(expected, 10);
  });

  test('refuses columns that are not aligned', () => {
    expect(() => portfolioPnl([LONG, { ...SHORT, dailyReturns: [0.1] }])).toThrow(/ETHUSDT are not aligned/);
  });
});

describe('positionRisk', () => {
  test('is a loss in quote, of the positions held now', () => {
    const risk = positionRisk([LONG, SHORT]);
    expect(risk.positionValueAtRisk95.value).toBeCloseTo(150, 10);
    expect(risk.positionExpectedShortfall95.value).toBeCloseTo(150, 10);
    expect(risk.positionValueAtRisk99.insufficientSample).toBe(true);
  });

  test('a hedge lowers it, a short turns it', () => {
    expect(positionRisk([LONG]).positionValueAtRisk95.value).toBeCloseTo(200, 10);
    expect(positionRisk([{ ...LONG, exposureQuote: -1000 }]).positionValueAtRisk95.value).toBeCloseTo(
      100,
      10,
    );
  });

  test('looks back over 252 days, or what it is told', () => {
    const dailyReturns = [-0.9, ...Array.from({ length: 251 }, () => 0.01), -0.02, 0.03];
    const held = [{ symbol: 'BTCUSDT', exposureQuote: 100, dailyReturns }];
    // The -90 % is day 254 from the end. Of 252 days, 99 % is the third worst: 0.01 after -0.02.
    expect(positionRisk(held).positionValueAtRisk99).toMatchObject({ value: -1, observationCount: 252 });
    expect(positionRisk(held).positionExpectedShortfall99.value).toBeCloseTo((2 - 1.52) / 2.52, 10);
    expect(positionRisk(held, 2).positionValueAtRisk95.value).toBe(2);
    expect(positionRisk(held, 254).positionExpectedShortfall99.value).toBeCloseTo((90 + 2 - 0.54) / 2.54, 10);
  });

  test('95 % and 99 % are told apart', () => {
    const dailyReturns = Array.from({ length: 100 }, (_, row) => -(row + 1) / 100);
    const risk = positionRisk([{ symbol: 'BTCUSDT', exposureQuote: 100, dailyReturns }]);
    // The 5th worst and the worst of -1 ... -100; the mean of the five worst, and the worst.
    expect(risk.positionValueAtRisk95.value).toBe(96);
    expect(risk.positionValueAtRisk99.value).toBe(100);
    expect(risk.positionExpectedShortfall95.value).toBeCloseTo(98, 10);
    expect(risk.positionExpectedShortfall99.value).toBe(100);
  });

  test('is undefined without a position, and without returns', () => {
    expect(positionRisk([]).positionValueAtRisk95.reason).toBe('no position is held');
    expect(positionRisk([{ ...LONG, dailyReturns: [] }]).positionExpectedShortfall99.reason).toBe(
      'there are no observations',
    );
  });
});

describe('correlation', () => {
  // Deviations -1, 0, 1 and -1, 1, 0 (x 0.01): covariance 0.5, variances 1 and 1.
  test('of sample moments', () => {
    expect(correlation([0.01, 0.02, 0.03], [0.01, 0.03, 0.02]).value).toBeCloseTo(0.5, 14);
    expect(correlation([0.01, 0.02, 0.03], [0.05, 0.03, 0.01]).value).toBeCloseTo(-1, 14);
  });

  test('is undefined without variance and below two rows', () => {
    expect(correlation([0.01, 0.01], [0.01, 0.02]).reason).toBe('the returns have no variance');
    expect(correlation([0.01, 0.02], [0.01, 0.01]).reason).toBe('the returns have no variance');
    expect(correlation([0.01], [0.02]).reason).toBe('a correlation needs two common returns');
    expect(() => correlation([0.01], [])).toThrow(/one length/);
  });
});
