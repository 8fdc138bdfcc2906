import { atMost } from '../measure.ts';
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
  measure(order, view, _state, params) {
    const bid = view.takerPrice(order.symbol, 'sell');
    const ask = view.takerPrice(order.symbol, 'buy');
    if (bid === null || ask === null || !(bid > 0) || !(ask >= bid) || !Number.isFinite(ask)) {
      return {
        actual: 0,
        limit: 1,
        unit: 'count',
        isBreached: true,
        reason: 'No bid and ask of the symbol are known, so nothing says what the spread is.',
      };
    }
    return atMost({
      actual: ((ask - bid) / ((ask + bid) / 2)) * 10_000,
      limit: params.limitBps,
      unit: 'bps',
      reason: 'Bid and ask are too far apart to enter.',
    });
  },
});
