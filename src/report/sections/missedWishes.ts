import { type MissedWish, missedWishes } from '../../stress/missedWishes.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import { fixed, unitText } from '../numbers.ts';
import { table } from '../table.ts';

interface Tally {
  count: number;
  repeats: number;
  unknown: number;
  missedQuote: number;
  savedQuote: number;
}

/** What the brakes cost and saved: the marked results of refused and cut wishes, summed by the rule that stood in their way. */
export function missedByRule(outcome: Outcome): Html {
  const tallies = tallyOf(missedWishes(outcome.faulted.record, outcome.faultedTape));
  const currency = quoteCurrency(outcome);
  const money = (quote: number): string => unitText(quote === 0 ? 0 : quote, 'quote', currency);
  const rows = [...tallies].sort(([, a], [, b]) => weightOf(b) - weightOf(a));
  return html`<h3>What the brakes cost and saved</h3>
<p>Each refused or cut wish to enter, marked at the strategy's next opposite signal in its symbol and at most 20 bars later, after the taker's fee both ways. Wishes that only say again what was refused before are counted and left out of the sums. A mark is no run: it knows no stop, no impact and no funding; for what would have come of it, run the scenario under another policy.</p>
${table({
  caption: 'Refused and cut wishes of the faulted run, by rule or brake',
  columns: [
    { title: 'Rule or brake', kind: 'name' },
    { title: 'Wishes', kind: 'number' },
    { title: 'Repeats', kind: 'number' },
    { title: 'Without a result', kind: 'number' },
    { title: 'Gains missed', kind: 'number' },
    { title: 'Losses saved', kind: 'number' },
    { title: 'Saved less missed', kind: 'number' },
  ],
  rows: rows.map(([rule, { count, repeats, unknown, missedQuote, savedQuote }]) => ({
    cells: [
      rule,
      fixed(count, 0),
      fixed(repeats, 0),
      fixed(unknown, 0),
      money(missedQuote),
      money(savedQuote),
      money(savedQuote - missedQuote),
    ],
  })),
  whenEmpty: 'No wish to enter was refused or cut.',
})}`;
}

function tallyOf(missed: readonly MissedWish[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { decision, isRepeat, resultQuote } of missed) {
    const rule = decision.rule ?? decision.kind;
    const tally = tallies.get(rule) ?? { count: 0, repeats: 0, unknown: 0, missedQuote: 0, savedQuote: 0 };
    tallies.set(rule, tally);
    if (isRepeat) {
      tally.repeats++;
      continue;
    }
    tally.count++;
    if (resultQuote === null) tally.unknown++;
    else if (resultQuote > 0) tally.missedQuote += resultQuote;
    else tally.savedQuote -= resultQuote;
  }
  return tallies;
}

function weightOf({ missedQuote, savedQuote, count }: Tally): number {
  return Math.max(missedQuote, savedQuote) + count * 1e-9;
}
