import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256 } from '../../src/core/hash.ts';
import { parseTime } from '../../src/core/time.ts';
import { buildTape } from '../../src/market/buildTape.ts';
import {
  packRows,
  READER_VERSION,
  readCandlesKept,
  SMALLEST_CACHED_BYTES,
  unpackRows,
} from '../../src/market/columnCache.ts';
import { parseCandleCsv } from '../../src/market/csv.ts';
import { readBytes } from '../../src/market/files.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** More than a file must have to be kept. */
function largeCsv(rowCount = 9_000): string {
  const lines = ['timestamp,open,high,low,close,Volume BTC,Volume USDT'];
  for (let row = 0; row < rowCount; row++) {
    const price = 100 + (row % 97) / 8;
    lines.push(
      `${1_652_313_600_000 + row * 60_000},${price},${price + 1},${price - 1},${price + 0.5},${row % 13},1`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function bytesOf(path: string): Uint8Array {
  const bytes = readBytes(path);
  if (!bytes.ok) throw new Error('the file is there');
  return bytes.value;
}

describe('kept columns', () => {
  const csv = largeCsv();

  test('are the columns of the file, and are used only where file, reader and options are the same', async () => {
    const folder = temporaryFolder({ 'x.csv': csv });
    const cacheFolder = `${folder}/cache/inner`;
    const bytes = bytesOf(`${folder}/x.csv`);
    expect(bytes.length).toBeGreaterThan(SMALLEST_CACHED_BYTES);
    const uncached = await readCandlesKept(bytes, 'x.csv');
    const first = await readCandlesKept(bytes, 'x.csv', { cacheFolder });
    const second = await readCandlesKept(bytes, 'x.csv', { cacheFolder });
    expect([uncached.cache, first.cache, second.cache]).toEqual(['none', 'kept', 'used']);
    expect(first.rows).toEqual(uncached.rows);
    expect(second.rows).toEqual(uncached.rows);
    expect(second.rows.remarks).toEqual(['Volume BTC is taken as the volume, in base currency']);
    const key = sha256(canonicalJson({ file: sha256(bytes), reader: READER_VERSION }));
    expect(readdirSync(cacheFolder)).toEqual([`${key}.columns`]);
    const other = await readCandlesKept(bytes, 'other.csv', { cacheFolder, volume: 'quote' });
    expect(other.cache).toBe('kept');
    expect(other.rows.volume).not.toEqual(uncached.rows.volume);
    const changed = await readCandlesKept(
      new TextEncoder().encode(csv.replace('100,101', '100,102')),
      'x.csv',
      { cacheFolder },
    );
    expect(changed.cache).toBe('kept');
    expect(changed.rows.high[0]).toBe(102);
    expect(readdirSync(cacheFolder)).toHaveLength(3);
  });

  test('that were damaged anywhere are noticed, and are made anew', async () => {
    const folder = temporaryFolder({ 'x.csv': csv });
    const cacheFolder = `${folder}/cache`;
    const bytes = bytesOf(`${folder}/x.csv`);
    const { rows } = await readCandlesKept(bytes, 'x.csv', { cacheFolder });
    const path = `${cacheFolder}/${readdirSync(cacheFolder)[0]}`;
    const whole = readFileSync(path);
    const damages: Uint8Array[] = [0, 25, 90, 300, whole.length >> 1, whole.length - 1].map((at) => {
      const damaged = Uint8Array.from(whole);
      damaged[at]! ^= 1;
      return damaged;
    });
    damages.push(whole.subarray(0, 0), whole.subarray(0, 40), whole.subarray(0, whole.length - 8));
    for (const damaged of damages) {
      writeFileSync(path, damaged);
      const again = await readCandlesKept(bytes, 'x.csv', { cacheFolder });
      expect(again.cache).toBe('damaged');
      // A comparison of bytes, because that of objects takes seconds.
      expect(Buffer.from(packRows(again.rows, '')).equals(packRows(rows, ''))).toBe(true);
      expect(readFileSync(path).equals(whole)).toBe(true);
    }
  });

  test('of another file under this name are not taken', () => {
    const rows = parseCandleCsv(csv, 'x.csv');
    const packed = packRows(rows, 'one');
    expect(unpackRows(packed, 'x.csv', 'one')).toEqual(rows);
    expect(unpackRows(packed, 'x.csv', 'two')).toBeNull();
  });

  test('are not made of a file with problems, of a small one, or where nothing can be written', async () => {
    const folder = temporaryFolder({ 'x.csv': csv, 'file-not-folder': '' });
    const cacheFolder = `${folder}/cache`;
    const encode = (text: string) => new TextEncoder().encode(text);
    expect((await readCandlesKept(encode(`${csv}1,x\n`), 'x.csv', { cacheFolder })).cache).toBe('none');
    expect((await readCandlesKept(encode(largeCsv(100)), 'x.csv', { cacheFolder })).cache).toBe('none');
    expect(readdirSync(folder)).not.toContain('cache');
    const unwritable = { cacheFolder: `${folder}/file-not-folder` };
    const read = await readCandlesKept(encode(csv), 'x.csv', unwritable);
    expect(read.cache).toBe('unwritable');
    expect(read.rows).toEqual(parseCandleCsv(csv, 'x.csv'));
  });

  property.prop([
    fc.array(
      fc.record({
        line: fc.nat(1_000_000),
        timeMs: fc.integer({ min: 1e11, max: 4e12 }),
        price: fc.double({ noNaN: true }),
      }),
    ),
    fc.string(),
  ])('of any rows are the rows', (drawn, text) => {
    const column = (factor: number) => Float64Array.from(drawn, ({ price }) => price * factor + 0);
    const rows = {
      ...{ file: 'x.csv', length: drawn.length, line: Uint32Array.from(drawn, ({ line }) => line) },
      openTimeMs: Float64Array.from(drawn, ({ timeMs }) => timeMs),
      ...{ open: column(1), high: column(2), low: column(0.5), close: column(1.5), volume: column(3) },
      ...{ recognised: text, remarks: [text], problems: [] },
    };
    // As Node hands over what it has read: a window on a larger memory.
    const packed = packRows(rows, 'key');
    const pool = Buffer.alloc(packed.length + 3);
    pool.set(packed, 3);
    expect(unpackRows(pool.subarray(3), 'x.csv', 'key')).toEqual(rows);
  });

  test('change nothing of a tape: its hash, its notes, its candles', async () => {
    const baseFolder = temporaryFolder({ 'minutes/X-USDT.csv': csv });
    const request = {
      ...{ baseFolder, source: 'minutes', symbols: ['X-USDT'], refineMs: null, lookbackDays: 0, seed: 1 },
      ...{ fromMs: parseTime('2022-05-12')!, toMs: parseTime('2022-05-13')!, instrumentsFile: null },
    };
    const cacheFolder = `${baseFolder}/cache`;
    const without = await buildTape(request);
    expect(without.ok).toBe(true);
    expect(await buildTape({ ...request, cacheFolder })).toEqual(without);
    expect(readdirSync(cacheFolder)).toHaveLength(1);
    expect(await buildTape({ ...request, cacheFolder })).toEqual(without);
  });
});

/**
 * What is kept is found again by the reader's version, so that a reader that changes must count it up: else people would go on with what an
 * older one has read. When this fails and the change could make any file read otherwise, count up READER_VERSION; then put the new hash here.
 */
test('the reader has the version that its source had, and its libraries', async () => {
  const code = await Promise.all(
    readerSources().map(async (path) => {
      // Without comments and line ends, and with every text as it stands.
      const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'ts', minifyWhitespace: true });
      return code;
    }),
  );
  const libraries = ['hyparquet', 'hyparquet-compressors', 'papaparse'].map(
    (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version,
  );
  expect({
    version: READER_VERSION,
    source: sha256([...code, ...libraries].join('\n')).slice(0, 16),
  }).toEqual({
    version: 2,
    source: 'b6ed3245eac51b96',
  });
});

/** Every file of the market that reading a candle file goes through: what one of them imports is one of them. */
function readerSources(): string[] {
  const found = new Set(['src/market/readCandles.ts']);
  for (const path of found) {
    const imported = readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*'\.\/(\w+\.ts)'/g);
    for (const [, name] of imported) found.add(`src/market/${name}`);
  }
  return [...found].sort();
}
