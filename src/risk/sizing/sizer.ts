import type { ParamSpecs, ParamsOf } from '../../core/params.ts';
import type { RiskView, SizingOrder } from '../riskView.ts';

/** How large a wish without a quantity would be if no brake bound it. Sizing is the scenario's, so two policies judge one wish. */
export interface Sizer<Specs extends ParamSpecs> {
  readonly name: string;
  readonly summary: string;
  readonly params: Specs;
  /** Base, before lots and limits; never negative. */
  wantedQty(order: SizingOrder, view: RiskView, params: ParamsOf<Specs>): number;
}

export function defineSizer<const Specs extends ParamSpecs>(sizer: Sizer<Specs>): Sizer<Specs> {
  return sizer;
}
