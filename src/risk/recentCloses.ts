/** Closes that are remembered. */
export const MOST_RECENT_CLOSES = 100;

/** The last closes of one symbol, in a ring. */
export class RecentCloses {
  readonly #closes = new Float64Array(MOST_RECENT_CLOSES);
  /** Closes seen so far. */
  #count = 0;

  see(close: number): void {
    this.#closes[this.#count++ % MOST_RECENT_CLOSES] = close;
  }

  /** Of the last `barCount` closes, or of as many as there are; null before the first. Of an even number it is the mean of the middle two. */
  median(barCount: number): number | null {
    const length = Math.min(barCount, this.#count, MOST_RECENT_CLOSES);
    if (length === 0) return null;
    const last = new Float64Array(length);
    for (let ago = 0; ago < length; ago++)
      last[ago] = this.#closes[(this.#count - 1 - ago) % MOST_RECENT_CLOSES]!;
    last.sort();
    return (last[(length - 1) >> 1]! + last[length >> 1]!) / 2;
  }
}
