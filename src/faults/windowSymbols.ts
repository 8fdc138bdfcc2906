import { type Candles, rowAtOrAfter } from '../market/candles.ts';
import { copyCandles } from '../market/rewritePrices.ts';
import type { Tape, TapeSymbol } from '../market/tape.ts';
import type { TapeWindow } from './fault.ts';

/** A symbol that a fault of the tape is aimed at, and its bars in the window: the rows [fromRow, toRow), never look-back. */
export interface WindowSymbol extends TapeSymbol {
  readonly symbol: string;
  readonly fromRow: number;
  readonly toRow: number;
}

/** The symbols that a window is aimed at, in the order of the tape. */
export function windowSymbols(tape: Tape, { fromMs, toMs, symbol }: TapeWindow): WindowSymbol[] {
  return tape.symbols
    .filter(({ instrument }) => symbol === null || instrument.symbol === symbol)
    .map((one) => ({
      ...one,
      symbol: one.instrument.symbol,
      fromRow: Math.max(one.firstRow, rowAtOrAfter(one.candles, fromMs)),
      toRow: Math.max(one.firstRow, rowAtOrAfter(one.candles, toMs)),
    }));
}

/** Copies of the bars that a window is aimed at, each changed by `rewrite`; by symbol. */
export function rewriteWindow(
  tape: Tape,
  window: TapeWindow,
  rewrite: (after: Candles, one: WindowSymbol) => void,
): Map<string, Candles> {
  return new Map(
    windowSymbols(tape, window).map((one) => {
      const after = copyCandles(one.candles);
      rewrite(after, one);
      return [one.symbol, after];
    }),
  );
}
