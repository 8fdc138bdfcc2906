import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { DAY_MS, HOUR_MS, parseTime } from '../../src/core/time.ts';
import { buildTape, type TapeRequest } from '../../src/market/buildTape.ts';
import { resample } from '../../src/market/resample.ts';
import type { Tape } from '../../src/market/tape.ts';
import { tapeSha256 } from '../../src/market/tapeSha256.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const REQUEST: TapeRequest = {
  baseFolder: '.',
  source: 'data/daily',
  symbols: ['BTC-USDT', 'AVAX-USDT', 'LUNA-USDT'],
  fromMs: parseTime('2022-05-08')!,
  toMs: parseTime('2022-05-14')!,
  refineMs: HOUR_MS,
  lookbackDays: 30,
  seed: 42,
  instrumentsFile: null,
};

async function tapeOf(changes: Partial<TapeRequest> = {}): Promise<Tape> {
  const tape = await buildTape({ ...REQUEST, ...changes });
  if (!tape.ok) throw new Error(tape.problems.map(formatProblem).join('\n'));
  return tape.value;
}

async function problemsOf(changes: Partial<TapeRequest>): Promise<string[]> {
  const tape = await buildTape({ ...REQUEST, ...changes });
  return tape.ok ? [] : tape.problems.map(formatProblem);
}

describe('a tape from daily candles', () => {
  test('has look-back and window, in the order of the request, and says how the path was made', async () => {
    const tape = await tapeOf();
    expect(tape.intervalMs).toBe(HOUR_MS);
    expect(tape.symbols.map(({ candles }) => candles.symbol)).toEqual(REQUEST.symbols);
    expect(tape.symbols.map(({ candles, firstRow }) => [candles.length, firstRow])).toEqual([
      [36 * 24, 30 * 24],
      [36 * 24, 30 * 24],
      [35 * 24, 30 * 24],
    ]);
    for (const { candles, firstRow, daily, instrument } of tape.symbols) {
      expect(candles.openTimeMs[firstRow]).toBe(REQUEST.fromMs);
      expect(resample(candles, DAY_MS)).toEqual(daily);
      expect(instrument.symbol).toBe(candles.symbol);
    }
    expect(tape.notes).toContain('intraday path reconstructed from daily candles, seed 42');
    expect(tape.notes).toContain(
      'LUNA-USDT has no bar after 2022-05-13T00:00:00Z; an open position is settled there',
    );
  });

  test('not refined, the days are the bars', async () => {
    const tape = await tapeOf({ refineMs: null });
    expect(tape.intervalMs).toBe(DAY_MS);
    for (const { candles, daily, firstRow } of tape.symbols) {
      expect(candles).toEqual(daily);
      expect(firstRow).toBe(30);
    }
    expect(tape.notes.join()).not.toContain('reconstructed');
  });

  test('a window may start and end inside a day', async () => {
    const fromMs = parseTime('2022-05-08T13:00:00Z')!;
    const tape = await tapeOf({ fromMs, toMs: fromMs + 30 * HOUR_MS });
    const { candles, firstRow, daily } = tape.symbols[0]!;
    expect([candles.openTimeMs[0], candles.length, firstRow]).toEqual([fromMs - 30 * DAY_MS, 750, 720]);
    expect(daily.length).toBe(32);
    const whole = (await tapeOf()).symbols[0]!.candles;
    const row = whole.openTimeMs.indexOf(fromMs);
    expect(candles.low.subarray(firstRow)).toEqual(whole.low.subarray(row, row + 30));
  });

  test('UST ends inside its last day', async () => {
    const tape = await tapeOf({ symbols: ['BTC-USDT', 'UST-USDT'], lookbackDays: 10 });
    const { candles } = tape.symbols[1]!;
    expect(candles.openTimeMs[candles.length - 1]).toBe(parseTime('2022-05-13'));
    expect(candles.close[candles.length - 1]).toBe(0.245779);
    expect(tape.notes).toContain(
      'UST-USDT has no bar after 2022-05-13T00:45:00Z; an open position is settled there',
    );
  });

  test('the hash names the content: frozen for a seed, moved by seed, window, symbols and prices', async () => {
    const tape = await tapeOf();
    expect(tape.sha256).toMatchInlineSnapshot(
      `"7ee741452723766ac0896dff593d969e62b5d71f385c5c57c5723082762454f6"`,
    );
    expect((await tapeOf()).sha256).toBe(tape.sha256);
    const others: Partial<TapeRequest>[] = [
      { seed: 43 },
      { toMs: REQUEST.toMs - HOUR_MS },
      { lookbackDays: 31 },
      { symbols: ['AVAX-USDT', 'BTC-USDT', 'LUNA-USDT'] },
      { refineMs: HOUR_MS / 2 },
    ];
    const hashes = new Set([tape.sha256]);
    for (const changes of others) hashes.add((await tapeOf(changes)).sha256);
    expect(hashes.size).toBe(others.length + 1);
    tape.symbols[2]!.candles.close[5]! += 0.00001;
    expect(tapeSha256(tape)).not.toBe(tape.sha256);
  });

  test('a symbol has the same path whichever others are on the tape', async () => {
    const alone = (await tapeOf({ symbols: ['AVAX-USDT'] })).symbols[0]!.candles;
    expect(alone).toEqual((await tapeOf()).symbols[1]!.candles);
  });

  test('a symbol that was listed later may lack look-back, and it is said', async () => {
    expect((await tapeOf({ lookbackDays: 300 })).notes).toContain(
      'AVAX-USDT begins on 2021-08-01: 280 of 300 days of look-back',
    );
  });
});

describe('what a tape refuses', () => {
  test('a window outside the data', async () => {
    const symbols = ['AVAX-USDT', 'LUNA-USDT'];
    expect(
      await problemsOf({
        symbols,
        fromMs: parseTime('2021-07-01')!,
        toMs: parseTime('2021-09-01')!,
        lookbackDays: 0,
      }),
    ).toEqual([
      'data/daily: from: 2021-07-01T00:00:00Z is before the first bar; the data covers 2021-08-01T00:00:00Z to 2023-01-01T00:00:00Z',
    ]);
    expect((await problemsOf({ toMs: parseTime('2025-06-01')! }))[0]).toContain(
      'to: 2025-06-01T00:00:00Z is after the last bar',
    );
  });

  test('a look-back before the first bar of every symbol', async () => {
    expect(await problemsOf({ symbols: ['AVAX-USDT', 'LUNA-USDT'], lookbackDays: 300 })).toEqual([
      'data/daily: lookback: needs bars from 2021-07-12T00:00:00Z, and the first is at 2021-08-01T00:00:00Z; expected at most 280 days, or a later from',
    ]);
  });

  test('a symbol without any bar in the window, unknown symbols, symbols that stand twice: all at once', async () => {
    const fromMs = parseTime('2022-06-01')!;
    expect(await problemsOf({ fromMs, toMs: fromMs + DAY_MS })).toEqual([
      'data/daily: symbols: LUNA-USDT has no bar in the window 2022-06-01T00:00:00Z to 2022-06-02T00:00:00Z; its file covers 2021-08-01T00:00:00Z to 2022-05-13T00:00:00Z',
    ]);
    expect(await problemsOf({ symbols: ['BTC-USD', 'LUMA-USDT', 'ETH-USDT', 'ETH-USDT'] })).toEqual([
      'data/daily: symbols: ETH-USDT stands twice; expected each symbol once',
      'data/daily: symbols: unknown symbol "BTC-USD"; did you mean "BTC-USDT"?',
      'data/daily: symbols: unknown symbol "LUMA-USDT"; did you mean "LUNA-USDT"?',
    ]);
  });

  test('a window that is no window, or not at the edges of bars', async () => {
    expect((await problemsOf({ toMs: REQUEST.fromMs }))[0]).toContain('expected a time after from');
    expect((await problemsOf({ fromMs: REQUEST.fromMs + 1 }))[0]).toContain('is not at the edge of a bar');
    expect((await problemsOf({ refineMs: 7 * HOUR_MS }))[0]).toContain('7h does not divide a day');
    expect((await problemsOf({ symbols: [] }))[0]).toContain('expected at least one symbol');
    expect((await problemsOf({ lookbackDays: 1.5 }))[0]).toContain('expected a whole number of days');
    expect(await problemsOf({ source: 'data/dayly' })).toEqual(['data/dayly: does not exist']);
  });
});

describe('a tape from hourly candles', () => {
  const hours = Array.from({ length: 96 }, (_, hour) => {
    const timeMs = parseTime('2022-05-01T12:00:00Z')! + hour * HOUR_MS;
    return `${timeMs},${100 + hour},${102 + hour},${99 + hour},${101 + hour},10.5`;
  });
  const files = { '1h/XUSDT.csv': ['timestamp,open,high,low,close,volume', ...hours, ''].join('\n') };
  const hourly: Partial<TapeRequest> = {
    source: '1h',
    symbols: ['X-USDT'],
    fromMs: parseTime('2022-05-03')!,
    toMs: parseTime('2022-05-05T06:00:00Z')!,
    refineMs: null,
    lookbackDays: 1,
  };

  test('takes the bars as they are, and days that are whole at their start', async () => {
    const tape = await tapeOf({ ...hourly, baseFolder: temporaryFolder(files) });
    const { candles, firstRow, daily, instrument } = tape.symbols[0]!;
    expect([tape.intervalMs, candles.length, firstRow]).toEqual([HOUR_MS, 78, 24]);
    expect([...daily.openTimeMs]).toEqual(
      ['2022-05-02', '2022-05-03', '2022-05-04', '2022-05-05'].map(parseTime),
    );
    expect(daily.volume[0]).toBe(252);
    expect([instrument.tick, instrument.lot]).toEqual([1, 0.1]);
    expect(tape.notes[0]).toBe('unverified: no manifest vouches for the candles of X-USDT in 1h');
    expect(tape.notes[1]).toContain('X-USDT is not listed among the instruments');
  });

  test('real bars are never refined', async () => {
    const problems = await problemsOf({
      ...hourly,
      refineMs: HOUR_MS / 4,
      baseFolder: temporaryFolder(files),
    });
    expect(problems).toEqual([
      '1h: refine: needs daily candles, and these are of 1h; expected no refine: real bars are better',
    ]);
  });

  test('a tick that does not divide the prices is refused', async () => {
    const instruments = `instruments:
  X-USDT:
    - validFrom: 2022-01-01
      source: made up
      tick: 2
      lot: 1
      minQty: 1
      minNotionalQuote: 5
      makerFeeBps: 2
      takerFeeBps: 4
      spreadBps: 5
      maintenanceTiers: [{ fromNotionalQuote: 0, maintenanceMarginRatio: 0.01 }]
      liquidationFeeBps: 100
      sector: None
`;
    const baseFolder = temporaryFolder({ ...files, 'instruments.yaml': instruments });
    const problems = await problemsOf({ ...hourly, baseFolder });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      'prices are no multiples of the tick 2 (first: open 101 at 2022-05-01T13:00:00Z)',
    );
  });
});
