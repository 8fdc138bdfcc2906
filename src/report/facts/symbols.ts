import { decimalsOf } from '../../core/rounding.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { fixed, significant } from '../numbers.ts';

/** The currency that a run counts in: the quote of its first symbol. `BTC-USDT` is quoted in USDT. */
export function quoteCurrency(outcome: Outcome): string {
  return outcome.tape.symbols[0]?.instrument.symbol.split('-')[1] ?? '';
}

/**
 * Symbols in the order in which they deserve to be looked at: the largest loss of the faulted run first, then the most traded. Ties keep the
 * scenario's order.
 */
export function symbolsByDamage(outcome: Outcome): string[] {
  const pnlQuote = new Map<string, number>();
  const tradedQuote = new Map<string, number>();
  for (const trade of outcome.faulted.trades) {
    pnlQuote.set(trade.symbol, (pnlQuote.get(trade.symbol) ?? 0) + trade.pnlQuote);
    const notional = trade.maxQty * trade.entryPrice;
    tradedQuote.set(trade.symbol, (tradedQuote.get(trade.symbol) ?? 0) + notional);
  }
  return outcome.tape.symbols
    .map(({ instrument }) => instrument.symbol)
    .sort(
      (a, b) =>
        Math.min(0, pnlQuote.get(a) ?? 0) - Math.min(0, pnlQuote.get(b) ?? 0) ||
        (tradedQuote.get(b) ?? 0) - (tradedQuote.get(a) ?? 0),
    );
}

/** Prices of a symbol with the decimals of its tick, so that they stand under one another; a price below half a tick keeps its digits. */
export function priceFormat(outcome: Outcome): (symbol: string | null, value: number) => string {
  const decimals = new Map(
    outcome.tape.symbols.map(({ instrument }) => [instrument.symbol, decimalsOf(instrument.tick)]),
  );
  return (symbol, value) => {
    const known = symbol === null ? undefined : decimals.get(symbol);
    if (known === undefined || Math.abs(value) < 0.5 / 10 ** known) return significant(value, 6);
    return fixed(value, known);
  };
}
