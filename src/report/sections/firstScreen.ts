import type { Outcome } from '../../stress/outcome.ts';
import { lowestRow } from '../facts/equity.ts';
import { orderCopiesOf } from '../facts/orderCopies.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { isExpectedFailure, verdictText } from '../facts/verdict.ts';
import { type Html, type HtmlPart, html } from '../html.ts';
import { counted, duration, metricText, money, multiple, NO_VALUE, percent, utcTime } from '../numbers.ts';

/** What one must know when one reads nothing else. */
export function firstScreen(outcome: Outcome, command: string | null): Html {
  const { scenario, faulted, tape } = outcome;
  const symbols = tape.symbols.map(({ instrument }) => instrument.symbol).join(', ');
  return html`<header>
<p class="kicker">brakecheck crash test · ${symbols} · ${utcTime(faulted.record.fromMs)} to ${utcTime(faulted.record.toMs)}</p>
<h1>${scenario.name}</h1>
<p class="why">${scenario.why}</p>
</header>
<section aria-label="Verdict">
${verdictCard(outcome)}
${tiles(outcome)}
<div class="two">
<div>${invariantList(outcome)}</div>
<div>${identity(outcome, command)}</div>
</div>
</section>
`;
}

function verdictCard(outcome: Outcome): Html {
  const { verdict, vacuities, expectation } = outcome;
  const look = verdict === 'PASS' ? 'good' : verdict === 'FAIL' ? 'bad' : 'unsure';
  const said = vacuities.filter((text) => !outcome.verdictSentence.includes(text));
  const notes = [...said, ...unmetNotes(expectation.unmet)];
  return html`<div class="verdict ${look}">${ICONS[verdict]}
<div><strong>${verdictText(outcome)}</strong>
<p>${outcome.verdictSentence}</p>
${isExpectedFailure(outcome) && html`<p>The scenario expects exactly this: ${outcome.scenario.expect.violates.join(', ')} violated.</p>`}
${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}</div></div>`;
}

/** Several violations that were not expected are one sentence. */
function unmetNotes(unmet: readonly string[]): string[] {
  const ending = ' was violated';
  const violated = unmet.filter((text) => text.endsWith(ending)).map((text) => text.slice(0, -ending.length));
  if (violated.length < 2) return unmet.map((text) => `Expectation not met: ${text}`);
  const others = unmet.filter((text) => !text.endsWith(ending));
  return [
    `Not expected to be violated: ${violated.join(', ')}`,
    ...others.map((text) => `Expectation not met: ${text}`),
  ];
}

const ICONS = {
  PASS: html`<svg viewBox="0 0 44 44" aria-hidden="true"><circle cx="22" cy="22" r="20" fill="none" stroke="currentColor" stroke-width="3"/><path d="M13 23l6.5 6.5L32 16" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
  FAIL: html`<svg viewBox="0 0 44 44" aria-hidden="true"><path d="M14 2.5h16L41.5 14v16L30 41.5H14L2.5 30V14z" fill="none" stroke="currentColor" stroke-width="3" stroke-linejoin="round"/><path d="M15 15l14 14M29 15L15 29" stroke="currentColor" stroke-width="4" stroke-linecap="round"/></svg>`,
  INCONCLUSIVE: html`<svg viewBox="0 0 44 44" aria-hidden="true"><path d="M22 3l20 36H2z" fill="none" stroke="currentColor" stroke-width="3" stroke-linejoin="round"/><path d="M22 16v11" stroke="currentColor" stroke-width="4" stroke-linecap="round"/><circle cx="22" cy="33" r="2.4" fill="currentColor"/></svg>`,
} as const;

function tiles(outcome: Outcome): Html {
  return html`<dl class="tiles">
${[lossTile, drawdownTile, unprotectedTile, orderCopiesTile, marginTile, tailTile].map((tile) => tile(outcome))}</dl>
`;
}

function tile(title: string, figure: HtmlPart, note: HtmlPart): Html {
  return html`<div class="tile"><dt>${title}</dt><dd class="figure">${figure}</dd><dd class="note">${note}</dd></div>
`;
}

function lossTile(outcome: Outcome): Html {
  const currency = quoteCurrency(outcome);
  const { record } = outcome.faulted;
  const row = lowestRow(record.samples.equityQuote);
  const lowestQuote = Math.min(
    row === null ? record.startQuote : record.samples.equityQuote[row]!,
    record.final.equityQuote,
  );
  const lossQuote = Math.max(0, record.startQuote - lowestQuote);
  const endQuote = record.final.equityQuote - record.startQuote;
  return tile(
    'Worst-scenario loss',
    html`${money(lossQuote, currency)} <small>${percent(lossQuote / record.startQuote)} of the start</small>`,
    `Start equity less the lowest equity of the faulted run. It ended at ${money(record.final.equityQuote, currency)} (${percent(endQuote / record.startQuote)}).`,
  );
}

function drawdownTile({ baseline, faulted }: Outcome): Html {
  const before = baseline.metrics.maxDrawdown;
  const after = faulted.metrics.maxDrawdown;
  const text = (metric: typeof before): string =>
    metric === undefined ? NO_VALUE : metricText(metric, 'ratio', '');
  return tile(
    'Maximum drawdown, baseline → faulted',
    html`<small>${text(before)} →</small> ${text(after)}`,
    after?.reason ?? before?.reason ?? 'From the high-water mark, at the finest samples there are.',
  );
}

function unprotectedTile({ baseline, faulted }: Outcome): Html {
  const longest = faulted.metrics.longestUnprotectedTime;
  const total = faulted.metrics.unprotectedTime;
  const before = baseline.metrics.longestUnprotectedTime;
  const share = faulted.metrics.unprotectedShare;
  const note = [
    total?.value === undefined || total.value === null ? null : `In all ${duration(total.value)}`,
    share?.value === undefined || share.value === null ? null : `${percent(share.value)} of position time`,
    before?.value === undefined || before.value === null ? null : `baseline ${duration(before.value)}`,
  ].filter((part) => part !== null);
  return tile(
    'Longest unprotected time',
    longest === undefined ? NO_VALUE : metricText(longest, 'ms', ''),
    longest?.reason ?? `${note.join('; ')}.`,
  );
}

function orderCopiesTile({ faulted }: Outcome): Html {
  const { duplicateCount, orphanCount, rebookedCount } = orderCopiesOf(faulted.record);
  return tile(
    'Duplicate or orphan orders',
    html`${duplicateCount + orphanCount} <small>${duplicateCount} duplicate, ${orphanCount} orphan</small>`,
    rebookedCount === 0 ? 'No fill was booked twice.' : `Fills booked again: ${rebookedCount}.`,
  );
}

function marginTile({ faulted }: Outcome): Html {
  const { samples, journal } = faulted.record;
  const title = 'Minimum margin buffer';
  const row = lowestRow(samples.marginBufferRatio);
  const atClose =
    row === null
      ? 'No position stood at any bar close.'
      : `${multiple(samples.marginBufferRatio[row]!)} at ${utcTime(samples.timeMs[row]!)}.`;
  const liquidation = journal.find(
    (entry) => entry.kind === 'truth' && entry.event.kind === 'liquidationStarted',
  );
  if (liquidation !== undefined) {
    return tile(
      title,
      html`none left <small>liquidated</small>`,
      `Liquidation began at ${utcTime(liquidation.atMs)}. Lowest at a bar close: ${atClose}`,
    );
  }
  if (row === null) return tile(title, NO_VALUE, atClose);
  return tile(
    title,
    html`${multiple(samples.marginBufferRatio[row]!)} <small>of maintenance margin</small>`,
    `Beyond maintenance, at bar closes; 0 is liquidation. At ${utcTime(samples.timeMs[row]!)}.`,
  );
}

function tailTile(outcome: Outcome): Html {
  const { metrics } = outcome.faulted;
  const currency = quoteCurrency(outcome);
  const isOfPositions =
    metrics.positionValueAtRisk95?.value !== undefined && metrics.positionValueAtRisk95.value !== null;
  const [prefix, unit] = isOfPositions ? (['positionV', 'quote'] as const) : (['v', 'ratio'] as const);
  const shortfall = isOfPositions ? 'positionExpectedShortfall' : 'expectedShortfall';
  const text = (name: string): string => {
    const metric = metrics[name];
    return metric === undefined ? NO_VALUE : metricText(metric, unit, currency);
  };
  const reason = metrics[`${prefix}alueAtRisk95`]?.reason ?? null;
  const atMs = metrics[`${prefix}alueAtRisk95`]?.atMs;
  return tile(
    'One-day value at risk, 95 %',
    html`${text(`${prefix}alueAtRisk95`)} <small>ES ${text(`${shortfall}95`)}</small>`,
    reason ??
      `99 %: ${text(`${prefix}alueAtRisk99`)}, ES ${text(`${shortfall}99`)}. Historical, of ${isOfPositions ? `the positions held${atMs === undefined ? '' : ` at ${utcTime(atMs)}, the largest of the run`}` : "the strategy's own daily returns"}.`,
  );
}

function invariantList({ invariants }: Outcome): Html {
  const heldCount = invariants.filter(({ status }) => status === 'held').length;
  return html`<h2 class="minor">Invariants held: ${heldCount} of ${invariants.length}</h2>
<ul class="invariants">
${invariants.map(({ name, status, summary, bounds, antecedentCount, violations, excused, vacuousReason }) => {
  const [first] = violations;
  return html`<li><span class="mark ${status}">${status}</span><div class="what"><strong>${name}</strong>${bounds !== '' && html` <span class="mono">${bounds}</span>`}
<p>${summary}</p>
${first !== undefined && html`<p class="first">${utcTime(first.atMs)}: ${first.message}${violations.length > 1 && html` <em>And ${counted(violations.length - 1, 'violation')} more.</em>`}</p>`}
${status === 'vacuous' && html`<p class="first">Means nothing here: ${vacuousReason ?? 'its case never came up'}.</p>`}
<p>Judged on ${counted(antecedentCount, 'occasion')}.${excused.length > 0 && html` Excused by a fault: ${counted(excused.length, 'violation')}, first at ${utcTime(excused[0]!.atMs)} (${excused[0]!.message})`}</p></div></li>
`;
})}</ul>
`;
}

function identity(outcome: Outcome, command: string | null): Html {
  const { hashes, faulted, scenario, tape, verification } = outcome;
  const rows: [string, HtmlPart][] = [
    ['Run id (fingerprint of what happened)', html`<span class="mono">${faulted.record.fingerprint}</span>`],
    ['Seed', html`<span class="mono">${scenario.seed}</span>`],
    [
      'Reproduce with',
      command === null
        ? 'A scenario made in code: it has no file to run.'
        : html`<code class="mono command">${command}</code>`,
    ],
    ['Scenario', html`<span class="mono">${hashes.scenario}</span>`],
    ['Data', html`<span class="mono">${hashes.data}</span>`],
    ['Policy', html`${scenario.policy.name} <span class="mono">${hashes.policy}</span>`],
    ['Strategy', html`${scenario.strategy.definition.name} <span class="mono">${hashes.strategy}</span>`],
    ...(tape.sha256 === hashes.data
      ? []
      : [['Tape', html`<span class="mono">${tape.sha256}</span>`] as [string, HtmlPart]]),
    ['brakecheck', hashes.codeVersion],
    [
      'Determinism',
      verification === null
        ? 'Not verified in this run (--verify runs twice and compares).'
        : verification.isDeterministic
          ? 'Verified: a second run gave the same fingerprint.'
          : `Not deterministic: a second run gave ${verification.fingerprint}, apart from entry ${verification.divergence?.index ?? NO_VALUE}${verification.divergence?.field ? ` at ${verification.divergence.field}` : ''}.`,
    ],
  ];
  return html`<h2 class="minor">This run</h2>
<dl class="identity">
${rows.map(
  ([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>
`,
)}</dl>
`;
}
