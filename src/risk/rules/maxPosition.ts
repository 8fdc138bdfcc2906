import { defineRule } from '../riskRule.ts';
import type { RiskView } from '../riskView.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit, shareOfEquity, useOfRatio } from './shareOfEquity.ts';
import { worstQuote } from './worstNotional.ts';

/** The position after the order, with every live, in-flight and unknown order of its side filled, stays within a share of equity. */
export const maxPosition = defineRule({
  name: 'maxPosition',
  summary: 'The position that an order could lead to stays within a share of equity.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.1,
      above: 0,
      doc: '|Position| notional after the order / equity.',
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure: (order, view, _state, { limitRatio }) =>
    shareOfEquity((view.worstCaseQty(order.symbol, order.side) + order.qty) * order.price, {
      limitRatio,
      equityQuote: view.equityQuote,
      reason: 'The position that this order could lead to is too large.',
    }),
  headroomQty: (order, view, _state, params) =>
    (params.limitRatio * view.equityQuote) / order.price - view.worstCaseQty(order.symbol, order.side),
  use: (view, _state, params) => useOfRatio(largestQuote(view), params.limitRatio, view.equityQuote),
  inColdStart: partOfLimit,
});

function largestQuote(view: RiskView): number {
  let quote = 0;
  for (const symbol of view.symbols) quote = Math.max(quote, worstQuote(view, symbol));
  return quote;
}
