import type { ParamSpecs } from '../../core/params.ts';
import type { Side } from '../../market/order.ts';
import type { TargetPlan } from './targetPlan.ts';

/** What a target may look at: the entry that it is of. `side` is the position's, buy for a long; prices are quote per base. */
export interface TargetContext {
  readonly side: Side;
  readonly entryPrice: number;
  /** Where the entry's stop is to stand; null where it has none. */
  readonly stopPrice: number | null;
}

/** One way of setting a target. */
export interface TargetKind<Plan extends TargetPlan> {
  readonly summary: string;
  /** The numbers of its plan, made by a strategy's code; one without a default must be given. */
  readonly params: ParamSpecs;
  /** Where the target of an entry stands, quote per base; null when the entry lacks what it is counted from. */
  price(plan: Plan, context: TargetContext): number | null;
}
