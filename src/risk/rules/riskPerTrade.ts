import { sideSign } from '../../market/order.ts';
import { notMeasured } from '../measure.ts';
import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit, shareOfEquity } from './shareOfEquity.ts';

const NO_STOP = notMeasured('The order has no stop, and so no known loss.');

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
  measure(order, view, _state, { limitRatio }) {
    if (order.stopPrice === null) return NO_STOP;
    const distance = sideSign(order.side) * (order.price - order.stopPrice);
    if (distance <= 0) {
      return {
        actual: order.stopPrice,
        limit: order.price,
        unit: 'quote',
        isBreached: true,
        reason: 'The stop is on the wrong side of the entry.',
      };
    }
    return shareOfEquity(distance * order.qty, {
      limitRatio,
      equityQuote: view.equityQuote,
      reason: 'The stop is too far away for this quantity.',
    });
  },
  headroomQty(order, view, _state, params) {
    if (order.stopPrice === null) return Number.POSITIVE_INFINITY;
    const distance = sideSign(order.side) * (order.price - order.stopPrice);
    return distance <= 0 ? 0 : (params.limitRatio * view.equityQuote) / distance;
  },
  inColdStart: partOfLimit,
});
