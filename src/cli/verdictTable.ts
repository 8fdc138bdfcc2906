import type { Metric } from '../metrics/metric.ts';
import { verdictText } from '../report/facts/verdict.ts';
import { duration, NO_VALUE, percent } from '../report/numbers.ts';
import type { Outcome } from '../stress/outcome.ts';
import { colouredVerdict } from './outcomeText.ts';
import type { Colours } from './terminal.ts';

/** An outcome, and where its page is, or its folder where there is none; null when nothing was written. */
export interface TableRow {
  readonly outcome: Outcome;
  readonly place: string | null;
}

const HEADINGS = [
  'scenario',
  'verdict',
  'invariants',
  'loss',
  'max drawdown',
  'unprotected',
  'report',
] as const;
const VERDICT_COLUMN = 1;

/** One line a scenario: verdict, invariants held, loss, drawdown of baseline and faulted run, longest time without a stop, report. */
export function verdictTable(rows: readonly TableRow[], colours: Colours): string[] {
  const cells = rows.map(({ outcome, place }) => {
    const { baseline, faulted, invariants, scenario } = outcome;
    const held = invariants.filter(({ status }) => status === 'held').length;
    return [
      scenario.name,
      verdictText(outcome),
      `${held}/${invariants.length}`,
      lossText(lossRatioOf(outcome)),
      `${ratioText(baseline.metrics.maxDrawdown)} -> ${ratioText(faulted.metrics.maxDrawdown)}`,
      durationText(faulted.metrics.longestUnprotectedTime),
      place ?? NO_VALUE,
    ];
  });
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[], paint: (text: string, column: number) => string): string =>
    row
      .map((text, column) => paint(column === row.length - 1 ? text : text.padEnd(widths[column]!), column))
      .join('  ');
  return [
    line(HEADINGS, (text) => colours.dim(text)),
    ...cells.map((row, index) =>
      line(row, (text, column) =>
        column === VERDICT_COLUMN ? colouredVerdict(rows[index]!.outcome, text, colours) : text,
      ),
    ),
  ];
}

/** What the faulted run lost of its first equity; negative when it gained. */
export function lossRatioOf(outcome: Outcome): number {
  const { final, startQuote } = outcome.faulted.record;
  return 1 - final.equityQuote / startQuote;
}

function lossText(ratio: number): string {
  return ratio > 0 ? percent(ratio) : ratio === 0 ? 'none' : `none, gained ${percent(-ratio)}`;
}

function ratioText(metric: Metric | undefined): string {
  return metric?.value == null ? NO_VALUE : percent(metric.value);
}

function durationText(metric: Metric | undefined): string {
  return metric?.value == null ? NO_VALUE : duration(metric.value);
}
