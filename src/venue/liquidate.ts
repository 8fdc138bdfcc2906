import type { Account } from './account.ts';
import { execute } from './execute.ts';
import { availableQty } from './liquidityPool.ts';
import { equityAt, maintenanceAt } from './margin.ts';
import { endOrder } from './orderLife.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { takerPrice } from './takerPrice.ts';
import { midNow, type VenueState } from './venueState.ts';

/** The venue takes an account over: its orders are cancelled, then its positions are closed. */
export function startLiquidation(state: VenueState, account: Account): void {
  account.wasLiquidated = true;
  account.isLiquidating = true;
  state.isNextKnown = false;
  state.sink.truth({
    kind: 'liquidationStarted',
    atMs: state.nowMs,
    accountId: account.accountId,
    marginBalanceQuote: equityAt(state, account, state.cursorMs),
    maintenanceMarginQuote: maintenanceAt(state, account, state.cursorMs),
  });
  for (const order of [...account.live]) {
    if (order.status === 'live') endOrder(state, order, 'cancelled', 'liquidation');
  }
  continueLiquidation(state, account);
}

/**
 * Closes what the open bars have volume for, the largest position first, because it is the one that endangers the venue most. What they
 * have not is closed in the next bars at their opens, at whatever price is there then.
 */
export function continueLiquidation(state: VenueState, account: Account): void {
  const notionalOf = (market: SymbolMarket) =>
    Math.abs(account.positionQty[market.index]!) * midNow(state, market);
  const markets = [...account.held].sort((a, b) => notionalOf(b) - notionalOf(a) || a.index - b.index);
  for (const market of markets) closePosition(state, account, market);
}

/** A liquidation is a market order of the venue's own, under the same cap and with the same impact as anybody's. */
function closePosition(state: VenueState, account: Account, market: SymbolMarket): void {
  const { impactCoefficient, participationRatio } = state.options;
  const positionQty = account.positionQty[market.index]!;
  const side = positionQty > 0 ? 'sell' : 'buy';
  const qty = Math.min(Math.abs(positionQty), availableQty(market, side, participationRatio));
  if (qty === 0) return;
  const midPrice = midNow(state, market);
  const number = ++state.liquidationCount;
  execute(state, {
    account,
    market,
    side,
    qty,
    price: takerPrice(market, { side, midPrice, impactCoefficient }, qty),
    midPrice,
    // Instead of the taker fee, which a liquidation does not pay on top.
    feeBps: market.instrument.liquidationFeeBps,
    liquidity: 'taker',
    origin: 'liquidation',
    venueOrderId: `liquidation-${number}`,
    clientOrderId: null,
    streamKey: `liquidation:${market.symbol}:${number}`,
  });
}
