import type { Candles } from '../candles.ts';
import { copyCandles, quantised } from '../rewritePrices.ts';

/** The bars of one symbol in a window, and which of them take whose place. */
export interface Remix {
  readonly candles: Candles;
  readonly tick: number;
  /** Rows [fromRow, toRow) of the window; the row before `fromRow` exists and anchors the first return. */
  readonly fromRow: number;
  readonly toRow: number;
  /** By row of the window: the row whose bar now stands there. A row that is not in it keeps its own. */
  readonly sourceRows: ReadonlyMap<number, number>;
}

export interface RemixedBars {
  readonly candles: Candles;
  /** Bars that had to be lifted, because no price is less than one tick. */
  readonly liftedBarCount: number;
}

/**
 * Puts bars into another order. A bar is taken with its gap from the close before it, its extremes, its close and its volume, all as ratios to
 * that close; each then starts from the close that now stands before it. The path is followed without rounding and every price of it is rounded
 * to the tick once, so that rounding does not add up: each close is within half a tick of the exact path. As the same returns stand in another
 * order, the path ends where it did, and the last close is set to the original.
 */
export function remixBars({ candles, tick, fromRow, toRow, sourceRows }: Remix): RemixedBars {
  const after = copyCandles(candles);
  let liftedBarCount = 0;
  let anchor = candles.close[fromRow - 1]!;
  for (let row = fromRow; row < toRow; row++) {
    const source = sourceRows.get(row) ?? row;
    const closeBefore = candles.close[source - 1]!;
    const priceOf = (column: Float64Array): number => (anchor * column[source]!) / closeBefore;
    if (priceOf(candles.low) < tick / 2) liftedBarCount++;
    for (const column of ['open', 'high', 'low', 'close'] as const) {
      after[column][row] = quantised(priceOf(candles[column]), tick);
    }
    after.volume[row] = candles.volume[source]!;
    anchor = priceOf(candles.close);
  }
  const last = toRow - 1;
  const close = candles.close[last]!;
  after.close[last] = close;
  after.high[last] = Math.max(after.high[last]!, close);
  after.low[last] = Math.min(after.low[last]!, close);
  return { candles: after, liftedBarCount };
}
