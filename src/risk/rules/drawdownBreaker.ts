import { defineRule } from '../riskRule.ts';
import { isNewPeak } from './keptEquity.ts';
import { lossBreaker } from './lossBreaker.ts';

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
    if (event.kind !== 'equity' || !Number.isFinite(event.equityQuote)) return state;
    return state.peakQuote === null || event.equityQuote > state.peakQuote
      ? { peakQuote: event.equityQuote }
      : state;
  },
  isWorthKeeping: (kept, state, { limitRatio }) =>
    kept.peakQuote === null ||
    (state.peakQuote !== null && isNewPeak(kept.peakQuote, state.peakQuote, limitRatio)),
  ...lossBreaker('drawdownBreaker', {
    baseQuote: (state: { peakQuote: number | null }) => state.peakQuote,
    reason: 'Equity has fallen too far from its peak.',
  }),
});
