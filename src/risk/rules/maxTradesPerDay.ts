import { utcDay } from '../../core/time.ts';
import { atMost } from '../measure.ts';
import { defineRule } from '../riskRule.ts';

/** Fees and slippage are paid by the trade. An entry that is sent again because nobody knows what became of it is still one. */
export const maxTradesPerDay = defineRule({
  name: 'maxTradesPerDay',
  summary: 'So many entries a UTC day and no more.',
  params: {
    limitCount: {
      kind: 'number',
      unit: 'count',
      default: 20,
      min: 1,
      integer: true,
      doc: 'Entries sent since 00:00 UTC, this one included.',
    },
  },
  answer: null,
  initial: (): { day: number; count: number } | null => null,
  fold(state, event) {
    if (event.kind !== 'entrySent' || event.attempt > 1) return state;
    const day = utcDay(event.atMs);
    return { day, count: state?.day === day ? state.count + 1 : 1 };
  },
  measure: (_order, view, state, { limitCount }) =>
    atMost({
      actual: (state?.day === utcDay(view.atMs) ? state.count : 0) + 1,
      limit: limitCount,
      unit: 'count',
      reason: 'So many entries have gone out today already.',
    }),
  usesClock: true,
  use: (view, state, { limitCount }) => (state?.day === utcDay(view.atMs) ? state.count : 0) / limitCount,
});
