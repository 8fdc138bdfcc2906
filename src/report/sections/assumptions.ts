import { metrics } from '../../metrics/index.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { ambiguousBarsOf } from '../facts/ambiguousBars.ts';
import { compareRuns } from '../facts/comparison.ts';
import { smallSamples } from '../facts/samples.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import { duration, fixed, money, significant, utcTime } from '../numbers.ts';
import { folded, table } from '../table.ts';

/** What every figure above rests on. */
export function assumptions(outcome: Outcome): Html {
  const { scenario, tape, faulted } = outcome;
  const small = smallSamples(outcome);
  return html`<section aria-labelledby="assumptions">
<h2 id="assumptions">Assumptions</h2>
<h3>Too small to judge</h3>
${small.length === 0 ? html`<p class="empty">No sample was too small to judge.</p>` : html`<ul class="plain">${small.map((text) => html`<li>${text}</li>`)}</ul>`}
<h3>Data</h3>
<dl class="terms">
<dt>Source</dt><dd>${scenario.data.source}</dd>
<dt>Window</dt><dd>${utcTime(tape.fromMs)} to ${utcTime(tape.toMs)}, bars of ${duration(tape.intervalMs)}, ${fixed(faulted.record.barCount, 0)} shown to the session; ${fixed(scenario.data.lookbackDays, 0)} days of look-back, in which no order is sent</dd>
<dt>Hash of the data</dt><dd class="mono">${outcome.hashes.data}</dd>
<dt>Hash of the tape</dt><dd class="mono">${tape.sha256}</dd>
</dl>
${tape.notes.length > 0 && html`<ul class="plain">${tape.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
${instrumentTable(outcome)}
<h3>Model</h3>
<dl class="terms">
${outcome.assumptions.map(
  ({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>
`,
)}<dt>ambiguous bars</dt><dd>${ambiguousText(outcome)}</dd>
</dl>
<h3>Definitions</h3>
${definitionTable(outcome)}
${excuseNote(outcome)}</section>
`;
}

function ambiguousText(outcome: Outcome): string {
  const { count, barCount } = ambiguousBarsOf(outcome);
  const of = `of the ${fixed(barCount, 0)} bars of the faulted run`;
  if (count === 0)
    return `in none ${of} could the order of the extremes, which nobody knows, have changed which order filled`;
  return `in ${fixed(count, 0)} ${of} the order of the extremes, which nobody knows, may have changed which order filled; clock.path: bracket runs both`;
}

function instrumentTable(outcome: Outcome): Html {
  const currency = quoteCurrency(outcome);
  const bps = (value: number): string => significant(value, 4);
  return table({
    caption: 'Instruments as the model takes them',
    columns: [
      { title: 'Symbol', kind: 'name' },
      { title: 'Tick', kind: 'number' },
      { title: 'Lot', kind: 'number' },
      { title: 'Smallest notional', kind: 'number' },
      { title: 'Maker, bps', kind: 'number' },
      { title: 'Taker, bps', kind: 'number' },
      { title: 'Spread, bps', kind: 'number' },
      { title: 'Liquidation fee, bps', kind: 'number' },
      { title: 'First maintenance tier', kind: 'number' },
      { title: 'Sector', kind: 'name' },
    ],
    rows: outcome.tape.symbols.map(({ instrument }) => ({
      cells: [
        instrument.symbol,
        significant(instrument.tick, 6),
        significant(instrument.lot, 6),
        money(instrument.minNotionalQuote, currency),
        bps(instrument.makerFeeBps),
        bps(instrument.takerFeeBps),
        bps(instrument.spreadBps),
        bps(instrument.liquidationFeeBps),
        `${significant((instrument.maintenanceTiers[0]?.maintenanceMarginRatio ?? 0) * 100, 4)}\u202F%`,
        instrument.sector,
      ],
    })),
    whenEmpty: 'There are no symbols.',
  });
}

function definitionTable(outcome: Outcome): Html {
  const used = compareRuns(outcome)
    .flatMap((group) => group.metrics)
    .filter(({ name }) => Object.hasOwn(metrics, name));
  return folded(
    `Definition of each metric (${used.length})`,
    table({
      caption: 'Definition of each metric',
      columns: [
        { title: 'Metric' },
        { title: 'Name', kind: 'name' },
        { title: 'Definition', kind: 'sentence' },
      ],
      rows: used.map(({ name, title }) => ({
        cells: [
          title,
          html`<span class="mono">${name}</span>`,
          metrics[name as keyof typeof metrics].definition,
        ],
      })),
      whenEmpty: 'No metric was measured.',
    }),
  );
}

/** Faults that excuse a missing stop, with their windows: a reader must be able to see what a pass was not asked about. */
function excuseNote(outcome: Outcome): Html | null {
  const windows = outcome.faulted.record.firings.filter(
    ({ excusedUntilMs, untilMs }) => excusedUntilMs !== null && excusedUntilMs > untilMs,
  );
  if (windows.length === 0) return null;
  return folded(
    `Windows in which a fault excuses a missing stop (${windows.length})`,
    table({
      caption: 'From the firing to the end of its excuse',
      columns: [
        { title: 'Fault', kind: 'name' },
        { title: 'From', kind: 'time' },
        { title: 'Until', kind: 'time' },
      ],
      rows: windows.slice(0, 100).map(({ faultId, fault, atMs, excusedUntilMs }) => ({
        cells: [`${faultId} ${fault}`, utcTime(atMs), utcTime(excusedUntilMs!)],
      })),
      whenEmpty: '',
    }),
  );
}
