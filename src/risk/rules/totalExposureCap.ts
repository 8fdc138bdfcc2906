import { oppositeSide } from '../../market/order.ts';
import { exceeds } from '../limit.ts';
import { defineRule } from '../riskRule.ts';
import type { RiskView, SizingOrder } from '../riskView.ts';
import { onBreach } from './onBreach.ts';

/** Gross notional over all symbols, with every open order filled its worst way, stays within a share of equity. */
export const totalExposureCap = defineRule({
  name: 'totalExposureCap',
  summary: 'Gross notional over all symbols stays within a share of equity.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.8,
      above: 0,
      doc: 'Gross notional after the order / equity.',
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  check(order, view, _state, params) {
    const sameSideQty = view.worstCaseQty(order.symbol, order.side) + order.qty;
    const otherSideQty = view.worstCaseQty(order.symbol, oppositeSide(order.side));
    const grossQuote = otherSymbolsQuote(order, view) + Math.max(sameSideQty, otherSideQty) * order.price;
    if (!exceeds(grossQuote, params.limitRatio * view.equityQuote)) return null;
    return {
      rule: 'totalExposureCap',
      actual: view.equityQuote > 0 ? grossQuote / view.equityQuote : grossQuote,
      limit: view.equityQuote > 0 ? params.limitRatio : 0,
      unit: view.equityQuote > 0 ? 'ratio' : 'quote',
      reason: 'All positions together would be too large.',
    };
  },
  headroomQty: (order, view, _state, params) =>
    (params.limitRatio * view.equityQuote - otherSymbolsQuote(order, view)) / order.price -
    view.worstCaseQty(order.symbol, order.side),
});

function otherSymbolsQuote(order: SizingOrder, view: RiskView): number {
  let quote = 0;
  for (const symbol of view.symbols) {
    if (symbol === order.symbol) continue;
    const worstQty = Math.max(view.worstCaseQty(symbol, 'buy'), view.worstCaseQty(symbol, 'sell'));
    if (worstQty > 0) quote += worstQty * (view.markPrice(symbol) ?? 0);
  }
  return quote;
}
