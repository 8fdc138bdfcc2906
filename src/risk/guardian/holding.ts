import type { BarView } from '../../market/barHistory.ts';
import type { Side } from '../../market/order.ts';
import type { StopPlan } from '../stops/stopPlan.ts';
import { maxBarsOf, tighter } from '../stops/stopPrices.ts';

/** What a stop must know of the time that its position has been held: plain data. */
export interface Holding {
  readonly side: Side;
  /** Bars that opened from here on count whole. */
  readonly wholeFromMs: number;
  /** The best price since then, quote per base: the highest for a long, the lowest for a short. */
  bestPrice: number;
  /** Bars that were known then, or have been looked at since; after a restart `SEEN_IN_A_FORMER_LIFE`, until they are looked for. */
  seenBars: number;
  /** When the position is closed whatever its price; null: never. */
  deadlineMs: number | null;
}

/** In place of the bars that are known: those of a process that is gone. */
export const SEEN_IN_A_FORMER_LIFE = -1;

/** A position that is opened at a market order on a close is opened so early in the next bar that all of the bar counts. */
const EARLY_RATIO = 0.01;

/**
 * A position whose first fill became known now.
 *
 * @param entryPrice quote per base.
 * @param intervalMs length of the bars; null before the first.
 */
export function beginHolding(
  side: Side,
  entryPrice: number,
  { nowMs, intervalMs, barCount }: { nowMs: number; intervalMs: number | null; barCount: number },
): Holding {
  const wholeFromMs = nowMs - EARLY_RATIO * (intervalMs ?? 0);
  return { side, wholeFromMs, bestPrice: entryPrice, seenBars: barCount, deadlineMs: null };
}

/**
 * Takes what prices have come: the last trade, and the bars that are new. Of a bar in which the position was opened in the midst only what was
 * seen since then counts, for its high may be from before.
 */
export function seePrices(holding: Holding, lastPrice: number | null, bars: BarView): void {
  const { side, wholeFromMs } = holding;
  let best = tighter(side, holding.bestPrice, lastPrice);
  if (holding.seenBars === SEEN_IN_A_FORMER_LIFE) {
    // The bars have come anew: those since then are looked at again, and what they have seen of the best price is found again.
    let wholeCount = 0;
    while (wholeCount < bars.length && bars.openTimeMs(wholeCount) >= wholeFromMs) wholeCount++;
    holding.seenBars = bars.length - wholeCount;
  }
  for (; holding.seenBars < bars.length; holding.seenBars++) {
    const ago = bars.length - 1 - holding.seenBars;
    const isWhole = bars.openTimeMs(ago) >= wholeFromMs;
    const extreme = side === 'buy' ? bars.high(ago) : bars.low(ago);
    best = tighter(side, best, isWhole ? extreme : bars.close(ago));
  }
  holding.bestPrice = best;
}

/**
 * When a position of this plan, entered now, is to be closed: at the close of so many bars, that of the entry being the first. By the clock and not
 * by bars that come: a feed that is silent must not keep a position open.
 *
 * @returns epoch ms; null where the plan has no end.
 */
export function deadlineOf(
  plan: StopPlan,
  bars: BarView,
  { nowMs, intervalMs }: { readonly nowMs: number; readonly intervalMs: number | null },
): number | null {
  const maxBars = maxBarsOf(plan);
  if (maxBars === null || intervalMs === null || bars.length === 0) return null;
  const newestOpenMs = bars.openTimeMs();
  const openMs = newestOpenMs + Math.floor((nowMs - newestOpenMs) / intervalMs) * intervalMs;
  return openMs + maxBars * intervalMs;
}
