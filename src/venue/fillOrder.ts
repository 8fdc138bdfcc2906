import { addSteps } from '../core/rounding.ts';
import type { Fill } from '../market/fill.ts';
import { followFill, followTrigger } from './bracket.ts';
import { type Execution, execute } from './execute.ts';
import { availableQty } from './liquidityPool.ts';
import { type EndReason, endOrder, markTriggered, nextStreamKey, rest } from './orderLife.ts';
import { isPast } from './pricePath.ts';
import { affordableQty } from './spotBalance.ts';
import { halfSpread } from './spread.ts';
import { previousClose } from './symbolMarket.ts';
import { qtyWithinLimit, type Taker, takerPrice } from './takerPrice.ts';
import { midNow, type VenueState } from './venueState.ts';
import { remainingQty, type WorkingOrder } from './workingOrder.ts';

/**
 * A new order meets the market at its arrival. A market order takes what the bar has and the rest expires; a limit that the quote is within
 * takes what stays within its limit, and the rest waits or, if immediate-or-cancel, expires; what has a trigger only waits. Fill-or-kill fills
 * whole or not at all.
 */
export function fillAtArrival(state: VenueState, order: WorkingOrder): void {
  const midPrice = midNow(state, order.market);
  if (order.awaits === 'quote') meetAsLimit(state, order, midPrice);
  else if (order.request.type === 'market') takeMarket(state, order, midPrice);
}

/** A limit order, new, amended or just triggered, meets the market at a mid price. */
export function meetAsLimit(state: VenueState, order: WorkingOrder, midPrice: number): void {
  const { request, market } = order;
  const taker = takerOf(order, midPrice);
  const fillableQty = Math.min(
    reducibleQty(order),
    availableQty(market, request.side, state.options.participationRatio),
  );
  const qty = qtyWithinLimit(market, taker, order.limitPrice!, fillableQty);
  if (request.timeInForce === 'fok' && qty < reducibleQty(order)) {
    endOrder(state, order, 'expired', 'fillOrKill');
    return;
  }
  if (qty > 0) take(state, order, taker, qty);
  if (endIfDone(state, order)) return;
  if (request.timeInForce === 'ioc') {
    endOrder(state, order, 'expired', qty < fillableQty ? 'immediateOrCancel' : shortageOf(order));
    return;
  }
  // What stopped it was its own impact or the cap, and both stand until the bar ends: the rest does not trade with this bar's path again.
  if (isPast(order.firesFalling, order.levelPrice, taker.midPrice)) pause(state, order);
}

/**
 * A resting order is reached at a mid price inside a bar. What has a trigger becomes a market or a limit order from there; a limit has price a tick through it and
 * fills at its limit.
 */
export function fireInside(state: VenueState, order: WorkingOrder, midPrice: number): void {
  if (order.awaits === 'trigger') trigger(state, order, midPrice);
  else fillMaker(state, order, order.limitPrice!, midPrice);
}

/**
 * A resting order is reached by the jump to a bar's open. A stop fills from the open, never from its trigger price, which nobody traded.
 * A limit that the jump went past gets the open's quote, which is better than its limit; one that had been past before the jump,
 * as the rest of an order that an earlier bar could not fill, gains nothing by it and fills at its limit.
 */
export function fireAtOpen(state: VenueState, order: WorkingOrder): void {
  const { request, market } = order;
  const openPrice = midNow(state, market);
  if (order.awaits === 'trigger') {
    trigger(state, order, openPrice);
    return;
  }
  const closePrice = previousClose(market);
  const wasPast = closePrice !== null && isPast(order.firesFalling, order.levelPrice, closePrice);
  const half = halfSpread(market.spread, openPrice, market.spreadFactor);
  const openQuote = request.side === 'buy' ? openPrice + half : openPrice - half;
  fillMaker(state, order, wasPast ? order.limitPrice! : openQuote, openPrice);
}

/** A trigger is not a fill: what has a limit stands behind it, and where price has gapped past that, it rests unfilled. */
function trigger(state: VenueState, order: WorkingOrder, midPrice: number): void {
  markTriggered(state, order);
  followTrigger(state, order);
  if (order.limitPrice === null) {
    takeMarket(state, order, midPrice);
  } else {
    rest(state, order);
    meetAsLimit(state, order, midPrice);
  }
}

/** Takes at the market whatever the bar has for the order; what it has not is over. */
function takeMarket(state: VenueState, order: WorkingOrder, midPrice: number): void {
  const { request, market } = order;
  const thereQty = Math.min(
    reducibleQty(order),
    availableQty(market, request.side, state.options.participationRatio),
  );
  const taker = takerOf(order, midPrice);
  const qty = affordableQty(order, taker, thereQty);
  if (request.timeInForce === 'fok' && qty < reducibleQty(order)) {
    endOrder(state, order, 'expired', 'fillOrKill');
    return;
  }
  if (qty > 0) take(state, order, taker, qty);
  if (endIfDone(state, order)) return;
  endOrder(state, order, 'expired', qty < thereQty ? 'insufficientBalance' : shortageOf(order));
}

function take(state: VenueState, order: WorkingOrder, taker: Taker, qty: number): void {
  fill(state, order, {
    qty,
    price: takerPrice(order.market, taker, qty),
    midPrice: taker.midPrice,
    feeBps: feeBpsOf(state, order, 'taker'),
    liquidity: 'taker',
  });
}

function fillMaker(state: VenueState, order: WorkingOrder, price: number, midPrice: number): void {
  const { request, market } = order;
  const qty = Math.min(
    reducibleQty(order),
    availableQty(market, request.side, state.options.participationRatio),
  );
  if (qty > 0) {
    fill(state, order, { qty, price, midPrice, feeBps: feeBpsOf(state, order, 'maker'), liquidity: 'maker' });
  }
  if (!endIfDone(state, order)) pause(state, order);
}

function feeBpsOf({ nowMs }: VenueState, { account, market }: WorkingOrder, liquidity: Fill['liquidity']) {
  return account.feeSchedule.bps(market.instrument, liquidity, nowMs);
}

function fill(
  state: VenueState,
  order: WorkingOrder,
  execution: Pick<Execution, 'qty' | 'price' | 'midPrice' | 'feeBps' | 'liquidity'>,
): void {
  const { request, market, account } = order;
  order.filledQty = addSteps(order.filledQty, execution.qty, market.instrument.lot);
  if (remainingQty(order) === 0) order.status = 'filled';
  execute(state, {
    ...execution,
    account,
    market,
    side: request.side,
    origin: 'order',
    venueOrderId: order.venueOrderId,
    clientOrderId: request.clientOrderId,
    streamKey: nextStreamKey(order),
  });
  followFill(state, order, execution.qty);
}

/** Ends an order that is filled, or that has nothing left to reduce. */
function endIfDone(state: VenueState, order: WorkingOrder): boolean {
  if (remainingQty(order) === 0) endOrder(state, order, 'filled', 'filled');
  else if (reducibleQty(order) === 0) endOrder(state, order, 'expired', 'reduceOnly');
  else return false;
  return true;
}

/** What is left of the order; of a reduce-only order no more than there is to reduce now, so that it never turns a position round. */
function reducibleQty(order: WorkingOrder): number {
  const { request, account, market } = order;
  const remaining = remainingQty(order);
  // A spot venue knows no reduce-only.
  if (!request.reduceOnly || account.kind === 'spot') return remaining;
  const positionQty = account.positionQty[market.index]!;
  return Math.min(remaining, Math.max(0, request.side === 'sell' ? positionQty : -positionQty));
}

function shortageOf(order: WorkingOrder): EndReason {
  return order.market.isOpen ? 'participationCap' : 'noBar';
}

/** The order has had its share of this bar and waits for the next. */
function pause(state: VenueState, order: WorkingOrder): void {
  order.restingRow = order.market.row;
  state.isNextKnown = false;
}

function takerOf({ request }: WorkingOrder, midPrice: number): Taker {
  return { side: request.side, midPrice };
}
