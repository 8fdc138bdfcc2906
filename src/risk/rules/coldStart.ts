import type { ParamsOf } from '../../core/params.ts';
import { DAY_MS, utcDay } from '../../core/time.ts';
import { atMost, notMeasured } from '../measure.ts';
import { defineRule } from '../riskRule.ts';

const params = {
  stage: {
    kind: 'choice',
    words: ['demo', 'tiny', 'scaling', 'full'],
    default: 'full',
    doc: 'Where a session without a past begins. demo: decided and logged, not sent; tiny: small orders; scaling: a part of every cap; full: nothing held back.',
  },
  tinyQuote: {
    kind: 'number',
    unit: 'quote',
    default: 50,
    above: 0,
    doc: 'Notional of one order while tiny.',
  },
  cleanDays: {
    kind: 'number',
    unit: 'days',
    default: 3,
    min: 1,
    integer: true,
    doc: 'Whole UTC days without a violation that lead from demo to tiny, and from tiny to scaling.',
  },
  scalingRatio: {
    kind: 'number',
    unit: 'ratio',
    default: 0.1,
    above: 0,
    max: 1,
    doc: 'Part of every cap at which scaling begins; it doubles with each clean day until it is all.',
  },
} as const;

type Params = ParamsOf<typeof params>;

export interface Start {
  readonly stage: Params['stage'];
  /** Part of every cap, while scaling. */
  readonly capRatio: number;
  /** Clean days of the stage. */
  readonly cleanDays: number;
  /** The UTC day that is running; null before the first equity. */
  readonly day: number | null;
  /** Seen from its midnight on, and nothing has tripped. */
  readonly isClean: boolean;
  /** One bad day takes one step back, however many breakers trip in it. */
  readonly hasSteppedBack: boolean;
}

const SCALING = notMeasured(
  'Cold start, stage scaling: the caps are a part of themselves, each in its own rule.',
);
const FULL = notMeasured('The cold start is over.');

/**
 * A new bot, or one that has just failed, earns its size. A clean day is a whole UTC day that the session has seen and in which no answer was
 * given: no breaker tripped, the strategy did not throw. A violation goes one stage back.
 */
export const coldStart = defineRule({
  name: 'coldStart',
  summary:
    'Size is earned: nothing sent, then tiny orders, then a part of every cap that doubles by the clean day; a halt steps back.',
  params,
  answer: null,
  initial: ({ stage, scalingRatio }): Start => ({
    stage,
    capRatio: scalingRatio,
    cleanDays: 0,
    day: null,
    isClean: false,
    hasSteppedBack: false,
  }),
  fold(state, event, given) {
    if (event.kind !== 'equity' && event.kind !== 'tripped') return state;
    const today = beginDay(state, event.atMs, given);
    if (event.kind === 'equity') return today;
    if (today.hasSteppedBack) return today;
    return { ...stepBack(today, given), isClean: false, hasSteppedBack: true };
  },
  measure(order, _view, { stage }, { tinyQuote }) {
    switch (stage) {
      case 'demo': {
        const reason = 'Cold start, stage demo: the order is decided and logged, and not sent.';
        return { actual: order.qty, limit: 0, unit: 'qty', isBreached: true, reason };
      }
      case 'tiny': {
        const reason = 'Cold start, stage tiny: the order is too large.';
        return atMost({ actual: order.qty * order.price, limit: tinyQuote, unit: 'quote', reason });
      }
      case 'scaling':
        return SCALING;
      case 'full':
        return FULL;
    }
  },
  // In a demo the whole order is decided, with its size, before it is refused.
  headroomQty: (order, _view, { stage }, { tinyQuote }) =>
    stage === 'tiny' ? tinyQuote / order.price : Number.POSITIVE_INFINITY,
  capRatio: ({ stage, capRatio }) => (stage === 'full' ? null : stage === 'scaling' ? capRatio : 1),
});

function beginDay(state: Start, atMs: number, given: Params): Start {
  const day = utcDay(atMs);
  if (state.day === day) return state;
  // After a gap nobody knows what the days between were like.
  const isNext = state.day !== null && day === state.day + 1;
  const advanced = isNext && state.isClean ? stepForward(state, given) : state;
  return { ...advanced, day, isClean: isNext || atMs === day * DAY_MS, hasSteppedBack: false };
}

function stepForward(state: Start, { cleanDays: needed, scalingRatio }: Params): Start {
  const cleanDays = state.cleanDays + 1;
  switch (state.stage) {
    case 'demo':
      return cleanDays < needed ? { ...state, cleanDays } : { ...state, stage: 'tiny', cleanDays: 0 };
    case 'tiny':
      return cleanDays < needed
        ? { ...state, cleanDays }
        : { ...state, stage: 'scaling', cleanDays: 0, capRatio: scalingRatio };
    case 'scaling':
      return state.capRatio * 2 >= 1
        ? { ...state, stage: 'full', cleanDays: 0 }
        : { ...state, cleanDays, capRatio: state.capRatio * 2 };
    case 'full':
      return state;
  }
}

function stepBack(state: Start, { scalingRatio }: Params): Start {
  const before = { demo: 'demo', tiny: 'demo', scaling: 'tiny', full: 'scaling' } as const;
  return { ...state, stage: before[state.stage], cleanDays: 0, capRatio: scalingRatio };
}
