/**
 * Unprotected time: how long a position stood without a live protective stop for its whole quantity, and what could have come of it.
 * Judged on truth, symbol by symbol: two symbols unprotected for one second are two seconds, as are two positions held for it.
 */

import { CompensatedSum } from '../core/compensatedSum.ts';
import { coveredMs, type Interval, longestMs } from './intervals.ts';
import { defined, type Metric, undefinedBecause } from './metric.ts';

/** A position of one symbol and one quantity, unprotected from `fromMs` to `toMs`. A new quantity begins a new stretch. */
export interface UnprotectedStretch extends Interval {
  readonly symbol: string;
  /** What stood without protection, base, signed: negative for a short. */
  readonly positionQty: number;
  /** Mark price at `fromMs`. */
  readonly startPrice: number;
  /** The price that was worst for the position inside the stretch: the lowest for a long, the highest for a short. */
  readonly worstPrice: number;
}

/** A position of one symbol that is not flat. */
export interface HeldStretch extends Interval {
  readonly symbol: string;
}

export interface UnprotectedTime {
  /** In all, ms. */
  readonly unprotectedTime: Metric;
  /** The longest unbroken gap of one symbol, ms; stretches that touch are one gap. */
  readonly longestUnprotectedTime: Metric;
  /** Unprotected time / time that positions were held, ratio. Undefined when none was. */
  readonly unprotectedShare: Metric;
  /** Sum of |quantity| x start price x seconds, quote seconds. */
  readonly unprotectedNotional: Metric;
  /**
   * The furthest that price went against a position from where its gap began, ratio of that price, zero or positive. Undefined when
   * nothing was unprotected.
   */
  readonly unprotectedAdverseMove: Metric;
}

/**
 * @param unprotected stretches of one symbol may touch and must not overlap: an overlap throws.
 * @param held every stretch of time with a position, protected or not.
 * @example
 * const naked = unprotectedTime(
 *   [{ symbol: 'BTCUSDT', fromMs: 0, toMs: 2000, positionQty: 2, startPrice: 100, worstPrice: 75 }],
 *   [{ symbol: 'BTCUSDT', fromMs: 0, toMs: 8000 }],
 * );
 * naked.unprotectedShare.value // 0.25
 * naked.unprotectedNotional.value // 400
 * naked.unprotectedAdverseMove.value // 0.25
 */
export function unprotectedTime(
  unprotected: readonly UnprotectedStretch[],
  held: readonly HeldStretch[],
): UnprotectedTime {
  const stretchesBySymbol = bySymbol(unprotected);
  const notionalSeconds = new CompensatedSum();
  let totalMs = 0;
  let longestGapMs = 0;
  let worstMove = 0;
  for (const stretches of stretchesBySymbol.values()) {
    stretches.sort((a, b) => a.fromMs - b.fromMs);
    totalMs += coveredMs(stretches);
    longestGapMs = Math.max(longestGapMs, longestMs(stretches));
    worstMove = Math.max(worstMove, worstAdverseMove(stretches));
    for (const { positionQty, startPrice, fromMs, toMs } of stretches) {
      notionalSeconds.add(Math.abs(positionQty) * startPrice * ((toMs - fromMs) / 1000));
    }
  }
  let heldMs = 0;
  for (const stretches of bySymbol(held).values()) heldMs += coveredMs(stretches);
  return {
    unprotectedTime: defined(totalMs),
    longestUnprotectedTime: defined(longestGapMs),
    unprotectedShare: heldMs === 0 ? undefinedBecause('no position was held') : defined(totalMs / heldMs),
    unprotectedNotional: defined(notionalSeconds.total),
    unprotectedAdverseMove:
      unprotected.length === 0 ? undefinedBecause('nothing was unprotected') : defined(worstMove),
  };
}

/** Over the stretches of one symbol in order: a gap's reference is the price it began at, and a position that turns begins anew. */
function worstAdverseMove(stretches: readonly UnprotectedStretch[]): number {
  let worst = 0;
  let referencePrice = 0;
  let previous: UnprotectedStretch | null = null;
  for (const stretch of stretches) {
    if (previous !== null && stretch.fromMs < previous.toMs) {
      throw new Error(`unprotected stretches of ${stretch.symbol} overlap at ${stretch.fromMs}`);
    }
    const side = Math.sign(stretch.positionQty);
    const goesOn =
      previous !== null && stretch.fromMs === previous.toMs && side === Math.sign(previous.positionQty);
    if (!goesOn) referencePrice = stretch.startPrice;
    worst = Math.max(worst, (side * (referencePrice - stretch.worstPrice)) / referencePrice);
    previous = stretch;
  }
  return worst;
}

function bySymbol<Stretch extends { readonly symbol: string }>(
  stretches: readonly Stretch[],
): Map<string, Stretch[]> {
  const groups = new Map<string, Stretch[]>();
  for (const stretch of stretches) {
    const group = groups.get(stretch.symbol);
    if (group === undefined) groups.set(stretch.symbol, [stretch]);
    else group.push(stretch);
  }
  return groups;
}
