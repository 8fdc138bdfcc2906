import type { ParamSpecs, ParamsOf } from '../../src/core/params.ts';
import type { Breach } from '../../src/risk/breach.ts';
import { breachOf } from '../../src/risk/measure.ts';
import type { RiskRule } from '../../src/risk/riskRule.ts';
import type { RiskOrder, RiskView } from '../../src/risk/riskView.ts';

/** What a rule objects to in an order, as the gateway takes it from what the rule measures. */
export function checkOf<Specs extends ParamSpecs, State>(rule: RiskRule<Specs, State>) {
  return (order: RiskOrder, view: RiskView, state: State, params: ParamsOf<Specs>): Breach | null =>
    breachOf(rule.name, rule.measure?.(order, view, state, params) ?? null);
}
