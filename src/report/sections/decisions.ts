import type { DecisionKind } from '../../risk/decision.ts';
import type { MeasuredRun, Outcome } from '../../stress/outcome.ts';
import { collapseRepeats } from '../facts/collapse.ts';
import { decisionsOf, type TakenDecision } from '../facts/decisions.ts';
import { priceFormat, quoteCurrency } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import { counted, fixed, NO_VALUE, significant, unitText, utcTime } from '../numbers.ts';
import { folded, type Row, table } from '../table.ts';
import { missedByRule } from './missedWishes.ts';

/** Rows of the table of decisions; repeats beyond are folded into statements, and the audit file has all. */
const ROW_LIMIT = 400;

/** Everything that was decided but plain approvals, and how often each rule and brake decided. */
export function decisions(outcome: Outcome): Html {
  const { faulted } = outcome;
  const taken = decisionsOf(faulted.record);
  const notable = taken.filter(({ decision }) => decision.kind !== 'approved');
  const shown = collapseRepeats(notable, {
    limit: ROW_LIMIT,
    likeness: ({ sessionId, decision }) =>
      [sessionId, decision.kind, decision.rule, decision.symbol, decision.side].join('/'),
  });
  const isManySessions = new Set(taken.map(({ sessionId }) => sessionId)).size > 1;
  const look: RowLook = {
    currency: quoteCurrency(outcome),
    showsSession: isManySessions,
    priceText: priceFormat(outcome),
  };
  return html`<section aria-labelledby="decisions">
<h2 id="decisions">Decisions</h2>
<p class="lead">Every refusal, resize, halt, emergency and act of a brake, with the number that decided it and its limit. ${counted(taken.length - notable.length, 'plain approval')} are left out here and stand in <span class="mono">audit.ndjson</span> with the rest.</p>
${chips(outcome, notable)}${folded('The counts beside those of the baseline', countTable(outcome))}
${table({
  caption: `${counted(notable.length, 'decision')} of the faulted run, in order`,
  filter: 'Filter decisions',
  hint: 'rule, symbol, order, time',
  columns: [
    { title: 'Time', kind: 'time' },
    { title: 'Decision', kind: 'name' },
    { title: 'Rule or brake, and reason', kind: 'sentence' },
    { title: 'Number', kind: 'number' },
    { title: 'Limit', kind: 'number' },
    { title: 'Order', kind: 'name' },
    { title: 'Quantity', kind: 'number' },
    { title: 'Price', kind: 'number' },
  ],
  rows: shown.map((entry) =>
    entry.kind === 'item' ? decisionRow(entry.item, look) : moreRow(entry.count, entry.like, entry.last),
  ),
  whenEmpty: 'Every wish went through whole, and no brake acted.',
})}${missedByRule(outcome)}</section>
`;
}

/** Each rule and brake with its count, those that never decided last: a list, and with the page's script switches over the table. */
function chips({ faulted }: Outcome, notable: readonly TakenDecision[]): Html {
  const counts = new Map<string, number>();
  for (const name of Object.keys(faulted.decisionCounts)) counts.set(name, 0);
  for (const { decision } of notable) {
    const group = decision.rule ?? decision.kind;
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const ordered = [...counts].sort((a, b) => b[1] - a[1]);
  return html`<ul class="chips" aria-label="Decisions by rule or brake" data-chips-of="Filter decisions">
${ordered.map(
  ([
    name,
    count,
  ]) => html`<li data-value="${name}" data-count="${count}">${WORDS[name as DecisionKind] ?? name} <b>${fixed(count, 0)}</b></li>
`,
)}</ul>
`;
}

interface RowLook {
  readonly currency: string;
  /** Where several sessions decide, each row says whose it is. */
  readonly showsSession: boolean;
  readonly priceText: ReturnType<typeof priceFormat>;
}

function decisionRow({ sessionId, decision }: TakenDecision, look: RowLook): Row {
  const { currency, showsSession, priceText } = look;
  const { kind, rule, actual, limit, unit, symbol, side, orderKey, wishOrdinal, stateBefore, stateAfter } =
    decision;
  const isStateChange = stateBefore !== stateAfter;
  return {
    group: rule ?? kind,
    cells: [
      utcTime(decision.atMs),
      html`${WORDS[kind]}${isStateChange && html`<span class="reason">${stateBefore} → ${stateAfter}</span>`}`,
      html`${rule !== null && html`<strong>${rule}</strong> `}${decision.reason}`,
      actual === null ? NO_VALUE : unitText(actual, unit, currency),
      limit === null ? NO_VALUE : unitText(limit, unit, currency),
      html`${[symbol, side].filter((part) => part !== null).join(' ') || NO_VALUE}<span class="reason">${[
        orderKey ?? (wishOrdinal === null ? null : `wish ${wishOrdinal}`),
        showsSession ? `session ${sessionId}` : null,
      ]
        .filter((part) => part !== null)
        .join(', ')}</span>`,
      quantityText(decision.wantedQty, decision.qty),
      decision.price === null ? NO_VALUE : priceText(symbol, decision.price),
    ],
  };
}

function quantityText(wantedQty: number | null, qty: number | null): string {
  if (qty === null) return wantedQty === null ? NO_VALUE : `wanted ${significant(wantedQty, 7)}`;
  return wantedQty === null || wantedQty === qty
    ? significant(qty, 7)
    : `${significant(qty, 7)} of ${significant(wantedQty, 7)}`;
}

function moreRow(count: number, like: TakenDecision, last: TakenDecision): Row {
  const { kind, rule, symbol, side } = like.decision;
  const what = [WORDS[kind], rule, symbol, side].filter((part) => part !== null).join(', ');
  return {
    kind: 'more',
    group: rule ?? kind,
    cells: [
      `${fixed(count, 0)} more of the same (${what}), the last at ${utcTime(last.decision.atMs)}; all stand in audit.ndjson.`,
    ],
  };
}

/** Kinds of decision in words. */
const WORDS: Readonly<Record<DecisionKind, string>> = {
  approved: 'approved',
  resized: 'resized',
  refused: 'refused',
  deferred: 'deferred',
  halt: 'halt',
  reduce: 'reduce',
  panic: 'panic',
  resume: 'resume',
  operatorReset: 'operator reset',
  reducingSent: 'reducing order sent',
  reducingDone: 'reducing order over',
  panicClose: 'panic close',
  stoodDown: 'stood down',
  level: 'level',
  stopPlaced: 'stop placed',
  stopVerified: 'stop verified',
  stopFailed: 'stop failed',
  stopMoved: 'stop moved',
  stopRepaired: 'stop repaired',
  localStop: 'local stop',
  timeStop: 'time stop',
  targetPlaced: 'target placed',
  targetFailed: 'target failed',
  targetRepaired: 'target repaired',
  targetResized: 'target resized',
  localTakeProfit: 'local take profit',
  exitsAttached: 'exits attached',
  exitsDetached: 'exits detached',
  emergencyClose: 'emergency close',
  orderUnknown: 'order unknown',
  orderConfirmed: 'order confirmed',
  orderResent: 'order sent again',
  orderGivenUp: 'order given up',
  duplicateIgnored: 'duplicate ignored',
  preflightPassed: 'preflight passed',
  lockRefused: 'lock refused',
  reconciled: 'reconciled',
  beliefCorrected: 'belief corrected',
  alert: 'alert',
};

function countTable(outcome: Outcome): Html {
  const { baseline, faulted, scenario } = outcome;
  const names = [
    ...new Set([...Object.keys(faulted.decisionCounts), ...Object.keys(baseline.decisionCounts)]),
  ];
  const inForce = (run: MeasuredRun, name: string): string => {
    const count = run.decisionCounts[name];
    return count === undefined ? '0' : fixed(count, 0);
  };
  return table({
    caption: `Policy ${scenario.policy.name}: decisions of each rule and brake in force, those that never decided included`,
    columns: [
      { title: 'Rule or brake', kind: 'name' },
      { title: 'Baseline', kind: 'number' },
      { title: 'Faulted', kind: 'number' },
      { title: '' },
    ],
    rows: names.map((name) => {
      const isSilent = (faulted.decisionCounts[name] ?? 0) === 0;
      const wasSilent = (baseline.decisionCounts[name] ?? 0) === 0;
      const note =
        isSilent && wasSilent
          ? 'never decided'
          : isSilent
            ? 'only without faults'
            : wasSilent
              ? 'only under faults'
              : '';
      return { cells: [name, inForce(baseline, name), inForce(faulted, name), note] };
    }),
    whenEmpty: 'The policy has no rule and no brake.',
  });
}
