import { roundToStep } from '../core/rounding.ts';
import { allocateCandles, type Candles } from './candles.ts';

/** A copy of the bars whose columns may be written. */
export function copyCandles(candles: Candles): Candles {
  const copy = allocateCandles(candles.symbol, candles.intervalMs, candles.length);
  for (const column of ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const) {
    copy[column].set(candles[column]);
  }
  return copy;
}

/** The multiple of the tick nearest to a price, and never less than one: no market quotes zero. @example quantised(0.004, 0.01) // 0.01 */
export function quantised(price: number, tick: number): number {
  return Math.max(tick, roundToStep(price, tick));
}

/**
 * Maps every price of the rows [fromRow, toRow), in place. The map must rise with the price: rounding does so, too, and a bar that was
 * possible stays possible.
 */
export function mapPrices(
  candles: Candles,
  rows: { readonly fromRow: number; readonly toRow: number; readonly tick: number },
  map: (price: number) => number,
): void {
  for (const column of ['open', 'high', 'low', 'close'] as const) {
    for (let row = rows.fromRow; row < rows.toRow; row++) {
      candles[column][row] = quantised(map(candles[column][row]!), rows.tick);
    }
  }
}
