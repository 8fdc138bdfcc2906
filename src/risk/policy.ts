import type { ParamsOf } from '../core/params.ts';
import type { GuardianPolicy } from './guardian/brakes.ts';
import type { RiskRuleName, riskRules } from './rules/index.ts';
import type { Sizing } from './sizing/index.ts';

/** The same file that a live bot loads: which rules and which brakes are on, with their numbers. What is left out is off. */
export interface Policy {
  readonly name: string;
  readonly why: string;
  readonly rules: { readonly [Name in RiskRuleName]?: ParamsOf<(typeof riskRules)[Name]['params']> };
  readonly guardian: GuardianPolicy;
  /** Further sizers, which only shrink what the scenario's own and a strategy wish for. */
  readonly sizing?: readonly Sizing[];
}
