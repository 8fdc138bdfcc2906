import type { OrderStatus } from '../market/order.ts';
import type { BracketGroup } from './bracket.ts';
import { updateLevels } from './symbolMarket.ts';
import type { VenueState } from './venueState.ts';
import { levelOf, remainingQty, snapshotOf, type WorkingOrder } from './workingOrder.ts';

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
  /** A spot account has not enough quote for the rest at the price that there was. */
  | 'insufficientBalance'
  /** There is no position left to reduce. */
  | 'reduceOnly'
  /** A fill-or-kill order that could not fill whole at once. */
  | 'fillOrKill'
  /** Its date has come. */
  | 'goodTillDate'
  /** A post-only order that would take, at a venue that accepts and cancels it. */
  | 'postOnly'
  /** Amended to no more than had filled, at a venue that cancels it then. */
  | 'amendedUnderFilled'
  /** The other leg of its bracket has triggered. */
  | 'bracketTriggered'
  /** The other leg of its bracket has filled what there was. */
  | 'bracketFilled'
  /** Its bracket is over. */
  | 'bracketEnded'
  | 'liquidation'
  | 'symbolEnded';

/** Remembers an accepted order, and enters it into the book unless it is a market order, which never rests. A bracket lives, and its legs stand in the book. */
export function enterOrder(state: VenueState, order: WorkingOrder): void {
  const { account, request } = order;
  account.byVenueId.set(order.venueOrderId, order);
  if (request.clientOrderId !== null) account.byClientId.set(request.clientOrderId, order);
  if (request.type === 'market') return;
  account.live.push(order);
  if (request.expiresAtMs !== undefined) state.expiring.push(order);
  state.isNextKnown = false;
  if (request.type === 'bracket') return;
  order.market.working.push(order);
  if (request.trail !== undefined) countTrail(state, order, 1);
  updateLevels(order.market);
}

/** A trigger has been touched: the order leaves the book, and what follows is a market order or a limit. */
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
  if (order.group?.parent.request.type === 'bracket') endBracketOf(state, order, order.group);
}

/** A stop limit or a take-profit limit that has triggered stands in the book as the limit order that it is now. */
export function rest(state: VenueState, order: WorkingOrder): void {
  order.status = 'live';
  order.awaits = 'quote';
  order.firesFalling = order.request.side === 'buy';
  order.levelPrice = levelOf(order);
  order.account.live.push(order);
  if (order.request.expiresAtMs !== undefined) state.expiring.push(order);
  order.market.working.push(order);
  updateLevels(order.market);
  state.isNextKnown = false;
}

/** The end of a bracket is the end of its legs, and it is over itself when none of them is left. The legs of an entry outlive it. */
function endBracketOf(state: VenueState, order: WorkingOrder, group: BracketGroup): void {
  const { parent } = group;
  const legs = legsOf(group);
  if (order === parent) {
    for (const leg of legs) {
      if (leg.status !== 'live') continue;
      // What the venue drops in silence it drops whole.
      if (order.status === 'failed') endSilently(state, leg, 'failed', 'bracketEnded');
      else endOrder(state, leg, 'cancelled', 'bracketEnded');
    }
  } else if (parent.status === 'live' && legs.every(isOver)) {
    if (remainingQty(parent) === 0) endOrder(state, parent, 'filled', 'filled');
    else endOrder(state, parent, 'cancelled', 'bracketEnded');
  }
}

/** A leg that has triggered and not yet met the market has not ended, nor one that has filled and of whose end nobody has heard. */
function isOver(leg: WorkingOrder): boolean {
  const { status, account } = leg;
  return status !== 'live' && status !== 'triggered' && !account.live.includes(leg);
}

export function legsOf({ stopLoss, takeProfit }: BracketGroup): WorkingOrder[] {
  return [stopLoss, takeProfit].filter((leg) => leg !== null);
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
  if (remove(order.market.working, order) && order.request.trail !== undefined) countTrail(state, order, -1);
  if (order.request.expiresAtMs !== undefined) remove(state.expiring, order);
  updateLevels(order.market);
  state.isNextKnown = false;
}

function remove(orders: WorkingOrder[], order: WorkingOrder): boolean {
  const index = orders.indexOf(order);
  if (index >= 0) orders.splice(index, 1);
  return index >= 0;
}

function countTrail(state: VenueState, order: WorkingOrder, change: 1 | -1): void {
  state.trailCount += change;
  order.market.trailCount += change;
}
