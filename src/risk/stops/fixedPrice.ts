import { bufferParams, type StopKind } from './stopKind.ts';
import type { StopPlan } from './stopPlan.ts';

type Plan = Extract<StopPlan, { kind: 'fixedPrice' }>;

/** A stop at a price that the strategy names. */
export const fixedPrice: StopKind<Plan> = {
  summary: 'At a price that the strategy names; it does not move.',
  params: {
    price: { kind: 'number', unit: 'quote', default: null, above: 0, doc: 'Trigger, quote per base.' },
    ...bufferParams,
  },
  initial: (plan) => plan.price,
};
