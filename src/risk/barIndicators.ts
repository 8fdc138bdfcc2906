import type { BarHistory, BarView } from '../market/barHistory.ts';
import { type AtrState, initialAtr, updateAtr } from '../market/indicators/atr.ts';

interface KeptRange {
  readonly state: AtrState;
  value: number | null;
}

/** Indicators over the bars that a session has seen, fed only with the bars that are new since they were last asked for. */
export class BarIndicators {
  readonly #histories: ReadonlyMap<string, BarHistory>;
  readonly #ranges = new Map<string, Map<number, KeptRange>>();

  constructor(histories: ReadonlyMap<string, BarHistory>) {
    this.#histories = histories;
    for (const symbol of histories.keys()) this.#ranges.set(symbol, new Map());
  }

  bars(symbol: string): BarView {
    return this.#histories.get(symbol)!;
  }

  /** Wilder's average true range in quote; null before `barCount` + 1 bars. */
  averageTrueRange(symbol: string, barCount: number): number | null {
    const bars = this.#histories.get(symbol)!;
    const ranges = this.#ranges.get(symbol)!;
    let kept = ranges.get(barCount);
    if (kept === undefined) {
      kept = { state: initialAtr(barCount), value: null };
      ranges.set(barCount, kept);
    }
    while (kept.state.barCount < bars.length) {
      const ago = bars.length - 1 - kept.state.barCount;
      kept.value = updateAtr(kept.state, bars.high(ago), bars.low(ago), bars.close(ago));
    }
    return kept.value;
  }
}
