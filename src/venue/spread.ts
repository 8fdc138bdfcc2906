import { roundToStep } from '../core/rounding.ts';
import type { Instrument } from '../market/instrument.ts';

/** The part of an instrument that the spread rests on. */
export type SpreadColumns = Pick<Instrument, 'tick' | 'spreadBps'>;

/**
 * What a stress leaves of the bid at least, and adds to the ask at most, in parts of the mid price. Ten times a tick is more than the whole price
 * of a coin that trades at five ticks; without this there would be no bid to sell to, and no number to say what selling costs.
 */
const WIDEST_HALF_RATIO = 0.5;

/**
 * Half the bid-ask spread around a mid price, quote per base. Candle prices are mid: bid = mid - half, ask = mid + half. No market quotes
 * closer than one tick, so the full spread never is; a stress multiplies what comes of that, up to half the mid price to each side.
 *
 * @param spreadFactor 1 in a calm book, more under stress.
 * @example halfSpread({ tick: 0.01, spreadBps: 1 }, 8000, 1) // 0.4
 * @example halfSpread({ tick: 0.01, spreadBps: 1 }, 8000, 10) // 4
 * @example halfSpread({ tick: 0.01, spreadBps: 1 }, 0.05, 10) // 0.025
 */
export function halfSpread(instrument: SpreadColumns, midPrice: number, spreadFactor: number): number {
  const calm = Math.max(instrument.tick, (midPrice * instrument.spreadBps) / 10_000) / 2;
  if (spreadFactor === 1) return calm;
  // An instrument whose calm spread is wider than the bound keeps it.
  return Math.max(calm, Math.min(calm * spreadFactor, midPrice * WIDEST_HALF_RATIO));
}

/** The largest mid price at which the ask is not above `askPrice`: `halfSpread` solved for the mid, in each of its branches. */
export function midWhereAskIs(instrument: SpreadColumns, askPrice: number, spreadFactor: number): number {
  const calm = solveAsk(instrument, askPrice, 1);
  if (spreadFactor === 1) return calm;
  const wide = solveAsk(instrument, askPrice, spreadFactor);
  return Math.min(calm, Math.max(wide, askPrice / (1 + WIDEST_HALF_RATIO)));
}

/** The smallest mid price at which the bid is not below `bidPrice`. */
export function midWhereBidIs(instrument: SpreadColumns, bidPrice: number, spreadFactor: number): number {
  const calm = solveBid(instrument, bidPrice, 1);
  if (spreadFactor === 1) return calm;
  const wide = solveBid(instrument, bidPrice, spreadFactor);
  return Math.max(calm, Math.min(wide, bidPrice / (1 - WIDEST_HALF_RATIO)));
}

function solveAsk({ tick, spreadBps }: SpreadColumns, askPrice: number, spreadFactor: number): number {
  const byTick = onHalfTicks(askPrice - (spreadFactor * tick) / 2, tick, spreadFactor);
  return Math.min(byTick, askPrice / (1 + (spreadFactor * spreadBps) / 20_000));
}

function solveBid({ tick, spreadBps }: SpreadColumns, bidPrice: number, spreadFactor: number): number {
  const byTick = onHalfTicks(bidPrice + (spreadFactor * tick) / 2, tick, spreadFactor);
  const share = 1 - (spreadFactor * spreadBps) / 20_000;
  // No mid price is high enough for a bid that the spread takes away whole.
  return share <= 0 ? Number.POSITIVE_INFINITY : Math.max(byTick, bidPrice / share);
}

/** A whole number of half ticks away from a price on the tick there is one on the half tick, to the last bit: a path that touches it must meet it. */
function onHalfTicks(price: number, tick: number, spreadFactor: number): number {
  return Number.isInteger(spreadFactor) ? roundToStep(price, tick / 2) : price;
}
