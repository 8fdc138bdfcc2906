import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit, shareOfEquity, useOfRatio } from './shareOfEquity.ts';
import { otherGrossQuote, qtyWithin, worstGrossQuote } from './worstNotional.ts';

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
  measure: (order, view, _state, { limitRatio }) =>
    shareOfEquity(worstGrossQuote(view, order), {
      limitRatio,
      equityQuote: view.equityQuote,
      reason: 'All positions together would be too large.',
    }),
  headroomQty: (order, view, _state, { limitRatio }) =>
    qtyWithin(view, order, limitRatio * view.equityQuote - otherGrossQuote(view, order.symbol)),
  use: (view, _state, { limitRatio }) => useOfRatio(worstGrossQuote(view), limitRatio, view.equityQuote),
  inColdStart: partOfLimit,
});
