import { sideSign } from '../../market/order.ts';
import type { StopKind } from './stopKind.ts';
import type { StopPlan } from './stopPlan.ts';

type Plan = Extract<StopPlan, { kind: 'fixedRatio' }>;

/** A stop a fixed share of the entry price away. */
export const fixedRatio: StopKind<Plan> = {
  summary: 'A fixed share of the entry price away; it does not move.',
  params: {
    distanceRatio: {
      kind: 'number',
      unit: 'ratio',
      default: null,
      above: 0,
      doc: 'Distance of the trigger from the entry price / entry price.',
    },
  },
  initial: (plan, side, entryPrice) => entryPrice * (1 - sideSign(side) * plan.distanceRatio),
  ratchet: (_plan, _side, stopPrice) => stopPrice,
};
