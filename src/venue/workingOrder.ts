import { addSteps } from '../core/rounding.ts';
import type { OrderRequest, OrderSnapshot, OrderStatus } from '../market/order.ts';
import type { Account } from './account.ts';
import { midWhereAskIs, midWhereBidIs } from './spread.ts';
import type { SymbolMarket } from './symbolMarket.ts';

/** An accepted order as the venue keeps it, alive or over. */
export interface WorkingOrder {
  readonly venueOrderId: string;
  readonly account: Account;
  readonly market: SymbolMarket;
  readonly request: OrderRequest;
  /** Key of the request that placed it; its stream events are named after it. */
  readonly requestKey: string;
  /** Mid price at which it fires, and from which side: every resting order comes down to these two. A stress of the book moves a limit's. */
  levelPrice: number;
  readonly firesFalling: boolean;
  filledQty: number;
  status: OrderStatus;
  /** Row of the bar in which it can fill no more, because it has had its share of the volume; -1 when there is none. */
  restingRow: number;
  /** Stream events sent so far. */
  streamCount: number;
}

export function createWorkingOrder(
  identity: Pick<WorkingOrder, 'venueOrderId' | 'account' | 'market' | 'request' | 'requestKey'>,
): WorkingOrder {
  const { venueOrderId, account, market, request, requestKey } = identity;
  return {
    venueOrderId,
    account,
    market,
    request,
    requestKey,
    levelPrice: levelOf(request, market),
    // A stop sells into a falling price and a limit buys in one.
    firesFalling: (request.side === 'sell') === (request.type === 'stopMarket'),
    filledQty: 0,
    status: 'live',
    restingRow: -1,
    streamCount: 0,
  };
}

export function remainingQty(order: WorkingOrder): number {
  return addSteps(order.request.qty, -order.filledQty, order.market.instrument.lot);
}

export function snapshotOf(order: WorkingOrder): OrderSnapshot {
  const { request } = order;
  return {
    venueOrderId: order.venueOrderId,
    clientOrderId: request.clientOrderId,
    symbol: request.symbol,
    side: request.side,
    type: request.type,
    qty: request.qty,
    filledQty: order.filledQty,
    limitPrice: request.limitPrice,
    triggerPrice: request.triggerPrice,
    reduceOnly: request.reduceOnly,
    status: order.status,
  };
}

/**
 * A stop looks at last, which is mid, so a wider spread alone moves no stop. A limit looks at the other side's quote: a tick past it,
 * because at the limit itself the queue before us may take all there is.
 */
export function levelOf(request: OrderRequest, { instrument, spreadFactor }: SymbolMarket): number {
  if (request.triggerPrice !== null) return request.triggerPrice;
  // A market order never rests, so it has no level.
  if (request.limitPrice === null) return 0;
  const { tick } = instrument;
  return request.side === 'buy'
    ? midWhereAskIs(instrument, addSteps(request.limitPrice, -tick, tick), spreadFactor)
    : midWhereBidIs(instrument, addSteps(request.limitPrice, tick, tick), spreadFactor);
}
