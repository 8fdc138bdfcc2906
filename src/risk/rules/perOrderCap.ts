import { exceeds } from '../limit.ts';
import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit } from './shareOfEquity.ts';

/** No single order is larger than a share of equity. */
export const perOrderCap = defineRule({
  name: 'perOrderCap',
  summary: 'The notional of one order stays within a share of equity.',
  params: {
    limitRatio: { kind: 'number', unit: 'ratio', default: 0.02, above: 0, doc: 'Order notional / equity.' },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure(order, view, _state, params) {
    const isRatio = view.equityQuote > 0;
    const actual = (order.qty * order.price) / view.equityQuote;
    return {
      actual: isRatio ? actual : order.qty * order.price,
      limit: isRatio ? params.limitRatio : 0,
      unit: isRatio ? 'ratio' : 'quote',
      isBreached: !isRatio || exceeds(actual, params.limitRatio),
      reason: 'The order is larger than one order may be.',
    };
  },
  headroomQty: (order, view, _state, params) => (params.limitRatio * view.equityQuote) / order.price,
  inColdStart: partOfLimit,
});
