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
  /** The numbers of its plan, made by a strategy's code; one without a default must be given. */
  readonly params: ParamSpecs;
  /** Where the stop of an entry at this price stands; null when it cannot be computed yet. */
  initial(plan: Plan, side: Side, entryPrice: number, context: StopContext): number | null;
  /**
   * Where the stop would be put after this close if none stood; null where it stays. Whoever asks never moves a stop away from the price.
   *
   * @param bestPrice the best price since the entry, quote per base: the highest for a long, the lowest for a short.
   */
  trail?(plan: Plan, side: Side, bestPrice: number, context: StopContext): number | null;
  /** After how many bars' time the position is closed whatever its price. Left out: never. */
  maxBars?(plan: Plan): number;
}

/** The parameter that every stop has. */
export const bufferParams = {
  bufferRatio: {
    kind: 'number',
    unit: 'ratio',
    default: 0,
    min: 0,
    max: 0.5,
    doc: 'The trigger stands this share of its price farther from the market than the rest says.',
  },
} as const;
