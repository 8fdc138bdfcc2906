import { canonicalJson, sha256 } from '../core/hash.ts';
import type { CandleRows } from './candleRows.ts';
import type { ReadOptions } from './candleTable.ts';
import { cacheBytes, joinPath, readBytes } from './files.ts';
import { readCandles } from './readCandles.ts';

/** Counts up whenever a reader may read a file otherwise than before: what an older one has kept is then not found any more. */
export const READER_VERSION = 2;

/**
 * Below this a cache gains less than it costs to explain. A file of this size is read in about 10 ms, and its kept columns in one; at 2.5 MB,
 * a month of minutes, it is 100 ms against 6.
 */
export const SMALLEST_CACHED_BYTES = 262_144;

export type CacheUse =
  /** The columns were taken from the cache. */
  | 'used'
  /** They were read from the file, and kept. */
  | 'kept'
  /** What the cache had was damaged; they were read from the file, and kept anew. */
  | 'damaged'
  /** They were read from the file, and could not be kept. */
  | 'unwritable'
  /** Too small a file, one with problems, or no cache is wanted. */
  | 'none';

export interface KnownRows {
  readonly rows: CandleRows;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
  readonly cache: CacheUse;
}

/**
 * The rows of a candle file, from the columns that an earlier run kept where the file's SHA-256, the reader's version and the options are the
 * same. The rows are the same either way; a file of which anything could not be read is never kept. What is kept carries a checksum: a
 * damaged or cut file is noticed, and the candles are read again.
 */
export async function readCandlesKept(
  bytes: Uint8Array,
  file: string,
  options: ReadOptions & { readonly cacheFolder?: string | null } = {},
): Promise<KnownRows> {
  const { cacheFolder = null, ...readOptions } = options;
  const hash = sha256(bytes);
  if (cacheFolder === null || bytes.length < SMALLEST_CACHED_BYTES) {
    return { rows: await readCandles(bytes, file, readOptions), sha256: hash, cache: 'none' };
  }
  const key = sha256(canonicalJson({ file: hash, reader: READER_VERSION, ...readOptions }));
  const path = joinPath(cacheFolder, `${key}.columns`);
  const found = readBytes(path);
  const kept = found.ok ? unpackRows(found.value, file, key) : null;
  if (kept !== null) return { rows: kept, sha256: hash, cache: 'used' };
  const rows = await readCandles(bytes, file, readOptions);
  if (rows.problems.length > 0) return { rows, sha256: hash, cache: 'none' };
  const isKept = cacheBytes(path, packRows(rows, key));
  return { rows, sha256: hash, cache: isKept ? (found.ok ? 'damaged' : 'kept') : 'unwritable' };
}

/** First bytes of a file of ours; after them the SHA-256 of all that follows, and a line of JSON, filled up to a multiple of eight bytes. */
const MAGIC = 'brakecheck columns 1\n';
const CHECKSUM_CHARACTERS = 64;

interface Header {
  /** Of the file that the columns are of, so that a renamed file is not taken for another. */
  readonly key: string;
  readonly length: number;
  readonly recognised: string;
  readonly remarks: readonly string[];
}

/** Rows without problems as bytes: the header, then the columns as they lie in memory, which is little-endian wherever Node runs. */
export function packRows(rows: CandleRows, key: string): Uint8Array {
  const header: Header = { key, length: rows.length, recognised: rows.recognised, remarks: rows.remarks };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const before = MAGIC.length + CHECKSUM_CHARACTERS;
  const headerEnd = Math.ceil((before + json.length + 1) / 8) * 8;
  const bytes = new Uint8Array(headerEnd + rows.length * (6 * 8 + 4)).fill(0x20, 0, headerEnd);
  bytes.set(json, before);
  bytes[headerEnd - 1] = 0x0a;
  let at = headerEnd;
  for (const column of [...numberColumns(rows), rows.line]) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  bytes.set(new TextEncoder().encode(MAGIC + sha256(bytes.subarray(before))));
  return bytes;
}

/** The rows that were packed under a key, or null where the bytes are anything else. */
export function unpackRows(bytes: Uint8Array, file: string, key: string): CandleRows | null {
  const before = MAGIC.length + CHECKSUM_CHARACTERS;
  const headerEnd = bytes.indexOf(0x0a, before) + 1;
  if (bytes.length < before || headerEnd === 0) return null;
  const start = new TextDecoder().decode(bytes.subarray(0, before));
  if (start !== MAGIC + sha256(bytes.subarray(before))) return null;
  // The checksum holds, so that the rest was written by us.
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(before, headerEnd))) as Header;
  if (header.key !== key) return null;
  const { length } = header;
  // A copy, because typed arrays must begin at multiples of their width; what Node reads is a Buffer, whose `slice` makes none.
  const body = new Uint8Array(bytes.subarray(headerEnd)).buffer;
  const column = (index: number): Float64Array => new Float64Array(body, index * length * 8, length);
  return {
    ...{ file, length, line: new Uint32Array(body, 6 * length * 8, length) },
    ...{ openTimeMs: column(0), open: column(1), high: column(2), low: column(3), close: column(4) },
    ...{ volume: column(5), recognised: header.recognised, remarks: header.remarks, problems: [] },
  };
}

function numberColumns(rows: CandleRows): readonly Float64Array[] {
  return [rows.openTimeMs, rows.open, rows.high, rows.low, rows.close, rows.volume];
}
