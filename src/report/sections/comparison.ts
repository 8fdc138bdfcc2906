import type { MetricUnit } from '../../metrics/index.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { type ComparedMetric, compareRuns } from '../facts/comparison.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import { metricText, money, NO_VALUE, percent, points, unitText, withSign } from '../numbers.ts';
import { scrollBox, table, valueOrReason } from '../table.ts';
import { bothOrders } from './bothOrders.ts';

/** The same run without faults and with them, metric by metric, and what of the difference each fault explains. */
export function comparison(outcome: Outcome): Html {
  const currency = quoteCurrency(outcome);
  const groups = compareRuns(outcome);
  return html`<section aria-labelledby="comparison">
<h2 id="comparison">Baseline against faulted</h2>
<p class="lead">The baseline is the same scenario, seed and policy with <span class="mono">faults: []</span>. Limits are the scenario's own bounds on the faulted run.</p>
${scrollBox(
  'Metrics of both runs',
  false,
  html`<table>
<caption>Metrics of both runs</caption>
<thead><tr><th scope="col">Metric</th><th scope="col" class="n">Baseline</th><th scope="col" class="n">Faulted</th><th scope="col" class="n">Change</th><th scope="col" class="n">Limit</th><th scope="col">Status</th></tr></thead>
${groups.map(
  (group) => html`<tbody class="group">
<tr><th scope="rowgroup" colspan="6">${group.title}</th></tr>
${group.metrics.map((metric) => metricRow(metric, currency))}</tbody>
`,
)}</table>`,
)}
<h3>Where the difference comes from</h3>
<p class="lead">Final equity, faulted less baseline. A fault's share is the total less the run without that fault; what the shares leave is the residual, the effect of faults upon one another.</p>
${attributionTable(outcome, currency)}
${bothOrders(outcome)}</section>
`;
}

function metricRow(metric: ComparedMetric, currency: string): Html {
  const { unit, baseline, faulted, change } = metric;
  const changeText =
    change === null ? NO_VALUE : change === 0 ? '0' : withSign(changeIn(change, unit, currency), change);
  const limit = metric.bounds.map(({ min, max }) => {
    const parts = [
      min === null ? null : `≥ ${unitText(min, unit, currency)}`,
      max === null ? null : `≤ ${unitText(max, unit, currency)}`,
    ];
    return parts.filter((part) => part !== null).join(', ');
  });
  if (baseline.value === null && faulted.value === null && baseline.reason === faulted.reason) {
    // One reason for both needs to be read once.
    return html`<tr><th scope="row">${metric.title}</th><td class="n undefined" colspan="3">${valueOrReason(NO_VALUE, faulted.reason)}</td><td class="n">${limit.join('; ')}</td><td>${statusOf(metric)}</td></tr>
`;
  }
  return html`<tr><th scope="row">${metric.title}</th><td class="n">${valueOrReason(metricText(baseline, unit, currency), baseline.reason)}</td><td class="n">${valueOrReason(metricText(faulted, unit, currency), faulted.reason)}</td><td class="n">${changeText}</td><td class="n">${limit.join('; ')}</td><td>${statusOf(metric)}</td></tr>
`;
}

function changeIn(change: number, unit: MetricUnit, currency: string): string {
  return unit === 'ratio' ? points(change) : unitText(change, unit, currency);
}

function statusOf({ isInside, tendency, faulted }: ComparedMetric): Html {
  if (isInside === true) return html`<span class="mark held">within limit</span>`;
  if (isInside === false) {
    return html`<span class="mark violated">${faulted.value === null ? 'cannot be judged' : 'over limit'}</span>`;
  }
  switch (tendency) {
    case 'worse':
      return html`<span class="worse">▼ worse</span>`;
    case 'better':
      return html`<span class="better">▲ better</span>`;
    case 'unknown':
      return html`<span class="mark plain">not comparable</span>`;
    default:
      return html`<span class="mark plain">${tendency}</span>`;
  }
}

function attributionTable({ attribution, faults }: Outcome, currency: string): Html {
  const share = (quote: number): string =>
    attribution.totalQuote === 0 ? NO_VALUE : percent(quote / attribution.totalQuote);
  const shown = (quote: number): string => withSign(money(quote, currency), quote);
  return table({
    caption: 'Difference in final equity, by fault',
    columns: [
      { title: 'Cause', kind: 'name' },
      { title: 'What it is', kind: 'sentence' },
      { title: 'Share in quote', kind: 'number' },
      { title: 'Share of the total', kind: 'number' },
    ],
    rows: [
      ...attribution.byFault.map(({ faultId, fault, quote }) => ({
        cells: [
          `${faultId} ${fault}`,
          faults.find(({ id }) => id === faultId)?.summary ?? '',
          shown(quote),
          share(quote),
        ],
      })),
      {
        cells: [
          'Residual',
          'Effect of the faults upon one another',
          shown(attribution.residualQuote),
          share(attribution.residualQuote),
        ],
      },
      {
        kind: 'total',
        cells: [
          'Total',
          'Final equity, faulted less baseline',
          shown(attribution.totalQuote),
          share(attribution.totalQuote),
        ],
      },
    ],
    whenEmpty: '',
  });
}
