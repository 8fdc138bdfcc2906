import { addSteps } from '../core/rounding.ts';
import type { OrderRequest, OrderSnapshot, OrderStatus, PriceKind } from '../market/order.ts';
import type { Account } from './account.ts';
import type { BracketGroup } from './bracket.ts';
import { firesOnFall, formOf } from './orderForm.ts';
import { midWhereKindIs } from './priceSteer.ts';
import type { VenueProfile } from './profiles/profile.ts';
import { midWhereAskIs, midWhereBidIs } from './spread.ts';
import type { SymbolMarket } from './symbolMarket.ts';

/** An accepted order as the venue keeps it, alive or over. */
export interface WorkingOrder {
  readonly venueOrderId: string;
  readonly account: Account;
  readonly market: SymbolMarket;
  /** As it was sent. What of it may change stands below. */
  readonly request: OrderRequest;
  /** Key of the request that placed it; its stream events are named after it. */
  readonly requestKey: string;
  /** The price that its trigger looks at. */
  readonly triggerBy: PriceKind;
  qty: number;
  limitPrice: number | null;
  triggerPrice: number | null;
  /** A trigger, or a quote of the other side that its limit is through; a bracket waits for nothing itself, its legs do. */
  awaits: 'trigger' | 'quote' | 'nothing';
  /** Mid price at which it fires, and from which side: every resting order comes down to these two. A stress of the book moves a limit's. */
  levelPrice: number;
  firesFalling: boolean;
  /** Of a trailing stop, the best price of its kind since it was accepted; 0 of the others. */
  bestPrice: number;
  /** What it is the entry or a leg of; null of most. */
  group: BracketGroup | null;
  filledQty: number;
  status: OrderStatus;
  /** Row of the bar in which it can fill no more, because it has had its share of the volume; -1 when there is none. */
  restingRow: number;
  /** Stream events sent so far. */
  streamCount: number;
}

export function createWorkingOrder(
  identity: Pick<
    WorkingOrder,
    'venueOrderId' | 'account' | 'market' | 'request' | 'requestKey' | 'triggerBy'
  >,
): WorkingOrder {
  const { venueOrderId, account, market, request, requestKey, triggerBy } = identity;
  const order: WorkingOrder = {
    venueOrderId,
    account,
    market,
    request,
    requestKey,
    triggerBy,
    qty: request.qty,
    limitPrice: request.limitPrice,
    triggerPrice: request.triggerPrice,
    awaits: formOf(request.type).awaits,
    levelPrice: 0,
    firesFalling: firesOnFall(request),
    bestPrice: 0,
    group: null,
    filledQty: 0,
    status: 'live',
    restingRow: -1,
    streamCount: 0,
  };
  order.levelPrice = levelOf(order);
  return order;
}

export function remainingQty(order: WorkingOrder): number {
  return addSteps(order.qty, -order.filledQty, order.market.instrument.lot);
}

/** The price that an order's trigger looks at: the venue's own where the order does not say. */
export function triggerKind(
  { triggerBy }: Pick<OrderRequest, 'triggerBy'>,
  { capabilities }: VenueProfile,
): PriceKind {
  return triggerBy ?? capabilities.triggerBy[0];
}

export function snapshotOf(order: WorkingOrder): OrderSnapshot {
  const { request } = order;
  const snapshot: OrderSnapshot = {
    venueOrderId: order.venueOrderId,
    clientOrderId: request.clientOrderId,
    symbol: request.symbol,
    side: request.side,
    type: request.type,
    qty: order.qty,
    filledQty: order.filledQty,
    limitPrice: order.limitPrice,
    triggerPrice: order.triggerPrice,
    reduceOnly: request.reduceOnly,
    status: order.status,
  };
  const { triggerBy, trail, postOnly, expiresAtMs } = request;
  const parent = order.group?.parent ?? order;
  return {
    ...snapshot,
    ...(triggerBy === undefined ? {} : { triggerBy }),
    ...(trail === undefined ? {} : { trail }),
    ...(postOnly === undefined ? {} : { postOnly }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(parent === order ? {} : { parentVenueOrderId: parent.venueOrderId }),
  };
}

/**
 * A trigger looks at a price of the path, so a wider spread alone triggers nothing. A limit looks at the other side's quote: a tick past it,
 * because at the limit itself the queue before us may take all there is, unless a touch is to be enough.
 */
export function levelOf(order: WorkingOrder): number {
  const { awaits, request, market, limitPrice, triggerPrice, firesFalling } = order;
  // A market order never rests and a bracket never fires, so they have no level; a trailing stop finds its own.
  if (awaits === 'nothing') return 0;
  if (awaits === 'trigger') {
    if (triggerPrice === null) return 0;
    return midWhereKindIs(market.steers[order.triggerBy], triggerPrice, firesFalling);
  }
  const { spread, spreadFactor, throughTicks } = market;
  const { tick } = spread;
  const beyond = throughTicks * tick;
  return request.side === 'buy'
    ? midWhereAskIs(spread, addSteps(limitPrice!, -beyond, tick), spreadFactor)
    : midWhereBidIs(spread, addSteps(limitPrice!, beyond, tick), spreadFactor);
}
