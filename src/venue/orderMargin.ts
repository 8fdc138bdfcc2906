import type { OrderRequest } from '../market/order.ts';
import type { Account } from './account.ts';
import { feeQuote } from './fee.ts';
import { equityAt, grossNotionalAt } from './margin.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { takerQuote, type VenueState } from './venueState.ts';

/**
 * True when the account can carry what the order would add: equity, less the initial margin of positions and of live orders that would
 * add, covers notional / leverage and the fee. What only reduces needs no margin. While the venue liquidates, nothing may be added.
 */
export function canCarry(
  state: VenueState,
  account: Account,
  market: SymbolMarket,
  request: OrderRequest,
): boolean {
  if (request.reduceOnly) return true;
  const addedQty = Math.max(0, request.qty - unclaimedCloseQty(account, market, request.side));
  if (addedQty === 0) return true;
  if (account.isLiquidating) return false;
  const notionalQuote = addedQty * marginPrice(state, market, request);
  const marginQuote = grossNotionalAt(state, account, state.cursorMs) + addingNotional(state, account);
  const availableQuote = equityAt(state, account, state.cursorMs) - marginQuote / account.leverage;
  // The taker fee for a limit too: whether it will rest is not known before it meets the market.
  return (
    availableQuote >=
    notionalQuote / account.leverage + feeQuote(notionalQuote, market.instrument.takerFeeBps)
  );
}

/** Notional of live orders beyond what they would close, each position being closed once, by the oldest orders. */
function addingNotional(state: VenueState, account: Account): number {
  let notionalQuote = 0;
  for (const market of state.markets) {
    for (const side of ['buy', 'sell'] as const) {
      let closeQty = closableQty(account, market, side);
      for (const order of account.live) {
        if (order.market !== market || order.request.side !== side || order.request.reduceOnly) continue;
        const openQty = order.request.qty - order.filledQty;
        const addedQty = Math.max(0, openQty - closeQty);
        closeQty = Math.max(0, closeQty - openQty);
        if (addedQty > 0) notionalQuote += addedQty * marginPrice(state, market, order.request);
      }
    }
  }
  return notionalQuote;
}

/** What of a position a new order of this side would close, after the live orders of the side have had their part. */
function unclaimedCloseQty(account: Account, market: SymbolMarket, side: 'buy' | 'sell'): number {
  let closeQty = closableQty(account, market, side);
  for (const order of account.live) {
    if (order.market !== market || order.request.side !== side || order.request.reduceOnly) continue;
    closeQty -= order.request.qty - order.filledQty;
  }
  return Math.max(0, closeQty);
}

function closableQty(account: Account, market: SymbolMarket, side: 'buy' | 'sell'): number {
  const positionQty = account.positionQty[market.index]!;
  return Math.max(0, side === 'sell' ? positionQty : -positionQty);
}

/** The price that margin is asked for: the order's own, or the quote. A sell limit under the market will get the market's price. */
function marginPrice(state: VenueState, market: SymbolMarket, request: OrderRequest): number {
  if (request.triggerPrice !== null) return request.triggerPrice;
  const quote = takerQuote(state, market, request.side);
  if (request.limitPrice === null) return quote;
  return request.side === 'buy' ? request.limitPrice : Math.max(request.limitPrice, quote);
}
