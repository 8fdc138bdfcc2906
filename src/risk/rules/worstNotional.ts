import { oppositeSide, type Side, sideSign } from '../../market/order.ts';
import { exceeds } from '../limit.ts';
import type { RiskOrder, RiskView, SizingOrder } from '../riskView.ts';

/** What a symbol is valued at: its mark or, before there is one, the dearest entry that is out. */
export function valuePrice(view: RiskView, symbol: string): number {
  const markPrice = view.markPrice(symbol);
  if (markPrice !== null) return markPrice;
  return Math.max(0, ...view.pendingEntries(symbol).map(({ price }) => price ?? 0));
}

/** Notional of a symbol with every open order of it filled its worst way, and with an order of it, at that order's price. */
export function worstQuote(view: RiskView, symbol: string, order: RiskOrder | null = null): number {
  if (order?.symbol === symbol) {
    const sameSideQty = view.worstCaseQty(symbol, order.side) + order.qty;
    return Math.max(sameSideQty, view.worstCaseQty(symbol, oppositeSide(order.side))) * order.price;
  }
  const worstQty = Math.max(view.worstCaseQty(symbol, 'buy'), view.worstCaseQty(symbol, 'sell'));
  return worstQty > 0 ? worstQty * valuePrice(view, symbol) : 0;
}

/** The same over all symbols, or over those that count. */
export function worstGrossQuote(
  view: RiskView,
  order: RiskOrder | null = null,
  counts: (symbol: string) => boolean = () => true,
): number {
  let quote = 0;
  for (const symbol of view.symbols)
    if (symbol !== order?.symbol && counts(symbol)) quote += worstQuote(view, symbol);
  return order !== null && counts(order.symbol) ? quote + worstQuote(view, order.symbol, order) : quote;
}

/** The same without a symbol: what is left for that symbol is the limit less this. */
export function otherGrossQuote(view: RiskView, symbol: string): number {
  return worstGrossQuote(view, null, (other) => other !== symbol);
}

/** The largest quantity of an order with which its symbol's worst notional stays within `roomQuote`; negative where it is beyond it already. */
export function qtyWithin(view: RiskView, order: SizingOrder, roomQuote: number): number {
  const otherSideQuote = view.worstCaseQty(order.symbol, oppositeSide(order.side)) * order.price;
  if (exceeds(otherSideQuote, roomQuote)) return (roomQuote - otherSideQuote) / order.price;
  return roomQuote / order.price - view.worstCaseQty(order.symbol, order.side);
}

/** What all symbols may come to on one side, each at its worst; those that are on the other side take nothing off. */
export function directionQuote(view: RiskView, side: Side, order: SizingOrder | null = null): number {
  let quote = 0;
  for (const symbol of view.symbols) {
    const worstQty = view.worstCaseQty(symbol, side);
    if (worstQty > 0) quote += worstQty * (order?.symbol === symbol ? order.price : valuePrice(view, symbol));
  }
  return quote;
}

/** Signed notional of all symbols with every entry of one side filled and none of the other, counted positive in that side's direction. */
export function netQuote(view: RiskView, side: Side, order: SizingOrder | null = null): number {
  let quote = 0;
  for (const symbol of view.symbols) {
    const qty = view.netWorstQty(symbol, side);
    if (qty !== 0) quote += qty * (order?.symbol === symbol ? order.price : valuePrice(view, symbol));
  }
  return sideSign(side) * quote;
}
