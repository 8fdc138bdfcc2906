import type { Outcome } from '../../stress/outcome.ts';

/** How many bars of the faulted run could have ended otherwise had their extremes come in the other order. */
export interface AmbiguousBarFacts {
  readonly count: number;
  /** Bars of all symbols inside the window. */
  readonly barCount: number;
  readonly bySymbol: Readonly<Record<string, number>>;
}

export function ambiguousBarsOf({
  faulted,
  faultedTape,
}: Pick<Outcome, 'faulted' | 'faultedTape'>): AmbiguousBarFacts {
  const { ambiguousBars } = faulted.record;
  const { symbols, toMs } = faultedTape;
  let barCount = 0;
  for (const { candles, firstRow } of symbols) {
    for (let row = firstRow; row < candles.length && candles.openTimeMs[row]! < toMs; row++) barCount++;
  }
  const bySymbol = Object.fromEntries(
    symbols.map(({ candles: { symbol } }) => [
      symbol,
      ambiguousBars.filter((bar) => bar.symbol === symbol).length,
    ]),
  );
  return { count: ambiguousBars.length, barCount, bySymbol };
}
