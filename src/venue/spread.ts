import { roundToStep } from '../core/rounding.ts';
import type { Instrument } from '../market/instrument.ts';

/**
 * Half the bid-ask spread around a mid price, quote per base. Candle prices are mid: bid = mid - half, ask = mid + half. No market quotes
 * closer than one tick, so the full spread never is.
 *
 * @example halfSpread(instrument, 8000) // 0.4 where spreadBps is 1 and tick 0.01
 */
export function halfSpread(instrument: Instrument, midPrice: number): number {
  return Math.max(instrument.tick, (midPrice * instrument.spreadBps) / 10_000) / 2;
}

/** The largest mid price at which the ask is not above `askPrice`: `halfSpread` solved for the mid, in both of its branches. */
export function midWhereAskIs(instrument: Instrument, askPrice: number): number {
  const halfTick = instrument.tick / 2;
  return Math.min(roundToStep(askPrice - halfTick, halfTick), askPrice / (1 + instrument.spreadBps / 20_000));
}

/** The smallest mid price at which the bid is not below `bidPrice`. */
export function midWhereBidIs(instrument: Instrument, bidPrice: number): number {
  const halfTick = instrument.tick / 2;
  return Math.max(roundToStep(bidPrice + halfTick, halfTick), bidPrice / (1 - instrument.spreadBps / 20_000));
}
