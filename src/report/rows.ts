import type { MeasuredRun, Outcome } from '../stress/outcome.ts';
import { decisionsOf } from './facts/decisions.ts';
import { underwater } from './facts/equity.ts';
import { orderTable } from './facts/orderTable.ts';

/** A table of a run that research asks for. */
export type RunTable = 'trades' | 'equity' | 'decisions' | 'orders';

/** A row: numbers, texts, and null where there is no value. Times are whole milliseconds since 1970 UTC. */
export type TableRow = Readonly<Record<string, number | string | null>>;

/** A column's name and what it holds. */
type Columns = Readonly<Record<string, 'number' | 'text'>>;

/** A table with its columns in order. */
export interface Table {
  readonly columns: Columns;
  readonly rows: readonly TableRow[];
}

/**
 * A table of a run as plain objects: of its faulted run where an outcome is given.
 *
 * - `trades`: positions from flat to flat, in the order in which they closed.
 * - `equity`: one row a bar close, the first open before them; each symbol has a column for its position and one for its mid price.
 * - `decisions`: the audit, one row a decision, in the order in which they were taken.
 * - `orders`: the way of every order, one row an order, in the order in which they began.
 *
 * Units end the names (`openMs`, `pnlQuote`, `drawdownRatio`); what does not apply is null, never NaN.
 */
export function toRows(run: Outcome | MeasuredRun, table: RunTable): TableRow[] {
  return [...tableOf(run, table).rows];
}

/** A table of a run with the kinds of its columns. */
export function tableOf(run: Outcome | MeasuredRun, table: RunTable): Table {
  const measured = 'faulted' in run ? run.faulted : run;
  switch (table) {
    case 'trades':
      return tradesOf(measured);
    case 'equity':
      return equityOf(measured);
    case 'decisions':
      return decisionRowsOf(measured);
    case 'orders':
      return ordersOf(measured);
    default:
      throw new Error(
        `no table ${JSON.stringify(table)} of a run; expected trades, equity, decisions or orders`,
      );
  }
}

const TRADE_COLUMNS = {
  symbol: 'text',
  side: 'text',
  openMs: 'number',
  closeMs: 'number',
  durationMs: 'number',
  maxQty: 'number',
  entryPrice: 'number',
  exitPrice: 'number',
  pnlQuote: 'number',
  feesQuote: 'number',
  exitCause: 'text',
} as const satisfies Columns;

function tradesOf({ trades }: MeasuredRun): Table {
  const rows = trades.map((trade) => ({
    symbol: trade.symbol,
    side: trade.side,
    openMs: trade.openMs,
    closeMs: trade.closeMs,
    durationMs: trade.closeMs - trade.openMs,
    maxQty: trade.maxQty,
    entryPrice: trade.entryPrice,
    exitPrice: trade.exitPrice,
    pnlQuote: trade.pnlQuote,
    feesQuote: trade.feesQuote,
    exitCause: trade.exitCause,
  }));
  return { columns: TRADE_COLUMNS, rows };
}

function equityOf({ record }: MeasuredRun): Table {
  const { samples, instruments } = record;
  const series: Record<string, ArrayLike<number>> = {
    timeMs: samples.timeMs,
    equityQuote: samples.equityQuote,
    believedEquityQuote: samples.believedEquityQuote,
    drawdownRatio: underwater(record),
    grossNotionalQuote: samples.grossNotionalQuote,
    netNotionalQuote: samples.netNotionalQuote,
    marginBufferRatio: samples.marginBufferRatio,
  };
  for (const { symbol } of instruments) {
    series[`${symbol} positionQty`] = samples.positionQty[symbol] ?? [];
    series[`${symbol} markPrice`] = samples.markPrice[symbol] ?? [];
  }
  const columns = Object.fromEntries(Object.keys(series).map((name) => [name, 'number' as const]));
  const rows = Array.from(samples.timeMs, (_, row) =>
    Object.fromEntries(Object.entries(series).map(([name, column]) => [name, numberOrNull(column[row])])),
  );
  return { columns, rows };
}

const DECISION_COLUMNS = {
  sessionId: 'text',
  ordinal: 'number',
  atMs: 'number',
  kind: 'text',
  symbol: 'text',
  side: 'text',
  wishOrdinal: 'number',
  orderKey: 'text',
  wantedQty: 'number',
  qty: 'number',
  price: 'number',
  rule: 'text',
  actual: 'number',
  limit: 'number',
  unit: 'text',
  reason: 'text',
  stateBefore: 'text',
  stateAfter: 'text',
} as const satisfies Columns;

function decisionRowsOf({ record }: MeasuredRun): Table {
  const names = Object.keys(DECISION_COLUMNS) as (keyof typeof DECISION_COLUMNS)[];
  const rows = decisionsOf(record).map(({ sessionId, decision }) => {
    const named = { sessionId, ...decision };
    return Object.fromEntries(names.map((name) => [name, named[name]]));
  });
  return { columns: DECISION_COLUMNS, rows };
}

function ordersOf({ record }: MeasuredRun): Table {
  const { columns, rows } = orderTable(record);
  const names = columns.map(({ name, kind }) => (kind === 'time' ? `${name}Ms` : name));
  return {
    columns: Object.fromEntries(
      columns.map(({ kind }, index) => [names[index]!, kind === 'text' ? 'text' : 'number']),
    ),
    rows: rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index]!, value]))),
  };
}

/** A column has NaN where there is nothing; a table has null. */
function numberOrNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
