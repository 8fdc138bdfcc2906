import { sideSign } from '../../market/order.ts';
import { atrParams } from './atrParams.ts';
import { bufferParams, type StopKind } from './stopKind.ts';
import type { StopPlan } from './stopPlan.ts';

type Plan = Extract<StopPlan, { kind: 'atrTrail' }>;

/** A stop some average true ranges behind the close. For a long: max(previous, close - multiple x ATR), in force from the next bar. */
export const atrTrail: StopKind<Plan> = {
  summary:
    'Some average true ranges (Wilder) behind the close; it only moves with the position, never against it.',
  params: { ...atrParams('the close'), ...bufferParams },
  initial(plan, side, entryPrice, context) {
    const range = context.averageTrueRange(plan.barCount);
    return range === null ? null : entryPrice - sideSign(side) * plan.multiple * range;
  },
  trail(plan, side, _bestPrice, context) {
    const range = context.averageTrueRange(plan.barCount);
    return range === null ? null : context.bars.close() - sideSign(side) * plan.multiple * range;
  },
};
