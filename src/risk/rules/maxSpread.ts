import { exceeds } from '../limit.ts';
import { defineRule } from '../riskRule.ts';

/** Whoever enters through a wide spread has lost it before anything else happens, and will pay as much to come out. Exits are not asked. */
export const maxSpread = defineRule({
  name: 'maxSpread',
  summary: 'No entry while bid and ask are too far apart, or are not known.',
  params: {
    limitBps: {
      kind: 'number',
      unit: 'bps',
      default: 50,
      above: 0,
      doc: '(Ask - bid) / mid of the last quote that was seen.',
    },
  },
  answer: null,
  initial: () => null,
  check(order, view, _state, params) {
    const bid = view.takerPrice(order.symbol, 'sell');
    const ask = view.takerPrice(order.symbol, 'buy');
    if (bid === null || ask === null || !(bid > 0) || !(ask >= bid) || !Number.isFinite(ask)) {
      return {
        rule: 'maxSpread',
        actual: 0,
        limit: 1,
        unit: 'count',
        reason: 'No bid and ask of the symbol are known, so nothing says what the spread is.',
      };
    }
    const spreadBps = ((ask - bid) / ((ask + bid) / 2)) * 10_000;
    if (!exceeds(spreadBps, params.limitBps)) return null;
    return {
      rule: 'maxSpread',
      actual: spreadBps,
      limit: params.limitBps,
      unit: 'bps',
      reason: 'Bid and ask are too far apart to enter.',
    };
  },
});
