import type { ParamSpec } from '../../core/params.ts';
import { type Side, sideSign } from '../../market/order.ts';
import { bufferParams, type StopKind } from './stopKind.ts';
import type { StopPlan } from './stopPlan.ts';

type Plan = Extract<StopPlan, { kind: 'fixedRatio' }>;

/** Where a stop stands that is a fixed share of the entry price away. @example priceAtRatio('buy', 100, 0.05) // 95 */
export function priceAtRatio(side: Side, entryPrice: number, distanceRatio: number): number {
  return entryPrice * (1 - sideSign(side) * distanceRatio);
}

/** What a stop or a target a fixed share away asks for. */
export const distanceRatio: ParamSpec = {
  kind: 'number',
  unit: 'ratio',
  default: null,
  above: 0,
  doc: 'Distance of the trigger from the entry price / entry price.',
};

/** A stop a fixed share of the entry price away. */
export const fixedRatio: StopKind<Plan> = {
  summary: 'A fixed share of the entry price away; it does not move.',
  params: {
    distanceRatio,
    ...bufferParams,
  },
  initial: (plan, side, entryPrice) => priceAtRatio(side, entryPrice, plan.distanceRatio),
};
