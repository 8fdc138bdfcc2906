import type { OrderRequest } from '../market/order.ts';
import type { RejectReason } from '../market/rejectReason.ts';
import { type Account, freeQuote } from './account.ts';
import { feeQuote } from './fee.ts';
import { equityAt, initialMarginAt } from './margin.ts';
import { canGive } from './spotBalance.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { takerQuote, type VenueState } from './venueState.ts';
import type { WorkingOrder } from './workingOrder.ts';

/**
 * True when the account can carry what the order would add: equity, less the initial margin of positions and of live orders that would
 * add, covers notional / leverage and the fee. An isolated account has for it what no position stands on, and profits that are not realised are none of it. What only reduces needs no margin. While the venue liquidates, nothing may be added.
 */
export function canCarry(
  state: VenueState,
  account: Account,
  market: SymbolMarket,
  { request, replaced = null }: { readonly request: OrderRequest; readonly replaced?: WorkingOrder | null },
): boolean {
  if (account.kind === 'spot') return canGive(state, account, market, { request, replaced });
  if (request.reduceOnly) return true;
  const others = replaced === null ? account.live : account.live.filter((order) => order !== replaced);
  const addedQty = Math.max(
    0,
    request.qty -
      unclaimedCloseQty(others, market, {
        side: request.side,
        qty: closableQty(account, market, request.side),
      }),
  );
  if (addedQty === 0) return true;
  if (account.scopes.some(({ isLiquidating, market: of }) => isLiquidating && (of === null || of === market)))
    return false;
  const notionalQuote = addedQty * marginPrice(state, market, request);
  const availableQuote =
    account.marginMode === 'isolated'
      ? freeQuote(account)
      : equityAt(state, account, state.cursorMs) - initialMarginAt(state, account, state.cursorMs);
  // The taker fee for a limit too: whether it will rest is not known before it meets the market.
  return (
    availableQuote - addingMargin(state, account, others) >=
    notionalQuote / account.leverage[market.index]! +
      feeQuote(notionalQuote, account.feeSchedule.bps(market.instrument, 'taker', state.nowMs))
  );
}

/** Initial margin of live orders beyond what they would close, each position being closed once, by the oldest orders. */
function addingMargin(state: VenueState, account: Account, live: readonly WorkingOrder[]): number {
  let marginQuote = 0;
  for (const market of state.markets) {
    const leverage = account.leverage[market.index]!;
    for (const side of ['buy', 'sell'] as const) {
      let closeQty = closableQty(account, market, side);
      for (const order of live) {
        if (order.market !== market || order.request.side !== side || order.request.reduceOnly) continue;
        const openQty = order.qty - order.filledQty;
        const addedQty = Math.max(0, openQty - closeQty);
        closeQty = Math.max(0, closeQty - openQty);
        if (addedQty > 0)
          marginQuote += (addedQty * marginPrice(state, market, { ...order, side })) / leverage;
      }
    }
  }
  return marginQuote;
}

/** What of the closable quantity a new order of this side would close, after the live orders of the side have had their part. */
function unclaimedCloseQty(
  live: readonly WorkingOrder[],
  market: SymbolMarket,
  { side, qty }: { readonly side: 'buy' | 'sell'; readonly qty: number },
): number {
  let closeQty = qty;
  for (const order of live) {
    if (order.market !== market || order.request.side !== side || order.request.reduceOnly) continue;
    closeQty -= order.qty - order.filledQty;
  }
  return Math.max(0, closeQty);
}

function closableQty(account: Account, market: SymbolMarket, side: 'buy' | 'sell'): number {
  const positionQty = account.positionQty[market.index]!;
  return Math.max(0, side === 'sell' ? positionQty : -positionQty);
}

/**
 * The price that margin is asked for: the order's own, or the quote. A sell limit under the market will get the market's price; what has a
 * trigger and a limit, the one at which it is worth more.
 */
function marginPrice(
  state: VenueState,
  market: SymbolMarket,
  { side, limitPrice, triggerPrice }: Pick<OrderRequest, 'side' | 'limitPrice' | 'triggerPrice'>,
): number {
  if (triggerPrice !== null) return limitPrice === null ? triggerPrice : Math.max(limitPrice, triggerPrice);
  const quote = takerQuote(state, market, side);
  if (limitPrice === null) return quote;
  return side === 'buy' ? limitPrice : Math.max(limitPrice, quote);
}

/** What is said to an account that cannot carry an order. */
export function whyNotCarried({ kind }: Account): RejectReason {
  return kind === 'spot' ? 'insufficientBalance' : 'insufficientMargin';
}
