import type { TargetKind } from './targetKind.ts';
import type { TargetPlan } from './targetPlan.ts';

type Plan = Extract<TargetPlan, { kind: 'riskMultiple' }>;

/** A target as many times as far from the entry as its stop is: at 2 the trade wins twice what it risks. V. K. Tharp's R multiple. */
export const riskMultiple: TargetKind<Plan> = {
  summary: 'As many times as far from the entry price as the stop is, on the other side of it.',
  params: {
    multiple: {
      kind: 'number',
      unit: 'multiple',
      default: null,
      above: 0,
      doc: 'Distance of the trigger from the entry price / distance of the stop from it.',
    },
  },
  price: (plan, { entryPrice, stopPrice }) =>
    stopPrice === null ? null : entryPrice + plan.multiple * (entryPrice - stopPrice),
};
