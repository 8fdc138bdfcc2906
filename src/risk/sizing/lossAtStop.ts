import type { SizingOrder } from '../riskView.ts';

export const NO_STOP = 'The sizing wants nothing: no stop can be computed to size by.';

/** The bound on notional that every sizer has: what it estimates may be near zero, and what it wants would have no end. */
export const capRatioParam = {
  kind: 'number',
  unit: 'ratio',
  default: 1,
  above: 0,
  doc: 'Notional / equity at most.',
} as const;

/**
 * The quantity that loses so much between entry and stop, before fees.
 *
 * @param riskQuote loss at the stop, quote.
 * @param capQty base at most: what is left where entry and stop are one price.
 * @returns base; 0 without a stop, for then there is no risk to take a share of.
 * @example qtyAtRisk({ symbol: 'BTC-USDT', side: 'buy', price: 60_000, stopPrice: 58_800 }, 1_000, 10) // 0.8333333333333334
 */
export function qtyAtRisk(order: SizingOrder, riskQuote: number, capQty: number): number {
  if (order.stopPrice === null) return 0;
  const distance = Math.abs(order.price - order.stopPrice);
  return distance === 0 ? capQty : Math.min(riskQuote / distance, capQty);
}
