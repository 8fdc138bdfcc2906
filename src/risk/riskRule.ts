import type { ParamSpecs, ParamsOf } from '../core/params.ts';
import type { Side } from '../market/order.ts';
import type { Breach } from './breach.ts';
import type { OrderPurpose } from './guardian/managedOrder.ts';
import type { Measure } from './measure.ts';
import type { RiskOrder, RiskView, SizingOrder } from './riskView.ts';
import type { Answer } from './tradingState.ts';

/** What a rule's state is folded over. */
export type RuleEvent =
  | { readonly kind: 'equity'; readonly atMs: number; readonly equityQuote: number }
  /** A risk-increasing order goes out; from its second attempt on it is one that went out before. */
  | {
      readonly kind: 'entrySent';
      readonly atMs: number;
      readonly symbol: string;
      readonly side: Side;
      readonly attempt: number;
    }
  /** A fill has brought a position to zero, or through it. `venue`: nobody's order did, as in a liquidation. */
  | {
      readonly kind: 'positionClosed';
      readonly atMs: number;
      readonly symbol: string;
      readonly by: OrderPurpose | 'venue';
      /** Of the part that this fill closed, before fees. */
      readonly profitQuote: number;
      /** Of the whole position since it was opened, after fees / what was paid to enter; null where a part of it is not known. */
      readonly returnRatio: number | null;
    }
  /** An answer was given: a breaker's, a rule's that halts, the guardian's or the strategy's own error. */
  | { readonly kind: 'tripped'; readonly atMs: number; readonly rule: string };

export type { Answer } from './tradingState.ts';

/**
 * One brake before an order or over an account. State is plain JSON and `fold` is its only writer, so that it can be persisted and
 * restored; `measure`, `headroomQty` and `watch` are pure. A limit allows equality; a breaker trips at it.
 */
export interface RiskRule<Specs extends ParamSpecs, State> {
  readonly name: string;
  /** One sentence, for `brakecheck list` and the report. */
  readonly summary: string;
  readonly params: Specs;
  readonly answer: Answer | null;
  initial(params: ParamsOf<Specs>): State;
  fold?(state: State, event: RuleEvent, params: ParamsOf<Specs>): State;
  /**
   * Whether equity has moved the state so far from the one that is on disk that a restart must know; what else changes it is always kept. Left
   * out: any change is worth it. A record a bar is not.
   */
  isWorthKeeping?(kept: State, state: State, params: ParamsOf<Specs>): boolean;
  /** Before a risk-increasing order: its number, what is allowed, and whether that is an objection. */
  measure?(order: RiskOrder, view: RiskView, state: State, params: ParamsOf<Specs>): Measure;
  /** The largest quantity (base, not yet floored to the lot) that `measure` does not object to; may be negative. */
  headroomQty?(order: SizingOrder, view: RiskView, state: State, params: ParamsOf<Specs>): number;
  /**
   * After every size limit: null, or what part of the quantity is left, in (0, 1], and why. `measure` must not object to that part.
   */
  scale?(
    order: SizingOrder,
    view: RiskView,
    state: State,
    params: ParamsOf<Specs>,
  ): { readonly ratio: number; readonly breach: Breach } | null;
  /** How much of the limit is used now, without a new order: 1 at the limit; null where nothing can be said. */
  use?(view: RiskView, state: State, params: ParamsOf<Specs>): number | null;
  /** Whether `use` may move though nothing happens: it looks at a window of time, or at days. */
  readonly usesClock?: true;
  /** The parameters in force while a cold start goes on: a cap is `capRatio` of itself, in (0, 1]. */
  inColdStart?(params: ParamsOf<Specs>, capRatio: number): ParamsOf<Specs>;
  /** Of `coldStart` alone: what share of the caps is in force; null when the start is over. */
  capRatio?(state: State, params: ParamsOf<Specs>): number | null;
  /** Over the account, whenever equity changed and at the first look of a UTC day: null, or why the answer must be given. */
  watch?(view: RiskView, state: State, params: ParamsOf<Specs>): Breach | null;
  /** What `watch` looks at, whether it trips or not, for the audit. */
  gauge?(view: RiskView, state: State, params: ParamsOf<Specs>): Measure;
}

/** Keeps the types of a rule's parameters and state while it is declared. */
export function defineRule<const Specs extends ParamSpecs, State>(
  rule: RiskRule<Specs, State>,
): RiskRule<Specs, State> {
  return rule;
}
