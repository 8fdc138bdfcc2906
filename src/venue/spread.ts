import { roundToStep } from '../core/rounding.ts';
import type { Instrument } from '../market/instrument.ts';

/** The part of an instrument that the spread rests on. */
type SpreadColumns = Pick<Instrument, 'tick' | 'spreadBps'>;

/**
 * Half the bid-ask spread around a mid price, quote per base. Candle prices are mid: bid = mid - half, ask = mid + half. No market quotes
 * closer than one tick, so the full spread never is.
 *
 * @example halfSpread({ tick: 0.01, spreadBps: 1 }, 8000) // 0.4
 */
export function halfSpread(instrument: SpreadColumns, midPrice: number): number {
  return Math.max(instrument.tick, (midPrice * instrument.spreadBps) / 10_000) / 2;
}

/** The largest mid price at which the ask is not above `askPrice`: `halfSpread` solved for the mid, in both of its branches. */
export function midWhereAskIs(instrument: SpreadColumns, askPrice: number): number {
  const halfTick = instrument.tick / 2;
  return Math.min(roundToStep(askPrice - halfTick, halfTick), askPrice / (1 + instrument.spreadBps / 20_000));
}

/** The smallest mid price at which the bid is not below `bidPrice`. */
export function midWhereBidIs(instrument: SpreadColumns, bidPrice: number): number {
  const halfTick = instrument.tick / 2;
  return Math.max(roundToStep(bidPrice + halfTick, halfTick), bidPrice / (1 - instrument.spreadBps / 20_000));
}
