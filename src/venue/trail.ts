import { ceilToStep, floorToStep } from '../core/rounding.ts';
import type { Trail } from '../market/order.ts';
import { crossingOffset, midAtOffset, nextPointOffset } from './pricePath.ts';
import { midWhereKindIs, steeredPrice } from './priceSteer.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { midNow, openCursor, type VenueState } from './venueState.ts';
import type { WorkingOrder } from './workingOrder.ts';

/**
 * Where a trailing stop stands behind the best price that it has seen: on the tick that is further from it.
 *
 * @param firesFalling true of a sell, whose best price is the highest
 * @example trailPrice({ callbackRatio: 0.02 }, 103, { firesFalling: true, tick: 0.01 }) // 100.94
 * @example trailPrice({ offsetPrice: 5 }, 90, { firesFalling: false, tick: 0.01 }) // 95
 */
export function trailPrice(
  trail: Trail,
  bestPrice: number,
  { firesFalling, tick }: { readonly firesFalling: boolean; readonly tick: number },
): number {
  const distance = 'callbackRatio' in trail ? bestPrice * trail.callbackRatio : trail.offsetPrice;
  return firesFalling ? floorToStep(bestPrice - distance, tick) : ceilToStep(bestPrice + distance, tick);
}

/** Moves the trailing stops of a market to the price that its path has here. They only ratchet. */
export function followPrice(market: SymbolMarket, midPrice: number): void {
  for (const order of market.working) {
    if (order.request.trail === undefined) continue;
    const price = steeredPrice(market.steers[order.triggerBy], midPrice);
    if (order.firesFalling ? price <= order.bestPrice : price >= order.bestPrice) continue;
    order.bestPrice = price;
    order.triggerPrice = trailPrice(order.request.trail, price, {
      firesFalling: order.firesFalling,
      tick: market.instrument.tick,
    });
    order.levelPrice = midOfTrail(order, order.triggerPrice);
  }
}

/** The venue goes on to a later place of the paths, and the trailing stops follow every point that it passes. */
export function moveCursor(state: VenueState, cursorMs: number): void {
  if (state.trailCount > 0) {
    for (const market of state.markets) {
      if (!market.isOpen || market.trailCount === 0) continue;
      const start = openCursor(state, market);
      let offset = nextPointOffset(market, state.cursorMs - start);
      for (; offset < cursorMs - start; offset = nextPointOffset(market, offset)) {
        followPrice(market, midAtOffset(market, offset));
      }
      followPrice(market, midAtOffset(market, cursorMs - start));
    }
  }
  state.cursorMs = cursorMs;
}

/**
 * When the path of the open bar first meets a trailing stop, from `fromMs` on, ms after the open: on each straight part the stop is tested
 * first and moved then. A part that goes with the position moves the stop and one that goes against it tests it, so this is the same
 * as following every price.
 *
 * @returns Infinity when the rest of the bar does not get there
 */
export function trailCrossing(market: SymbolMarket, order: WorkingOrder, fromMs: number): number {
  const { firesFalling } = order;
  const trail = order.request.trail!;
  const steer = market.steers[order.triggerBy];
  const { tick } = market.instrument;
  let { bestPrice, levelPrice } = order;
  return crossingOffset(market, order, fromMs, (pointPrice) => {
    const price = steeredPrice(steer, pointPrice);
    if (firesFalling ? price > bestPrice : price < bestPrice) {
      bestPrice = price;
      levelPrice = midOfTrail(order, trailPrice(trail, price, { firesFalling, tick }));
    }
    return levelPrice;
  });
}

/** A trailing stop that was accepted now starts behind the price of now. */
export function startTrail(state: VenueState, order: WorkingOrder): void {
  const { market, request, firesFalling } = order;
  order.bestPrice = steeredPrice(market.steers[order.triggerBy], midNow(state, market));
  const { tick } = market.instrument;
  order.triggerPrice = trailPrice(request.trail!, order.bestPrice, { firesFalling, tick });
  order.levelPrice = midOfTrail(order, order.triggerPrice);
}

/** The place of the path at which a trailing stop with this trigger fires. */
export function midOfTrail(order: WorkingOrder, triggerPrice: number): number {
  const steer = order.market.steers[order.triggerBy];
  return midWhereKindIs(steer, triggerPrice, order.firesFalling);
}
