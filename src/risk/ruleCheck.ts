import type { ActiveRule } from './activeRules.ts';
import type { Breach } from './breach.ts';
import { breachOf, type Measure, notMeasured } from './measure.ts';
import type { RiskOrder, RiskView } from './riskView.ts';

/** What one rule said at a decision: its number, its limit, and whether that was an objection. */
export interface RuleCheck {
  readonly rule: string;
  /** Null where there was nothing to measure; `reason` says why. */
  readonly actual: number | null;
  readonly limit: number | null;
  /** As of a breach; null beside nulls. */
  readonly unit: string | null;
  readonly isBreached: boolean;
  /** One full sentence: the objection, or why nothing was measured. Null where the limit is kept. */
  readonly reason: string | null;
}

/** What a decision rests on. It stands in the audit, and not in the canonical log that names a run. */
export interface DecisionGrounds {
  /** Base: what was wanted at this moment, one part of a wish that goes out in parts; null where nobody can say, and where no entry is decided. */
  readonly askedQty: number | null;
  /** Base: the quantity that the rules were asked about; null where no order was. */
  readonly checkedQty: number | null;
  /** What a granted entry has its size from: a sizer, a rule, or `wish`, the strategy itself; null where none was granted. */
  readonly sizedBy: string | null;
  /** Of the rules in force, in the order in which they are asked. Of an account's answers only those that watch it. */
  readonly checks: readonly RuleCheck[];
}

/** What the rules said of an order. */
export interface Asked {
  readonly checkedQty: number;
  readonly checks: readonly RuleCheck[];
  /** The first rule that objects, and its objection; null where none does. */
  readonly objection: { readonly by: ActiveRule; readonly breach: Breach } | null;
}

/** Asks every rule about an order, whatever the first says; of those that watch the account only, where it stands. Changes nothing. */
export function askRules(rules: readonly ActiveRule[], order: RiskOrder, view: RiskView): Asked {
  const checks: RuleCheck[] = [];
  let objection: Asked['objection'] = null;
  for (const active of rules) {
    const { name, rule, state, params } = active;
    if (rule.measure === undefined) {
      // It objects by its answer, and not to an order.
      checks.push(checkOf(name, rule.gauge?.(view, state, params) ?? UNASKED));
      continue;
    }
    const measure = rule.measure(order, view, state, params);
    checks.push(checkOf(name, measure));
    if (objection !== null) continue;
    const breach = breachOf(name, measure);
    if (breach !== null) objection = { by: active, breach };
  }
  return { checkedQty: order.qty, checks, objection };
}

const UNASKED = notMeasured('The rule measures no order.');

/** Where the account stands before the rules that watch it; the others say why they do not. */
export function gaugeAccount(
  rules: readonly ActiveRule[],
  view: RiskView,
  reason = 'The rule is asked of orders only.',
): RuleCheck[] {
  const unmeasured = notMeasured(reason);
  return rules.map(({ name, rule, state, params }) =>
    checkOf(name, rule.gauge?.(view, state, params) ?? unmeasured),
  );
}

/** Of a wish that no order can be made of. */
export function groundsWithoutOrder(
  rules: readonly ActiveRule[],
  view: RiskView,
  { askedQty, reason }: { askedQty: number | null; reason: string },
): DecisionGrounds {
  return {
    askedQty: Number.isFinite(askedQty) ? askedQty : null,
    checkedQty: null,
    sizedBy: null,
    checks: gaugeAccount(rules, view, reason),
  };
}

function checkOf(rule: string, { actual, limit, unit, isBreached, reason }: Measure): RuleCheck {
  // What is no number is beyond every limit, and has none to show.
  const shown = Number.isFinite(actual) ? actual : null;
  return {
    rule,
    actual: shown,
    limit,
    unit,
    isBreached,
    reason: isBreached || shown === null ? reason : null,
  };
}
