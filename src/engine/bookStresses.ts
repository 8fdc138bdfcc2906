import { rowAtOrAfter } from '../market/candles.ts';
import type { Tape, TapeSymbol } from '../market/tape.ts';
import { type BookStress, CALM_BOOK, type Exchange } from '../venue/exchange.ts';

/** The stretch of time in which a book is thin: `[fromMs, untilMs)`. */
export interface StressWindow {
  /** Null: every symbol of the tape. */
  readonly symbol: string | null;
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Standing {
  readonly symbol: string | null;
  readonly stress: BookStress;
}

/** The stresses of the book that are in force, by their names: on one symbol they multiply, and what is left when one ends is as if it had never been. */
export class BookStresses {
  readonly #tape: Tape;
  readonly #exchange: Exchange;
  readonly #standing = new Map<string, Standing>();

  constructor(tape: Tape, exchange: Exchange) {
    this.#tape = tape;
    this.#exchange = exchange;
  }

  /** False, and nothing is done, when the stress could touch nobody: no bar of the symbol lies in its window, or it has no strength. */
  begin(key: string, window: StressWindow, stress: BookStress, atMs: number): boolean {
    if (this.#standing.has(key)) throw new Error(`the book is under the stress ${key} already`);
    if (stress.spreadFactor === 1 && stress.depthDivisor === 1) return false;
    const symbols = this.#symbolsOf(window.symbol);
    if (!symbols.some((one) => hasBarIn(one, this.#tape, window))) return false;
    this.#standing.set(key, { symbol: window.symbol, stress });
    this.#apply(symbols, atMs);
    return true;
  }

  end(key: string, atMs: number): void {
    const standing = this.#standing.get(key);
    if (standing === undefined) return;
    this.#standing.delete(key);
    this.#apply(this.#symbolsOf(standing.symbol), atMs);
  }

  #apply(symbols: readonly TapeSymbol[], atMs: number): void {
    for (const { instrument } of symbols) {
      let { spreadFactor, depthDivisor } = CALM_BOOK;
      for (const { symbol, stress } of this.#standing.values()) {
        if (symbol !== null && symbol !== instrument.symbol) continue;
        spreadFactor *= stress.spreadFactor;
        depthDivisor *= stress.depthDivisor;
      }
      this.#exchange.stressBook(instrument.symbol, { spreadFactor, depthDivisor }, atMs);
    }
  }

  #symbolsOf(symbol: string | null): readonly TapeSymbol[] {
    const { symbols } = this.#tape;
    return symbol === null ? symbols : symbols.filter(({ instrument }) => instrument.symbol === symbol);
  }
}

/** Whether a bar of the traded window is open at some time of the stress. */
function hasBarIn(
  { candles, firstRow }: TapeSymbol,
  { intervalMs }: Tape,
  { fromMs, untilMs }: StressWindow,
): boolean {
  const row = Math.max(firstRow, rowAtOrAfter(candles, fromMs - intervalMs + 1));
  return row < candles.length && candles.openTimeMs[row]! < untilMs;
}
