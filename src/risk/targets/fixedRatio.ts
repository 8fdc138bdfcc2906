import { sideSign } from '../../market/order.ts';
import { distanceRatio } from '../stops/fixedRatio.ts';
import type { TargetKind } from './targetKind.ts';
import type { TargetPlan } from './targetPlan.ts';

type Plan = Extract<TargetPlan, { kind: 'fixedRatio' }>;

/** A target a fixed share of the entry price away. */
export const fixedRatio: TargetKind<Plan> = {
  summary: 'A fixed share of the entry price away.',
  params: { distanceRatio },
  price: (plan, { side, entryPrice }) => entryPrice * (1 + sideSign(side) * plan.distanceRatio),
};
