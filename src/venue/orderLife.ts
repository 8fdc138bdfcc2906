import type { OrderStatus } from '../market/order.ts';
import { updateLevels } from './symbolMarket.ts';
import type { VenueState } from './venueState.ts';
import { snapshotOf, type WorkingOrder } from './workingOrder.ts';

/** Why an order ended, in the venue's words. A failure brings its own. */
export type EndReason =
  | 'filled'
  /** The client asked for it. */
  | 'requested'
  /** The bar had no volume left for it. */
  | 'participationCap'
  /** The symbol has no bar now: there is nobody to trade with. */
  | 'noBar'
  /** An immediate-or-cancel order that the limit price stopped. */
  | 'immediateOrCancel'
  /** There is no position left to reduce. */
  | 'reduceOnly'
  | 'liquidation'
  | 'symbolEnded';

/** Remembers an accepted order, and enters it into the book unless it is a market order, which never rests. */
export function enterOrder(state: VenueState, order: WorkingOrder): void {
  const { account, request } = order;
  account.byVenueId.set(order.venueOrderId, order);
  if (request.clientOrderId !== null) account.byClientId.set(request.clientOrderId, order);
  if (request.type === 'market') return;
  account.live.push(order);
  order.market.working.push(order);
  updateLevels(order.market);
  state.isNextKnown = false;
}

/** A stop has been touched: it leaves the book, and what follows is a market order. */
export function markTriggered(state: VenueState, order: WorkingOrder): void {
  order.status = 'triggered';
  removeFromBook(state, order);
  const snapshot = snapshotOf(order);
  const { accountId } = order.account;
  state.sink.truth({ kind: 'orderTriggered', atMs: state.nowMs, accountId, order: snapshot });
  tellUpdate(state, order, 'triggered');
}

/** An order is over. A fill has told of itself; every other end is told by an update. */
export function endOrder(
  state: VenueState,
  order: WorkingOrder,
  status: 'filled' | 'cancelled' | 'expired',
  reason: EndReason,
): void {
  endSilently(state, order, status, reason);
  if (status !== 'filled') tellUpdate(state, order, reason);
}

/** The end of an order as only truth hears of it. */
export function endSilently(
  state: VenueState,
  order: WorkingOrder,
  status: OrderStatus,
  reason: string,
): void {
  order.status = status;
  removeFromBook(state, order);
  const { accountId } = order.account;
  state.sink.truth({ kind: 'orderEnded', atMs: state.nowMs, accountId, order: snapshotOf(order), reason });
}

/** Name of the order's next stream event, the same in two runs that differ elsewhere. */
export function nextStreamKey(order: WorkingOrder): string {
  return `${order.requestKey}:${++order.streamCount}`;
}

export function tellUpdate(state: VenueState, order: WorkingOrder, reason: string): void {
  const snapshot = snapshotOf(order);
  state.sink.stream(
    order.account.accountId,
    { kind: 'orderUpdate', order: snapshot, status: snapshot.status, reason },
    nextStreamKey(order),
  );
}

function removeFromBook(state: VenueState, order: WorkingOrder): void {
  remove(order.account.live, order);
  remove(order.market.working, order);
  updateLevels(order.market);
  state.isNextKnown = false;
}

function remove(orders: WorkingOrder[], order: WorkingOrder): void {
  const index = orders.indexOf(order);
  if (index >= 0) orders.splice(index, 1);
}
