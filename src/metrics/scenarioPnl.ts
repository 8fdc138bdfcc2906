/** P&L of a portfolio under a shock of prices: sum of signed quantity x mark x shock. No order is sent, no stop fires. */

import { CompensatedSum } from '../core/compensatedSum.ts';

export interface MarkedPosition {
  readonly symbol: string;
  /** Signed, base. */
  readonly qty: number;
  /** Quote per base. */
  readonly markPrice: number;
}

export interface Shocks {
  /** Change of price by symbol: -0.3 for a fall of 30 %. */
  readonly ratioBySymbol: Readonly<Record<string, number>>;
  /** For the symbols that are not named. Without it, a symbol that is not named is an error: a shock forgotten is no shock of zero. */
  readonly otherwiseRatio?: number;
}

/**
 * @returns quote, in all and by symbol. Throws for symbols without a shock, naming each.
 * @example
 * scenarioPnl([{ symbol: 'BTC-USDT', qty: -2, markPrice: 100 }], { ratioBySymbol: {}, otherwiseRatio: -0.25 }).totalQuote // 50
 */
export function scenarioPnl(
  positions: readonly MarkedPosition[],
  { ratioBySymbol, otherwiseRatio }: Shocks,
): { readonly totalQuote: number; readonly quoteBySymbol: ReadonlyMap<string, number> } {
  const shockOf = (symbol: string) =>
    Object.hasOwn(ratioBySymbol, symbol) ? ratioBySymbol[symbol] : otherwiseRatio;
  const missing = positions.filter(({ symbol }) => shockOf(symbol) === undefined);
  if (missing.length > 0)
    throw new Error(`no shock for ${[...new Set(missing.map(({ symbol }) => symbol))].join(', ')}`);
  const total = new CompensatedSum();
  const quoteBySymbol = new Map<string, number>();
  for (const { symbol, qty, markPrice } of positions) {
    const pnlQuote = qty * markPrice * shockOf(symbol)!;
    total.add(pnlQuote);
    quoteBySymbol.set(symbol, (quoteBySymbol.get(symbol) ?? 0) + pnlQuote);
  }
  return { totalQuote: total.total, quoteBySymbol };
}
