import { fixedRatio, priceAtRatio } from './fixedRatio.ts';
import type { StopKind } from './stopKind.ts';
import type { StopPlan } from './stopPlan.ts';

type Plan = Extract<StopPlan, { kind: 'timeStop' }>;

/** A position that is held for some bars at most. Time alone bounds no loss, so until then a stop stands a fixed share away. */
export const timeStop: StopKind<Plan> = {
  summary:
    'Closes the position after so many bars; until then a stop stands a fixed share of the entry price away and does not move.',
  params: {
    maxBars: {
      kind: 'number',
      unit: 'bars',
      default: null,
      min: 1,
      integer: true,
      doc: 'Bars that the position is held for at most; the bar of the first fill is the first.',
    },
    ...fixedRatio.params,
  },
  initial: (plan, side, entryPrice) => priceAtRatio(side, entryPrice, plan.distanceRatio),
  maxBars: (plan) => plan.maxBars,
};
