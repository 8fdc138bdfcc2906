import { describe, expect, test } from 'vitest';
import { unwrap } from '../../src/core/result.ts';
import { type CandlesInput, createCandles } from '../../src/market/createCandles.ts';
import { createInstrument } from '../../src/market/createInstrument.ts';
import { createTape } from '../../src/market/createTape.ts';

const HOUR_MS = 3_600_000;
const input = (overrides: Partial<CandlesInput> = {}): CandlesInput => ({
  symbol: 'A-USDT',
  openTimeMs: [0, HOUR_MS, 2 * HOUR_MS],
  open: [1, 2, 3],
  high: [2, 3, 4],
  low: [1, 2, 3],
  close: [2, 3, 4],
  volume: [5, 6, 7],
  ...overrides,
});
const problemsOf = (result: {
  ok: boolean;
  problems?: readonly { key: string | null; line: number | null; message: string }[];
}) => (result.problems ?? []).map(({ key, line, message }) => `${key ?? ''}:${line ?? ''} ${message}`);

describe('candles from arrays', () => {
  test('are copies: the arrays may change afterwards', () => {
    const close = [2, 3, 4];
    const candles = unwrap(createCandles(input({ close })));
    close[0] = 99;
    expect(Array.from(candles.close)).toEqual([2, 3, 4]);
    expect(candles.intervalMs).toBe(HOUR_MS);
  });

  test('are checked as a file is, every problem at its row', () => {
    const found = createCandles(
      input({ high: [2, Number.NaN, 4], volume: [5, 6, Number.POSITIVE_INFINITY] }),
    );
    expect(problemsOf(found)).toEqual(['high:2 NaN is not a number', 'volume:3 Infinity is not a number']);
    expect(createCandles(input({ high: [0.5, 3, 4] })).ok).toBe(false);
    expect(createCandles(input({ openTimeMs: [0, 0, HOUR_MS] })).ok).toBe(false);
    expect(problemsOf(createCandles(input({ close: [1] })))).toEqual([
      'close: has 1 rows; expected 3, as openTimeMs has',
    ]);
  });
});

describe('a tape from candles', () => {
  const candles = unwrap(createCandles(input()));

  test('is cut into look-back and window, and named by its content', () => {
    const tape = unwrap(createTape({ candles: [candles], fromMs: HOUR_MS }));
    expect(tape).toMatchObject({ intervalMs: HOUR_MS, fromMs: HOUR_MS, toMs: 3 * HOUR_MS });
    expect(tape.symbols[0]!.firstRow).toBe(1);
    expect(tape.notes.some((note) => note.includes('assumed'))).toBe(true);
    const other = unwrap(createCandles(input({ close: [2, 3, 3.5] })));
    expect(unwrap(createTape({ candles: [other], fromMs: HOUR_MS })).sha256).not.toBe(tape.sha256);
    expect(unwrap(createTape({ candles: [candles], fromMs: HOUR_MS })).sha256).toBe(tape.sha256);
  });

  test('refuses what does not fit, all of it at once', () => {
    const daily = unwrap(
      createCandles(input({ symbol: 'B-USDT', openTimeMs: [0, 24 * HOUR_MS, 48 * HOUR_MS] })),
    );
    expect(problemsOf(createTape({ candles: [candles, daily, candles] })).join('\n')).toMatch(
      /B-USDT has 1d bars[\s\S]*A-USDT stands twice/,
    );
    expect(problemsOf(createTape({ candles: [] }))[0]).toContain('is empty');
    expect(problemsOf(createTape({ candles: [candles], fromMs: 1, toMs: 0 }))).toHaveLength(2);
    const coarse = unwrap(createInstrument({ symbol: 'A-USDT', tick: 0.7, lot: 1 }));
    expect(problemsOf(createTape({ candles: [candles], instruments: [coarse] }))[0]).toContain(
      'no multiple of the tick 0.7',
    );
    expect(
      problemsOf(createTape({ candles: [candles], fromMs: 3 * HOUR_MS, toMs: 4 * HOUR_MS }))[0],
    ).toContain('has no bar');
  });
});

test('an instrument says every field that is wrong', () => {
  const found = createInstrument({
    symbol: '',
    tick: 0,
    lot: Number.NaN,
    takerFeeBps: -1,
    maintenanceTiers: [{ fromNotionalQuote: 5, maintenanceMarginRatio: 0.01 }],
    tik: 3,
  } as never);
  const keys = (found.ok ? [] : found.problems).map(({ key }) => key);
  expect(keys).toEqual(
    expect.arrayContaining(['tik', 'symbol', 'tick', 'lot', 'takerFeeBps', 'maintenanceTiers.0']),
  );
});
