import type { Belief } from '../belief.ts';
import { exceeds } from '../limit.ts';
import type { RuleCheck } from '../ruleCheck.ts';
import type { GuardianPolicy } from './brakes.ts';
import { marginBufferRatio } from './marginBuffer.ts';

/** Where the account stands before the brake `marginWatch`; null where the policy does not have it. */
export function marginCheck(belief: Belief, { marginWatch }: GuardianPolicy): RuleCheck | null {
  if (marginWatch === undefined) return null;
  const rule = 'marginWatch';
  const bufferRatio = marginBufferRatio(belief);
  if (bufferRatio === null) {
    const reason = 'Nothing is held that asks for maintenance margin.';
    return { rule, actual: null, limit: null, unit: null, isBreached: false, reason };
  }
  const limit = marginWatch.reduceBelowRatio;
  const actual = Number.isFinite(bufferRatio) ? bufferRatio : null;
  const isBreached = actual === null || exceeds(limit, actual);
  const reason = isBreached ? 'The margin buffer is too small.' : null;
  return { rule, actual, limit, unit: 'ratio', isBreached, reason };
}
