/**
 * Bars of one symbol as columns, one row a bar, ascending and without duplicates. Prices are quote currency per unit of base,
 * volume is base currency, times are epoch milliseconds UTC. A gap in time is a bar that does not exist.
 */
export interface Candles {
  readonly symbol: string;
  readonly intervalMs: number;
  readonly length: number;
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Empty columns for `length` bars. */
export function allocateCandles(symbol: string, intervalMs: number, length: number): Candles {
  const column = () => new Float64Array(length);
  return {
    symbol,
    intervalMs,
    length,
    openTimeMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** The rows [fromRow, toRow) as views on the same memory. */
export function sliceCandles(candles: Candles, fromRow: number, toRow: number): Candles {
  return {
    symbol: candles.symbol,
    intervalMs: candles.intervalMs,
    length: Math.max(0, toRow - fromRow),
    openTimeMs: candles.openTimeMs.subarray(fromRow, toRow),
    open: candles.open.subarray(fromRow, toRow),
    high: candles.high.subarray(fromRow, toRow),
    low: candles.low.subarray(fromRow, toRow),
    close: candles.close.subarray(fromRow, toRow),
    volume: candles.volume.subarray(fromRow, toRow),
  };
}

/** The first row whose open time is not before `timeMs`; `length` when there is none. */
export function rowAtOrAfter(candles: Candles, timeMs: number): number {
  let low = 0;
  let high = candles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (candles.openTimeMs[middle]! < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
