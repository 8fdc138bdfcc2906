import type { Outcome } from '../../stress/outcome.ts';
import { STRESS_MEASURES, stressRunsOf } from '../facts/stress.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import { money, withSign } from '../numbers.ts';
import { MATRIX_LEGEND, stressMatrix } from '../stressMatrix.ts';

/** The runs of the scenario side by side: with all faults, without each, without any. */
export function stress(outcome: Outcome): Html {
  const currency = quoteCurrency(outcome);
  const faultOf = new Map(outcome.faults.map(({ id, fault }) => [id, fault]));
  const rows = stressRunsOf(outcome).map((run) => ({
    run,
    head: WORDS[run.name] ?? `Without ${run.name.slice(8)}`,
    note: html`${run.name.startsWith('without ') && html`${faultOf.get(run.name.slice(8)) ?? ''} left out; `}ended ${withSign(money(run.stress.pnlQuote, currency), run.stress.pnlQuote)}`,
    currency,
  }));
  return html`<section aria-labelledby="stress">
<h2 id="stress">Stress matrix</h2>
<p class="lead">Every run that the scenario needed, the worst loss first.</p>
${stressMatrix({ caption: 'Runs of the scenario and how hard each went', head: 'Run', measures: MEASURES, rows })}${MATRIX_LEGEND}
</section>
`;
}

/** Value at risk has a section of its own. */
const MEASURES = STRESS_MEASURES.filter((measure) => measure !== 'risk');

const WORDS: Readonly<Record<string, string>> = {
  faulted: 'All faults',
  baseline: 'No fault (baseline)',
};
