import { atMost, type Measured } from '../measure.ts';
import { MOST_RECENT_CLOSES } from '../recentCloses.ts';
import { defineRule } from '../riskRule.ts';

/**
 * A price far from the market is a mistake, of the strategy or of the feed. The last trade finds the one, and the median of the last closes the
 * other: one bad print moves it little. Reducing orders are not asked.
 */
export const priceSanity = defineRule({
  name: 'priceSanity',
  summary:
    'No entry at a price that is none, or that is far from the last trade or from the median of the last closes.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.1,
      above: 0,
      max: 1,
      doc: '|Price - reference| / reference, for each of the two references.',
    },
    medianBars: {
      kind: 'number',
      unit: 'bars',
      default: 5,
      min: 1,
      max: MOST_RECENT_CLOSES,
      integer: true,
      doc: 'Closes that the median is taken of, or as many as there are; of five, two may be wrong.',
    },
  },
  answer: null,
  initial: () => null,
  measure(order, view, _state, { limitRatio, medianBars }) {
    if (!(order.price > 0) || !Number.isFinite(order.price))
      return noPrice('The price is not a positive number.');
    const references = [
      ['the last trade', view.lastPrice(order.symbol)],
      [`the median of ${medianBars} closes`, view.medianClose(order.symbol, medianBars)],
    ] as const;
    let farthest: Measured | null = null;
    for (const [name, reference] of references) {
      if (reference === null || !(reference > 0) || !Number.isFinite(reference))
        return noPrice(`Nothing is known of ${name}, so nothing says whether the price is sane.`);
      const actual = Math.abs(order.price - reference) / reference;
      const reason = `The price is too far from ${name}.`;
      const measured = atMost({ actual, limit: limitRatio, unit: 'ratio', reason });
      if (measured.isBreached) return measured;
      if (farthest === null || actual > farthest.actual) farthest = measured;
    }
    return farthest!;
  },
});

function noPrice(reason: string): Measured {
  return { actual: 0, limit: 1, unit: 'count', isBreached: true, reason };
}
