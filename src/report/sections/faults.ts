import type { FaultTrigger } from '../../faults/fault.ts';
import type { FaultSummary, Outcome } from '../../stress/outcome.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import { counted, duration, fixed, money, NO_VALUE, significant, utcTime, withSign } from '../numbers.ts';
import { firstRows, table } from '../table.ts';
import { tapeFaults } from './tapeFaults.ts';

const FIRING_LIMIT = 8;

/** What was done to the run: what the client saw, what was true, when, and what it cost. */
export function faults(outcome: Outcome): Html {
  const { scenario, attribution } = outcome;
  const currency = quoteCurrency(outcome);
  const effectOf = (faultId: string): string => {
    const share = attribution.byFault.find((entry) => entry.faultId === faultId);
    return share === undefined ? NO_VALUE : withSign(money(share.quote, currency), share.quote);
  };
  return html`<section aria-labelledby="faults">
<h2 id="faults">Faults</h2>
<p class="lead">Faults act until ${utcTime(scenario.healMs)} (heal); from then on the network is kind. At ${utcTime(scenario.drainMs)} the operator stops the strategy and the guardian goes on alone. The effect on equity is the difference that the fault alone explains.</p>
${table({
  caption: 'Faults of the scenario',
  columns: [
    { title: 'Fault', kind: 'name' },
    { title: 'What the client sees → what is true', kind: 'sentence' },
    { title: 'Trigger and parameters', kind: 'sentence' },
    { title: 'Fired', kind: 'number' },
    { title: 'When', kind: 'time' },
    { title: 'Effect on equity', kind: 'number' },
  ],
  rows: outcome.faults.map((fault) => {
    const scheduled = scenario.faults.find(({ id }) => id === fault.id);
    return {
      cells: [
        html`<strong>${fault.id}</strong> ${fault.fault}`,
        fault.summary,
        scheduled === undefined
          ? NO_VALUE
          : html`${triggerText(scheduled.trigger)}<span class="reason">${Object.entries(scheduled.params)
              .map(
                ([name, value]) =>
                  `${name} ${name.endsWith('Ms') && typeof value === 'number' ? duration(value) : value}`,
              )
              .join(', ')}</span>`,
        fault.fireCount === 0 ? html`<span class="mark vacuous">never</span>` : fixed(fault.fireCount, 0),
        firings(fault),
        effectOf(fault.id),
      ],
    };
  }),
  whenEmpty: 'The scenario has no faults.',
})}${tapeFaults(outcome)}</section>
`;
}

function firings(fault: FaultSummary): Html {
  const shown = firstRows(
    fault.firings,
    FIRING_LIMIT,
    ({ atMs, untilMs, symbol }) => ({
      cells: [
        html`${utcTime(atMs)}${untilMs > atMs && html` for ${duration(untilMs - atMs)}`}${symbol !== null && html` ${symbol}`}`,
      ],
    }),
    (count) => `and ${counted(count, 'time')} more`,
  );
  return html`${shown.map(({ cells }, index) => html`${index > 0 && html`<br>`}${cells}`)}`;
}

/** A trigger in words. */
function triggerText(trigger: FaultTrigger): string {
  const chance = (probability: number): string =>
    probability < 1 ? `, with probability ${significant(probability, 4)}` : '';
  const most = (maxFires: number | null): string => (maxFires === null ? '' : `, at most ${maxFires} times`);
  const of = (symbol: string | null): string => (symbol === null ? '' : ` of ${symbol}`);
  switch (trigger.kind) {
    case 'at':
      return `at ${utcTime(trigger.timeMs)}${of(trigger.symbol)}`;
    case 'on': {
      const which = trigger.nth === null ? 'at every' : `at number ${trigger.nth} of`;
      const from = trigger.fromMs === null ? '' : `, counted from ${utcTime(trigger.fromMs)}`;
      const later = trigger.afterMs === 0 ? '' : `, ${duration(trigger.afterMs)} later`;
      return `${which} ${trigger.event}${of(trigger.symbol)}${from}${later}${chance(trigger.probability)}${most(trigger.maxFires)}`;
    }
    case 'during':
      return `from ${utcTime(trigger.fromMs)} to ${utcTime(trigger.toMs)}${of(trigger.symbol)}${chance(trigger.probability)}${most(trigger.maxFires)}`;
    case 'exactly':
      return `exactly ${counted(trigger.firings.length, 'resolved firing')}`;
  }
}
