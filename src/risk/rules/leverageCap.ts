import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { shareOfEquity, useOfRatio } from './shareOfEquity.ts';
import { otherGrossQuote, qtyWithin, worstGrossQuote } from './worstNotional.ts';

/** How often equity stands in the market. What the venue would lend is another matter, and usually far more. */
export const leverageCap = defineRule({
  name: 'leverageCap',
  summary: 'Gross notional over equity stays within a multiple, and within 1 while a coldStart is not over.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 3,
      above: 0,
      doc: 'Gross notional after the order / equity; 3 is three times equity.',
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure: (order, view, _state, { limitRatio }) =>
    shareOfEquity(worstGrossQuote(view, order), {
      limitRatio,
      equityQuote: view.equityQuote,
      reason: 'All positions together would be too many times equity.',
    }),
  headroomQty: (order, view, _state, { limitRatio }) =>
    qtyWithin(view, order, limitRatio * view.equityQuote - otherGrossQuote(view, order.symbol)),
  use: (view, _state, { limitRatio }) => useOfRatio(worstGrossQuote(view), limitRatio, view.equityQuote),
  inColdStart: (params) => ({ ...params, limitRatio: Math.min(1, params.limitRatio) }),
});
