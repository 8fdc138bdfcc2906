import { DAY_MS, utcDay } from '../../core/time.ts';
import { defineRule } from '../riskRule.ts';
import { isNewBase, isNewPeak } from './keptEquity.ts';
import { lossBreaker } from './lossBreaker.ts';

export interface Week {
  /** ISO weeks since the one of the epoch. */
  readonly week: number;
  readonly peakQuote: number;
  readonly lastQuote: number;
}

/**
 * The fall from the highest equity of the ISO week, Monday 00:00 UTC on; what the week began with counts. Latched: the next Monday ends
 * nothing, an operator does. As with the day, a sample at exactly 00:00 of Monday begins the week.
 */
export const weeklyDrawdown = defineRule({
  name: 'weeklyDrawdown',
  summary:
    "Stops trading, until an operator resets it, when equity has fallen too far from the ISO week's peak.",
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.08,
      above: 0,
      max: 1,
      doc: "Fall from the week's peak / peak; trips at equality.",
    },
  },
  answer: { state: 'halted', end: 'reset' },
  initial: (): Week | null => null,
  fold(state, event): Week | null {
    if (event.kind !== 'equity' || !Number.isFinite(event.equityQuote)) return state;
    const { atMs, equityQuote } = event;
    const week = isoWeek(atMs);
    if (state === null) return { week, peakQuote: equityQuote, lastQuote: equityQuote };
    if (week === state.week)
      return { week, peakQuote: Math.max(state.peakQuote, equityQuote), lastQuote: equityQuote };
    const isMidnight = atMs % DAY_MS === 0 && isoWeek(atMs - 1) !== week;
    const openingQuote = isMidnight ? equityQuote : state.lastQuote;
    return { week, peakQuote: Math.max(openingQuote, equityQuote), lastQuote: equityQuote };
  },
  isWorthKeeping: (kept, state, { limitRatio }) =>
    kept === null ||
    (state !== null &&
      (state.week !== kept.week ||
        isNewPeak(kept.peakQuote, state.peakQuote, limitRatio) ||
        isNewBase(kept.lastQuote, state.lastQuote, limitRatio))),
  ...lossBreaker('weeklyDrawdown', {
    baseQuote: (state: Week | null) => state?.peakQuote ?? null,
    reason: "Equity has fallen too far from the week's peak.",
  }),
});

/** The epoch was a Thursday: its week began three days before. */
function isoWeek(atMs: number): number {
  return Math.floor((utcDay(atMs) + 3) / 7);
}
