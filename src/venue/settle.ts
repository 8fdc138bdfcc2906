import type { Account } from './account.ts';
import { execute } from './execute.ts';
import { endOrder } from './orderLife.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import type { VenueState } from './venueState.ts';

/**
 * Ends the symbols whose last bar has closed while the window goes on (a delisting, a halt): orders are cancelled, positions settled at
 * the last price.
 */
export function settleEnded(state: VenueState): void {
  for (const market of state.markets) {
    if (market.hasEnded || market.lastCloseMs > state.nowMs) continue;
    market.hasEnded = true;
    for (const account of state.accounts) settleAccount(state, account, market);
  }
  state.nextEndMs = earliestEndMs(state.markets);
}

/** When the next symbol ends; Infinity when none is left. */
export function earliestEndMs(markets: readonly SymbolMarket[]): number {
  let endMs = Number.POSITIVE_INFINITY;
  for (const market of markets) {
    if (!market.hasEnded) endMs = Math.min(endMs, market.lastCloseMs);
  }
  return endMs;
}

function settleAccount(state: VenueState, account: Account, market: SymbolMarket): void {
  const { accountId } = account;
  for (const order of [...market.working]) {
    if (order.account === account && order.status === 'live') {
      endOrder(state, order, 'cancelled', 'symbolEnded');
    }
  }
  const lastPrice = market.candles.close[market.candles.length - 1]!;
  const positionQty = account.positionQty[market.index]!;
  if (positionQty !== 0) {
    execute(state, {
      account,
      market,
      side: positionQty > 0 ? 'sell' : 'buy',
      qty: Math.abs(positionQty),
      price: lastPrice,
      midPrice: lastPrice,
      feeBps: 0,
      liquidity: 'taker',
      origin: 'settlement',
      venueOrderId: `settlement-${++state.settlementCount}`,
      clientOrderId: null,
      streamKey: `settlement:${market.symbol}`,
    });
  }
  const { symbol } = market;
  state.sink.truth({ kind: 'symbolEnded', atMs: state.nowMs, accountId, symbol, lastPrice });
  state.sink.stream(accountId, { kind: 'symbolEnded', symbol, lastPrice }, `symbolEnded:${symbol}`);
}
