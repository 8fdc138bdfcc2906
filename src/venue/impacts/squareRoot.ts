import type { ImpactContext, ImpactModel } from './impactModel.ts';

/**
 * The square-root law of market impact, averaged over the order's own quantity:
 * x = c * (H-L)/((H+L)/2) * (2/3) * ((Q0+q)^1.5 - Q0^1.5) / (q * sqrt(V)). Cost is a difference of one function of what was taken: an order in
 * two parts walks the same book as one.
 *
 * With a = sqrt(Q0+q) and b = sqrt(Q0), (a^3 - b^3) / (a^2 - b^2) = (a^2 + ab + b^2) / (a + b). That form has no difference of nearly equal
 * numbers where a small order follows a large one, and no power function, whose last bits differ from machine to machine.
 *
 * Source of the law: B. Toth et al., "Anomalous price impact and the critical nature of liquidity in financial markets",
 * Physical Review X 1, 021006 (2011), https://arxiv.org/abs/1105.1694
 *
 * @returns x, a ratio of the quote, 0 or more
 * @example squareRootRatio({ coefficient: 1, high: 102, low: 98, intervalMs: 60_000, volumeQty: 900, takenQty: 0, qty: 9 }) // 0.04 * 2/3 * 3/30
 */
export function squareRootRatio(context: ImpactContext): number {
  const rangeRatio = (context.high - context.low) / ((context.high + context.low) / 2);
  const after = Math.sqrt(context.takenQty + context.qty);
  const before = Math.sqrt(context.takenQty);
  const meanRoot = (after * after + after * before + before * before) / (after + before);
  return (context.coefficient * rangeRatio * (2 / 3) * meanRoot) / Math.sqrt(context.volumeQty);
}

export const squareRoot: ImpactModel = {
  summary: "c times the bar's range times the root of what was taken of its volume (Toth et al. 2011).",
  text: (c) => `square-root law with c = ${c}`,
  coefficient: 1,
  ratio: squareRootRatio,
  mostPrice: ({ coefficient, high, low }) => 2 * coefficient * (high - low),
};
