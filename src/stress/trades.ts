import { CompensatedSum } from '../core/compensatedSum.ts';
import { purposeOfKey } from '../engine/purposeOfKey.ts';
import type { RunRecord } from '../engine/runRecord.ts';
import { sideSign } from '../market/order.ts';
import { type TruthFill, truthOf } from './invariants/truthOf.ts';
import type { Trade } from './outcome.ts';

/** A trade while its position is open. */
interface OpenTrade {
  readonly symbol: string;
  readonly sign: 1 | -1;
  readonly openMs: number;
  qty: number;
  maxQty: number;
  entryQty: number;
  readonly entryQuote: CompensatedSum;
  exitQty: number;
  readonly exitQuote: CompensatedSum;
  readonly fees: CompensatedSum;
  readonly funding: CompensatedSum;
}

/**
 * The positions of a run from flat to flat, or through zero, in the order in which they closed; those that were still open at the end come
 * last, valued at the final marks. Profit is net of fees and funding; a fill that goes through zero pays its fee in proportion to its two parts.
 */
export function tradesOf(run: RunRecord): Trade[] {
  const keyByOrder = requestKeys(run);
  const lots = new Map(run.instruments.map(({ symbol, lot }) => [symbol, lot]));
  const open = new Map<string, OpenTrade>();
  const trades: Trade[] = [];
  for (const event of truthOf(run)) {
    if (event.kind === 'funding') open.get(event.payment.symbol)?.funding.add(event.payment.paidQuote);
    if (event.kind !== 'fill') continue;
    const { fill } = event;
    const sign = sideSign(fill.side);
    const tolerance = lots.get(fill.symbol)! / 2;
    let restQty = fill.qty;
    const held = open.get(fill.symbol);
    if (held !== undefined && held.sign !== sign) {
      const closedQty = Math.min(held.qty, fill.qty);
      reduce(held, closedQty, fill);
      restQty -= closedQty;
      if (held.qty <= tolerance) {
        open.delete(fill.symbol);
        trades.push(close(held, event.atMs, causeOf(event, keyByOrder)));
      }
    }
    if (restQty > tolerance) {
      const growing = open.get(fill.symbol) ?? begin(fill.symbol, sign, event.atMs);
      open.set(fill.symbol, growing);
      increase(growing, restQty, fill);
    }
  }
  for (const { symbol } of run.instruments) {
    const held = open.get(symbol);
    if (held === undefined) continue;
    const markPrice = run.final.markPrices[symbol] ?? held.entryQuote.total / held.entryQty;
    held.exitQuote.add(held.qty * markPrice);
    held.exitQty += held.qty;
    trades.push(close(held, run.toMs, 'open'));
  }
  return trades;
}

/** What each order at the venue was asked for as. */
function requestKeys(run: RunRecord): Map<string, string> {
  const keys = new Map<string, string>();
  for (const event of truthOf(run)) {
    if (event.kind === 'orderAccepted') keys.set(event.order.venueOrderId, event.requestKey);
  }
  return keys;
}

/** The purpose of the order that closed, or the venue's own doing. */
function causeOf({ fill }: TruthFill, keyByOrder: ReadonlyMap<string, string>): string {
  if (fill.origin !== 'order') return fill.origin;
  const key = keyByOrder.get(fill.venueOrderId);
  return key === undefined ? 'exit' : purposeOfKey(key);
}

function begin(symbol: string, sign: 1 | -1, openMs: number): OpenTrade {
  return {
    symbol,
    sign,
    openMs,
    qty: 0,
    maxQty: 0,
    entryQty: 0,
    entryQuote: new CompensatedSum(),
    exitQty: 0,
    exitQuote: new CompensatedSum(),
    fees: new CompensatedSum(),
    funding: new CompensatedSum(),
  };
}

function increase(trade: OpenTrade, qty: number, fill: TruthFill['fill']): void {
  trade.qty += qty;
  trade.maxQty = Math.max(trade.maxQty, trade.qty);
  trade.entryQty += qty;
  trade.entryQuote.add(qty * fill.price);
  trade.fees.add((fill.feeQuote * qty) / fill.qty);
}

function reduce(trade: OpenTrade, qty: number, fill: TruthFill['fill']): void {
  trade.qty -= qty;
  trade.exitQty += qty;
  trade.exitQuote.add(qty * fill.price);
  trade.fees.add((fill.feeQuote * qty) / fill.qty);
}

function close(trade: OpenTrade, closeMs: number, exitCause: string): Trade {
  return {
    symbol: trade.symbol,
    side: trade.sign > 0 ? 'long' : 'short',
    openMs: trade.openMs,
    closeMs,
    maxQty: trade.maxQty,
    entryPrice: trade.entryQuote.total / trade.entryQty,
    exitPrice: trade.exitQuote.total / trade.exitQty,
    pnlQuote:
      trade.sign * (trade.exitQuote.total - trade.entryQuote.total) - trade.fees.total - trade.funding.total,
    feesQuote: trade.fees.total,
    exitCause,
  };
}
