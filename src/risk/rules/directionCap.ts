import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit, shareOfEquity, useOfRatio } from './shareOfEquity.ts';
import { directionQuote } from './worstNotional.ts';

/** In a crash everything falls at once: five longs are one. What is held the other way is another sum and takes nothing off. */
export const directionCap = defineRule({
  name: 'directionCap',
  summary: 'The sum of all longs, and that of all shorts, each stay within a share of equity.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: null,
      above: 0,
      doc: "Notional of all positions in the order's direction after it / equity.",
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure: (order, view, _state, { limitRatio }) =>
    shareOfEquity(directionQuote(view, order.side, order) + order.qty * order.price, {
      limitRatio,
      equityQuote: view.equityQuote,
      reason: `All ${order.side === 'buy' ? 'longs' : 'shorts'} together would be too large.`,
    }),
  headroomQty: (order, view, _state, { limitRatio }) =>
    (limitRatio * view.equityQuote - directionQuote(view, order.side, order)) / order.price,
  use: (view, _state, { limitRatio }) =>
    useOfRatio(
      Math.max(directionQuote(view, 'buy'), directionQuote(view, 'sell')),
      limitRatio,
      view.equityQuote,
    ),
  inColdStart: partOfLimit,
});
