import { sideSign } from '../../market/order.ts';
import type { StopKind } from './stopKind.ts';
import type { StopPlan } from './stopPlan.ts';

type Plan = Extract<StopPlan, { kind: 'atrTrail' }>;

/** A stop some average true ranges behind the close. For a long: max(previous, close - multiple x ATR), in force from the next bar. */
export const atrTrail: StopKind<Plan> = {
  summary:
    'Some average true ranges (Wilder) behind the close; it only moves with the position, never against it.',
  params: {
    multiple: {
      kind: 'number',
      unit: 'multiple',
      default: null,
      above: 0,
      doc: 'Distance of the trigger from the close in average true ranges.',
    },
    barCount: {
      kind: 'number',
      unit: 'bars',
      default: null,
      min: 1,
      integer: true,
      doc: 'Bars of the average true range.',
    },
  },
  initial(plan, side, entryPrice, context) {
    const range = context.averageTrueRange(plan.barCount);
    return range === null ? null : entryPrice - sideSign(side) * plan.multiple * range;
  },
  ratchet(plan, side, stopPrice, context) {
    const range = context.averageTrueRange(plan.barCount);
    if (range === null) return stopPrice;
    const trailed = context.bars.close() - sideSign(side) * plan.multiple * range;
    return side === 'buy' ? Math.max(stopPrice, trailed) : Math.min(stopPrice, trailed);
  },
};
