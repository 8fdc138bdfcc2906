import type { Amendment, OrderRequest } from '../market/order.ts';
import type { RejectReason } from '../market/rejectReason.ts';
import type { VenueRequest } from '../market/request.ts';
import type { Account } from './account.ts';
import { noteArrival } from './ambiguity.ts';
import { checkSteps, wouldTake, wouldTrigger } from './checkOrder.ts';
import { meetAsLimit } from './fillOrder.ts';
import { isPositive } from './orderForm.ts';
import { endSilently, tellUpdate } from './orderLife.ts';
import { canCarry, whyNotCarried } from './orderMargin.ts';
import { rejectCode } from './profiles/rejectCode.ts';
import { updateLevels } from './symbolMarket.ts';
import { midNow, type VenueState } from './venueState.ts';
import { levelOf, snapshotOf, type WorkingOrder } from './workingOrder.ts';

type AmendRequest = Extract<VenueRequest, { kind: 'amendOrder' }>;

/**
 * Changes a live order where it stands, or says why not, in which case the order stays as it was. It races with the market: what has filled by
 * the time of its arrival has filled, and an order that is over is `orderNotLive`. A limit that the new price makes marketable takes at once.
 */
export function amendOrder(
  state: VenueState,
  { sessionId, account }: { readonly sessionId: string; readonly account: Account },
  { request, order }: { readonly request: AmendRequest; readonly order: WorkingOrder | null },
): void {
  const { requestId, changes } = request;
  const reason = order === null ? 'unknownOrder' : checkAmend(state, account, order, changes);
  if (reason !== null) {
    const code = rejectCode(state.profile, reason, { errand: 'amend', order: order?.request ?? null });
    state.sink.reply(sessionId, request, { kind: 'amendRejected', requestId, reason, code });
    return;
  }
  const amended = order!;
  if (changes.qty !== null && changes.qty <= amended.filledQty) {
    endSilently(state, amended, 'cancelled', 'amendedUnderFilled');
    state.sink.reply(sessionId, request, { kind: 'amendAccepted', requestId, order: snapshotOf(amended) });
    tellUpdate(state, amended, 'amendedUnderFilled');
    return;
  }
  apply(state, amended, changes);
  noteArrival(state, amended);
  const snapshot = snapshotOf(amended);
  const { accountId } = account;
  state.sink.truth({
    kind: 'orderAmended',
    atMs: state.nowMs,
    accountId,
    order: snapshot,
    reason: 'amended',
  });
  state.sink.reply(sessionId, request, { kind: 'amendAccepted', requestId, order: snapshot });
  tellUpdate(state, amended, 'amended');
  // A fault that listens to the change may have dropped the order by now.
  if (changes.limitPrice !== null && amended.awaits === 'quote' && amended.status === 'live') {
    meetAsLimit(state, amended, midNow(state, amended.market));
  }
}

function apply(state: VenueState, order: WorkingOrder, { qty, limitPrice, triggerPrice }: Amendment): void {
  order.qty = qty ?? order.qty;
  order.limitPrice = limitPrice ?? order.limitPrice;
  order.triggerPrice = triggerPrice ?? order.triggerPrice;
  // At another price the bar may have more for it.
  if (limitPrice !== null) order.restingRow = -1;
  if (order.request.trail === undefined) order.levelPrice = levelOf(order);
  updateLevels(order.market);
  state.isNextKnown = false;
}

function checkAmend(
  state: VenueState,
  account: Account,
  order: WorkingOrder,
  changes: Amendment,
): RejectReason | null {
  const { amend } = state.profile.capabilities;
  if (amend === null) return 'unsupported';
  if (order.status !== 'live') return 'orderNotLive';
  if (!amend.orderTypes.includes(order.request.type)) return 'unsupported';
  if (!isWhole(order, changes)) return 'malformed';
  if (changes.qty !== null && changes.qty <= order.filledQty) {
    return amend.underFilled === 'cancelled' ? null : 'orderNotLive';
  }
  const { market } = order;
  const asAmended: OrderRequest = {
    ...order.request,
    qty: changes.qty ?? order.qty,
    limitPrice: changes.limitPrice ?? order.limitPrice,
    triggerPrice: changes.triggerPrice ?? order.triggerPrice,
  };
  const steps = checkSteps(
    state,
    market,
    account.kind === 'spot' ? { ...asAmended, reduceOnly: false } : asAmended,
  );
  if (steps !== null) return steps;
  if (changes.triggerPrice !== null && wouldTrigger(state, market, asAmended)) return 'stopWouldTrigger';
  if (changes.limitPrice !== null && wouldTake(state, market, asAmended)) return 'postOnlyWouldTake';
  // What has filled is a position by now, and its margin is held.
  const request = { ...asAmended, qty: asAmended.qty - order.filledQty };
  return canCarry(state, account, market, { request, replaced: order }) ? null : whyNotCarried(account);
}

/** Something changes, each to a number that can be, and nothing that the order does not have or that its bracket decides. */
function isWhole(order: WorkingOrder, { qty, limitPrice, triggerPrice }: Amendment): boolean {
  if (qty === null && limitPrice === null && triggerPrice === null) return false;
  if (![qty, limitPrice, triggerPrice].every((one) => one === null || isPositive(one))) return false;
  if (qty !== null && order.group !== null) return false;
  if (limitPrice !== null && order.limitPrice === null) return false;
  // A trailing stop finds its own price, and what has triggered has no trigger any more.
  return triggerPrice === null || (order.awaits === 'trigger' && order.request.trail === undefined);
}
