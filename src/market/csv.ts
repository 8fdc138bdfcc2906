import Papa from 'papaparse';
import type { CandleRows } from './candleRows.ts';
import { type CandleTable, type ReadOptions, readTable } from './candleTable.ts';

/** Papa Parse is handed this much text at a time, so that only one such piece of a large file exists as rows of strings. */
const CHUNK_CHARACTERS = 1_000_000;

/**
 * Reads a candle file of lines: the columns `date,open,high,low,close,volume` in any order and under the names of the common sources, parted
 * by commas, semicolons or tabs, with or without a header. Nothing stops at the first error: every line that cannot be read is in
 * `problems`.
 */
export function parseCandleCsv(text: string, file: string, options: ReadOptions = {}): CandleRows {
  const content = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return readTable(file, options, (table) => feedLines(content, table));
}

function feedLines(content: string, table: CandleTable): void {
  const hasQuotes = content.includes('"');
  let line = 0;
  let isFirst = true;
  const readRow = (cells: readonly string[]): void => {
    line++;
    const startLine = line;
    // A cell in quotes may hold ends of lines.
    if (hasQuotes) for (const cell of cells) line += newlines(cell);
    if (cells.length === 1 && cells[0]!.trim() === '') return;
    if (isFirst && isAddress(cells)) return;
    isFirst = false;
    table.add(cells, startLine);
  };
  // The types know chunks for files and addresses only; Papa cuts a text into them as well.
  const config: Papa.ParseConfig<string[]> & Pick<Papa.ParseLocalConfig<string[]>, 'chunk' | 'chunkSize'> = {
    header: false,
    dynamicTyping: false,
    delimiter: delimiterOf(content),
    chunkSize: CHUNK_CHARACTERS,
    chunk: (results) => {
      const before = line;
      for (const cells of results.data) readRow(cells);
      for (const { type, code, row } of results.errors) {
        if (type !== 'Quotes') continue;
        const message =
          code === 'MissingQuotes' ? 'a quote is opened and never closed' : 'a quote is out of place';
        table.problem(before + (row ?? 0) + 1, `${message}; expected quotes round whole cells`);
      }
    },
  };
  Papa.parse<string[]>(content, config);
}

/** CryptoDataDownload's first line is its address. */
function isAddress(cells: readonly string[]): boolean {
  const [first = '', ...others] = cells;
  return /^(?:https?:\/\/|www\.)\S+$/i.test(first.trim()) && others.every((cell) => cell.trim() === '');
}

function newlines(cell: string): number {
  let count = 0;
  for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  return count;
}

/** The separator that occurs most often in the first line, of those that are no address. */
function delimiterOf(text: string): string {
  const lines = text.slice(0, 10_000).split(/\r?\n|\r/, 20);
  const firstLine = lines.find((line) => line.trim() !== '' && !isAddress(line.split(','))) ?? '';
  let best = ',';
  for (const candidate of [',', ';', '\t']) {
    if (firstLine.split(candidate).length > firstLine.split(best).length) best = candidate;
  }
  return best;
}
