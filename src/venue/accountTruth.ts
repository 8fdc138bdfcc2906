import type { AssetBalance, PositionSnapshot } from '../market/venueEvent.ts';
import type { Account } from './account.ts';
import type { AccountTruth } from './exchange.ts';
import { equityAt, grossNotionalAt, initialMarginAt, maintenanceAt } from './margin.ts';
import { formOf } from './orderForm.ts';
import { lockedBaseQty, lockedQuote } from './spotBalance.ts';
import type { VenueState } from './venueState.ts';
import { snapshotOf, type WorkingOrder } from './workingOrder.ts';

/** The one view of an account that the outside gets: it reads, and it is always of now. */
export function createAccountTruth(state: VenueState, account: Account): AccountTruth {
  return {
    accountId: account.accountId,
    walletQuote: () => account.wallet.total,
    equityQuote: () => equityAt(state, account, state.cursorMs),
    initialMarginQuote: () => initialMarginAt(state, account, state.cursorMs),
    maintenanceMarginQuote: () => maintenanceAt(state, account, state.cursorMs),
    grossNotionalQuote: () => grossNotionalAt(state, account, state.cursorMs),
    positionQty(symbol) {
      const market = state.marketOf.get(symbol);
      if (market === undefined) throw new Error(`the tape has no symbol ${symbol}`);
      return account.positionQty[market.index]!;
    },
    positions: () => positionsOf(account),
    liveOrders: () => account.live.filter((order) => order.status === 'live').map(snapshotOf),
    stopQty(symbol, side) {
      let qty = 0;
      for (const order of account.live) {
        const { request, status } = order;
        if (status !== 'live' || request.symbol !== symbol || request.side !== side) continue;
        // A spot account cannot sell more than it has, whatever the order says.
        const reduces = request.reduceOnly || (account.kind === 'spot' && side === 'sell');
        if (reduces && isStop(order)) qty += order.qty - order.filledQty;
      }
      return qty;
    },
    fills: () => account.fills,
    feesQuote: () => account.fees.total,
    fundingQuote: () => account.funding.total,
    balances: () => (account.kind === 'spot' ? balancesOf(account) : []),
    insuranceQuote: () => account.insurance.total,
    isLiquidated: () => account.wasLiquidated,
  };
}

/** A take profit protects nothing, and a stop limit that has triggered is a limit order. */
function isStop({ awaits, request }: WorkingOrder): boolean {
  return awaits === 'trigger' && !formOf(request.type).isTarget;
}

export function positionsOf(account: Account): PositionSnapshot[] {
  return account.held.map(({ symbol, index }) => ({
    symbol,
    positionQty: account.positionQty[index]!,
    entryPrice: account.entryPrice[index]!,
  }));
}

/** Quote first, then the base of each symbol that is held, in tape order. */
export function balancesOf(account: Account): AssetBalance[] {
  const balances = account.held.map((market): AssetBalance => {
    const [asset = market.symbol] = market.symbol.split('-');
    return {
      asset,
      totalQty: account.positionQty[market.index]!,
      lockedQty: lockedBaseQty(account.live, market),
    };
  });
  return [
    { asset: 'quote', totalQty: account.cash.total, lockedQty: lockedQuote(account.live) },
    ...balances,
  ];
}
