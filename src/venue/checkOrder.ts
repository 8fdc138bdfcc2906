import { isOnStep } from '../core/rounding.ts';
import type { OrderRequest } from '../market/order.ts';
import type { RejectReason } from '../market/rejectReason.ts';
import type { Account } from './account.ts';
import { canCarry } from './orderMargin.ts';
import { isPast } from './pricePath.ts';
import type { VenueProfile } from './profiles/profile.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { hasPrice, midNow, type VenueState } from './venueState.ts';

/** Every check that the venue makes at the time of arrival, from the request's form to the account's means. Null when all are passed. */
export function checkOrder(state: VenueState, account: Account, request: OrderRequest): RejectReason | null {
  const market = state.marketOf.get(request.symbol);
  // Before its first bar a symbol is not listed yet.
  if (market === undefined || !hasPrice(market)) return 'unknownSymbol';
  if (market.hasEnded) return 'symbolEnded';
  if (!isWellFormed(request, state.profile)) return 'malformed';
  if (isIdUsed(account, request, state.profile)) return 'duplicateClientOrderId';
  return (
    checkSteps(market, request, midNow(state, market)) ??
    checkPosition(state, account, market, request) ??
    (canCarry(state, account, market, request) ? null : 'insufficientMargin')
  );
}

function isWellFormed(request: OrderRequest, profile: VenueProfile): boolean {
  const { type, qty, limitPrice, triggerPrice, clientOrderId } = request;
  if (!isPositive(qty)) return false;
  if (type === 'limit' ? !isPositive(limitPrice) : limitPrice !== null) return false;
  if (type === 'stopMarket' ? !isPositive(triggerPrice) : triggerPrice !== null) return false;
  return clientOrderId === null || isValidId(clientOrderId, profile);
}

function isPositive(value: number | null): boolean {
  return value !== null && Number.isFinite(value) && value > 0;
}

function isValidId(id: string, { idAlphabet, idMaxLength }: VenueProfile): boolean {
  return id.length <= idMaxLength && new RegExp(`^${idAlphabet}+$`).test(id);
}

/** A refused order used no id: the venue never took it in. */
function isIdUsed(account: Account, { clientOrderId }: OrderRequest, { idScope }: VenueProfile): boolean {
  if (clientOrderId === null) return false;
  if (idScope === 'recent') return account.byClientId.has(clientOrderId);
  return account.live.some(({ request }) => request.clientOrderId === clientOrderId);
}

function checkSteps({ instrument }: SymbolMarket, request: OrderRequest, mid: number): RejectReason | null {
  const orderPrice = request.limitPrice ?? request.triggerPrice;
  if (orderPrice !== null && !isOnStep(orderPrice, instrument.tick)) return 'offTick';
  if (!isOnStep(request.qty, instrument.lot)) return 'offLot';
  if (request.qty < instrument.minQty) return 'underMinQty';
  // The rest of a position may be worth less than the minimum and must still find a way out.
  if (!request.reduceOnly && request.qty * (orderPrice ?? mid) < instrument.minNotionalQuote) {
    return 'underMinNotional';
  }
  return null;
}

function checkPosition(
  state: VenueState,
  account: Account,
  market: SymbolMarket,
  { side, reduceOnly, triggerPrice }: OrderRequest,
): RejectReason | null {
  const positionQty = account.positionQty[market.index]!;
  if (reduceOnly && (side === 'sell' ? positionQty <= 0 : positionQty >= 0)) return 'reduceOnly';
  if (triggerPrice === null) return null;
  // The last price is at the trigger or behind it already.
  if (isPast(side === 'sell', triggerPrice, midNow(state, market))) return 'stopWouldTrigger';
  const liveStopCount = account.live.filter((order) => order.request.type === 'stopMarket').length;
  return liveStopCount >= state.profile.stopQuota ? 'stopQuota' : null;
}
