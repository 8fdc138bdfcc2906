import { sideSign } from '../../market/order.ts';
import type { TargetKind } from './targetKind.ts';
import type { TargetPlan } from './targetPlan.ts';

type Plan = Extract<TargetPlan, { kind: 'fixedRatio' }>;

/** A target a fixed share of the entry price away. */
export const fixedRatio: TargetKind<Plan> = {
  summary: 'A fixed share of the entry price away.',
  params: {
    distanceRatio: {
      kind: 'number',
      unit: 'ratio',
      default: null,
      above: 0,
      doc: 'Distance of the trigger from the entry price / entry price.',
    },
  },
  price: (plan, { side, entryPrice }) => entryPrice * (1 + sideSign(side) * plan.distanceRatio),
};
