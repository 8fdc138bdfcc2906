import type { ParamSpecs } from '../../core/params.ts';
import type { BarView } from '../../market/barHistory.ts';
import type { Side } from '../../market/order.ts';
import type { StopPlan } from './stopPlan.ts';

/** What a stop may look at: closed bars that have reached the session, and their average true range. */
export interface StopContext {
  readonly bars: BarView;
  /** Wilder's average true range in quote; null before `barCount` + 1 bars. */
  averageTrueRange(barCount: number): number | null;
}

/** One way of setting a stop and of moving it. `side` is the position's: buy for a long. */
export interface StopKind<Plan extends StopPlan> {
  readonly summary: string;
  /** The numbers of its plan. A plan is made by a strategy's code, and every number must be given. */
  readonly params: ParamSpecs;
  /** Where the stop of an entry at this price stands; null when it cannot be computed yet. */
  initial(plan: Plan, side: Side, entryPrice: number, context: StopContext): number | null;
  /** Where the stop stands after this close: never farther from the price than before. */
  ratchet(plan: Plan, side: Side, stopPrice: number, context: StopContext): number;
}
