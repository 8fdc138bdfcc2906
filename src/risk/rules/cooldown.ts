import { notMeasured } from '../measure.ts';
import { defineRule } from '../riskRule.ts';

const NONE_CLOSED = notMeasured('No position in the symbol was closed yet.');

/** No policy of ours has it: it blocks sound signals as it blocks the others. */
export const cooldown = defineRule({
  name: 'cooldown',
  summary: 'After a position was closed, no entry in its symbol for a time.',
  params: {
    durationMs: { kind: 'duration', default: null, min: 1, doc: 'Wait from the close to the next entry.' },
  },
  answer: null,
  initial: (): Readonly<Record<string, number>> => ({}),
  fold: (state, event) =>
    event.kind === 'positionClosed' ? { ...state, [event.symbol]: event.atMs } : state,
  measure(order, view, state, { durationMs }) {
    const closedMs = state[order.symbol];
    if (closedMs === undefined) return NONE_CLOSED;
    return {
      actual: view.atMs - closedMs,
      limit: durationMs,
      unit: 'ms',
      isBreached: view.atMs - closedMs < durationMs,
      reason: 'The position in the symbol was closed too short a time ago.',
    };
  },
});
