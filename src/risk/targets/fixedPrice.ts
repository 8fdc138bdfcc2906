import type { TargetKind } from './targetKind.ts';
import type { TargetPlan } from './targetPlan.ts';

type Plan = Extract<TargetPlan, { kind: 'fixedPrice' }>;

/** A target at a price that the strategy names. */
export const fixedPrice: TargetKind<Plan> = {
  summary: 'At a price that the strategy names.',
  params: {
    price: { kind: 'number', unit: 'quote', default: null, above: 0, doc: 'Trigger, quote per base.' },
  },
  price: (plan) => plan.price,
};
