import { addSteps } from '../core/rounding.ts';
import { type Bracket, type BracketLeg, type OrderRequest, oppositeSide } from '../market/order.ts';
import { legType } from './orderForm.ts';
import { endOrder, enterOrder, legsOf, tellUpdate } from './orderLife.ts';
import type { VenueState } from './venueState.ts';
import { createWorkingOrder, snapshotOf, triggerKind, type WorkingOrder } from './workingOrder.ts';

/** A stop loss and a take profit of one order. */
export interface BracketGroup {
  /** The entry whose fills they close, or the bracket that they are. */
  readonly parent: WorkingOrder;
  stopLoss: WorkingOrder | null;
  takeProfit: WorkingOrder | null;
}

/** Gives an order that has a bracket the group of its legs; a bracket of its own has them at once. */
export function openGroup(state: VenueState, parent: WorkingOrder): void {
  if (parent.request.bracket === undefined) return;
  parent.group = { parent, stopLoss: null, takeProfit: null };
  if (parent.request.type === 'bracket') openLegs(state, parent.group, parent.qty);
}

/**
 * What a fill does to the rest of its bracket. An entry's fill lets the legs grow by as much, or opens them. A leg's fill leaves the other leg as
 * much less to do, and nothing left is over.
 */
export function followFill(state: VenueState, order: WorkingOrder, qty: number): void {
  const { group } = order;
  if (group === null) return;
  const { lot } = order.market.instrument;
  const live = legsOf(group).filter((leg) => leg.status === 'live' && leg !== order);
  if (order === group.parent) {
    if (live.length === 0) openLegs(state, group, qty);
    for (const leg of live) resize(state, leg, addSteps(leg.qty, qty, lot), 'bracketGrew');
    return;
  }
  if (group.parent.request.type === 'bracket') {
    group.parent.filledQty = addSteps(group.parent.filledQty, qty, lot);
  }
  for (const leg of live) {
    const lessQty = addSteps(leg.qty, -qty, lot);
    if (addSteps(lessQty, -leg.filledQty, lot) > 0) resize(state, leg, lessQty, 'bracketShrank');
    else endOrder(state, leg, 'cancelled', 'bracketFilled');
  }
}

/** One leg of a bracket has triggered: the other is cancelled before anything fills. */
export function followTrigger(state: VenueState, order: WorkingOrder): void {
  if (order.group === null || order.group.parent === order) return;
  for (const leg of legsOf(order.group)) {
    if (leg !== order && leg.status === 'live') endOrder(state, leg, 'cancelled', 'bracketTriggered');
  }
}

function openLegs(state: VenueState, group: BracketGroup, qty: number): void {
  const { stopLoss, takeProfit } = group.parent.request.bracket!;
  if (stopLoss !== null) group.stopLoss = openLeg(state, group, { leg: stopLoss, isTarget: false, qty });
  if (takeProfit !== null) group.takeProfit = openLeg(state, group, { leg: takeProfit, isTarget: true, qty });
}

function openLeg(
  state: VenueState,
  group: BracketGroup,
  { leg, isTarget, qty }: { leg: BracketLeg; isTarget: boolean; qty: number },
): WorkingOrder {
  const { parent } = group;
  const ordinal = ++parent.streamCount;
  const order = createWorkingOrder({
    venueOrderId: `v${++state.orderCount}`,
    account: parent.account,
    market: parent.market,
    request: legRequest(parent.request, { leg, isTarget, qty }),
    requestKey: `${parent.requestKey}:${isTarget ? 'takeProfit' : 'stopLoss'}:${ordinal}`,
    triggerBy: triggerKind(leg, state.profile),
  });
  order.group = group;
  enterOrder(state, order);
  state.sink.truth({
    kind: 'orderAccepted',
    atMs: state.nowMs,
    accountId: order.account.accountId,
    order: snapshotOf(order),
    requestKey: order.requestKey,
  });
  tellUpdate(state, order, 'bracketOpened');
  return order;
}

/** The order that a leg is: reduce-only, on the side that closes. */
export function legRequest(
  { type, symbol, side }: OrderRequest,
  { leg, isTarget, qty }: { leg: BracketLeg; isTarget: boolean; qty: number },
): OrderRequest {
  return {
    symbol,
    side: type === 'bracket' ? side : oppositeSide(side),
    type: legType(leg, isTarget),
    qty,
    limitPrice: leg.limitPrice,
    triggerPrice: leg.triggerPrice,
    timeInForce: 'gtc',
    reduceOnly: true,
    clientOrderId: leg.clientOrderId,
    ...(leg.triggerBy === undefined ? {} : { triggerBy: leg.triggerBy }),
  };
}

/** The legs that an order asks for, as orders. */
export function legRequests(request: OrderRequest): OrderRequest[] {
  const { stopLoss, takeProfit }: Bracket = request.bracket ?? { stopLoss: null, takeProfit: null };
  const legs = [
    { leg: stopLoss, isTarget: false },
    { leg: takeProfit, isTarget: true },
  ];
  return legs.flatMap(({ leg, isTarget }) =>
    leg === null ? [] : [legRequest(request, { leg, isTarget, qty: request.qty })],
  );
}

function resize(state: VenueState, leg: WorkingOrder, qty: number, reason: string): void {
  leg.qty = qty;
  state.isNextKnown = false;
  const { accountId } = leg.account;
  state.sink.truth({ kind: 'orderAmended', atMs: state.nowMs, accountId, order: snapshotOf(leg), reason });
  tellUpdate(state, leg, reason);
}
