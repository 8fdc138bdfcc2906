import type { BarHistory } from '../../market/barHistory.ts';
import { type AtrState, initialAtr, updateAtr } from '../../market/indicators/atr.ts';
import type { Side } from '../../market/order.ts';
import { atrTrail } from './atrTrail.ts';
import { fixedPrice } from './fixedPrice.ts';
import { fixedRatio } from './fixedRatio.ts';
import type { StopContext, StopKind } from './stopKind.ts';
import type { StopPlan } from './stopPlan.ts';

/** Every kind of stop. */
export const stopKinds = { fixedPrice, fixedRatio, atrTrail } as const;

/** Computes stop prices from the bars that a session has seen. */
export class StopPrices {
  readonly #contexts = new Map<string, StopContext>();

  constructor(histories: ReadonlyMap<string, BarHistory>) {
    for (const [symbol, bars] of histories) this.#contexts.set(symbol, contextOf(bars));
  }

  initial(plan: StopPlan, symbol: string, side: Side, entryPrice: number): number | null {
    const price = kindOf(plan).initial(plan, side, entryPrice, this.#contexts.get(symbol)!);
    return price !== null && Number.isFinite(price) && price > 0 ? price : null;
  }

  ratchet(plan: StopPlan, symbol: string, side: Side, stopPrice: number): number {
    return kindOf(plan).ratchet(plan, side, stopPrice, this.#contexts.get(symbol)!);
  }
}

function kindOf(plan: StopPlan): StopKind<StopPlan> {
  return stopKinds[plan.kind] as StopKind<StopPlan>;
}

/** The average is fed only with the bars that are new since it was last asked for. */
function contextOf(bars: BarHistory): StopContext {
  const ranges = new Map<number, { state: AtrState; value: number | null }>();
  return {
    bars,
    averageTrueRange(barCount) {
      let kept = ranges.get(barCount);
      if (kept === undefined) {
        kept = { state: initialAtr(barCount), value: null };
        ranges.set(barCount, kept);
      }
      while (kept.state.barCount < bars.length) {
        const ago = bars.length - 1 - kept.state.barCount;
        kept.value = updateAtr(kept.state, bars.high(ago), bars.low(ago), bars.close(ago));
      }
      return kept.value;
    },
  };
}
