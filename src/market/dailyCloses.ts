import { closingUtcDay, DAY_MS } from '../core/time.ts';
import type { Bar } from './bar.ts';

/** Room for two years before the first growth. */
const INITIAL_CAPACITY = 730;

/**
 * The closes of one symbol's UTC days as a client comes to know them, bar by bar. A day counts once no further bar could close in it: never
 * half a day, and a day whose last bar did not arrive is missing.
 */
export class DailyCloses {
  /** Days so far. */
  length = 0;
  /** 24:00 UTC of each day, epoch ms, ascending. Only the first `length` rows mean something. */
  closeTimeMs: Float64Array = new Float64Array(INITIAL_CAPACITY);
  /** Quote per base, row by row. */
  close: Float64Array = new Float64Array(INITIAL_CAPACITY);

  /** To be shown every bar, in any interval that divides a day; the bars of longer intervals never make two days in a row. */
  see({ openTimeMs, closeTimeMs, close }: Bar): void {
    const dayEndMs = (closingUtcDay(closeTimeMs) + 1) * DAY_MS;
    if (closeTimeMs + (closeTimeMs - openTimeMs) <= dayEndMs || !(close > 0)) return;
    // A bar that comes again, or late, tells nothing new.
    if (this.length > 0 && dayEndMs <= this.closeTimeMs[this.length - 1]!) return;
    if (this.length === this.close.length) this.#grow();
    this.closeTimeMs[this.length] = dayEndMs;
    this.close[this.length] = close;
    this.length++;
  }

  /** The first row that is not before a time; `length` when there is none. */
  rowAtOrAfter(timeMs: number): number {
    let row = this.length;
    while (row > 0 && this.closeTimeMs[row - 1]! >= timeMs) row--;
    return row;
  }

  #grow(): void {
    for (const name of ['closeTimeMs', 'close'] as const) {
      const grown = new Float64Array(this[name].length * 2);
      grown.set(this[name]);
      this[name] = grown;
    }
  }
}
