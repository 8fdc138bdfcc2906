/** The bar in which an order fills, and what has filled in it before. */
export interface ImpactContext {
  /** c of the model: its cost is in proportion to it. */
  readonly coefficient: number;
  readonly high: number;
  readonly low: number;
  readonly intervalMs: number;
  /** Volume of the bar, base, divided by what a stress divides the depth by; above 0. */
  readonly volumeQty: number;
  /** What takers of the same symbol and direction took in this bar before, base. */
  readonly takenQty: number;
  /** The order's own quantity, base; above 0. */
  readonly qty: number;
}

/**
 * What an order that takes from the book pays beyond the quote. A buy pays ask * (1 + x), a sell gets bid / (1 + x), so no price turns negative.
 *
 * The price of the next unit is a function of what was taken in the bar so far, and x is its average over the order's own quantity: an order in
 * parts walks the same book as one. It rises with what is taken, falls with volume, and knows ratios alone: prices in another currency and
 * quantities in another unit change nothing.
 */
export interface ImpactModel {
  readonly summary: string;
  /** In the words of a reader of the report; `c` is the coefficient as text. */
  readonly text: (c: string) => string;
  /** c where a scenario does not say; null where the model has none. */
  readonly coefficient: number | null;
  /** x, a ratio of the quote, 0 or more. */
  readonly ratio: (context: ImpactContext) => number;
  /** What a unit costs beyond the quote at most where all orders together take no more than the bar has, quote per base. */
  readonly mostPrice: (bar: Pick<ImpactContext, 'coefficient' | 'high' | 'low' | 'intervalMs'>) => number;
}
