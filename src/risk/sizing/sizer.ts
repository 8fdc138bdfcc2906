import type { ParamSpecs, ParamsOf } from '../../core/params.ts';
import type { RuleEvent } from '../riskRule.ts';
import type { RiskView, SizingOrder } from '../riskView.ts';

/**
 * How large a wish without a quantity would be if no brake bound it. Sizing is the scenario's, so two policies judge one wish; in a policy a
 * sizer is one more limit, which only shrinks. State is plain JSON and `fold` is its only writer, so that it can be persisted and restored.
 */
export interface Sizer<Specs extends ParamSpecs, State = null> {
  readonly name: string;
  readonly summary: string;
  readonly params: Specs;
  /** Of a sizer that remembers. */
  initial?(params: ParamsOf<Specs>): State;
  fold?(state: State, event: RuleEvent, params: ParamsOf<Specs>): State;
  /** Base, before lots and limits; finite, never negative. Left out by what splits an entry and does not size it. */
  wantedQty?(order: SizingOrder, view: RiskView, params: ParamsOf<Specs>, state: State): number;
  /** One sentence, asked for where nothing is wanted. */
  whyNothing?(order: SizingOrder, view: RiskView, params: ParamsOf<Specs>, state: State): string;
}

/** Keeps the types of a sizer's parameters and state while it is declared. */
export function defineSizer<const Specs extends ParamSpecs, State = null>(
  sizer: Sizer<Specs, State>,
): Sizer<Specs, State> {
  return sizer;
}
