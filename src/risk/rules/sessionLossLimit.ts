import { defineRule } from '../riskRule.ts';
import { lossBreaker } from './lossBreaker.ts';

/** What the session may lose in all. It counts from its first equity, over restarts too: the base is in the state that is persisted. */
export const sessionLossLimit = defineRule({
  name: 'sessionLossLimit',
  summary: 'Stops new entries, until an operator resets it, when so much is lost since the session began.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.05,
      above: 0,
      max: 1,
      doc: 'Loss since the session began / equity then; trips at equality.',
    },
  },
  answer: { state: 'halted', end: 'reset' },
  initial: (): { startQuote: number | null } => ({ startQuote: null }),
  fold: (state, event) =>
    event.kind === 'equity' && state.startQuote === null && Number.isFinite(event.equityQuote)
      ? { startQuote: event.equityQuote }
      : state,
  ...lossBreaker('sessionLossLimit', {
    baseQuote: (state: { startQuote: number | null }) => state.startQuote,
    reason: 'The session has lost too much since it began.',
  }),
});
