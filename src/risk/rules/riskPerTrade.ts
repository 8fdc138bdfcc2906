import { sideSign } from '../../market/order.ts';
import { exceeds } from '../limit.ts';
import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit } from './ratioBreach.ts';

/** What is lost if the stop is hit stays within a share of equity. An order without a stop is `requireStop`'s business. */
export const riskPerTrade = defineRule({
  name: 'riskPerTrade',
  summary: 'The loss from entry to stop stays within a share of equity; a stop on the wrong side is refused.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.01,
      above: 0,
      doc: '|Entry - stop| x quantity / equity.',
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  check(order, view, _state, params) {
    if (order.stopPrice === null) return null;
    const distance = sideSign(order.side) * (order.price - order.stopPrice);
    if (distance <= 0) {
      return {
        rule: 'riskPerTrade',
        actual: order.stopPrice,
        limit: order.price,
        unit: 'quote',
        reason: 'The stop is on the wrong side of the entry.',
      };
    }
    const riskQuote = distance * order.qty;
    if (!exceeds(riskQuote, params.limitRatio * view.equityQuote)) return null;
    return {
      rule: 'riskPerTrade',
      actual: view.equityQuote > 0 ? riskQuote / view.equityQuote : riskQuote,
      limit: view.equityQuote > 0 ? params.limitRatio : 0,
      unit: view.equityQuote > 0 ? 'ratio' : 'quote',
      reason: 'The stop is too far away for this quantity.',
    };
  },
  headroomQty(order, view, _state, params) {
    if (order.stopPrice === null) return Number.POSITIVE_INFINITY;
    const distance = sideSign(order.side) * (order.price - order.stopPrice);
    return distance <= 0 ? 0 : (params.limitRatio * view.equityQuote) / distance;
  },
  inColdStart: partOfLimit,
});
