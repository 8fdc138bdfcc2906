import { sideSign } from '../../market/order.ts';
import { atrParams } from './atrParams.ts';
import { bufferParams, type StopKind } from './stopKind.ts';
import type { StopPlan } from './stopPlan.ts';

type Plan = Extract<StopPlan, { kind: 'chandelier' }>;

/**
 * A stop that hangs some average true ranges below the highest price since the entry, and for a short above the lowest, in force from the
 * next bar. C. Le Beau's chandelier exit, as in A. Elder, "Come into My Trading Room" (2002).
 */
export const chandelier: StopKind<Plan> = {
  summary:
    'Some average true ranges (Wilder) from the best price since the entry; it only moves with the position, never against it.',
  params: { ...atrParams('the best price since the entry'), ...bufferParams },
  initial(plan, side, entryPrice, context) {
    const range = context.averageTrueRange(plan.barCount);
    return range === null ? null : entryPrice - sideSign(side) * plan.multiple * range;
  },
  trail(plan, side, bestPrice, context) {
    const range = context.averageTrueRange(plan.barCount);
    return range === null ? null : bestPrice - sideSign(side) * plan.multiple * range;
  },
};
