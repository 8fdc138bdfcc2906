import { unknownWord } from '../core/result.ts';
import {
  BINANCE_KLINES,
  COLUMN_NAMES,
  type ColumnOrder,
  HEADER_FORMATS,
  plainName,
  QUOTE_VOLUME_REMARK,
  SYMBOL_NAMES,
  type VolumeUnit,
} from './candleFormats.ts';
import { type Column, NUMBER_COLUMNS } from './candleRows.ts';
import { chooseVolume } from './cryptoDataDownload.ts';

/** Which column of a table is which. */
export interface ColumnLayout {
  /** The source that was recognised; null for a plain table. */
  readonly format: string | null;
  readonly columnCount: number;
  /** Position of each column. */
  readonly index: Readonly<Record<Column, number>>;
  /** Its name as the file writes it, or as the user or we call it. */
  readonly name: Readonly<Record<Column, string>>;
  readonly ignored: readonly string[];
  /** Where the column stands that names the symbol of a row; null where there is none. */
  readonly symbolAt: number | null;
  readonly volume: VolumeUnit;
  readonly remarks: readonly string[];
}

export interface ColumnProblem {
  readonly key: string | null;
  readonly message: string;
}

export const COLUMNS: readonly Column[] = ['openTime', ...NUMBER_COLUMNS];

export const EXPECTED_HEADER = 'expected a header with date (or timestamp), open, high, low, close, volume';

/**
 * The layout that a header says, with the source where its names give it away; else every problem of the header.
 *
 * @param firstCells the row after the header, where there is one: CryptoDataDownload's says which currency is the base.
 */
export function layoutOfHeader(
  cells: readonly string[],
  firstCells: readonly string[] | null,
): ColumnLayout | ColumnProblem[] {
  const names = cells.map((cell) => cell.trim());
  const plain = names.map(plainName);
  const format = HEADER_FORMATS.find(({ has }) => has.every((name) => plain.includes(name)));
  const problems: ColumnProblem[] = [];
  const index: Partial<Record<Column, number>> = {};
  let volume: VolumeUnit = format?.volume ?? 'base';
  const remarks: string[] = [...(format?.remarks ?? [])];
  let name = format?.name ?? null;
  for (const column of COLUMNS) {
    const only = format?.columns[column];
    const wanted = only === undefined ? COLUMN_NAMES[column] : [only];
    const found = plain.flatMap((candidate, position) => (wanted.includes(candidate) ? [position] : []));
    if (found.length === 1) {
      index[column] = found[0]!;
      continue;
    }
    if (column === 'openTime' && found.length > 1) {
      // `unix,date`: the same time for a program and for a reader. The first cannot be misread.
      const unix = plain.indexOf('unix');
      if (unix >= 0 && plain.includes('date')) {
        index.openTime = unix;
        continue;
      }
    }
    if (column === 'volume' && found.length === 0) {
      const symbolAt = plain.indexOf('symbol');
      const chosen = chooseVolume(names, symbolAt < 0 ? null : (firstCells?.[symbolAt] ?? null));
      if (chosen !== null) {
        index.volume = chosen.position;
        volume = chosen.unit;
        name ??= symbolAt < 0 ? null : 'CryptoDataDownload';
        if (volume === 'base') remarks.push(`${chosen.name} is taken as the volume, in base currency`);
        continue;
      }
    }
    problems.push(columnProblem(column, found, names));
  }
  if (volume === 'quote') remarks.push(QUOTE_VOLUME_REMARK);
  if (problems.length > 0) {
    // An unknown column is harmless by itself; beside a missing one it is most likely that one, misspelt.
    const used = new Set(Object.values(index));
    const valid = Object.values(COLUMN_NAMES).flat();
    for (const [position, given] of names.entries()) {
      const isKnown = valid.includes(plain[position]!) || /^volume/.test(plain[position]!);
      if (used.has(position) || given === '' || isKnown) continue;
      const missing = COLUMNS.filter((column) => index[column] === undefined);
      const words = missing.flatMap((column) => COLUMN_NAMES[column].slice(0, 2));
      const message = unknownWord('column', given, words);
      if (message.includes('did you mean')) problems.push({ key: given, message });
    }
    return problems;
  }
  const positions = index as Record<Column, number>;
  const used = new Set(Object.values(positions));
  return {
    format: name,
    columnCount: cells.length,
    index: positions,
    name: recordOf((column) => names[positions[column]]!),
    ignored: names.filter((given, position) => !used.has(position) && given !== ''),
    symbolAt: symbolColumn(plain),
    volume,
    remarks,
  };
}

function symbolColumn(plain: readonly string[]): number | null {
  const at = plain.findIndex((name) => SYMBOL_NAMES.includes(name));
  return at < 0 ? null : at;
}

function columnProblem(column: Column, found: readonly number[], names: readonly string[]): ColumnProblem {
  const wanted = column === 'openTime' ? 'date or timestamp' : column;
  const named = found.map((position) => names[position]).join(', ');
  if (found.length > 1) {
    return {
      key: wanted,
      message: `the header has several columns for ${wanted} (${named}); expected one, or --columns to say which`,
    };
  }
  const volumes = column === 'volume' ? names.filter((given) => /^volume/i.test(given)) : [];
  const which =
    volumes.length < 2
      ? ''
      : ` (${volumes.join(', ')} do not say which is in base currency; --columns can say it)`;
  return { key: wanted, message: `the header has no column ${wanted}${which}; ${EXPECTED_HEADER}` };
}

/** The layout of a file without a header, from the order of its columns. */
export function layoutOfOrder(order: ColumnOrder): ColumnLayout {
  return {
    format: order.name,
    columnCount: order.columns.length,
    index: recordOf((column) => order.columns.indexOf(column)),
    name: recordOf((column) => (column === 'openTime' ? 'timestamp' : column)),
    ignored: [],
    symbolAt: null,
    volume: 'base',
    remarks: [],
  };
}

/** The layout with the unit of volume that the user knows, where he said one. */
export function inVolumeUnit(layout: ColumnLayout, volume: VolumeUnit = layout.volume): ColumnLayout {
  if (volume === layout.volume) return layout;
  const others = layout.remarks.filter((remark) => remark !== QUOTE_VOLUME_REMARK);
  return { ...layout, volume, remarks: volume === 'quote' ? [...others, QUOTE_VOLUME_REMARK] : others };
}

/** Binance's klines, when a row has their shape: twelve cells, the first and the seventh times of one unit, in order. */
export function isBinanceKline(cells: readonly string[]): boolean {
  const [open, close] = [cells[0]!.trim(), cells[6]?.trim() ?? ''];
  const areTimes = /^\d{13}$|^\d{16}$/.test(open) && /^\d{13}$|^\d{16}$/.test(close);
  return cells.length === BINANCE_KLINES.columns.length && areTimes && +close > +open;
}

export function describeLayout(layout: ColumnLayout, timeFormats: Iterable<string>): string {
  const columns = COLUMNS.map((column) => layout.name[column]).join(', ');
  const source = layout.format === null ? '' : `${layout.format}: `;
  const ignored = layout.ignored.length === 0 ? '' : `; ignored: ${layout.ignored.join(', ')}`;
  return `${source}columns ${columns}; times as ${[...timeFormats].sort().join(' and ') || 'none'}${ignored}`;
}

function recordOf<Value>(value: (column: Column) => Value): Record<Column, Value> {
  return Object.fromEntries(COLUMNS.map((column) => [column, value(column)])) as Record<Column, Value>;
}

/**
 * Reads `--columns`: the names of the columns in the order of the file, `-` for one that is ignored.
 *
 * @example parseColumns('timestamp,volume,open,high,low,close')
 */
export function parseColumns(text: string): ColumnOrder | ColumnProblem[] {
  const words = text.split(',').map((word) => word.trim());
  const problems: ColumnProblem[] = [];
  const columns = words.map((word): Column | null => {
    if (word === '-' || word === '_') return null;
    const column = COLUMNS.find((candidate) => COLUMN_NAMES[candidate].includes(plainName(word)));
    if (column !== undefined) return column;
    const valid = ['timestamp', ...NUMBER_COLUMNS, '-'];
    problems.push({ key: '--columns', message: unknownWord('column', word, valid) });
    return null;
  });
  for (const column of COLUMNS) {
    const count = columns.filter((candidate) => candidate === column).length;
    const name = column === 'openTime' ? 'timestamp' : column;
    if (count > 1)
      problems.push({ key: '--columns', message: `${name} stands ${count} times; expected once` });
    if (count === 0 && problems.length === 0) {
      const message = `${name} is missing; expected such as timestamp,open,high,low,close,volume, with - for a column to ignore`;
      problems.push({ key: '--columns', message });
    }
  }
  return problems.length > 0 ? problems : { name: 'columns as given', columns };
}
