import type { Candles } from '../../market/candles.ts';

/**
 * Where the calm spread of a symbol comes from. Whatever it says, the full spread is at least a tick, and a stress multiplies it.
 */
export interface SpreadModel {
  readonly summary: string;
  /**
   * The relative spread of the bars of a window, a ratio of the mid; null where the model does not look at bars. It is asked about bars that have
   * closed and nothing else.
   */
  readonly estimate: ((candles: Candles, fromRow: number, toRow: number) => number) | null;
}
