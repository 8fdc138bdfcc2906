import Papa from 'papaparse';
import type { Problem } from '../core/result.ts';
import { unknownWord } from '../core/result.ts';
import { type CandleRows, type Column, NUMBER_COLUMNS } from './candleRows.ts';
import { candleTime, type TimeFormat } from './candleTime.ts';

/** Header names by the column that they mean, in lower case. A further source of data is a further word here. */
const COLUMN_NAMES: Record<Column, readonly string[]> = {
  openTime: ['date', 'timestamp', 'time', 'datetime', 'open_time', 'open time', 'opentime'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close'],
  volume: ['volume'],
};

/** Papa Parse is handed this much text at a time, so that only one such piece of a large file exists as rows of strings. */
const CHUNK_CHARACTERS = 1_000_000;

/**
 * Reads a candle file with a header: `date,open,high,low,close,volume`, or `timestamp` in place of `date`, in any order.
 * Times are ISO dates, ISO date-times, or epoch seconds, milliseconds or microseconds, told apart by magnitude.
 * Nothing stops at the first error: every line that cannot be read is in `problems`.
 */
export function parseCandleCsv(text: string, file: string): CandleRows {
  const columns: Record<Column, number[]> = {
    openTime: [],
    open: [],
    high: [],
    low: [],
    close: [],
    volume: [],
  };
  const lines: number[] = [];
  const problems: Problem[] = [];
  const timeFormats = new Set<TimeFormat>();
  let line = 0;
  let header: Header | null = null;
  let abandoned = false;

  const readRow = (cells: readonly string[]): void => {
    line++;
    if (abandoned || (cells.length === 1 && cells[0]!.trim() === '')) return;
    if (header === null) {
      header = readHeader(cells, file, line, problems);
      abandoned = header === null;
      return;
    }
    if (cells.length !== header.columnCount) {
      problems.push(
        problem(
          file,
          line,
          null,
          `has ${cells.length} columns; expected ${header.columnCount} as in the header`,
        ),
      );
      return;
    }
    const timeText = cells[header.index.openTime]!;
    const time = candleTime(timeText);
    if (time === null) {
      problems.push(
        problem(file, line, header.name.openTime, `"${timeText}" is not a time; ${EXPECTED_TIME}`),
      );
      return;
    }
    timeFormats.add(time.format);
    lines.push(line);
    columns.openTime.push(time.timeMs);
    for (const column of NUMBER_COLUMNS) {
      const cell = cells[header.index[column]]!;
      // Unary plus is twice as fast as Papa's own typing. It reads an empty cell as 0, which no candle may mean.
      let value = +cell;
      if (Number.isNaN(value) || (value === 0 && cell.trim() === '')) {
        problems.push(
          problem(file, line, header.name[column], `"${cell}" is not a number; expected a decimal`),
        );
        value = Number.NaN;
      }
      columns[column].push(value);
    }
  };

  const content = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  // The types know chunks for files and addresses only; Papa cuts a text into them as well.
  const config: Papa.ParseConfig<string[]> & Pick<Papa.ParseLocalConfig<string[]>, 'chunk' | 'chunkSize'> = {
    header: false,
    dynamicTyping: false,
    delimiter: delimiterOf(content),
    chunkSize: CHUNK_CHARACTERS,
    chunk: (results) => {
      for (const cells of results.data) readRow(cells);
    },
  };
  Papa.parse<string[]>(content, config);
  if (header === null && !abandoned) problems.push(problem(file, null, null, `is empty; ${EXPECTED_HEADER}`));

  return {
    file,
    length: lines.length,
    line: Uint32Array.from(lines),
    openTimeMs: Float64Array.from(columns.openTime),
    open: Float64Array.from(columns.open),
    high: Float64Array.from(columns.high),
    low: Float64Array.from(columns.low),
    close: Float64Array.from(columns.close),
    volume: Float64Array.from(columns.volume),
    remarks: [],
    recognised: header === null ? 'nothing' : describe(header, timeFormats),
    problems,
  };
}

const EXPECTED_HEADER = 'expected a header with date (or timestamp), open, high, low, close, volume';
const EXPECTED_TIME =
  'expected 2022-05-12, 2022-05-12T13:00:00Z, or epoch seconds, milliseconds or microseconds';

interface Header {
  columnCount: number;
  /** Position of each column. */
  index: Record<Column, number>;
  /** Its name as the file writes it. */
  name: Record<Column, string>;
  ignored: string[];
}

function readHeader(
  cells: readonly string[],
  file: string,
  line: number,
  problems: Problem[],
): Header | null {
  const names = cells.map((cell) => cell.trim());
  if (names.every((name) => name === '' || !Number.isNaN(+name) || candleTime(name) !== null)) {
    const message = `there is no header, so the columns cannot be told apart (the line is "${cells.join(',')}"); ${EXPECTED_HEADER}`;
    problems.push(problem(file, line, null, message));
    return null;
  }
  const lowerCase = names.map((name) => name.toLowerCase());
  const header: Header = {
    columnCount: cells.length,
    index: { openTime: -1, open: -1, high: -1, low: -1, close: -1, volume: -1 },
    name: { openTime: '', open: '', high: '', low: '', close: '', volume: '' },
    ignored: [],
  };
  const used = new Set<number>();
  let complete = true;
  for (const column of ['openTime', ...NUMBER_COLUMNS] as const) {
    const found = lowerCase.flatMap((name, position) =>
      COLUMN_NAMES[column].includes(name) ? [position] : [],
    );
    if (found.length === 1) {
      header.index[column] = found[0]!;
      header.name[column] = names[found[0]!]!;
      used.add(found[0]!);
      continue;
    }
    complete = false;
    const wanted = COLUMN_NAMES[column].slice(0, 2).join(' or ');
    const named = found.map((position) => names[position]).join(', ');
    const message =
      found.length === 0
        ? `the header has no column ${wanted}; ${EXPECTED_HEADER}`
        : `the header has several columns for ${wanted} (${named}); expected one`;
    problems.push(problem(file, line, column === 'openTime' ? wanted : column, message));
  }
  const valid = Object.values(COLUMN_NAMES).flat();
  names.forEach((name, position) => {
    if (used.has(position)) return;
    header.ignored.push(name);
    // An unknown column is harmless by itself; beside a missing one it is most likely that one, misspelt.
    if (!complete && !valid.includes(lowerCase[position]!)) {
      problems.push(problem(file, line, name, unknownWord('column', name, valid)));
    }
  });
  return complete ? header : null;
}

/** The separator that occurs most often in the first line. */
function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  const firstLine = end < 0 ? text : text.slice(0, end);
  let best = ',';
  for (const candidate of [',', ';', '\t']) {
    if (firstLine.split(candidate).length > firstLine.split(best).length) best = candidate;
  }
  return best;
}

function describe(header: Header, timeFormats: ReadonlySet<TimeFormat>): string {
  const columns = ['openTime', ...NUMBER_COLUMNS].map((column) => header.name[column as Column]).join(', ');
  const ignored = header.ignored.length === 0 ? '' : `; ignored: ${header.ignored.join(', ')}`;
  return `columns ${columns}; times as ${[...timeFormats].sort().join(' and ') || 'none'}${ignored}`;
}

function problem(file: string, line: number | null, key: string | null, message: string): Problem {
  return { file, line, key, message };
}
