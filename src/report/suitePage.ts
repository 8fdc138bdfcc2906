import type { Outcome } from '../stress/outcome.ts';
import { faultedStressOf, type StressMeasure, type StressRun } from './facts/stress.ts';
import { quoteCurrency } from './facts/symbols.ts';
import { isExpectedFailure, verdictText, violatedNames } from './facts/verdict.ts';
import { type Html, html, trusted } from './html.ts';
import { counted, duration, money, percent, utcTime, withSign } from './numbers.ts';
import { MATRIX_LEGEND, stressMatrix } from './stressMatrix.ts';
import { PAGE_STYLE } from './style.ts';

/** A run of a suite. */
export interface SuiteRun {
  readonly outcome: Outcome;
  /** Its page as seen from the index, such as `luna-2022/index.html`; null when it was not written. */
  readonly page: string | null;
  /** False where the command ends badly because of it. */
  readonly isPassed: boolean;
}

/** In the head of an index of ours: what has it may be written over. */
export const SUITE_MARK = '<meta name="generator" content="brakecheck suite index">';

/** Nothing runs on this page and nothing is asked for. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The index of a suite: scenario by measure, the worst first, each row leading to its report. It needs no script. The same outcomes give the
 * same bytes.
 */
export function renderSuite(runs: readonly SuiteRun[]): string {
  const ordered = runs
    .map((run) => ({ ...run, stress: faultedStressOf(run.outcome) }))
    .sort((a, b) => severity(b) - severity(a));
  const [worst] = ordered;
  const failed = runs.filter(({ isPassed }) => !isPassed).length;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${trusted(SUITE_MARK)}
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${failed === 0 ? 'All passed' : `${failed} failed`}: ${counted(runs.length, 'run')} · brakecheck</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
<main class="page">
<header>
<p class="kicker">brakecheck crash tests · ${counted(runs.length, 'run')}</p>
<h1>${failed === 0 ? 'Every run ended as it should' : `${failed} of ${runs.length} runs did not end as ${failed === 1 ? 'it' : 'they'} should`}</h1>
<p class="why">${worst !== undefined && worstSentence(worst, failed > 0)}</p>
</header>
${counts(runs)}
<h2 id="matrix">Stress matrix</h2>
<p class="lead">The faulted run of each scenario, the worst first: those that failed, then by how far the account went under its start. Each name leads to its report; the note under a figure is the limit, or the same run without faults.</p>
${stressMatrix({
  caption: 'Scenarios and how hard each went',
  head: 'Scenario',
  before: ['Verdict', 'Invariants held'],
  rows: ordered.map((run) => ({
    run: run.stress,
    head:
      run.page === null
        ? run.outcome.scenario.name
        : html`<a href="${hrefOf(run.page)}">${run.outcome.scenario.name}</a>`,
    note: html`${run.outcome.scenario.policy.name}, seed ${run.outcome.scenario.seed}`,
    currency: quoteCurrency(run.outcome),
    before: [verdictCell(run), invariantCell(run.outcome)],
    noteOf: (measure) => baselineNote(run.outcome, measure),
  })),
})}${MATRIX_LEGEND}
<h2 id="sentences">What came of each</h2>
<dl class="terms">
${ordered.map(
  ({
    outcome,
    page,
    stress: { stress },
  }) => html`<dt>${page === null ? outcome.scenario.name : html`<a href="${hrefOf(page)}">${outcome.scenario.name}</a>`}</dt><dd>${outcome.verdictSentence} <span class="reason">${utcTime(outcome.tape.fromMs).slice(0, 10)} to ${utcTime(outcome.tape.toMs).slice(0, 10)}; ended ${withSign(money(stress.pnlQuote, quoteCurrency(outcome)), stress.pnlQuote)}; fingerprint <span class="mono">${outcome.faulted.record.fingerprint.slice(0, 16)}…</span></span></dd>
`,
)}</dl>
<footer>brakecheck ${runs[0]?.outcome.hashes.codeVersion ?? ''} · all times UTC · profit and loss of different quote currencies are not added up</footer>
</main>
</body>
</html>
`.text;
}

/** What failed worst, or else how far any account went under what it began with. */
function worstSentence(
  { outcome, stress }: SuiteRun & { readonly stress: StressRun },
  hasFailed: boolean,
): Html {
  const { name } = outcome.scenario;
  if (hasFailed) return html`Worst: ${name}. ${outcome.verdictSentence}`;
  const lossRatio = stress.figures.loss.badness ?? 0;
  return html`The furthest that an account went under its start: ${percent(lossRatio)}, in ${name}.`;
}

/** Every part of the path on its own, so that a name with a hash or a percent sign leads where it says. */
function hrefOf(page: string): string {
  return page.split('/').map(encodeURIComponent).join('/');
}

/** What failed stands before what did not, then the largest loss. Shares of limits are no order: one scenario bounds a metric tightly, another not. */
function severity({ outcome, isPassed, stress }: SuiteRun & { readonly stress: StressRun }): number {
  const rank =
    !isPassed && outcome.verdict === 'FAIL' ? 4 : !isPassed ? 3 : outcome.verdict === 'PASS' ? 0 : 1;
  return rank * 10 + Math.min(1, stress.figures.loss.badness ?? 0);
}

function counts(runs: readonly SuiteRun[]): Html {
  const held = runs
    .flatMap(({ outcome }) => outcome.invariants)
    .filter(({ status }) => status === 'held').length;
  const all = runs.flatMap(({ outcome }) => outcome.invariants).length;
  const number = (of: (run: SuiteRun) => boolean): number => runs.filter(of).length;
  const tiles: [string, string, string][] = [
    ['Passed', String(number(({ isPassed }) => isPassed)), `of ${counted(runs.length, 'run')}`],
    [
      'Failed',
      String(number(({ isPassed, outcome }) => !isPassed && outcome.verdict === 'FAIL')),
      'an invariant or a bound was broken',
    ],
    [
      'Expected failures',
      String(number(({ outcome }) => isExpectedFailure(outcome))),
      'broken as the scenario says',
    ],
    [
      'Inconclusive',
      String(number(({ outcome }) => outcome.verdict === 'INCONCLUSIVE')),
      'something could not have failed',
    ],
    ['Invariants held', String(held), `of ${all}, over all runs`],
  ];
  return html`<dl class="tiles counts">
${tiles.map(
  ([
    title,
    figure,
    note,
  ]) => html`<div class="tile"><dt>${title}</dt><dd class="figure">${figure}</dd><dd class="note">${note}</dd></div>
`,
)}</dl>
`;
}

function verdictCell({ outcome, isPassed }: SuiteRun): Html {
  const look =
    outcome.verdict === 'PASS' && isPassed
      ? 'held'
      : isPassed
        ? 'vacuous'
        : outcome.verdict === 'INCONCLUSIVE'
          ? 'vacuous'
          : 'violated';
  return html`<span class="mark ${look}" title="${outcome.verdictSentence}">${verdictText(outcome)}</span>`;
}

function invariantCell({ invariants }: Outcome): Html {
  const held = invariants.filter(({ status }) => status === 'held').length;
  const violated = violatedNames(invariants);
  return html`${held} of ${invariants.length}${violated.length > 0 && html`<span class="reason">${violated.join(', ')}</span>`}`;
}

/** The figure of the baseline, where it is another. */
function baselineNote({ baseline, faulted }: Outcome, measure: StressMeasure): string | null {
  if (measure === 'drawdown') {
    const before = baseline.metrics.maxDrawdown?.value ?? null;
    return before === null ? null : `baseline ${percent(before)}`;
  }
  if (measure === 'unprotected') {
    const before = baseline.metrics.longestUnprotectedTime?.value ?? null;
    return before === null || before === faulted.metrics.longestUnprotectedTime?.value
      ? null
      : `baseline ${duration(before)}`;
  }
  return null;
}
