import type { Tape } from '../../market/tape.ts';
import type { Trade } from '../../stress/outcome.ts';

/** How far price went against a trade and for it, as ratios of its mean entry price: zero or positive. */
export interface Excursion {
  /** Maximum adverse excursion. */
  readonly adverseRatio: number;
  /** Maximum favourable excursion. */
  readonly favourableRatio: number;
}

/**
 * MAE and MFE of a trade, from the bars of the tape. Of a bar that the trade was held for from open to close both extremes count; of the bar
 * in which it was opened only the close, of that in which it was closed only the open, since nobody knows on which side of the fill the
 * extremes of those lay. The entry and the exit price count too. So within its first and its last bar a trade may have gone further.
 * J. Sweeney, "Maximum Adverse Excursion", 1997.
 *
 * @returns null for a symbol that the tape does not have.
 */
export function excursionOf(trade: Trade, tape: Tape): Excursion | null {
  const found = tape.symbols.find(({ instrument }) => instrument.symbol === trade.symbol);
  if (found === undefined) return null;
  const { candles } = found;
  let lowest = Math.min(trade.entryPrice, trade.exitPrice);
  let highest = Math.max(trade.entryPrice, trade.exitPrice);
  const see = (price: number): void => {
    lowest = Math.min(lowest, price);
    highest = Math.max(highest, price);
  };
  for (let row = firstRowEndingAfter(candles, trade.openMs); row < candles.length; row++) {
    const openMs = candles.openTimeMs[row]!;
    const closeMs = openMs + candles.intervalMs;
    if (openMs >= trade.closeMs) break;
    const isOpenedInside = openMs < trade.openMs;
    const isClosedInside = closeMs > trade.closeMs;
    if (!isOpenedInside) see(candles.open[row]!);
    if (!isClosedInside) see(candles.close[row]!);
    if (isOpenedInside || isClosedInside) continue;
    see(candles.low[row]!);
    see(candles.high[row]!);
  }
  const up = highest / trade.entryPrice - 1;
  const down = 1 - lowest / trade.entryPrice;
  return trade.side === 'long'
    ? { adverseRatio: down, favourableRatio: up }
    : { adverseRatio: up, favourableRatio: down };
}

function firstRowEndingAfter(
  candles: { readonly openTimeMs: ArrayLike<number>; readonly intervalMs: number; readonly length: number },
  atMs: number,
): number {
  let low = 0;
  let high = candles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (candles.openTimeMs[middle]! + candles.intervalMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
