import { roundToStep } from '../core/rounding.ts';
import type { Side } from '../market/order.ts';
import { impactModels } from './impacts/index.ts';
import { depthQty, takenQty } from './liquidityPool.ts';
import { halfSpread } from './spread.ts';
import type { SymbolMarket } from './symbolMarket.ts';

/** An order that takes what the book has. */
export interface Taker {
  readonly side: Side;
  readonly midPrice: number;
}

/**
 * Average price of a taker in the open bar: the quote, and impact against it.
 *
 * It is not rounded to the tick. It is an average over the levels of a book, and rounding, against us as it would have to be, would cost
 * each part of a split order up to a tick more: then the cost of an order would depend on how it was cut.
 */
export function takerPrice(market: SymbolMarket, taker: Taker, qty: number): number {
  const { candles, row, impact } = market;
  const ratio = impactModels[impact.model].ratio({
    coefficient: impact.coefficient,
    high: candles.high[row]!,
    low: candles.low[row]!,
    intervalMs: market.intervalMs,
    volumeQty: depthQty(market),
    takenQty: takenQty(market, taker.side),
    qty,
  });
  const half = halfSpread(market.spread, taker.midPrice, market.spreadFactor);
  return taker.side === 'buy' ? (taker.midPrice + half) * (1 + ratio) : (taker.midPrice - half) / (1 + ratio);
}

/** The largest quantity of whole lots, up to `maxQty`, whose average price is not worse than the limit. */
export function qtyWithinLimit(
  market: SymbolMarket,
  taker: Taker,
  limitPrice: number,
  maxQty: number,
): number {
  const { lot } = market.instrument;
  const isWithin = (qty: number) => {
    const price = takerPrice(market, taker, qty);
    return taker.side === 'buy' ? price <= limitPrice : price >= limitPrice;
  };
  if (maxQty > 0 && isWithin(maxQty)) return maxQty;
  // The price only gets worse with the quantity, so halving finds the last lot that is within.
  let fits = 0;
  let tooMany = Math.round(maxQty / lot);
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (isWithin(roundToStep(middle * lot, lot))) fits = middle;
    else tooMany = middle;
  }
  return roundToStep(fits * lot, lot);
}
