import { isOnStep } from '../core/rounding.ts';
import type { OrderRequest } from '../market/order.ts';
import type { RejectReason } from '../market/rejectReason.ts';
import type { Account } from './account.ts';
import { legRequests } from './bracket.ts';
import { firesOnFall, formOf, isWholeOrder } from './orderForm.ts';
import { canCarry, whyNotCarried } from './orderMargin.ts';
import { isPast } from './pricePath.ts';
import { steeredPrice } from './priceSteer.ts';
import type { VenueProfile } from './profiles/profile.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { trailPrice } from './trail.ts';
import { unsupportedIn } from './unsupported.ts';
import { hasPrice, midNow, takerQuote, type VenueState } from './venueState.ts';
import { triggerKind } from './workingOrder.ts';

/** Every check that the venue makes at the time of arrival, from the request's form to the account's means. Null when all are passed. */
export function checkOrder(state: VenueState, account: Account, request: OrderRequest): RejectReason | null {
  const market = state.marketOf.get(request.symbol);
  // Before its first bar a symbol is not listed yet.
  if (market === undefined || !hasPrice(market)) return 'unknownSymbol';
  if (market.hasEnded) return 'symbolEnded';
  const orders = [request, ...legRequests(request)];
  if (!isWholeOrder(request) || !orders.every((one) => isValidId(one, state.profile))) return 'malformed';
  if (unsupportedIn(state.profile, request)) return 'unsupported';
  if (areIdsUsed(account, orders, state.profile)) return 'duplicateClientOrderId';
  const { expiresAtMs } = request;
  if (expiresAtMs !== undefined && expiresAtMs < state.nowMs + state.profile.capabilities.expiryAheadMs)
    return 'expiryPassed';
  return (
    // A spot venue knows no reduce-only, so nothing is too small to be asked for the minimum.
    checkSteps(state, market, account.kind === 'spot' ? { ...request, reduceOnly: false } : request) ??
    checkLegs(state, market, request) ??
    checkPosition(state, account, market, request) ??
    (wouldTake(state, market, request) && state.profile.capabilities.postOnly === 'refused'
      ? 'postOnlyWouldTake'
      : null) ??
    (canCarry(state, account, market, { request }) ? null : whyNotCarried(account))
  );
}

/** True of a post-only order whose limit the quote is at or within. */
export function wouldTake(state: VenueState, market: SymbolMarket, request: OrderRequest): boolean {
  if (request.postOnly !== true) return false;
  const quote = takerQuote(state, market, request.side);
  return request.side === 'buy' ? request.limitPrice! >= quote : request.limitPrice! <= quote;
}

function isValidId({ clientOrderId }: OrderRequest, { idAlphabet, idMaxLength }: VenueProfile): boolean {
  if (clientOrderId === null) return true;
  return clientOrderId.length <= idMaxLength && new RegExp(`^${idAlphabet}+$`).test(clientOrderId);
}

/** A refused order used no id: the venue never took it in. The ids of a bracket are one more each. */
function areIdsUsed(account: Account, orders: readonly OrderRequest[], { idScope }: VenueProfile): boolean {
  const ids = orders.flatMap(({ clientOrderId }) => (clientOrderId === null ? [] : [clientOrderId]));
  if (new Set(ids).size < ids.length) return true;
  if (idScope === 'recent') return ids.some((id) => account.byClientId.has(id));
  return ids.some((id) => account.live.some(({ request }) => request.clientOrderId === id));
}

/** Prices on the tick, quantities on the lot and not too small: of a new order, and of one as an amend would leave it. */
export function checkSteps(
  state: VenueState,
  market: SymbolMarket,
  request: OrderRequest,
): RejectReason | null {
  const { instrument } = market;
  const { limitPrice, triggerPrice } = request;
  const offTick = (price: number | null) => price !== null && !isOnStep(price, instrument.tick);
  if (offTick(limitPrice) || offTick(triggerPrice)) return 'offTick';
  if (!isOnStep(request.qty, instrument.lot)) return 'offLot';
  if (request.qty < instrument.minQty) return 'underMinQty';
  // The rest of a position may be worth less than the minimum and must still find a way out.
  const isFree = request.reduceOnly || state.profile.minNotional === 'none';
  const orderPrice = limitPrice ?? triggerPrice ?? midNow(state, market);
  if (!isFree && request.qty * orderPrice < instrument.minNotionalQuote) return 'underMinNotional';
  return isOutsideBand(state, market, request) ? 'priceBand' : null;
}

/** A limit that is too far from mark in the direction that would move price. What waits for a trigger is measured from that. */
function isOutsideBand(state: VenueState, market: SymbolMarket, request: OrderRequest): boolean {
  const { priceBandRatio } = state.profile;
  const { side, limitPrice, triggerPrice } = request;
  if (priceBandRatio === null || limitPrice === null) return false;
  const mark = triggerPrice ?? steeredPrice(market.steers.mark, midNow(state, market));
  return side === 'buy' ? limitPrice > mark * (1 + priceBandRatio) : limitPrice < mark * (1 - priceBandRatio);
}

/** The legs of a bracket stand on the tick, and on the two sides of the price at which their position is or will be. */
function checkLegs(state: VenueState, market: SymbolMarket, request: OrderRequest): RejectReason | null {
  const entryPrice = request.limitPrice ?? request.triggerPrice;
  for (const leg of legRequests(request)) {
    const { limitPrice, triggerPrice } = leg;
    for (const price of [limitPrice, triggerPrice]) {
      if (price !== null && !isOnStep(price, market.instrument.tick)) return 'offTick';
    }
    const price = triggerPrice ?? limitPrice!;
    if (isPast(firesOnFall(leg), price, entryPrice ?? kindNow(state, market, leg))) return 'stopWouldTrigger';
  }
  return null;
}

function checkPosition(
  state: VenueState,
  account: Account,
  market: SymbolMarket,
  request: OrderRequest,
): RejectReason | null {
  const { side, reduceOnly, triggerPrice, trail } = request;
  const positionQty = account.positionQty[market.index]!;
  const isPlainSale = account.kind === 'spot' && side === 'sell';
  if (reduceOnly && !isPlainSale && (side === 'sell' ? positionQty <= 0 : positionQty >= 0))
    return 'reduceOnly';
  const triggers = [request, ...legRequests(request)].filter(({ type }) => formOf(type).awaits === 'trigger');
  if (triggers.length === 0) return null;
  // The price is at the trigger or behind it already.
  if (triggerPrice !== null && wouldTrigger(state, market, request)) return 'stopWouldTrigger';
  if (trail !== undefined) {
    const { tick } = market.instrument;
    const where = { firesFalling: side === 'sell', tick };
    if (trailPrice(trail, kindNow(state, market, request), where) <= 0) return 'malformed';
  }
  const liveCount = account.live.filter(({ awaits }) => awaits === 'trigger').length;
  return liveCount + triggers.length > state.profile.stopQuota ? 'stopQuota' : null;
}

/** True where a trigger is touched at once. */
export function wouldTrigger(state: VenueState, market: SymbolMarket, request: OrderRequest): boolean {
  return isPast(firesOnFall(request), request.triggerPrice!, kindNow(state, market, request));
}

function kindNow(state: VenueState, market: SymbolMarket, request: OrderRequest): number {
  return steeredPrice(market.steers[triggerKind(request, state.profile)], midNow(state, market));
}
