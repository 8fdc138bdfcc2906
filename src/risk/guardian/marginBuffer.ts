import { maintenanceMarginQuote } from '../../market/instrument.ts';
import type { Belief } from '../belief.ts';
import { CLEAR_USE_RATIO } from '../tradingState.ts';

/** A reduction aims this far inside what would end it, so that the price of its own order is not answered by a second, tiny one. */
const AIM_RATIO = 0.95;

/** Maintenance margin of one believed position, quote; 0 without one, and of a spot account. */
export function maintenanceOf(belief: Belief, symbol: string): number {
  const positionQty = belief.positionQty(symbol);
  if (positionQty === 0 || belief.isSpot) return 0;
  const price = belief.markPrice(symbol) ?? belief.entryPrice(symbol)!;
  return maintenanceMarginQuote(belief.instrument(symbol), Math.abs(positionQty) * price);
}

function totalMaintenanceQuote(belief: Belief): number {
  let marginQuote = 0;
  for (const symbol of belief.symbols) marginQuote += maintenanceOf(belief, symbol);
  return marginQuote;
}

/** (Margin balance - maintenance) / maintenance on belief; null where there is no maintenance. At 0 the venue liquidates. */
export function marginBufferRatio(belief: Belief): number | null {
  if (belief.isFlat) return null;
  const maintenanceQuote = totalMaintenanceQuote(belief);
  return maintenanceQuote === 0 ? null : (belief.equityQuote - maintenanceQuote) / maintenanceQuote;
}

/**
 * What share of its limit a buffer uses: the maintenance margin against the largest that the balance allows, (1 + limit) / (1 + buffer). Like the
 * use of every limit it grows with what is held and is 1 at the limit; a fifth less of a position brings it from 1 to 0.8.
 *
 * @example marginUseRatio(0.5, 0.5) // 1
 * @example marginUseRatio(0.875, 0.5) // 0.8
 */
export function marginUseRatio(bufferRatio: number, limitRatio: number): number {
  // At a balance of nothing and below, no maintenance is allowed at all.
  return bufferRatio <= -1 ? Number.MAX_VALUE : (1 + limitRatio) / (1 + bufferRatio);
}

/**
 * The base quantity of a symbol whose sale (or purchase, of a short) brings the use of the margin limit to where a reduction ends, with the
 * taker's fee and half the spread paid; all of the position when not even that is enough.
 */
export function qtyToClear(belief: Belief, symbol: string, limitRatio: number): number {
  const positionQty = belief.positionQty(symbol);
  const heldQty = Math.abs(positionQty);
  const instrument = belief.instrument(symbol);
  const price = belief.markPrice(symbol) ?? belief.entryPrice(symbol) ?? 0;
  const takerPrice = belief.takerPrice(symbol, positionQty > 0 ? 'sell' : 'buy') ?? price;
  const costQuote = Math.abs(price - takerPrice) + (price * instrument.takerFeeBps) / 10_000;
  const otherQuote = totalMaintenanceQuote(belief) - maintenanceOf(belief, symbol);
  const { equityQuote } = belief;
  const isEnough = (qty: number): boolean => {
    const maintenanceQuote = otherQuote + maintenanceMarginQuote(instrument, (heldQty - qty) * price);
    const balanceQuote = equityQuote - qty * costQuote;
    return (1 + limitRatio) * maintenanceQuote <= AIM_RATIO * CLEAR_USE_RATIO * balanceQuote;
  };
  if (!isEnough(heldQty)) return heldQty;
  let low = 0;
  let high = heldQty;
  // What is enough stays enough when more is taken, but for the costs, which are small beside the margin that is freed.
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
