import type { Policy } from './policy.ts';
import type { RiskRule, RuleEvent } from './riskRule.ts';
import type { RiskView } from './riskView.ts';
import { type RiskRuleName, riskRules } from './rules/index.ts';

type AnyRule = RiskRule<Record<never, never>, unknown>;

/** A rule of the policy with what it remembers. */
export interface ActiveRule {
  readonly name: RiskRuleName;
  readonly rule: AnyRule;
  /** As the policy has them, and as they are in force: while a cold start goes on a cap is a part of itself. */
  readonly configured: Record<never, never>;
  params: Record<never, never>;
  readonly resizes: boolean;
  /** Beside its rule, and not in a record by name: it is looked at several times a bar. */
  state: unknown;
  /** As it was when it was last put on disk. */
  kept: unknown;
}

/** What has changed since the use of the limits was measured last. */
export interface Changed {
  /** The account, its orders, or a price that matters to them. */
  readonly isBeliefChanged: boolean;
  /** What the rules remember, or the answers in force. */
  readonly isGateChanged: boolean;
}

/** The rules that a policy has, in the order of the registry. */
export class ActiveRules {
  readonly all: readonly ActiveRule[];
  /** The rules that fold equity and those that watch it: they alone are asked at every bar and mark. */
  readonly #folding: readonly ActiveRule[];
  readonly watching: readonly ActiveRule[];
  /** Those whose use can be told. */
  readonly limits: readonly ActiveRule[];
  readonly #coldStart: ActiveRule | null;
  /** What share of the caps `params` are made for; null is all of them. */
  #capRatio: number | null = null;
  /** The same, when the use of the limits was measured last. */
  #measuredCapRatio: number | null = null;

  constructor(policy: Policy) {
    // The registry's order, not the file's: no decision depends on how a policy was written down.
    this.all = (Object.keys(riskRules) as RiskRuleName[])
      .filter((name) => policy.rules[name] !== undefined)
      .map((name) => {
        const params = policy.rules[name] as Record<string, unknown>;
        const state = riskRules[name].initial(params as never);
        return {
          name,
          rule: riskRules[name] as unknown as AnyRule,
          configured: params,
          params,
          resizes: params.onBreach === 'resize',
          state,
          kept: state,
        };
      });
    this.#folding = this.all.filter(({ rule }) => rule.fold !== undefined);
    this.watching = this.all.filter(({ rule }) => rule.watch !== undefined);
    this.limits = this.all.filter(({ rule }) => rule.use !== undefined);
    this.#coldStart = this.all.find(({ rule }) => rule.capRatio !== undefined) ?? null;
  }

  /** Plain JSON, by rule. */
  get states(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.all.map(({ name, state }) => [name, state]));
  }

  /**
   * Tells the rules what has happened.
   *
   * @param isAsked whether the answer matters.
   * @returns whether a restart from the states that were kept last would know less than it should.
   */
  fold(event: RuleEvent, isAsked: boolean): boolean {
    let isWorthKeeping = false;
    for (const active of this.#folding) {
      const { rule, kept, params } = active;
      const state = rule.fold!(active.state, event, params);
      if (state === active.state) continue;
      active.state = state;
      if (!isAsked || isWorthKeeping) continue;
      isWorthKeeping =
        event.kind !== 'equity' ||
        rule.isWorthKeeping === undefined ||
        rule.isWorthKeeping(kept, state, params);
    }
    return isWorthKeeping;
  }

  /** `states` are on disk as they are now. */
  noteKept(): void {
    for (const active of this.#folding) active.kept = active.state;
  }

  /** Takes up what `states` gave before a restart. */
  restore(states: Readonly<Record<string, unknown>>): void {
    for (const active of this.all) {
      if (Object.hasOwn(states, active.name)) active.state = states[active.name];
    }
  }

  /** A rule's memory begins anew, from the equity of now. */
  forget(name: string, view: RiskView): void {
    const active = this.all.find((candidate) => candidate.name === name);
    if (active === undefined) return;
    active.state = active.rule.initial(active.params);
    const event = { kind: 'equity', atMs: view.atMs, equityQuote: view.equityQuote } as const;
    if (active.rule.fold !== undefined) active.state = active.rule.fold(active.state, event, active.params);
  }

  /** Before anything that reads a cap. The stage may have come out of a restart's records as well as out of the last event. */
  applyColdStart(): void {
    if (this.#coldStart === null) return;
    const { rule, state, params } = this.#coldStart;
    const capRatio = rule.capRatio!(state, params);
    if (capRatio === this.#capRatio) return;
    this.#capRatio = capRatio;
    for (const active of this.all) {
      const { configured } = active;
      active.params =
        capRatio === null ? configured : (active.rule.inColdStart?.(configured, capRatio) ?? configured);
    }
  }

  /**
   * Writes the use of each limit into the first places of a row: 1 is the limit, NaN where nothing can be said. The row holds what was measured
   * last, and what nothing can have moved since is left as it is.
   *
   * @returns whether the row, or the answers by which its levels are told, may be others.
   */
  measureUse(view: RiskView, row: Float64Array, { isBeliefChanged, isGateChanged }: Changed): boolean {
    this.applyColdStart();
    const isAllMoved = isBeliefChanged || this.#capRatio !== this.#measuredCapRatio;
    this.#measuredCapRatio = this.#capRatio;
    let isMoved = isAllMoved || isGateChanged;
    for (let index = 0; index < this.limits.length; index++) {
      const { rule, state, params } = this.limits[index]!;
      const mayMove = isAllMoved || (isGateChanged && rule.fold !== undefined) || rule.usesClock === true;
      if (!mayMove) continue;
      const useRatio = rule.use!(view, state, params) ?? Number.NaN;
      if (useRatio !== row[index]) isMoved = true;
      row[index] = useRatio;
    }
    return isMoved;
  }
}
