import type { Policy } from './policy.ts';
import type { RiskRule } from './riskRule.ts';
import { type RiskRuleName, riskRules } from './rules/index.ts';

type AnyRule = RiskRule<Record<never, never>, unknown>;

/** A rule that a policy has, with its numbers and its memory. */
export interface ActiveRule {
  readonly name: RiskRuleName;
  readonly rule: AnyRule;
  /** As the policy has them, and as they are in force: while a cold start goes on a cap is a part of itself. */
  readonly configured: Record<never, never>;
  params: Record<never, never>;
  readonly resizes: boolean;
  /** Beside its rule, and not in a record by name: it is looked at several times a bar. */
  state: unknown;
}

/** The registry's order, not the file's: no decision depends on how a policy was written down. */
export function activeRules(policy: Policy): ActiveRule[] {
  return (Object.keys(riskRules) as RiskRuleName[])
    .filter((name) => policy.rules[name] !== undefined)
    .map((name) => {
      const params = policy.rules[name] as Record<string, unknown>;
      return {
        name,
        rule: riskRules[name] as unknown as AnyRule,
        configured: params,
        params,
        resizes: params.onBreach === 'resize',
        state: riskRules[name].initial(params as never),
      };
    });
}
