import type { BarView } from '../../market/barHistory.ts';
import { type Side, sideSign } from '../../market/order.ts';
import type { BarIndicators } from '../barIndicators.ts';
import type { EnterIntent } from '../intent.ts';
import type { RiskView } from '../riskView.ts';
import { atrTrail } from './atrTrail.ts';
import { chandelier } from './chandelier.ts';
import { fixedPrice } from './fixedPrice.ts';
import { fixedRatio } from './fixedRatio.ts';
import type { StopContext, StopKind } from './stopKind.ts';
import type { StopPlan } from './stopPlan.ts';
import { timeStop } from './timeStop.ts';

/** Every kind of stop. */
export const stopKinds = { fixedPrice, fixedRatio, atrTrail, chandelier, timeStop } as const;

/** Computes stop prices from the bars that a session has seen. */
export class StopPrices {
  readonly #indicators: BarIndicators;
  readonly #contexts = new Map<string, StopContext>();

  constructor(indicators: BarIndicators) {
    this.#indicators = indicators;
  }

  /** Where the stop of an entry at this price stands; null when it cannot be computed, or would be no price. */
  initial(plan: StopPlan, symbol: string, side: Side, entryPrice: number): number | null {
    return buffered(kindOf(plan).initial(plan, side, entryPrice, this.#contextOf(symbol)), plan, side);
  }

  /** Where the stop of a wish that is priced so is to stand; null without a plan or a price. */
  entryStop({ stop, symbol, side }: EnterIntent, price: number): number | null {
    return stop === undefined || Number.isNaN(price) ? null : this.initial(stop, symbol, side, price);
  }

  /**
   * Where a stop stands after this close: where its plan puts it, and never farther from the price than before.
   *
   * @param stood where it stood, and the best price since the entry.
   */
  ratchet(
    plan: StopPlan,
    symbol: string,
    side: Side,
    stood: { readonly stopPrice: number; readonly bestPrice: number },
  ): number {
    const trailed = kindOf(plan).trail?.(plan, side, stood.bestPrice, this.#contextOf(symbol)) ?? null;
    return tighter(side, stood.stopPrice, buffered(trailed, plan, side));
  }

  /** The bars that have reached the session. */
  bars(symbol: string): BarView {
    return this.#indicators.bars(symbol);
  }

  #contextOf(symbol: string): StopContext {
    let context = this.#contexts.get(symbol);
    if (context === undefined) {
      const indicators = this.#indicators;
      context = {
        bars: indicators.bars(symbol),
        averageTrueRange: (barCount) => indicators.averageTrueRange(symbol, barCount),
      };
      this.#contexts.set(symbol, context);
    }
    return context;
  }
}

/** After how many bars' time a plan closes its position; null when it does not. */
export function maxBarsOf(plan: StopPlan): number | null {
  return kindOf(plan).maxBars?.(plan) ?? null;
}

/** Of two stops of a position of this side the one nearer to the price. */
export function tighter(side: Side, stopPrice: number, other: number | null): number {
  if (other === null) return stopPrice;
  return side === 'buy' ? Math.max(stopPrice, other) : Math.min(stopPrice, other);
}

/** Of a planned stop and those that are live for a position of the wish's own side, the one that is nearest to the price. */
export function nearestStop(
  planned: number | null,
  { symbol, side }: EnterIntent,
  view: Pick<RiskView, 'positionQty' | 'liveStops'>,
): number | null {
  if (planned === null || sideSign(side) * view.positionQty(symbol) <= 0) return planned;
  return view.liveStops(symbol).reduce((price, live) => tighter(side, price, live.triggerPrice), planned);
}

/** With the plan's buffer, where that is a price. */
function buffered(price: number | null, { bufferRatio = 0 }: StopPlan, side: Side): number | null {
  if (price === null) return null;
  const moved = bufferRatio === 0 ? price : price * (1 - sideSign(side) * bufferRatio);
  return Number.isFinite(moved) && moved > 0 ? moved : null;
}

function kindOf(plan: StopPlan): StopKind<StopPlan> {
  return stopKinds[plan.kind] as StopKind<StopPlan>;
}
