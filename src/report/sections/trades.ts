import type { Outcome, Trade } from '../../stress/outcome.ts';
import { type Excursion, excursionOf } from '../facts/excursions.ts';
import { priceFormat, quoteCurrency } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import {
  counted,
  duration,
  fixed,
  money,
  NO_VALUE,
  percent,
  significant,
  utcTime,
  withSign,
} from '../numbers.ts';
import { firstRows, type Row, table } from '../table.ts';
import { results } from './results.ts';

const ROW_LIMIT = 300;

/** Positions from flat to flat, on truth, and what took each away. */
export function trades(outcome: Outcome): Html {
  const currency = quoteCurrency(outcome);
  const { trades: made } = outcome.faulted;
  const priceText = priceFormat(outcome);
  return html`<section aria-labelledby="trades">
<h2 id="trades">Trades</h2>
<p class="lead">Positions from flat to flat as the venue's ledger has them; ${counted(outcome.baseline.trades.length, 'trade')} in the baseline, ${fixed(made.length, 0)} in the faulted run. Profit is after fees. MAE and MFE: how far price went against the trade and for it, of its entry price, at whole bars; within its first and last bar it may have gone further.</p>
${(made.length > 0 || outcome.baseline.trades.length > 0) && causeTable(outcome, currency)}
${table({
  caption: `Trades of the faulted run; money in ${currency}`,
  filter: 'Filter trades',
  columns: [
    { title: 'Symbol', kind: 'name' },
    { title: 'Side' },
    { title: 'Opened', kind: 'time' },
    { title: 'Held', kind: 'number' },
    { title: 'Largest', kind: 'number' },
    { title: 'Entry', kind: 'number' },
    { title: 'Exit', kind: 'number' },
    { title: 'MAE', kind: 'number' },
    { title: 'MFE', kind: 'number' },
    { title: 'Profit', kind: 'number' },
    { title: 'Fees', kind: 'number' },
    { title: 'Taken away by', kind: 'name' },
  ],
  rows: firstRows(
    made,
    ROW_LIMIT,
    (trade) => tradeRow(trade, { priceText, excursion: excursionOf(trade, outcome.faultedTape) }),
    (count) => `${fixed(count, 0)} more trades stand in trades.csv.`,
  ),
  whenEmpty: 'No position was opened.',
})}${results(outcome)}</section>
`;
}

interface TradeLook {
  readonly priceText: ReturnType<typeof priceFormat>;
  readonly excursion: Excursion | null;
}

function tradeRow(trade: Trade, { priceText, excursion }: TradeLook): Row {
  return {
    cells: [
      trade.symbol,
      trade.side,
      utcTime(trade.openMs),
      duration(trade.closeMs - trade.openMs),
      significant(trade.maxQty, 7),
      priceText(trade.symbol, trade.entryPrice),
      priceText(trade.symbol, trade.exitPrice),
      excursion === null ? NO_VALUE : percent(-excursion.adverseRatio),
      excursion === null ? NO_VALUE : percent(excursion.favourableRatio),
      withSign(money(trade.pnlQuote, ''), trade.pnlQuote),
      money(trade.feesQuote, ''),
      CAUSES[trade.exitCause] ?? trade.exitCause,
    ],
  };
}

const CAUSES: Readonly<Record<string, string>> = {
  exit: "the strategy's exit",
  stop: 'stop at the venue',
  localStop: 'local stop',
  emergency: 'emergency close',
  timeStop: 'time stop',
  takeProfit: 'target at the venue',
  localTakeProfit: 'local target',
  deRisk: 'a reduction',
  panic: 'panic close',
  liquidation: 'liquidation',
  autoDeleverage: 'auto-deleveraging',
  settlement: 'settlement',
  entry: 'flipped by an entry',
  open: 'open at the end',
};

function causeTable({ faulted, baseline }: Outcome, currency: string): Html {
  const causes = [...new Set([...faulted.trades, ...baseline.trades].map(({ exitCause }) => exitCause))];
  const sums = (made: readonly Trade[], cause: string) => {
    const these = made.filter(({ exitCause }) => exitCause === cause);
    const pnlQuote = these.reduce((sum, trade) => sum + trade.pnlQuote, 0);
    return [fixed(these.length, 0), withSign(money(pnlQuote, currency), pnlQuote)];
  };
  return table({
    caption: 'What took positions away',
    columns: [
      { title: 'Taken away by', kind: 'name' },
      { title: 'Baseline', kind: 'number' },
      { title: 'Profit', kind: 'number' },
      { title: 'Faulted', kind: 'number' },
      { title: 'Profit', kind: 'number' },
    ],
    rows: causes.map((cause) => ({
      cells: [CAUSES[cause] ?? cause, ...sums(baseline.trades, cause), ...sums(faulted.trades, cause)],
    })),
    whenEmpty: '',
  });
}
