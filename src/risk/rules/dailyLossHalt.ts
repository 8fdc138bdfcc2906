import { DAY_MS, utcDay } from '../../core/time.ts';
import { defineRule } from '../riskRule.ts';
import { isNewBase } from './keptEquity.ts';
import { lossBreaker } from './lossBreaker.ts';

export interface Day {
  readonly day: number;
  readonly baseQuote: number;
  readonly lastQuote: number;
}

/** The loss of the UTC day. A sample at exactly 00:00 closes the day that ends there and is the base of the next: at that moment nothing is lost yet. */
export const dailyLossHalt = defineRule({
  name: 'dailyLossHalt',
  summary: 'Stops new entries until the next UTC day when the day has lost too much.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.03,
      above: 0,
      max: 1,
      doc: 'Loss since 00:00 UTC / equity then; trips at equality.',
    },
  },
  answer: { state: 'halted', end: 'utcDay' },
  initial: (): Day | null => null,
  fold(state, event): Day | null {
    if (event.kind !== 'equity' || !Number.isFinite(event.equityQuote)) return state;
    const day = utcDay(event.atMs);
    if (state === null) return { day, baseQuote: event.equityQuote, lastQuote: event.equityQuote };
    const isMidnight = event.atMs === day * DAY_MS;
    const openingQuote = isMidnight ? event.equityQuote : state.lastQuote;
    const baseQuote = day === state.day ? state.baseQuote : openingQuote;
    return { day, baseQuote, lastQuote: event.equityQuote };
  },
  isWorthKeeping: (kept, state, { limitRatio }) =>
    kept === null ||
    (state !== null && (state.day !== kept.day || isNewBase(kept.lastQuote, state.lastQuote, limitRatio))),
  ...lossBreaker('dailyLossHalt', {
    baseQuote: (state: Day | null) => state?.baseQuote ?? null,
    reason: 'The day has lost too much.',
  }),
});
