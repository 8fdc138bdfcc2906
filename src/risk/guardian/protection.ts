import type { Side } from '../../market/order.ts';
import type { StopPlan } from '../stops/stopPlan.ts';
import { type Holding, SEEN_IN_A_FORMER_LIFE } from './holding.ts';

/** How the position of an entry is to be protected, once there is one. */
export interface EntryPlan {
  readonly plan: StopPlan;
  readonly stopPrice: number;
}

/** How a symbol's position is protected: plain data. */
export interface Protection {
  plan: StopPlan | null;
  /** Side of the entries that the plan is for. */
  side: Side | null;
  /** Where the stop should stand. */
  stopPrice: number | null;
  wishOrdinal: number | null;
  /** Since its first fill; null before there was one. */
  holding: Holding | null;
  /** Stops placed for the present need that did not come to stand. */
  failures: number;
  /** Refused and left: the naive client, or nothing more can be done. */
  isGivenUp: boolean;
}

/** What of it survives a restart. */
export interface KeptProtections {
  readonly positions: Readonly<Record<string, Protection>>;
  /** By order key. */
  readonly entries: Readonly<Record<string, EntryPlan>>;
}

/** What is planned for entries that are out, and what stands for positions that are held. */
export class Protections {
  readonly #bySymbol = new Map<string, Protection>();
  /** By order key. Kept for good: a fill may be found long after. */
  readonly #entryPlans = new Map<string, EntryPlan>();

  constructor(symbols: readonly string[]) {
    for (const symbol of symbols) this.clear(symbol);
  }

  of(symbol: string): Protection {
    return this.#bySymbol.get(symbol)!;
  }

  /** Nothing is held any more. */
  clear(symbol: string): void {
    this.#bySymbol.set(symbol, {
      plan: null,
      side: null,
      stopPrice: null,
      wishOrdinal: null,
      holding: null,
      failures: 0,
      isGivenUp: false,
    });
  }

  remember(entryKey: string, plan: EntryPlan): void {
    this.#entryPlans.set(entryKey, plan);
  }

  planOf(entryKey: string): EntryPlan | undefined {
    return this.#entryPlans.get(entryKey);
  }

  /** @param entryKeys the entries that a restart still knows. */
  snapshot(entryKeys: readonly string[]): KeptProtections {
    const positions: Record<string, Protection> = {};
    for (const [symbol, { holding, ...protection }] of this.#bySymbol) {
      if (protection.plan === null && protection.failures === 0) continue;
      positions[symbol] = { ...protection, holding: holding === null ? null : { ...holding } };
    }
    const entries: Record<string, EntryPlan> = {};
    for (const key of entryKeys) {
      const plan = this.#entryPlans.get(key);
      if (plan !== undefined) entries[key] = plan;
    }
    return { positions, entries };
  }

  restore({ positions, entries }: KeptProtections): void {
    for (const [symbol, { holding, ...protection }] of Object.entries(positions)) {
      if (!this.#bySymbol.has(symbol)) continue;
      const again = holding === null ? null : { ...holding, seenBars: SEEN_IN_A_FORMER_LIFE };
      this.#bySymbol.set(symbol, { ...protection, holding: again });
    }
    for (const [key, plan] of Object.entries(entries)) this.#entryPlans.set(key, plan);
  }
}
