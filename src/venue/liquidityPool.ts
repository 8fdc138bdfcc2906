import { addSteps, floorToStep } from '../core/rounding.ts';
import type { Side } from '../market/order.ts';
import type { SymbolMarket } from './symbolMarket.ts';

/**
 * Base quantity that the open bar still has for one direction. Without an open bar, and in a bar without volume, there is none.
 * Makers count against the share as takers do: what stood in the book for others is not there for us twice.
 */
export function availableQty(market: SymbolMarket, side: Side, participationRatio: number): number {
  if (!market.isOpen) return 0;
  const { lot } = market.instrument;
  const shareQty = floorToStep(participationRatio * depthQty(market), lot);
  if (market.poolRow !== market.row) return shareQty;
  return Math.max(0, addSteps(shareQty, -(side === 'buy' ? market.filledBuyQty : market.filledSellQty), lot));
}

/** The volume of the open bar as far as the book has it, base: a stress divides it. */
export function depthQty({ candles, row, depthDivisor }: SymbolMarket): number {
  return candles.volume[row]! / depthDivisor;
}

/** What takers of one direction took in the open bar so far: orders that fire together walk one book. */
export function takenQty(market: SymbolMarket, side: Side): number {
  if (market.poolRow !== market.row) return 0;
  return side === 'buy' ? market.takenBuyQty : market.takenSellQty;
}

/** Takes a fill out of the open bar. A maker waited in the book and did not walk it, so only a taker moves the price for the next. */
export function takeFromPool(market: SymbolMarket, side: Side, qty: number, isTaker: boolean): void {
  if (market.poolRow !== market.row) {
    market.poolRow = market.row;
    market.takenBuyQty = 0;
    market.takenSellQty = 0;
    market.filledBuyQty = 0;
    market.filledSellQty = 0;
  }
  const { lot } = market.instrument;
  if (side === 'buy') {
    market.filledBuyQty = addSteps(market.filledBuyQty, qty, lot);
    if (isTaker) market.takenBuyQty = addSteps(market.takenBuyQty, qty, lot);
  } else {
    market.filledSellQty = addSteps(market.filledSellQty, qty, lot);
    if (isTaker) market.takenSellQty = addSteps(market.takenSellQty, qty, lot);
  }
}
