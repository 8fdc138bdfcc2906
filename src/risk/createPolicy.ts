import type { ParamsInputOf } from '../core/params.ts';
import { documentOf } from '../core/plainDocument.ts';
import { readRecord } from '../core/recordReader.ts';
import { failed, ok, type Problem, type Result } from '../core/result.ts';
import type { BrakeName, guardianBrakes } from './guardian/brakes.ts';
import type { Policy } from './policy.ts';
import { POLICY_KEYS, readPolicy } from './readPolicy.ts';
import type { RiskRuleName, riskRules } from './rules/index.ts';
import type { SizerName, sizers } from './sizing/index.ts';

/** A policy as code writes it: the shape of a policy file. `{}` takes a rule's defaults; a rule that is left out is off. */
export interface PolicyInput {
  /** Names the policy in reports. Left out: `in-code`. */
  readonly name?: string;
  /** What it is for, in one sentence. */
  readonly why?: string;
  readonly rules?: { readonly [Name in RiskRuleName]?: ParamsInputOf<(typeof riskRules)[Name]['params']> };
  /** Further sizers: they only shrink what is wished for. */
  readonly sizing?: { readonly [Name in SizerName]?: ParamsInputOf<(typeof sizers)[Name]['params']> };
  readonly guardian?: {
    readonly [Name in BrakeName]?: ParamsInputOf<(typeof guardianBrakes)[Name]['params']>;
  };
}

/**
 * A policy made in code, read by the same checks as a policy file, with every default taken. Ratios are shares (0.1 is 10 %), durations
 * milliseconds or texts such as `2s`.
 *
 * @returns the policy, or everything that is wrong with it, each with its key and the nearest valid word.
 * @example createPolicy({ rules: { maxPosition: { limitRatio: 0.1 } } }).value.rules.maxPosition // { limitRatio: 0.1, onBreach: 'refuse' }
 * @example createPolicy({ rules: { maxPositon: {} } }).problems[0].message // 'unknown rule "maxPositon"; did you mean "maxPosition"?'
 */
export function createPolicy(input: PolicyInput): Result<Policy> {
  const problems: Problem[] = [];
  const given = { version: 1, name: 'in-code', why: 'Made in code.', ...input };
  const root = readRecord(documentOf(given, 'policy'), [], POLICY_KEYS, problems);
  if (root === null) return failed(problems);
  const policy = readPolicy(root);
  return problems.length > 0 ? failed(problems) : ok(policy);
}
