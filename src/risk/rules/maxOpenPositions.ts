import { atMost } from '../measure.ts';
import { defineRule } from '../riskRule.ts';
import type { RiskView } from '../riskView.ts';

/** More positions than one can follow are as bad as one that is too large. A symbol with an entry that may fill counts as held. */
export const maxOpenPositions = defineRule({
  name: 'maxOpenPositions',
  summary: 'No entry into one more symbol when so many are held or on their way.',
  params: {
    limitCount: {
      kind: 'number',
      unit: 'count',
      default: 10,
      min: 1,
      integer: true,
      doc: 'Symbols with a position or a working entry, after the order.',
    },
  },
  answer: null,
  initial: () => null,
  measure: (order, view, _state, { limitCount }) =>
    atMost({
      actual: openCount(view, order.symbol),
      limit: limitCount,
      unit: 'count',
      reason: 'Too many symbols would be held at once.',
    }),
  use: (view, _state, { limitCount }) => openCount(view, null) / limitCount,
});

function openCount(view: RiskView, ordered: string | null): number {
  let count = 0;
  for (const symbol of view.symbols) {
    const isOpen = view.worstCaseQty(symbol, 'buy') > 0 || view.worstCaseQty(symbol, 'sell') > 0;
    if (isOpen || symbol === ordered) count++;
  }
  return count;
}
