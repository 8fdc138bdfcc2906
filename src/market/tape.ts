import type { Candles } from './candles.ts';
import type { Instrument } from './instrument.ts';

/**
 * The market truth of a run: the bars of every symbol, look-back included, and where trading starts and ends.
 * All symbols share one interval. Symbol order is the scenario's, and every tie is broken by it.
 */
export interface Tape {
  readonly intervalMs: number;
  readonly symbols: readonly TapeSymbol[];
  /** First open time of the traded window; bars before it are look-back, in which no order is sent. */
  readonly fromMs: number;
  /** End of the traded window (exclusive): the close of its last bar. */
  readonly toMs: number;
  /** SHA-256 over the columns, the interval and the symbols. */
  readonly sha256: string;
  /** What a reader of the report must know, e.g. `intraday path reconstructed from daily candles, seed 42`. */
  readonly notes: readonly string[];
}

export interface TapeSymbol {
  readonly instrument: Instrument;
  /** Look-back and window together, ascending. */
  readonly candles: Candles;
  /** Row of the first bar of the window; `candles.length` when the symbol has none in it. */
  readonly firstRow: number;
  /**
   * UTC-daily candles up to the window's end that were never refined, for correlations and portfolio VaR. The engine shows a
   * session only the days that are complete.
   */
  readonly daily: Candles;
}
