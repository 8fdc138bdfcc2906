import type { ParamSpecs } from '../../core/params.ts';
import { floorToStep } from '../../core/rounding.ts';
import type { Breach } from '../breach.ts';
import type { RuleEvent } from '../riskRule.ts';
import type { RiskView, SizingOrder } from '../riskView.ts';
import { type SizerName, type Sizing, sizers } from './index.ts';
import type { Sizer } from './sizer.ts';
import type { TrancheParams } from './tranches.ts';

/** A scenario's sizing: one sizer, or several of which the one that wants least decides. */
export type SizingChoice = Sizing | readonly Sizing[];

/** What a set of sizers comes to. */
export interface SizedWish {
  /** Base, before lots and rules; finite, never negative. */
  readonly qty: number;
  /** The sizer that wants least; of those that want the same, the one that is named first. */
  readonly by: SizerName;
  /** What the next of them wants; null where there is only one. */
  readonly nextQty: number | null;
  /** Why nothing is wanted; null where something is. */
  readonly whyNothing: string | null;
}

interface ActiveSizer {
  readonly name: SizerName;
  readonly sizer: Sizer<ParamSpecs, unknown>;
  readonly params: Record<never, never>;
  state: unknown;
}

/** The sizers of a session, the scenario's and those that its policy adds, with what they remember. */
export class ActiveSizers {
  readonly #wishing: readonly ActiveSizer[];
  readonly #limiting: readonly ActiveSizer[];
  /** Those that remember: they alone are told what happens. */
  readonly #folding: readonly (readonly [key: string, active: ActiveSizer])[];
  /** How entries are split; null where they are not. A policy's own way goes before the scenario's. */
  readonly tranches: TrancheParams | null;

  constructor(scenario: SizingChoice, policy: readonly Sizing[] = []) {
    const chosen = 'name' in scenario ? [scenario] : scenario;
    this.#wishing = chosen.flatMap(activate);
    this.#limiting = policy.flatMap(activate);
    if (this.#wishing.length === 0) throw new RangeError('a scenario names a sizer that wants a quantity');
    this.#folding = [
      ...this.#wishing.map((active) => [`scenario.${active.name}`, active] as const),
      ...this.#limiting.map((active) => [`policy.${active.name}`, active] as const),
    ].filter(([, { sizer }]) => sizer.fold !== undefined);
    this.tranches = splittingOf(policy) ?? splittingOf(chosen);
  }

  /** What a wish without a quantity is for: the least that a sizer of the scenario wants. */
  wish(order: SizingOrder, view: RiskView): SizedWish {
    return leastOf(this.#wishing, order, view);
  }

  /** What the policy's own sizers leave of any wish; null where it has none. */
  limit(order: SizingOrder, view: RiskView): SizedWish | null {
    return this.#limiting.length === 0 ? null : leastOf(this.#limiting, order, view);
  }

  /** True when one of them remembers something else now. */
  fold(event: RuleEvent): boolean {
    let isChanged = false;
    for (const [, active] of this.#folding) {
      const state = active.sizer.fold!(active.state, event, active.params);
      isChanged ||= state !== active.state;
      active.state = state;
    }
    return isChanged;
  }

  /** Plain JSON of those that remember; null where none does. */
  get state(): Readonly<Record<string, unknown>> | null {
    if (this.#folding.length === 0) return null;
    return Object.fromEntries(this.#folding.map(([key, { state }]) => [key, state]));
  }

  /** Takes up what `state` gave before a restart. What it does not name begins anew. */
  restore(states: Readonly<Record<string, unknown>>): void {
    for (const [key, active] of this.#folding) {
      if (Object.hasOwn(states, key)) active.state = structuredClone(states[key]);
    }
  }
}

function activate({ name, params }: Sizing): ActiveSizer[] {
  const sizer = sizers[name] as unknown as Sizer<ParamSpecs, unknown>;
  if (sizer.wantedQty === undefined) return [];
  return [{ name, sizer, params, state: sizer.initial?.(params) ?? null }];
}

function splittingOf(sizing: readonly Sizing[]): TrancheParams | null {
  for (const { name, params } of sizing) if (name === 'tranches') return params;
  return null;
}

function leastOf(active: readonly ActiveSizer[], order: SizingOrder, view: RiskView): SizedWish {
  let least: ActiveSizer | null = null;
  let leastQty = Number.POSITIVE_INFINITY;
  let nextQty: number | null = null;
  for (const candidate of active) {
    const given = candidate.sizer.wantedQty!(order, view, candidate.params, candidate.state);
    // What is not a number, or has no end, is no size.
    const qty = Number.isFinite(given) && given > 0 ? given : 0;
    if (qty < leastQty) {
      if (least !== null) nextQty = leastQty;
      least = candidate;
      leastQty = qty;
    } else if (nextQty === null || qty < nextQty) nextQty = qty;
  }
  const { name, sizer, params, state } = least!;
  const why = leastQty > 0 ? null : sizer.whyNothing?.(order, view, params, state);
  return {
    qty: leastQty,
    by: name,
    nextQty,
    whyNothing: leastQty > 0 ? null : (why ?? 'The sizing wants nothing.'),
  };
}

/** Where several sizers want something, the one that wants least binds. Null where there is one only. */
export function leastOfSeveral({ by, nextQty }: SizedWish, qty: number, lot: number): Breach | null {
  if (nextQty === null) return null;
  const actual = Math.max(0, floorToStep(nextQty, lot));
  return { rule: by, actual, limit: qty, unit: 'qty', reason: `Of the sizers, ${by} wants the least.` };
}
