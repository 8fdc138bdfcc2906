import { type ParamSpecs, type ParamsOf, withDefaults } from '../core/params.ts';
import { ASSUMED_TERMS } from '../market/instrument.ts';
import { Belief } from './belief.ts';
import type { Policy } from './policy.ts';
import type { RiskRule } from './riskRule.ts';
import type { RiskView } from './riskView.ts';
import { type RiskRuleName, riskRules } from './rules/index.ts';

/** An entry into an account that holds nothing. */
export interface TypicalEntry {
  readonly equityQuote: number;
  /** Notional / initial margin. */
  readonly leverage: number;
  /** |Entry - stop| / entry. */
  readonly stopDistanceRatio: number;
}

/** Two average true ranges of an hour of BTC are about 1.4 % of its price: 1 % of equity at risk is then a position of 70 %. */
export const TYPICAL_ENTRY: TypicalEntry = { equityQuote: 10_000, leverage: 1, stopDistanceRatio: 0.014 };

/** How large one rule lets the entry be. */
export interface SizeLimit {
  readonly rule: RiskRuleName;
  /** Notional / equity. */
  readonly notionalRatio: number;
  /** The distance of the stop from which on this rule is the one that binds; null for rules that do not look at the stop. */
  readonly bindsFromStopRatio: number | null;
}

/**
 * How large each rule of a policy would let a first entry be, the tightest first: that one binds, and with it those that come to the same. Limits
 * that contradict each other show: 1 % at risk under a typical stop is a position of 70 %, and a direction cap of 5 % wins.
 *
 * @returns the rules that bound a quantity; empty when none does.
 * @example
 * const policy = { name: 'mine', why: 'An example.', guardian: {}, rules: { riskPerTrade: { limitRatio: 0.01, onBreach: 'refuse' }, directionCap: { limitRatio: 0.05, onBreach: 'refuse' } } };
 * bindingLimits(policy).map(({ rule }) => rule) // ['directionCap', 'riskPerTrade']
 * bindingLimits(policy)[1].bindsFromStopRatio // 0.2
 */
export function bindingLimits(policy: Policy, entry: TypicalEntry = TYPICAL_ENTRY): SizeLimit[] {
  const view = emptyAccount(entry);
  const capRatio = capRatioOf(policy);
  const near = headroomRatios(policy, capRatio, entry.stopDistanceRatio, view);
  const far = headroomRatios(policy, capRatio, entry.stopDistanceRatio * 2, view);
  const looksAtStop = (rule: RiskRuleName): boolean => near.get(rule) !== far.get(rule);
  const tightestOther = Math.min(
    Number.POSITIVE_INFINITY,
    ...[...near].flatMap(([rule, ratio]) => (looksAtStop(rule) ? [] : [ratio])),
  );
  return [...near]
    .map(([rule, notionalRatio]) => ({
      rule,
      notionalRatio,
      // What such a rule allows falls as one over the distance.
      bindsFromStopRatio:
        looksAtStop(rule) && Number.isFinite(tightestOther)
          ? (entry.stopDistanceRatio * notionalRatio) / tightestOther
          : null,
    }))
    .sort((a, b) => a.notionalRatio - b.notionalRatio);
}

const SYMBOL = 'typical';

function emptyAccount({ equityQuote, leverage }: TypicalEntry): Belief {
  const instrument = { symbol: SYMBOL, tick: 1e-6, lot: 1e-6, minQty: 0, ...ASSUMED_TERMS };
  const belief = new Belief([instrument], equityQuote, { leverage });
  belief.seeMark({ symbol: SYMBOL, bid: 1, ask: 1, last: 1, mark: 1 });
  return belief;
}

function headroomRatios(
  policy: Policy,
  capRatio: number | null,
  stopDistanceRatio: number,
  view: RiskView,
): Map<RiskRuleName, number> {
  const order = { symbol: SYMBOL, side: 'buy', price: 1, stopPrice: 1 - stopDistanceRatio } as const;
  const ratios = new Map<RiskRuleName, number>();
  for (const [name, rule, given] of rulesOf(policy)) {
    if (rule.headroomQty === undefined) continue;
    const params = capRatio === null ? given : (rule.inColdStart?.(given, capRatio) ?? given);
    const headroomQty = rule.headroomQty(order, view, rule.initial(params), params);
    if (Number.isFinite(headroomQty)) ratios.set(name, headroomQty / view.equityQuote);
  }
  return ratios;
}

function capRatioOf(policy: Policy): number | null {
  for (const [, rule, params] of rulesOf(policy))
    if (rule.capRatio !== undefined) return rule.capRatio(rule.initial(params), params);
  return null;
}

type AnyRule = RiskRule<ParamSpecs, unknown>;
type AnyParams = ParamsOf<ParamSpecs>;

/** The rules that are on, in the order of the registry. */
function rulesOf(policy: Policy): (readonly [name: RiskRuleName, rule: AnyRule, params: AnyParams])[] {
  return (Object.keys(riskRules) as RiskRuleName[]).flatMap((name) => {
    const rule = riskRules[name] as unknown as AnyRule;
    const given = policy.rules[name] as AnyParams | undefined;
    return given === undefined ? [] : [[name, rule, withDefaults(rule.params, given)] as const];
  });
}
