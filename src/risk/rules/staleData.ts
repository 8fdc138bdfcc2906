import { atMost } from '../measure.ts';
import { defineRule } from '../riskRule.ts';

/** A feed that stands still shows a market that is not there any more. Exits are not asked: they go out on whatever is known. */
export const staleData = defineRule({
  name: 'staleData',
  summary: 'No entry in a symbol whose newest price is older than some bars.',
  params: {
    limitBars: {
      kind: 'number',
      unit: 'bars',
      default: 2,
      above: 0,
      doc: "Age of the newest bar or mark, in lengths of the symbol's bars.",
    },
  },
  answer: null,
  initial: () => null,
  measure(order, view, _state, { limitBars }) {
    const feed = view.feed(order.symbol);
    if (feed === null) {
      const reason = 'No bar of the symbol has come yet.';
      return { actual: 0, limit: 1, unit: 'count', isBreached: true, reason };
    }
    const actual = (view.atMs - feed.asOfMs) / feed.intervalMs;
    const reason = 'What is known of the price is too old.';
    return atMost({ actual, limit: limitBars, unit: 'bars', reason });
  },
});
