import Papa from 'papaparse';

/** What may stand in a cell: a number in full precision, a text, or nothing. NaN is nothing. */
export type Cell = number | string | null;

/**
 * Comma-separated values, one header row, lines ended by a newline. A text that a spreadsheet would take for a formula (it begins with
 * `=`, `+`, `-`, `@`, a tab or a carriage return) gets an apostrophe in front; a number never does, not even a negative one.
 *
 * @example csvText(['name', 'pnl'], [['=cmd', -1.5]]) // "name,pnl\n'=cmd,-1.5\n"
 */
export function csvText(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const fields = header.map(guarded);
  const data = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? guarded(cell) : numberText(cell))),
  );
  return `${Papa.unparse({ fields, data }, { newline: '\n' })}\n`;
}

function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function numberText(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '' : String(value === 0 ? 0 : value);
}
