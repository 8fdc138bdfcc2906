import {
  heatOf,
  STRESS_MEASURES,
  type StressFigure,
  type StressMeasure,
  type StressRun,
} from './facts/stress.ts';
import { type Html, type HtmlPart, html } from './html.ts';
import { duration, fixed, money, multiple, NO_VALUE, percent, significant } from './numbers.ts';
import { scrollBox } from './table.ts';

/** What the columns are called, and what is meant, for the title of each. */
export const STRESS_TITLES: Readonly<Record<StressMeasure, readonly [title: string, meaning: string]>> = {
  loss: ['Worst loss', 'Start equity less the lowest equity, share of the start'],
  drawdown: ['Max drawdown', 'From the high-water mark'],
  unprotected: ['Unprotected', 'Longest time that a position stood without full cover'],
  margin: ['Margin buffer', 'Lowest at a bar close, beyond maintenance margin; zero is liquidation'],
  risk: ['One-day VaR 95 %', 'Historical, of the positions held, the largest of the run'],
  refusals: ['Refusals', 'Wishes that a rule or brake refused'],
};

export interface MatrixRow {
  readonly run: StressRun;
  /** The row's header: a name, a link. */
  readonly head: HtmlPart;
  /** Under the header. */
  readonly note: HtmlPart;
  readonly currency: string;
  /** Under the figure, for instance the baseline's. */
  readonly noteOf?: (measure: StressMeasure) => string | null;
  /** Cells before the measures. */
  readonly before?: readonly HtmlPart[];
}

export interface MatrixOptions {
  readonly caption: string;
  readonly head: string;
  /** Titles of the cells before the measures. */
  readonly before?: readonly string[];
  readonly measures?: readonly StressMeasure[];
  readonly rows: readonly MatrixRow[];
}

/**
 * Runs by measures. A cell's colour says how near it is to its limit, or, where the scenario sets none, how near to the worst of the column;
 * the words in the cell say the same.
 */
export function stressMatrix({
  caption,
  head,
  before = [],
  measures = STRESS_MEASURES,
  rows,
}: MatrixOptions): Html {
  const worst = Object.fromEntries(
    measures.map((measure) => [
      measure,
      Math.max(0, ...rows.map(({ run }) => run.figures[measure].badness ?? 0)),
    ]),
  ) as Record<StressMeasure, number>;
  return scrollBox(
    caption,
    false,
    html`<table class="matrix">
<caption>${caption}</caption>
<thead><tr><th scope="col">${head}</th>${before.map((title) => html`<th scope="col">${title}</th>`)}${measures.map((measure) => html`<th scope="col" class="n" title="${STRESS_TITLES[measure][1]}">${STRESS_TITLES[measure][0]}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (
    row,
  ) => html`<tr><th scope="row">${row.head}<span class="reason">${row.note}</span></th>${(row.before ?? []).map((cell) => html`<td>${cell}</td>`)}${measures.map((measure) => cell(row, measure, worst[measure]))}</tr>
`,
)}</tbody>
</table>`,
  );
}

/** What the colours mean, for under a matrix. */
export const MATRIX_LEGEND: Html = html`<p class="legend"><span class="key"><span class="ramp limit" aria-hidden="true"></span>share of the scenario's own limit, from none to at the limit</span> <span class="key"><span class="ramp over" aria-hidden="true"></span>▲ over the limit</span> <span class="key"><span class="ramp rank" aria-hidden="true"></span>no limit is set: share of the worst in the column</span></p>`;

function cell({ run, currency, noteOf }: MatrixRow, measure: StressMeasure, worstBadness: number): Html {
  const figure = run.figures[measure];
  const [title, meaning] = STRESS_TITLES[measure];
  const text = figureText(run, measure, currency);
  const heat = heatOf(figure, worstBadness);
  const isOver = figure.shareOfLimit !== null && figure.shareOfLimit > 1;
  const kind = figure.badness === null ? 'none' : isOver ? 'over' : figure.limit !== null ? 'limit' : 'rank';
  const share = shareText(figure, measure, currency);
  const notes = [share, noteOf?.(measure) ?? null, figure.badness === null ? figure.reason : null].filter(
    (part) => part !== null,
  );
  return html`<td class="n heat ${kind}" style="--heat:${fixed(heat * 100, 0)}%" title="${`${run.name}, ${title}: ${text}. ${meaning}.${share === null ? '' : ` ${share}.`}`}">${isOver && html`<span aria-hidden="true">▲ </span>`}${text}${notes.map((note) => html`<span class="reason">${note}</span>`)}</td>`;
}

function figureText({ stress, figures }: StressRun, measure: StressMeasure, currency: string): string {
  const { badness } = figures[measure];
  if (badness === null) return NO_VALUE;
  switch (measure) {
    case 'loss':
      return badness === 0 ? 'none' : percent(badness);
    case 'drawdown':
      return percent(-badness);
    case 'unprotected':
      return duration(badness);
    case 'margin':
      return stress.isLiquidated ? 'liquidated' : multiple(stress.minMarginBufferRatio!);
    case 'risk':
      return money(badness, currency);
    case 'refusals':
      return fixed(badness, 0);
  }
}

function shareText(
  { shareOfLimit, limit }: StressFigure,
  measure: StressMeasure,
  currency: string,
): string | null {
  if (shareOfLimit === null || limit === null || measure === 'margin') return null;
  const bound =
    measure === 'unprotected'
      ? duration(limit.value)
      : measure === 'risk'
        ? money(limit.value, currency)
        : percent(limit.value);
  const share =
    limit.value === 0
      ? shareOfLimit > 0
        ? 'over the limit'
        : 'at the limit'
      : shareOfLimit > 1
        ? `${significant(shareOfLimit, 2)}× the limit`
        : `${fixed(shareOfLimit * 100, 0)}\u202F% of the limit`;
  return `${share}, ${bound} (${limit.by})`;
}
