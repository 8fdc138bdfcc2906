import { brotliCompressSync, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { parseTime } from '../../src/core/time.ts';
import { shortestDecimalOfFloat } from '../../src/market/candleParquet.ts';
import { parseColumns } from '../../src/market/columnLayout.ts';
import { loadSymbol, openDataset } from '../../src/market/dataset.ts';
import { instrumentAt } from '../../src/market/instruments.ts';
import { readCandles } from '../../src/market/readCandles.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const TIMES = [parseTime('2022-05-12')!, parseTime('2022-05-13')!, parseTime('2022-05-14')!];
const PRICES = {
  open: [1.5, 2, 0.00000003],
  high: [2.25, 2.5, 0.00000004],
  low: [1.4, 1.9, 0.00000002],
  close: [2, 2, 0.00000003],
  volume: [8, 2, 0],
};

type WriteOptions = Parameters<typeof parquetWriteBuffer>[0];
type Source = WriteOptions['columnData'][number];

function numbers(): Source[] {
  return Object.entries(PRICES).map(([name, data]) => ({ name, data, type: 'DOUBLE' }) as Source);
}

function parquet(
  time: Source,
  others: Source[] = numbers(),
  options: Partial<WriteOptions> = {},
): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData: [time, ...others], ...options }));
}

const BIG = (factor: bigint) => TIMES.map((timeMs) => BigInt(timeMs) * factor);

describe('candles from Parquet', () => {
  test.each([
    ['milliseconds', { isAdjustedToUTC: true, unit: 'MILLIS' }, 1n, 'timestamps of milliseconds'],
    ['microseconds', { isAdjustedToUTC: true, unit: 'MICROS' }, 1_000n, 'timestamps of microseconds'],
    ['nanoseconds', { isAdjustedToUTC: true, unit: 'NANOS' }, 1_000_000n, 'timestamps of nanoseconds'],
    [
      'a zone that nobody knows',
      { isAdjustedToUTC: false, unit: 'NANOS' },
      1_000_000n,
      'timestamps of nanoseconds without a zone, taken as UTC',
    ],
  ])('timestamps of %s', async (_name, logical, factor, said) => {
    const schema = [
      { name: 'root', num_children: 6 },
      {
        name: 'timestamp',
        type: 'INT64',
        repetition_type: 'REQUIRED',
        logical_type: { type: 'TIMESTAMP', ...logical },
      },
      ...Object.keys(PRICES).map((name) => ({ name, type: 'DOUBLE', repetition_type: 'REQUIRED' })),
    ];
    const time = { name: 'timestamp', data: BIG(factor) } as Source;
    const columns = numbers().map(({ name, data }) => ({ name, data }) as Source);
    const rows = await readCandles(parquet(time, columns, { schema } as never), 'x.parquet');
    expect(rows.problems).toEqual([]);
    expect([...rows.openTimeMs]).toEqual(TIMES);
    for (const [column, data] of Object.entries(PRICES)) {
      expect([...rows[column as keyof typeof PRICES]], column).toEqual(data);
    }
    expect(rows.recognised).toBe(
      `Parquet: columns timestamp, open, high, low, close, volume; times as ${said}`,
    );
  });

  test.each([
    ['whole numbers of seconds', TIMES.map((timeMs) => BigInt(timeMs / 1000)), 'INT64', 'epoch seconds'],
    ['whole numbers of nanoseconds', BIG(1_000_000n), 'INT64', 'epoch nanoseconds'],
    ['doubles of milliseconds', TIMES, 'DOUBLE', 'epoch milliseconds'],
    ['texts', TIMES.map((timeMs) => new Date(timeMs).toISOString()), 'STRING', 'ISO 8601'],
    [
      'dates of the library',
      TIMES.map((timeMs) => new Date(timeMs)),
      'TIMESTAMP',
      'timestamps of milliseconds',
    ],
  ])('times as %s', async (_name, data, type, said) => {
    const rows = await readCandles(parquet({ name: 'Date', data, type } as Source), 'x.parquet');
    expect(rows.problems).toEqual([]);
    expect([...rows.openTimeMs]).toEqual(TIMES);
    expect(rows.recognised).toContain(`times as ${said}`);
  });

  test.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI'])(
    'compressed as %s, in several row groups',
    async (codec) => {
      const bytes = parquet({ name: 'time', data: BIG(1n), type: 'INT64' } as Source, numbers(), {
        codec,
        rowGroupSize: 2,
        compressors: { GZIP: gzipSync, BROTLI: brotliCompressSync },
      } as never);
      const rows = await readCandles(bytes, 'x.parquet');
      expect(rows.problems).toEqual([]);
      expect([...rows.openTimeMs]).toEqual(TIMES);
      expect([...rows.low]).toEqual(PRICES.low);
    },
  );

  test('numbers as texts, and 32-bit floats, which become what they stand for', async () => {
    const others = numbers().map((source) =>
      source.name === 'open'
        ? ({ ...source, data: PRICES.open.map(String), type: 'STRING' } as Source)
        : ({ ...source, data: Float32Array.from(source.data as number[]), type: 'FLOAT' } as Source),
    );
    const rows = await readCandles(
      parquet({ name: 'time', data: BIG(1n), type: 'INT64' } as Source, others),
      'x.parquet',
    );
    expect(rows.problems).toEqual([]);
    expect([...rows.open]).toEqual(PRICES.open);
    expect([...rows.low]).toEqual(PRICES.low);
    expect(rows.remarks[0]).toBe('high has 32-bit floats, read as the shortest decimals they stand for');
    for (const value of [0.1, 19_176.93, 1e-8, 123_456_790, 3.4e38]) {
      expect(shortestDecimalOfFloat(Math.fround(value))).toBe(value);
    }
  });

  test('what is wrong is said by row and column', async () => {
    const others = numbers().map((source) =>
      source.name === 'high'
        ? ({ ...source, data: [2.25, null, 0.00000004], nullable: true } as Source)
        : source,
    );
    const bytes = parquet(
      { name: 'time', data: [TIMES[0]!, TIMES[1]!, 7], type: 'DOUBLE' } as Source,
      others,
    );
    const rows = await readCandles(bytes, 'x.parquet');
    expect(rows.problems.map(formatProblem)).toEqual([
      'x.parquet:2: high: "null" stands for no value; expected a decimal, or no row where there is no candle',
      'x.parquet:3: time: "7" is not a time; expected 2022-05-12, 2022-05-12T13:00:00Z, or epoch seconds, milliseconds or microseconds',
    ]);
    const nameless = await readCandles(
      parquet({ name: 'when', data: TIMES, type: 'DOUBLE' } as Source),
      'x.parquet',
    );
    expect(nameless.problems.map(formatProblem)[0]).toContain('the header has no column date or timestamp');
    const columns = parseColumns('time,open,high,low,close,volume');
    const told = await readCandles(
      parquet({ name: 'when', data: TIMES, type: 'DOUBLE' } as Source),
      'x.parquet',
      {
        columns: columns as never,
      },
    );
    expect([...told.openTimeMs]).toEqual(TIMES);
  });

  test('decimals are exact: the library alone would read 35 hundredths as 0.35000000000000003', async () => {
    const schema = [
      { name: 'root', num_children: 6 },
      { name: 'time', type: 'INT64', repetition_type: 'REQUIRED' },
      ...Object.keys(PRICES).map((name) => ({
        ...{
          name,
          type: 'INT64',
          repetition_type: 'REQUIRED',
          converted_type: 'DECIMAL',
          scale: 2,
          precision: 18,
        },
      })),
    ];
    const cents = [0.35, 1.1, 1_234_567.89];
    const columns = Object.keys(PRICES).map((name) => ({ name, data: cents }) as Source);
    const bytes = parquet({ name: 'time', data: BIG(1n) } as Source, columns, { schema } as never);
    const rows = await readCandles(bytes, 'x.parquet');
    expect(rows.problems).toEqual([]);
    expect([...rows.open]).toEqual(cents);
  });

  test('a file that ends too early is refused', async () => {
    const whole = parquet({ name: 'time', data: BIG(1n), type: 'INT64' } as Source);
    for (const length of [4, 20, whole.length - 1]) {
      const rows = await readCandles(whole.slice(0, length), 'x.parquet');
      expect(rows.problems[0]?.message).toMatch(/^cannot be read as Parquet: /);
      expect(rows.length).toBe(0);
    }
  });
});

describe('the tick of a symbol that is not listed', () => {
  const csv = `date,open,high,low,close,volume\n${TIMES.map((timeMs, row) => {
    const { open, high, low, close, volume } = PRICES;
    return [
      new Date(timeMs).toISOString().slice(0, 10),
      open[row],
      high[row],
      low[row],
      close[row],
      volume[row],
    ].join();
  }).join('\n')}\n`;
  const json = JSON.stringify(
    TIMES.map((timeMs, row) => [timeMs, ...Object.values(PRICES).map((column) => column[row]!)]),
  );

  test.each([
    ['CSV', 'csv', csv],
    ['JSON', 'json', json],
    ['Parquet', 'parquet', parquet({ name: 'time', data: BIG(1n), type: 'INT64' } as Source)],
  ])('is the finest decimal of its %s', async (_name, end, content) => {
    const dataset = openDataset(temporaryFolder({ [`SHIB-USDT.${end}`]: content }), 'data');
    if (!dataset.ok) throw new Error('the folder can be read');
    const loaded = await loadSymbol(dataset.value, 'SHIB-USDT');
    if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
    const { instrument, note } = instrumentAt(new Map(), loaded.value.candles, TIMES[0]!);
    expect(instrument.tick).toBe(1e-8);
    expect(note).toContain('tick 0.00000001 and lot 1 are the finest decimals seen in its file');
  });
});
