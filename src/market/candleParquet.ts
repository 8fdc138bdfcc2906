import {
  type FileMetaData,
  parquetMetadata,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet';
import { candleNumber, whyNoNumber } from './candleNumber.ts';
import { type CandleRows, CandleRowsBuilder, type Column, NUMBER_COLUMNS } from './candleRows.ts';
import type { ReadOptions } from './candleTable.ts';
import { candleTime, whyNoTime } from './candleTime.ts';
import {
  COLUMNS,
  type ColumnLayout,
  describeLayout,
  inVolumeUnit,
  layoutOfHeader,
  layoutOfOrder,
} from './columnLayout.ts';
import { divideVolumeByHigh } from './quoteVolume.ts';

/**
 * Reads a Parquet file: columns by the names that CSV files have. Timestamps of milliseconds, microseconds and nanoseconds are read exactly,
 * and so are decimals; a 32-bit float becomes the shortest decimal that it stands for. A row's line is its number, counted from 1. Values are
 * read by the column, so that a million rows never exist as objects.
 */
export async function parseCandleParquet(
  bytes: Uint8Array,
  file: string,
  options: ReadOptions = {},
): Promise<CandleRows> {
  const builder = new CandleRowsBuilder(file);
  const refused = (message: string, key: string | null = null): CandleRows => {
    builder.problem(null, key, message);
    return builder.finish('nothing');
  };
  try {
    const file = exactBuffer(bytes);
    const metadata = parquetMetadata(file);
    const elements = parquetSchema(metadata).children.map(({ element }) => element);
    const names = elements.map(({ name }) => name);
    const chosen =
      options.columns === undefined ? layoutOfHeader(names, null) : layoutOfOrder(options.columns);
    if (Array.isArray(chosen)) {
      for (const { key, message } of chosen) builder.problem(null, key, message);
      return builder.finish('nothing');
    }
    if (chosen.columnCount !== names.length) {
      return refused(
        `has ${names.length} columns (${names.join(', ')}); expected ${chosen.columnCount} as it was said`,
      );
    }
    const layout = inVolumeUnit(chosen, options.volume);
    const read = await readColumns(
      file,
      metadata,
      COLUMNS.map((column) => names[layout.index[column]]!),
    );
    return assemble(builder, layout, { elements, read, rowCount: Number(metadata.num_rows) });
  } catch (error) {
    return refused(`cannot be read as Parquet: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

type ReadColumns = ReadonlyMap<
  string,
  readonly { readonly rowStart: number; readonly values: ArrayLike<unknown> }[]
>;

async function readColumns(
  file: ArrayBuffer,
  metadata: FileMetaData,
  columns: string[],
): Promise<ReadColumns> {
  const { compressors } = await import('hyparquet-compressors');
  const read = new Map<string, { rowStart: number; values: ArrayLike<unknown> }[]>();
  await parquetRead({
    file,
    metadata,
    columns,
    compressors,
    geoparquet: false,
    // Milliseconds, exactly; what is no whole number of them stays a fraction, and is then refused.
    parsers: {
      timestampFromMilliseconds: ((time: bigint | null) => (time == null ? null : Number(time))) as never,
      timestampFromMicroseconds: ((time: bigint | null) =>
        time == null ? null : Number(time) / 1_000) as never,
      timestampFromNanoseconds: ((time: bigint | null) =>
        time == null ? null : millisecondsOf(BigInt(time))) as never,
      dateFromDays: ((day: number | null) => (day == null ? null : day * 86_400_000)) as never,
    },
    onChunk: ({ columnName, columnData, rowStart }) => {
      const pieces = read.get(columnName) ?? [];
      read.set(columnName, [...pieces, { rowStart, values: columnData as ArrayLike<unknown> }]);
    },
  });
  return read;
}

function millisecondsOf(nanoseconds: bigint): number {
  const isWhole = nanoseconds % 1_000_000n === 0n;
  return Number(nanoseconds / 1_000_000n) + (isWhole ? 0 : 0.5);
}

function assemble(
  builder: CandleRowsBuilder,
  layout: ColumnLayout,
  from: {
    readonly elements: readonly SchemaElement[];
    readonly read: ReadColumns;
    readonly rowCount: number;
  },
): CandleRows {
  const { rowCount } = from;
  const timeFormats = new Set<string>();
  const column = (name: Column) => {
    const element = from.elements[layout.index[name]]!;
    return { name: layout.name[name], element, values: spread(from.read.get(element.name) ?? [], rowCount) };
  };
  const time = column('openTime');
  const times = new Float64Array(rowCount);
  const stamp = timestampFormat(time.element);
  if (stamp !== null) timeFormats.add(stamp);
  const problemsAt: { row: number; key: string; message: string }[] = [];
  for (let row = 0; row < rowCount; row++) {
    const value = time.values[row];
    const isStamp = stamp !== null && typeof value === 'number';
    const parsed = isStamp ? null : candleTime(textOf(value));
    times[row] = isStamp ? value : (parsed?.timeMs ?? Number.NaN);
    if (parsed !== null) timeFormats.add(parsed.format);
    if (Number.isInteger(times[row])) continue;
    const message = isStamp
      ? `${value} ms since 1970 is no whole number of milliseconds; expected the open time of a bar`
      : whyNoTime(textOf(value));
    problemsAt.push({ row, key: time.name, message });
    times[row] = Number.NaN;
  }
  const numbers = NUMBER_COLUMNS.map((name) => {
    const { name: key, element, values } = column(name);
    const decode = decoderOf(element);
    if (element.type === 'FLOAT')
      builder.remarks.push(`${key} has 32-bit floats, read as the shortest decimals they stand for`);
    const read = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const value = values[row];
      const number = typeof value === 'number' ? decode(value) : candleNumber(textOf(value));
      read[row] = number;
      if (Number.isNaN(number) && !Number.isNaN(times[row]))
        problemsAt.push({ row, key, message: whyNoNumber(textOf(value)) });
    }
    return read;
  });
  problemsAt.sort((a, b) => a.row - b.row);
  for (const { row, key, message } of problemsAt) builder.problem(row + 1, key, message);
  const values = new Float64Array(5);
  for (let row = 0; row < rowCount; row++) {
    if (Number.isNaN(times[row])) continue;
    for (let index = 0; index < 5; index++) values[index] = numbers[index]![row]!;
    builder.add(row + 1, times[row]!, values);
  }
  builder.remarks.push(...layout.remarks);
  const rows = builder.finish(`Parquet: ${describeLayout(layout, timeFormats)}`);
  if (layout.volume === 'quote') divideVolumeByHigh(rows);
  return rows;
}

function spread(
  pieces: readonly { readonly rowStart: number; readonly values: ArrayLike<unknown> }[],
  rowCount: number,
): ArrayLike<unknown> {
  if (pieces.length === 1 && pieces[0]!.rowStart === 0) return pieces[0]!.values;
  const all = new Array<unknown>(rowCount).fill(null);
  for (const { rowStart, values } of pieces) {
    for (let index = 0; index < values.length; index++) all[rowStart + index] = values[index];
  }
  return all;
}

/** What a logical time is, in words; null for a column of plain numbers or texts, whose unit is told by magnitude. */
function timestampFormat({ type, converted_type, logical_type }: SchemaElement): string | null {
  if (type === 'INT96') return 'timestamps of nanoseconds (INT96)';
  if (converted_type === 'DATE' || logical_type?.type === 'DATE') return 'dates';
  if (logical_type?.type === 'TIMESTAMP') {
    const zone = logical_type.isAdjustedToUTC ? '' : ' without a zone, taken as UTC';
    return `timestamps of ${UNIT_NAMES[logical_type.unit]}${zone}`;
  }
  if (converted_type === 'TIMESTAMP_MILLIS') return 'timestamps of milliseconds';
  if (converted_type === 'TIMESTAMP_MICROS') return 'timestamps of microseconds';
  return null;
}

const UNIT_NAMES = { MILLIS: 'milliseconds', MICROS: 'microseconds', NANOS: 'nanoseconds' } as const;

/** The library multiplies a decimal by a power of ten that is no double, and widens a float with digits that nobody wrote. */
function decoderOf({ type, converted_type, logical_type, scale }: SchemaElement): (value: number) => number {
  if (converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL') {
    return (value) => Number(value.toFixed(Math.min(100, scale ?? 0)));
  }
  return type === 'FLOAT' ? shortestDecimalOfFloat : (value) => value;
}

/** @example shortestDecimalOfFloat(Math.fround(0.1)) // 0.1 */
export function shortestDecimalOfFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? 'null' : String(value);
}
