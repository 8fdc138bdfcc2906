import { reaches } from '../limit.ts';
import { defineRule } from '../riskRule.ts';

/** Marked-to-market equity against its peak. Latched: only an operator's reset ends it, not a recovery. */
export const drawdownBreaker = defineRule({
  name: 'drawdownBreaker',
  summary: 'Stops trading, until an operator resets it, when equity has fallen too far from its peak.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.1,
      above: 0,
      max: 1,
      doc: 'Fall from the peak / peak; trips at equality.',
    },
  },
  answer: { state: 'halted', end: 'reset' },
  initial: (): { peakQuote: number | null } => ({ peakQuote: null }),
  fold(state, event) {
    if (event.kind !== 'equity') return state;
    return state.peakQuote === null || event.equityQuote > state.peakQuote
      ? { peakQuote: event.equityQuote }
      : state;
  },
  watch(view, state, params) {
    if (state.peakQuote === null) return null;
    const drawdownRatio = 1 - view.equityQuote / state.peakQuote;
    if (!reaches(drawdownRatio, params.limitRatio)) return null;
    return {
      rule: 'drawdownBreaker',
      actual: Number.isFinite(drawdownRatio) ? drawdownRatio : 1,
      limit: params.limitRatio,
      unit: 'ratio',
      reason: 'Equity has fallen too far from its peak.',
    };
  },
});
