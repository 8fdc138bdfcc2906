/** The bar in which an order fills, and what has filled in it before. */
export interface ImpactContext {
  /** c of the square-root law. */
  readonly coefficient: number;
  readonly high: number;
  readonly low: number;
  /** Volume of the bar, base, divided by what a stress divides the depth by; above 0. */
  readonly volumeQty: number;
  /** What takers of the same symbol and direction took in this bar before, base. */
  readonly takenQty: number;
  /** The order's own quantity, base; above 0. */
  readonly qty: number;
}

/**
 * The square-root law of market impact, averaged over the order's own quantity:
 * x = c * (H-L)/((H+L)/2) * (2/3) * ((Q0+q)^1.5 - Q0^1.5) / (q * sqrt(V)). A buy pays ask * (1 + x), a sell gets bid / (1 + x), so no price
 * turns negative. Cost is a difference of one function of what was taken: an order in two parts walks the same book as one.
 *
 * With a = sqrt(Q0+q) and b = sqrt(Q0), (a^3 - b^3) / (a^2 - b^2) = (a^2 + ab + b^2) / (a + b). That form has no difference of nearly equal
 * numbers where a small order follows a large one, and no power function, whose last bits differ from machine to machine.
 *
 * Source of the law: B. Toth et al., "Anomalous price impact and the critical nature of liquidity in financial markets",
 * Physical Review X 1, 021006 (2011), https://arxiv.org/abs/1105.1694
 *
 * @returns x, a ratio of the quote, 0 or more
 * @example impactRatio({ coefficient: 1, high: 102, low: 98, volumeQty: 900, takenQty: 0, qty: 9 }) // 0.04 * 2/3 * 3/30
 */
export function impactRatio(context: ImpactContext): number {
  const rangeRatio = (context.high - context.low) / ((context.high + context.low) / 2);
  const after = Math.sqrt(context.takenQty + context.qty);
  const before = Math.sqrt(context.takenQty);
  const meanRoot = (after * after + after * before + before * before) / (after + before);
  return (context.coefficient * rangeRatio * (2 / 3) * meanRoot) / Math.sqrt(context.volumeQty);
}
