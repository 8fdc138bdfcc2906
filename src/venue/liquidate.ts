import type { MarginScope } from './account.ts';
import { execute } from './execute.ts';
import { feeQuote } from './fee.ts';
import { availableQty } from './liquidityPool.ts';
import { marginBalanceAt, scopeMaintenanceAt } from './margin.ts';
import { endOrder } from './orderLife.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { takerPrice } from './takerPrice.ts';
import { markAtCursor, midNow, type VenueState } from './venueState.ts';

/** The venue takes over what stands together: its orders are cancelled, then its positions are closed. */
export function startLiquidation(state: VenueState, scope: MarginScope): void {
  const { account, market } = scope;
  const { accountId } = account;
  account.wasLiquidated = true;
  scope.isLiquidating = true;
  state.isNextKnown = false;
  state.sink.truth({
    kind: 'liquidationStarted',
    atMs: state.nowMs,
    accountId,
    ...(market === null ? {} : { symbol: market.symbol }),
    marginBalanceQuote: marginBalanceAt(state, scope, state.cursorMs),
    maintenanceMarginQuote: scopeMaintenanceAt(state, scope, state.cursorMs),
  });
  for (const order of [...account.live]) {
    if (order.status !== 'live' || (market !== null && order.market !== market)) continue;
    endOrder(state, order, 'cancelled', 'liquidation');
  }
  continueLiquidation(state, scope);
}

/**
 * Closes what the open bars have volume for, the largest position first, because it is the one that endangers the venue most. What they
 * have not is closed in the next bars at their opens, at whatever price is there then.
 */
export function continueLiquidation(state: VenueState, scope: MarginScope): void {
  const { account } = scope;
  const notionalOf = (market: SymbolMarket) =>
    Math.abs(account.positionQty[market.index]!) * midNow(state, market);
  const markets = [...scope.markets].sort((a, b) => notionalOf(b) - notionalOf(a) || a.index - b.index);
  for (const market of markets) closePosition(state, scope, market);
}

/** A liquidation is a market order of the venue's own, under the same cap and with the same impact as anybody's. */
function closePosition(state: VenueState, scope: MarginScope, market: SymbolMarket): void {
  const { account } = scope;
  const { participationRatio } = state.options;
  const positionQty = account.positionQty[market.index]!;
  const side = positionQty > 0 ? 'sell' : 'buy';
  const qty = Math.min(Math.abs(positionQty), availableQty(market, side, participationRatio));
  if (qty === 0) return;
  const midPrice = midNow(state, market);
  const price = takerPrice(market, { side, midPrice }, qty);
  const feeBps = market.instrument.liquidationFeeBps;
  const lossQuote = lossBeyondBalance(state, scope, { market, price, feeBps });
  const number = ++state.liquidationCount;
  const common = {
    account,
    market,
    side,
    midPrice,
    liquidity: 'taker',
    clientOrderId: null,
  } as const;
  if (isBeyondFund(state, lossQuote)) {
    execute(state, {
      ...common,
      qty: Math.abs(positionQty),
      price: bankruptcyPrice(state, scope, market),
      feeBps: 0,
      origin: 'autoDeleverage',
      venueOrderId: `deleverage-${number}`,
      streamKey: `deleverage:${market.symbol}:${number}`,
    });
    return;
  }
  execute(state, {
    ...common,
    qty,
    price,
    // Instead of the taker fee, which a liquidation does not pay on top.
    feeBps,
    origin: 'liquidation',
    venueOrderId: `liquidation-${number}`,
    streamKey: `liquidation:${market.symbol}:${number}`,
  });
}

/** What the insurance would owe if all of the position went at this price, quote: what it loses beyond what it stands on. */
function lossBeyondBalance(
  state: VenueState,
  scope: MarginScope,
  fill: { readonly market: SymbolMarket; readonly price: number; readonly feeBps: number },
): number {
  const { market, price, feeBps } = fill;
  const positionQty = scope.account.positionQty[market.index]!;
  const fee = feeQuote(Math.abs(positionQty) * price, feeBps);
  return positionQty * (bankruptcyPrice(state, scope, market) - price) + fee;
}

/** A fund without a bound pays whatever there is to pay. */
function isBeyondFund({ options, accounts }: VenueState, lossQuote: number): boolean {
  const { insuranceFundQuote } = options;
  if (insuranceFundQuote === undefined || lossQuote <= 0) return false;
  let leftQuote = insuranceFundQuote;
  for (const { insurance } of accounts) leftQuote -= insurance.total;
  return lossQuote > leftQuote;
}

/** The price at which closing the position would leave its scope with nothing, every other position of it at mark; never below 0. */
function bankruptcyPrice(state: VenueState, scope: MarginScope, market: SymbolMarket): number {
  const positionQty = scope.account.positionQty[market.index]!;
  const mark = markAtCursor(state, market, state.cursorMs);
  return Math.max(0, mark - marginBalanceAt(state, scope, state.cursorMs) / positionQty);
}
