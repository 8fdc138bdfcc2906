import { parseCandleJson } from './candleJson.ts';
import { type CandleRows, CandleRowsBuilder } from './candleRows.ts';
import type { ReadOptions } from './candleTable.ts';
import { parseCandleCsv } from './csv.ts';
import { decodeText } from './files.ts';

/** Ends of the names of candle files. What a file holds is told by its content. */
export const CANDLE_FILE = /\.(?:csv|json|parquet)$/i;

/** Content that is no candle file, by its first bytes, and what to do about it. */
const REFUSED: readonly { readonly bytes: readonly number[]; readonly message: string }[] = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    message: 'is a ZIP archive; expected the file inside it: unpack it first',
  },
  { bytes: [0x1f, 0x8b], message: 'is compressed with gzip; expected the file inside it: unpack it first' },
  {
    bytes: [0x28, 0xb5, 0x2f, 0xfd],
    message: 'is compressed with zstd; expected the file inside it: unpack it first',
  },
  { bytes: [0xff, 0xfe], message: 'is text in UTF-16; expected UTF-8: save it as such' },
  { bytes: [0xfe, 0xff], message: 'is text in UTF-16; expected UTF-8: save it as such' },
];

const PARQUET = [0x50, 0x41, 0x52, 0x31];

/** The rows of a candle file of any format that is known: CSV, JSON or Parquet. The reader of Parquet is loaded when one comes. */
export async function readCandles(
  bytes: Uint8Array,
  file: string,
  options: ReadOptions = {},
): Promise<CandleRows> {
  const refused = REFUSED.find(({ bytes: first }) => startsWith(bytes, first));
  if (refused !== undefined) {
    const builder = new CandleRowsBuilder(file);
    builder.problem(null, null, refused.message);
    return builder.finish('nothing');
  }
  if (startsWith(bytes, PARQUET)) {
    const { parseCandleParquet } = await import('./candleParquet.ts');
    return parseCandleParquet(bytes, file, options);
  }
  const text = decodeText(bytes);
  return /^\s*[[{]/.test(text) ? parseCandleJson(text, file, options) : parseCandleCsv(text, file, options);
}

function startsWith(bytes: Uint8Array, first: readonly number[]): boolean {
  return first.every((byte, index) => bytes[index] === byte);
}
