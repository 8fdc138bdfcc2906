import { atMost } from '../measure.ts';
import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { otherGrossQuote, qtyWithin, worstGrossQuote } from './worstNotional.ts';

/** A budget that does not grow with the account. */
export const grossNotionalCap = defineRule({
  name: 'grossNotionalCap',
  summary: 'Gross notional over all symbols stays within an amount of quote, however large equity is.',
  params: {
    limitQuote: {
      kind: 'number',
      unit: 'quote',
      default: null,
      above: 0,
      doc: 'Gross notional after the order.',
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure: (order, view, _state, { limitQuote }) =>
    atMost({
      actual: worstGrossQuote(view, order),
      limit: limitQuote,
      unit: 'quote',
      reason: 'All positions together would be over the budget.',
    }),
  headroomQty: (order, view, _state, { limitQuote }) =>
    qtyWithin(view, order, limitQuote - otherGrossQuote(view, order.symbol)),
  use: (view, _state, { limitQuote }) => worstGrossQuote(view) / limitQuote,
  inColdStart: (params, capRatio) => ({ ...params, limitQuote: params.limitQuote * capRatio }),
});
