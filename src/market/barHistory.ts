import type { Bar } from './bar.ts';

/** What a strategy sees of one symbol: bars that have closed and have reached it, counted backwards from the newest (0). */
export interface BarView {
  readonly symbol: string;
  /** Bars seen so far, look-back included. */
  readonly length: number;
  /** False when the newest bar is older than this turn: the feed stalled, or the symbol has no bar now. */
  readonly isNew: boolean;
  openTimeMs(ago?: number): number;
  open(ago?: number): number;
  high(ago?: number): number;
  low(ago?: number): number;
  close(ago?: number): number;
  volume(ago?: number): number;
}

/** Room for one year of hourly bars before the first growth. */
const INITIAL_CAPACITY = 8_760;

/**
 * The bars of one symbol that have reached a session: growable columns with a cursor that cannot look forward. Asking for a
 * bar that has not closed (a negative `ago`) or that was never seen throws a RangeError.
 */
export class BarHistory implements BarView {
  readonly symbol: string;
  isNew = false;
  #length = 0;
  #openTimeMs: Float64Array = new Float64Array(INITIAL_CAPACITY);
  #open: Float64Array = new Float64Array(INITIAL_CAPACITY);
  #high: Float64Array = new Float64Array(INITIAL_CAPACITY);
  #low: Float64Array = new Float64Array(INITIAL_CAPACITY);
  #close: Float64Array = new Float64Array(INITIAL_CAPACITY);
  #volume: Float64Array = new Float64Array(INITIAL_CAPACITY);

  constructor(symbol: string) {
    this.symbol = symbol;
  }

  get length(): number {
    return this.#length;
  }

  append(bar: Bar): void {
    if (this.#length === this.#openTimeMs.length) this.#grow();
    const row = this.#length++;
    this.#openTimeMs[row] = bar.openTimeMs;
    this.#open[row] = bar.open;
    this.#high[row] = bar.high;
    this.#low[row] = bar.low;
    this.#close[row] = bar.close;
    this.#volume[row] = bar.volume;
    this.isNew = true;
  }

  openTimeMs(ago = 0): number {
    return this.#openTimeMs[this.#row(ago)]!;
  }
  open(ago = 0): number {
    return this.#open[this.#row(ago)]!;
  }
  high(ago = 0): number {
    return this.#high[this.#row(ago)]!;
  }
  low(ago = 0): number {
    return this.#low[this.#row(ago)]!;
  }
  close(ago = 0): number {
    return this.#close[this.#row(ago)]!;
  }
  volume(ago = 0): number {
    return this.#volume[this.#row(ago)]!;
  }

  #row(ago: number): number {
    if (ago < 0)
      throw new RangeError(`${this.symbol}: a bar that has not closed yet cannot be read (ago ${ago})`);
    if (!(ago < this.#length) || !Number.isInteger(ago)) {
      throw new RangeError(`${this.symbol}: bar ${ago} was asked for, ${this.#length} have been seen`);
    }
    return this.#length - 1 - ago;
  }

  #grow(): void {
    this.#openTimeMs = twice(this.#openTimeMs);
    this.#open = twice(this.#open);
    this.#high = twice(this.#high);
    this.#low = twice(this.#low);
    this.#close = twice(this.#close);
    this.#volume = twice(this.#volume);
  }
}

/** A column with room for as many rows again. */
function twice(column: Float64Array): Float64Array {
  const grown = new Float64Array(column.length * 2);
  grown.set(column);
  return grown;
}
