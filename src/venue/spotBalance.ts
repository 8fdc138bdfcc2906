import { addSteps } from '../core/rounding.ts';
import type { OrderRequest } from '../market/order.ts';
import type { Account } from './account.ts';
import { feeQuote } from './fee.ts';
import { steeredPrice } from './priceSteer.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { type Taker, takerPrice } from './takerPrice.ts';
import { trailPrice } from './trail.ts';
import { midNow, takerQuote, type VenueState } from './venueState.ts';
import { remainingQty, triggerKind, type WorkingOrder } from './workingOrder.ts';

/**
 * True when a spot account has what the order would give and no live order locks it: of a sale the base, of a purchase the quote and the
 * taker's fee. There is nothing to borrow, so there is no short and no leverage.
 */
export function canGive(
  state: VenueState,
  account: Account,
  market: SymbolMarket,
  { request, replaced = null }: { readonly request: OrderRequest; readonly replaced?: WorkingOrder | null },
): boolean {
  const others = replaced === null ? account.live : account.live.filter((order) => order !== replaced);
  if (request.side === 'sell') {
    const { lot } = market.instrument;
    const freeQty = addSteps(account.positionQty[market.index]!, -lockedBaseQty(others, market), lot);
    return request.qty <= freeQty + lot / 2;
  }
  return (
    costQuote(market, request.qty, lockedPrice(state, market, request)) <=
    account.cash.total - lockedQuote(others)
  );
}

/** What a purchase is locked at: its limit, its trigger, where its trail would begin, or the quote. */
function lockedPrice(state: VenueState, market: SymbolMarket, request: OrderRequest): number {
  const { limitPrice, triggerPrice, trail } = request;
  const quote = takerQuote(state, market, 'buy');
  if (trail === undefined) return limitPrice ?? triggerPrice ?? quote;
  const seen = steeredPrice(market.steers[triggerKind(request, state.profile)], midNow(state, market));
  const { tick } = market.instrument;
  return Math.max(quote, trailPrice(trail, seen, { firesFalling: false, tick }));
}

/** What live orders to sell would take, base. Of a bracket's two legs one alone can fill. */
export function lockedBaseQty(live: readonly WorkingOrder[], market: SymbolMarket): number {
  const { lot } = market.instrument;
  let lockedQty = 0;
  for (const order of live) {
    if (order.market !== market || order.request.side !== 'sell' || order.awaits === 'nothing') continue;
    const { group } = order;
    const isTwin = group !== null && group.takeProfit === order && group.stopLoss?.status === 'live';
    if (!isTwin) lockedQty = addSteps(lockedQty, remainingQty(order), lot);
  }
  return lockedQty;
}

/** What live orders to buy would cost with the taker's fee, quote. */
export function lockedQuote(live: readonly WorkingOrder[]): number {
  let quote = 0;
  for (const order of live) {
    if (order.request.side !== 'buy') continue;
    quote += costQuote(order.market, remainingQty(order), order.limitPrice ?? order.triggerPrice ?? 0);
  }
  return quote;
}

/**
 * How much of an order a spot account can pay for now, at most `qty`, in whole lots. What arrived affordable may not be any more: impact, or a jump past
 * its trigger, can make a purchase at market dearer than what was locked for it.
 */
export function affordableQty(order: WorkingOrder, taker: Taker, qty: number): number {
  const { account, market, request, limitPrice } = order;
  if (account.kind !== 'spot' || request.side === 'sell' || limitPrice !== null) return qty;
  const { lot } = market.instrument;
  const freeQuote = account.cash.total - lockedQuote(account.live.filter((other) => other !== order));
  const fits = (lots: number) =>
    costQuote(market, lots * lot, takerPrice(market, taker, lots * lot)) <= freeQuote;
  let most = Math.round(qty / lot);
  if (most === 0 || fits(most)) return qty;
  let least = 0;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (fits(middle)) least = middle;
    else most = middle;
  }
  return addSteps(least * lot, 0, lot);
}

function costQuote({ instrument }: SymbolMarket, qty: number, price: number): number {
  return qty * price + feeQuote(qty * price, Math.max(instrument.takerFeeBps, instrument.makerFeeBps));
}
