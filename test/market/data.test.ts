import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { isOnStep } from '../../src/core/rounding.ts';
import { DAY_MS, parseTime } from '../../src/core/time.ts';
import { rowAtOrAfter } from '../../src/market/candles.ts';
import { loadSymbol, openDataset, symbolsOf } from '../../src/market/dataset.ts';
import { readTextFile } from '../../src/market/files.ts';
import { instrumentAt, parseInstruments } from '../../src/market/instruments.ts';

const dataset = unwrap(openDataset('data/daily'));
const instruments = unwrap(
  parseInstruments(unwrap(readTextFile('data/instruments.yaml')), 'instruments.yaml'),
);
const symbols = symbolsOf(dataset);

function unwrap<Value>(result: import('../../src/core/result.ts').Result<Value>): Value {
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.value;
}

async function day(symbol: string, date: string) {
  const { candles } = unwrap(await loadSymbol(dataset, symbol));
  const row = rowAtOrAfter(candles, parseTime(date)!);
  expect(candles.openTimeMs[row]).toBe(parseTime(date));
  return {
    open: candles.open[row],
    high: candles.high[row],
    low: candles.low[row],
    close: candles.close[row],
  };
}

describe('the facts of the crash years', () => {
  test('March 2020', async () => {
    expect(await day('BTC-USDT', '2020-03-12')).toMatchObject({ open: 7934.58, low: 4410, close: 4800 });
    expect(await day('BTC-USDT', '2020-03-13')).toMatchObject({ low: 3782.13, close: 5578.6 });
  });

  test('May 2021', async () => {
    expect(await day('BTC-USDT', '2021-05-19')).toMatchObject({
      open: 42849.78,
      low: 30000,
      close: 36690.09,
    });
    expect((await day('ETH-USDT', '2021-05-19')).low).toBe(1888);
  });

  test('LUNA and UST, May 2022', async () => {
    const closes: (number | undefined)[] = [];
    for (const date of ['2022-05-09', '2022-05-10', '2022-05-11', '2022-05-12']) {
      closes.push((await day('LUNA-USDT', date)).close);
    }
    expect(closes).toEqual([30.29, 17.46, 1.0769, 0.00032]);
    expect(closes[3]! / closes[1]! - 1).toBeLessThan(-0.9999);
    expect((await day('UST-USDT', '2022-05-11')).low).toBe(0.225);
  });

  test('FTX, November 2022', async () => {
    expect((await day('FTT-USDT', '2022-11-07')).close).toBe(22.08);
    expect(await day('FTT-USDT', '2022-11-08')).toMatchObject({ low: 2.51, close: 5.5 });
    expect((await day('BTC-USDT', '2022-11-07')).close).toBe(20591.13);
    expect((await day('BTC-USDT', '2022-11-09')).close).toBe(15922.81);
  });

  test('the last days of what ended', async () => {
    const lastDay = async (symbol: string) =>
      unwrap(await loadSymbol(dataset, symbol)).candles.openTimeMs.at(-1);
    expect(await lastDay('LUNA-USDT')).toBe(parseTime('2022-05-12'));
    expect(await lastDay('UST-USDT')).toBe(parseTime('2022-05-13'));
    expect(await lastDay('FTT-USDT')).toBe(parseTime('2022-11-14'));
  });
});

describe.each(symbols)('data/daily %s', async (symbol) => {
  const loaded = await loadSymbol(dataset, symbol);

  test('is what the manifest describes, and no day is missing', async () => {
    const { candles, entry, notes } = unwrap(loaded);
    expect(entry).not.toBeNull();
    expect(notes).toEqual([]);
    expect(candles.intervalMs).toBe(DAY_MS);
    expect(candles.openTimeMs.at(-1)! - candles.openTimeMs[0]!).toBe((candles.length - 1) * DAY_MS);
  });

  test('is written in the one canonical format', async () => {
    const text = unwrap(readTextFile(`data/daily/${symbol}.csv`));
    const [header, ...rows] = text.trimEnd().split('\n');
    expect(header).toBe('date,open,high,low,close,volume');
    expect(rows.filter((row) => !/^\d{4}-\d\d-\d\d(,\d+(\.\d*[1-9])?){5}$/.test(row))).toEqual([]);
    expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true);
  });

  test('has an instrument from its first day, whose tick divides every price', async () => {
    const { candles } = unwrap(loaded);
    const { instrument, note } = instrumentAt(instruments, candles, candles.openTimeMs[0]!);
    expect(note).toBeNull();
    for (const column of ['open', 'high', 'low', 'close'] as const) {
      expect(candles[column].filter((price) => !isOnStep(price, instrument.tick))).toEqual(
        new Float64Array(),
      );
    }
    expect(isOnStep(instrument.minQty, instrument.lot)).toBe(true);
  });
});

test("LUNA's tick lets it go to its last prices", async () => {
  const { candles } = unwrap(await loadSymbol(dataset, 'LUNA-USDT'));
  const { tick } = instrumentAt(instruments, candles, parseTime('2022-05-01')!).instrument;
  expect(isOnStep(0.00005, tick) && isOnStep(0.00004, tick)).toBe(true);
});
