import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit, shareOfEquity, useOfRatio } from './shareOfEquity.ts';
import { netQuote } from './worstNotional.ts';

/** What a move of the whole market costs. Longs and shorts take from each other, and an order that brings them nearer is never refused. */
export const netDeltaCap = defineRule({
  name: 'netDeltaCap',
  summary: 'Longs less shorts, whichever way, stay within a share of equity.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 1,
      above: 0,
      doc: '|Sum of signed notional| after the order / equity.',
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure: (order, view, _state, { limitRatio }) =>
    shareOfEquity(netQuote(view, order.side, order) + order.qty * order.price, {
      limitRatio,
      equityQuote: view.equityQuote,
      reason: `Longs less shorts would be too far on the ${order.side === 'buy' ? 'long' : 'short'} side.`,
    }),
  headroomQty: (order, view, _state, { limitRatio }) =>
    (limitRatio * view.equityQuote - netQuote(view, order.side, order)) / order.price,
  use: (view, _state, { limitRatio }) =>
    useOfRatio(Math.max(0, netQuote(view, 'buy'), netQuote(view, 'sell')), limitRatio, view.equityQuote),
  inColdStart: partOfLimit,
});
