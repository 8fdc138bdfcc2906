import { type Html, type HtmlPart, html } from './html.ts';

interface Column {
  readonly title: string;
  /** Numbers stand to the right, times and names do not wrap, sentences get room. */
  readonly kind?: 'number' | 'time' | 'name' | 'sentence';
}

/** A row: its cells, the first of which is its header. */
export interface Row {
  readonly cells: readonly HtmlPart[];
  /** `more`: says how many were left out. `total`: a sum. */
  readonly kind?: 'more' | 'total';
  /** What the chips over a filtered table choose by, such as the rule. */
  readonly group?: string;
}

export interface TableOptions {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** What the filter above it is called; left out: no filter. */
  readonly filter?: string;
  /** Stands in the empty search field. */
  readonly hint?: string;
  /** Said in place of an empty table. */
  readonly whenEmpty: string;
}

/** A table that scrolls inside its own box, reachable by keyboard, with caption and scopes. */
export function table(options: TableOptions): Html {
  if (options.rows.length === 0) return html`<p class="empty">${options.whenEmpty}</p>`;
  return html`${scrollBox(
    options.caption,
    options.rows.length > 30,
    html`<table${options.filter === undefined ? null : html` data-filter="${options.filter}"${options.hint !== undefined && html` data-hint="${options.hint}"`}`}>
<caption>${options.caption}</caption>
<thead><tr>${options.columns.map(({ title, kind }) => html`<th scope="col"${cellClass(kind)}>${title}</th>`)}</tr></thead>
<tbody>
${options.rows.map((row) => tableRow(row, options.columns))}</tbody>
</table>`,
  )}`;
}

/** The box that a wide table scrolls in. */
export function scrollBox(label: string, isTall: boolean, content: Html): Html {
  return html`<div class="scroll${isTall ? ' tall' : ''}" role="region" aria-label="${label}" tabindex="0">${content}</div>
`;
}

function tableRow({ cells, kind, group }: Row, columns: readonly Column[]): Html {
  if (kind === 'more') {
    return html`<tr class="more"${groupOf(group)}><td colspan="${columns.length}">${cells}</td></tr>
`;
  }
  return html`<tr${kind === 'total' ? html` class="total"` : null}${groupOf(group)}>${cells.map(
    (cell, index) => {
      const look = cellClass(columns[index]?.kind);
      return index === 0 ? html`<th scope="row"${look}>${cell}</th>` : html`<td${look}>${cell}</td>`;
    },
  )}</tr>
`;
}

function groupOf(group: string | undefined): Html | null {
  return group === undefined ? null : html` data-group="${group}"`;
}

function cellClass(kind: Column['kind']): Html | null {
  if (kind === 'number') return html` class="n"`;
  if (kind === 'time' || kind === 'name') return html` class="t"`;
  return kind === 'sentence' ? html` class="wide"` : null;
}

/** A value that may be missing: a dash, and why. */
export function valueOrReason(text: string, reason: string | null): Html {
  return reason === null ? html`${text}` : html`${text}<span class="reason">${reason}</span>`;
}

/** A folded part. */
export function folded(summary: string, content: HtmlPart): Html {
  return html`<details><summary>${summary}</summary>
${content}</details>
`;
}

/** A first part of a list, and a sentence about the rest. */
export function firstRows<Item>(
  items: readonly Item[],
  limit: number,
  row: (item: Item) => Row,
  rest: (count: number) => string,
): Row[] {
  const rows = items.slice(0, limit).map(row);
  if (items.length > limit) rows.push({ kind: 'more', cells: [rest(items.length - limit)] });
  return rows;
}
