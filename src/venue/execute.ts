import type { Fill, FillOrigin } from '../market/fill.ts';
import { type Side, sideSign } from '../market/order.ts';
import { type Account, book } from './account.ts';
import { feeQuote } from './fee.ts';
import { isTraded } from './fees/feeModel.ts';
import { takeFromPool } from './liquidityPool.ts';
import { equityAt } from './margin.ts';
import { halfSpread } from './spread.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import type { VenueState } from './venueState.ts';

/** One execution, whoever asked for it. */
export interface Execution {
  readonly account: Account;
  readonly market: SymbolMarket;
  readonly side: Side;
  readonly qty: number;
  readonly price: number;
  readonly midPrice: number;
  readonly feeBps: number;
  readonly liquidity: Fill['liquidity'];
  readonly origin: FillOrigin;
  readonly venueOrderId: string;
  readonly clientOrderId: string | null;
  /** Names the stream event. */
  readonly streamKey: string;
}

/** Books an execution and tells of it: truth first, then the stream. */
export function execute(state: VenueState, execution: Execution): void {
  const { account, market, side, qty, price, midPrice } = execution;
  const feeOfFill = feeQuote(qty * price, execution.feeBps);
  const positionQtyBefore = account.positionQty[market.index]!;
  const realisedQuote = book(account, market, {
    side,
    qty,
    price,
    feeQuote: feeOfFill,
    isByVenue: execution.origin !== 'order',
  });
  if (isTraded(execution.origin)) account.feeSchedule.note(state.nowMs, qty * price);
  // A settlement happens after the last bar, where there is no pool to take from.
  if (market.isOpen && execution.origin !== 'autoDeleverage')
    takeFromPool(market, side, qty, execution.liquidity === 'taker');
  state.isNextKnown = false;

  const fill: Fill = {
    tradeId: `t${++state.tradeCount}`,
    venueOrderId: execution.venueOrderId,
    clientOrderId: execution.clientOrderId,
    symbol: market.symbol,
    side,
    qty,
    price,
    feeQuote: feeOfFill,
    liquidity: execution.liquidity,
    origin: execution.origin,
    venueTimeMs: state.nowMs,
  };
  account.fills.push(fill);
  const costs = costsOf(execution);
  state.sink.truth({
    kind: 'fill',
    atMs: state.nowMs,
    accountId: account.accountId,
    fill,
    positionQtyBefore,
    positionQtyAfter: account.positionQty[market.index]!,
    midPrice,
    ...costs,
    equityQuote: equityAt(state, account, state.cursorMs),
    realisedQuote,
  });
  state.sink.stream(account.accountId, { kind: 'fill', fill }, execution.streamKey);
}

/** What the fill cost against mid: half the spread, and the rest, which is impact for a taker and the tick beyond its limit for a maker. */
function costsOf({ market, side, qty, price, midPrice, origin }: Execution) {
  // The venue settles at mid, and deleverages at a price that no book has.
  if (origin === 'settlement' || origin === 'autoDeleverage')
    return { spreadCostQuote: 0, impactCostQuote: 0 };
  const spreadCostQuote = halfSpread(market.spread, midPrice, market.spreadFactor) * qty;
  return { spreadCostQuote, impactCostQuote: sideSign(side) * (price - midPrice) * qty - spreadCostQuote };
}
