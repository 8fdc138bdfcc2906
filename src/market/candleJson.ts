import type { CandleRows } from './candleRows.ts';
import { CandleRowsBuilder } from './candleRows.ts';
import { type ReadOptions, readTable } from './candleTable.ts';

const EXPECTED_JSON =
  'expected a list of candles, [[1652313600000, open, high, low, close, volume], ...] as ccxt gives them, or a list of objects with named members';

/**
 * Reads candles from JSON: a list of lists, as ccxt and the interfaces of venues give them, or a list of objects, whose names are read like a
 * header. A row's line is its place in the list, counted from 1.
 */
export function parseCandleJson(text: string, file: string, options: ReadOptions = {}): CandleRows {
  const refused = (message: string, line: number | null = null): CandleRows => {
    const builder = new CandleRowsBuilder(file);
    builder.problem(line, null, message);
    return builder.finish('nothing');
  };
  let data: unknown;
  try {
    data = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    // The words of the error differ between versions of the engine.
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const where =
      position === undefined ? 'it ends in the middle' : `character ${position} cannot stand where it does`;
    return refused(`is not JSON: ${where}; ${EXPECTED_JSON}`);
  }
  if (!Array.isArray(data)) return refused(`holds ${kindOf(data)}; ${EXPECTED_JSON}`);
  if (data.length === 0) return refused(`holds an empty list; ${EXPECTED_JSON}`);
  const [first] = data as unknown[];
  if (!Array.isArray(first) && !isRecord(first)) {
    return refused(`holds a list of which the first is ${kindOf(first)}; ${EXPECTED_JSON}`, 1);
  }
  const names = Array.isArray(first) ? null : Object.keys(first);
  return readTable(file, options, (table) => {
    if (names !== null) table.add(names, 1);
    for (const [index, row] of (data as unknown[]).entries()) {
      if (names === null ? !Array.isArray(row) : !isRecord(row)) {
        table.problem(
          index + 1,
          `is ${kindOf(row)}; expected ${names === null ? 'a list' : 'an object'} as the first`,
        );
        continue;
      }
      const cells =
        names === null ? (row as unknown[]) : names.map((name) => (row as Record<string, unknown>)[name]);
      table.add(cells.map(cellText), index + 1);
    }
  });
}

/** A value as a CSV file would hold it. The shortest decimal of a number reads back as the same number. */
function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'null');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)}`;
}
