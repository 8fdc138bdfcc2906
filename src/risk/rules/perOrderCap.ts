import { exceeds } from '../limit.ts';
import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit } from './ratioBreach.ts';

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
  check(order, view, _state, params) {
    const actual = (order.qty * order.price) / view.equityQuote;
    if (view.equityQuote > 0 && !exceeds(actual, params.limitRatio)) return null;
    return {
      rule: 'perOrderCap',
      actual: view.equityQuote > 0 ? actual : order.qty * order.price,
      limit: view.equityQuote > 0 ? params.limitRatio : 0,
      unit: view.equityQuote > 0 ? 'ratio' : 'quote',
      reason: 'The order is larger than one order may be.',
    };
  },
  headroomQty: (order, view, _state, params) => (params.limitRatio * view.equityQuote) / order.price,
  inColdStart: partOfLimit,
});
