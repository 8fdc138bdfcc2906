import type { Outcome } from '../../stress/outcome.ts';
import { compareRuns } from '../facts/comparison.ts';
import { orderCopiesOf } from '../facts/orderCopies.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { verdictText } from '../facts/verdict.ts';
import { counted, metricText, money, NO_VALUE, points, unitText, utcTime, withSign } from '../numbers.ts';
import type { Approval } from '../sections/approved.ts';

/** Metrics that a summary shows, in this order, where the run has them. */
const SHOWN = [
  'totalReturn',
  'maxDrawdown',
  'longestUnprotectedTime',
  'beliefGap',
  'tradeCount',
  'costsPaid',
];

/** The first screen in Markdown: for a job summary, a pull request, a terminal. */
export function summaryMarkdown(
  outcome: Outcome,
  { command, approval }: { readonly command: string | null; readonly approval?: Approval },
): string {
  const { scenario, faulted, invariants } = outcome;
  const currency = quoteCurrency(outcome);
  const held = invariants.filter(({ status }) => status === 'held').length;
  const copies = orderCopiesOf(faulted.record);
  const compared = compareRuns(outcome).flatMap((group) => group.metrics);
  const shown = [
    ...SHOWN.flatMap((name) => compared.filter((metric) => metric.name === name)),
    ...compared.filter(({ name, bounds }) => bounds.length > 0 && !SHOWN.includes(name)),
  ];
  const lines = [
    `## ${verdictText(outcome)}: ${plain(scenario.name)}`,
    '',
    plain(outcome.verdictSentence),
    '',
    ...approvedLines(approval),
    ...bothOrdersLines(outcome),
    ...[...outcome.vacuities, ...outcome.expectation.unmet].map((text) => `- ${plain(text)}`),
    ...(outcome.vacuities.length + outcome.expectation.unmet.length > 0 ? [''] : []),
    `Invariants held: ${held} of ${invariants.length}. Duplicate orders ${copies.duplicateCount}, orphan orders ${copies.orphanCount}, fills booked again ${copies.rebookedCount}.`,
    '',
    '| invariant | status | judged on | first violation |',
    '|---|---|---|---|',
    ...invariants.map(({ name, status, bounds, antecedentCount, violations, vacuousReason }) => {
      const [first] = violations;
      const said =
        first === undefined
          ? status === 'vacuous'
            ? (vacuousReason ?? '')
            : ''
          : `${utcTime(first.atMs)}: ${first.message}`;
      return `| ${cell(name)} ${cell(bounds)} | ${status} | ${counted(antecedentCount, 'occasion')} | ${cell(said)} |`;
    }),
    '',
    '| metric | baseline | faulted | change | limit |',
    '|---|---:|---:|---:|---|',
    ...shown.map(({ title, unit, baseline, faulted: after, change, bounds }) => {
      const changed =
        change === null
          ? NO_VALUE
          : withSign(unit === 'ratio' ? points(change) : unitText(change, unit, currency), change);
      const limits = bounds.map(({ min, max }) =>
        [
          min === null ? '' : `≥ ${unitText(min, unit, currency)}`,
          max === null ? '' : `≤ ${unitText(max, unit, currency)}`,
        ]
          .filter(Boolean)
          .join(', '),
      );
      return `| ${cell(title)} | ${metricText(baseline, unit, currency)} | ${metricText(after, unit, currency)} | ${changed} | ${limits.join('; ')} |`;
    }),
    '',
    '| fault | fired | share of the difference |',
    '|---|---:|---:|',
    ...outcome.faults.map(({ id, fault, fireCount }) => {
      const share = outcome.attribution.byFault.find(({ faultId }) => faultId === id);
      return `| ${cell(id)} ${cell(fault)} | ${fireCount} | ${share === undefined ? NO_VALUE : money(share.quote, currency)} |`;
    }),
    `| residual | | ${money(outcome.attribution.residualQuote, currency)} |`,
    '',
    `Run \`${faulted.record.fingerprint}\`, seed ${scenario.seed}, brakecheck ${outcome.hashes.codeVersion}.`,
    ...(command === null ? [] : ['', '```', command.replaceAll('```', "'''"), '```']),
  ];
  return `${lines.join('\n')}\n`;
}

/** What came of each order of the extremes, where both were run. */
function bothOrdersLines({ bothOrders, ...outcome }: Outcome): string[] {
  if (bothOrders === undefined) return [];
  const currency = quoteCurrency(outcome);
  return [
    ...bothOrders.results.map(
      ({ path, verdict, finalEquityQuote, ambiguousBarCount }) =>
        `- order ${path}: ${verdict}, equity ${money(finalEquityQuote, currency)}, ${counted(ambiguousBarCount, 'ambiguous bar')}${path === bothOrders.shown ? ' (the worse one, shown here)' : ''}`,
    ),
    '',
  ];
}

/** Lines of a difference that a summary shows; the report has them all. */
const SHOWN_DIFFERENCES = 8;

/** What came of the approved result, where the run is held to one. */
function approvedLines(approval: Approval | undefined): string[] {
  if (approval?.isDemanded !== true) return [];
  if (approval.status === 'same') return ['As approved.', ''];
  if (approval.status === 'missing') return ['**Nothing is approved for this scenario.**', ''];
  const headings = approval.lines.filter((line) => !line.startsWith(' '));
  const first = headings.slice(0, SHOWN_DIFFERENCES);
  const rest = headings.length - first.length;
  return [
    '**Differs from the approved result:**',
    '',
    ...first.map((line) => `- ${plain(line)}`),
    ...(rest > 0 ? [`- and ${rest} more, all in the report`] : []),
    '',
  ];
}

/** Text from outside as plain text of Markdown: on one line, no markup of either language. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]#~|]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const cell = plain;
