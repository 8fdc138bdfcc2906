/** Data frames, series and arrays of rows as tables that a person reads. */
import { type Html, html } from '../html.ts';
import { duration, NO_VALUE, percent, significant, utcTime } from '../numbers.ts';

/** A table ready to be shown: every cell is text. */
export interface FrameTable {
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** Rows of the data; more than `rows` where the middle is left out. */
  readonly rowCount: number;
  /** Rows of `rows` before the ones that are left out. */
  readonly headCount: number;
}

/** Rows that are shown; of a longer table its first and its last ones. */
const MAX_ROWS = 40;
const HEAD_ROWS = 30;

interface Columnar {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * The table that a value is, or null when it is none: a data frame or a series of danfojs-node, or an array of plain objects, whose keys are
 * the columns. Numbers are shown in the unit that ends their column's name: `Ms` as a time or as a duration, `Ratio` as percent; the data
 * keeps every digit.
 */
export function frameTableOf(value: unknown): FrameTable | null {
  const columnar = frameOf(value) ?? seriesOf(value) ?? recordsOf(value);
  if (columnar === null) return null;
  const { names, rows } = columnar;
  const shown =
    rows.length <= MAX_ROWS ? rows : [...rows.slice(0, HEAD_ROWS), ...rows.slice(HEAD_ROWS - MAX_ROWS)];
  const show = names.map((name, column) => formatOf(name, rows, column));
  return {
    columns: names.map((name, column) => ({ name, isNumber: isNumeric(rows, column) })),
    rows: shown.map((row) => names.map((_, column) => show[column]!(row[column]))),
    rowCount: rows.length,
    headCount: Math.min(rows.length, rows.length <= MAX_ROWS ? rows.length : HEAD_ROWS),
  };
}

function frameOf(value: unknown): Columnar | null {
  const frame = value as { columns?: unknown; values?: unknown; index?: unknown; shape?: unknown } | null;
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return null;
  const { columns, values, index, shape } = frame;
  if (!Array.isArray(columns) || !Array.isArray(values) || !Array.isArray(index) || !Array.isArray(shape)) {
    return null;
  }
  if (!values.every((row) => Array.isArray(row))) return null;
  // An index that only counts the rows says nothing.
  const isCounted = index.every((label, row) => label === row);
  const names = columns.map(String);
  if (isCounted) return { names, rows: values };
  return { names: ['', ...names], rows: values.map((row, at) => [index[at], ...row]) };
}

function seriesOf(value: unknown): Columnar | null {
  const series = value as { values?: unknown; index?: unknown; columns?: unknown; shape?: unknown } | null;
  if (typeof series !== 'object' || series === null || Array.isArray(series)) return null;
  const { values, index, columns, shape } = series;
  if (!Array.isArray(values) || !Array.isArray(index) || !Array.isArray(columns) || !Array.isArray(shape)) {
    return null;
  }
  if (columns.length !== 1) return null;
  const name = String(columns[0]) === '0' ? 'value' : String(columns[0]);
  return { names: ['', name], rows: values.map((item, row) => [index[row], item]) };
}

function recordsOf(value: unknown): Columnar | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return null;
  const names = [...new Set(value.flatMap((row) => Object.keys(row)))];
  return names.length === 0 ? null : { names, rows: value.map((row) => names.map((name) => row[name])) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isNumeric(rows: Columnar['rows'], column: number): boolean {
  const known = rows.map((row) => row[column]).filter((cell) => cell !== null && cell !== undefined);
  return known.length > 0 && known.every((cell) => typeof cell === 'number' || typeof cell === 'bigint');
}

/** Times after 1973 in milliseconds are more than this; a duration of as much would be three years. */
const FIRST_TIME_MS = 100_000_000_000;

/** How the cells of a column are written. */
function formatOf(name: string, rows: Columnar['rows'], column: number): (cell: unknown) => string {
  const numbers = rows.map((row) => row[column]).filter((cell) => typeof cell === 'number');
  // A group's mean, sum or extreme has the unit of what it is of; danfojs-node appends the word.
  const unitOf = name.replace(/_(?:mean|sum|min|max|std|median)$/, '');
  const isOfTimes =
    /(?:^|[a-z ])Ms$|^ms$/.test(unitOf) &&
    numbers.every((cell) => Number.isSafeInteger(cell) && cell >= FIRST_TIME_MS && cell < 8.64e15);
  const isOfDurations = !isOfTimes && /(?:^|[a-z ])Ms$/.test(unitOf);
  const isOfRatios = /(?:^|[a-z ])Ratio$|^ratio$/.test(unitOf);
  return (cell) => {
    if (cell === null || cell === undefined) return NO_VALUE;
    if (typeof cell !== 'number') return cellText(cell);
    if (!Number.isFinite(cell)) return Number.isNaN(cell) ? NO_VALUE : String(cell);
    if (isOfTimes) return utcTime(cell);
    if (isOfDurations) return duration(cell);
    if (isOfRatios) return percent(cell);
    return Number.isInteger(cell) ? significant(cell, 16) : significant(cell, 6);
  };
}

function cellText(cell: unknown): string {
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

/** What stands where rows are left out. */
export function leftOut({ rows, rowCount }: FrameTable): string | null {
  const count = rowCount - rows.length;
  return count === 0 ? null : `${significant(count, 16)} more rows`;
}

/** The table in letters, for where there is no HTML. */
export function plainTable(table: FrameTable): string {
  const { columns, rows, headCount } = table;
  const widths = columns.map(({ name }, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        columns[column]!.isNumber ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const lines = [line(columns.map(({ name }) => name)), ...rows.map(line)];
  const rest = leftOut(table);
  if (rest !== null) lines.splice(headCount + 1, 0, `(${rest})`);
  return lines.join('\n');
}

/** The rows as HTML: a header row, the body, and a row that says what is left out. */
export function tableMarkup(table: FrameTable): Html {
  const { columns, rows, headCount } = table;
  const rest = leftOut(table);
  // Names and times stay on one line; sentences do not.
  const look = columns.map(({ isNumber }, column) =>
    isNumber ? html` class="n"` : rows.every((row) => row[column]!.length <= 32) ? html` class="t"` : null,
  );
  const cell = (text: string, column: number): Html => html`<td${look[column] ?? null}>${text}</td>`;
  const body = rows.map((row, index) => [
    index === headCount &&
      rest !== null &&
      html`<tr class="more"><td colspan="${columns.length}">${rest}</td></tr>
`,
    html`<tr>${row.map(cell)}</tr>
`,
  ]);
  return html`<thead><tr>${columns.map(({ name, isNumber }) =>
    name === '' ? html`<td></td>` : html`<th scope="col"${isNumber && html` class="n"`}>${name}</th>`,
  )}</tr></thead>
<tbody>
${body}</tbody>`;
}
