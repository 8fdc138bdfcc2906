/** What a session is told of its account and can see nowhere else. */
export interface AccountTerms {
  /** Notional / initial margin. Left out: 1. */
  readonly leverage?: number;
  /** Where a symbol has another leverage than that. */
  readonly leverageOf?: Readonly<Record<string, number>>;
  /** A spot account has no leverage, no short and no reduce-only, and resting orders lock what they would take. Left out: perpetual. */
  readonly accountKind?: 'perpetual' | 'spot';
  /** Wealth of the same owner that is not at this venue. Left out: 0. */
  readonly offVenueQuote?: number;
}

/** Notional / initial margin that is configured for a symbol. @example leverageIn({ leverage: 5, leverageOf: { 'BTC-USDT': 2 } }, 'BTC-USDT') // 2 */
export function leverageIn({ leverage = 1, leverageOf = {} }: AccountTerms, symbol: string): number {
  return leverageOf[symbol] ?? leverage;
}

/** The lowest leverage of any of the symbols: what all of them together can at most be thought to need as margin. */
export function lowestLeverage(terms: AccountTerms, symbols: readonly string[]): number {
  return symbols.length === 0
    ? (terms.leverage ?? 1)
    : Math.min(...symbols.map((symbol) => leverageIn(terms, symbol)));
}
