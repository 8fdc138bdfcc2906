import type { Outcome } from '../../stress/outcome.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import { fixed, money, NO_VALUE, percent } from '../numbers.ts';
import { table } from '../table.ts';

const ORDERS: Readonly<Record<string, string>> = { olhc: 'low first', ohlc: 'high first' };

/** What came of each order of the extremes; nothing where only one was run. */
export function bothOrders(outcome: Outcome): Html | null {
  const both = outcome.bothOrders;
  if (both === undefined) return null;
  const currency = quoteCurrency(outcome);
  return html`<h3>Both orders of the extremes</h3>
<p class="lead">A bar does not tell whether its high or its low came first, so everything was run with both. The rest of this page is the worse of the two: <span class="mono">${both.shown}</span>. In an ambiguous bar the order may change which order fills; in any bar it changes the price at which one that arrives in its midst does, so two runs can differ without one.</p>
${table({
  caption: 'Results of both orders',
  columns: [
    { title: 'Order', kind: 'name' },
    { title: 'Verdict' },
    { title: 'Violated', kind: 'name' },
    { title: 'Equity at the end', kind: 'number' },
    { title: 'Max drawdown', kind: 'number' },
    { title: 'Trades', kind: 'number' },
    { title: 'Ambiguous bars', kind: 'number' },
  ],
  rows: both.results.map((result) => ({
    cells: [
      `${result.path}, ${ORDERS[result.path] ?? ''}`,
      `${result.verdict}${result.isAsExpected ? '' : ', not as expected'}`,
      result.violates.length === 0 ? 'nothing' : result.violates.join(', '),
      money(result.finalEquityQuote, currency),
      result.maxDrawdownRatio === null ? NO_VALUE : percent(result.maxDrawdownRatio),
      fixed(result.tradeCount, 0),
      fixed(result.ambiguousBarCount, 0),
    ],
  })),
  whenEmpty: '',
})}
`;
}
