import type { RejectReason } from '../market/rejectReason.ts';
import type { OrderTarget, VenueRequest } from '../market/request.ts';
import type { VenueReply } from '../market/venueEvent.ts';
import type { Account } from './account.ts';
import { balancesOf, positionsOf } from './accountTruth.ts';
import { noteArrival } from './ambiguity.ts';
import { amendOrder } from './amendOrder.ts';
import { openGroup } from './bracket.ts';
import { checkOrder, wouldTake } from './checkOrder.ts';
import { fillAtArrival } from './fillOrder.ts';
import { endOrder, endSilently, enterOrder, tellUpdate } from './orderLife.ts';
import { rejectCode } from './profiles/rejectCode.ts';
import { refuseByRate } from './rateLimits.ts';
import { startTrail } from './trail.ts';
import type { VenueState } from './venueState.ts';
import { createWorkingOrder, snapshotOf, triggerKind, type WorkingOrder } from './workingOrder.ts';

/** Who asks. */
export interface Caller {
  readonly sessionId: string;
  readonly account: Account;
}

/** Answers one request with one reply; what an order does then is told by the stream. */
export function receiveRequest(state: VenueState, caller: Caller, request: VenueRequest): void {
  const refusal = refuseByRate(state, caller.account.accountId, request);
  if (refusal !== null) {
    refuse(state, caller, { request, reason: refusal });
    return;
  }
  switch (request.kind) {
    case 'placeOrder':
      placeOrder(state, caller, request);
      break;
    case 'cancelOrder':
      cancelOrder(state, caller, request);
      break;
    case 'amendOrder':
      amendOrder(state, caller, { request, order: findOrder(caller.account, request) });
      break;
    default:
      state.sink.reply(caller.sessionId, request, answer(state, caller.account, request));
  }
}

/** A request that is not looked at: it is refused with the venue's code, and a query learns nothing of what it asked for. */
function refuse(
  state: VenueState,
  { sessionId, account }: Caller,
  { request, reason }: { readonly request: VenueRequest; readonly reason: 'rateLimited' | 'banned' },
): void {
  const { requestId, kind: requestKind, key: requestKey } = request;
  const { accountId } = account;
  if (request.kind === 'placeOrder') {
    rejectOrder(state, { sessionId, account }, { request, reason });
    return;
  }
  const errand =
    request.kind === 'amendOrder' ? 'amend' : request.kind === 'cancelOrder' ? 'cancel' : 'query';
  const code = rejectCode(state.profile, reason, { errand, order: null });
  state.sink.truth({
    kind: 'requestRefused',
    atMs: state.nowMs,
    accountId,
    requestKind,
    reason,
    code,
    requestKey,
  });
  state.sink.reply(sessionId, request, { kind: `${errand}Rejected`, requestId, reason, code });
}

function rejectOrder(
  state: VenueState,
  { sessionId, account }: Caller,
  { request, reason }: { readonly request: RequestOf<'placeOrder'>; readonly reason: RejectReason },
): void {
  const { requestId, key: requestKey, order } = request;
  const { accountId } = account;
  const code = rejectCode(state.profile, reason, { errand: 'place', order });
  const rejection = { order, reason, code, requestKey };
  state.sink.truth({ kind: 'orderRejected', atMs: state.nowMs, accountId, ...rejection });
  state.sink.reply(sessionId, request, { kind: 'orderRejected', requestId, reason, code });
}

type RequestOf<Kind extends VenueRequest['kind']> = Extract<VenueRequest, { kind: Kind }>;

function placeOrder(
  state: VenueState,
  { sessionId, account }: Caller,
  request: RequestOf<'placeOrder'>,
): void {
  const { requestId, key: requestKey } = request;
  const { accountId } = account;
  const reason = checkOrder(state, account, request.order);
  const make = (venueOrderId: string): WorkingOrder =>
    createWorkingOrder({
      venueOrderId,
      account,
      market: state.marketOf.get(request.order.symbol)!,
      request: request.order,
      requestKey,
      triggerBy: triggerKind(request.order, state.profile),
    });
  if (reason !== null) {
    // Refused for the price of this moment, which is another where the extremes come in the other order.
    if (reason === 'stopWouldTrigger' || reason === 'postOnlyWouldTake') noteArrival(state, make('refused'));
    rejectOrder(state, { sessionId, account }, { request, reason });
    return;
  }
  const order = make(`v${++state.orderCount}`);
  if (request.order.trail !== undefined) startTrail(state, order);
  noteArrival(state, order);
  enterOrder(state, order);
  // Of the order as it was accepted, whatever happens to it next.
  const snapshot = snapshotOf(order);
  state.sink.truth({ kind: 'orderAccepted', atMs: state.nowMs, accountId, order: snapshot, requestKey });
  state.sink.reply(sessionId, request, { kind: 'orderAccepted', requestId, order: snapshot });
  // A fault that listens to the acceptance may have dropped the order by now.
  if (order.status !== 'live') return;
  openGroup(state, order);
  // Where it would only have been refused, it has been by now.
  if (wouldTake(state, order.market, request.order)) endOrder(state, order, 'cancelled', 'postOnly');
  else fillAtArrival(state, order);
}

function cancelOrder(
  state: VenueState,
  { sessionId, account }: Caller,
  request: RequestOf<'cancelOrder'>,
): void {
  const { requestId } = request;
  const order = findOrder(account, request);
  if (order === null || order.status !== 'live') {
    const reason = order === null ? 'unknownOrder' : 'orderNotLive';
    const code = rejectCode(state.profile, reason, { errand: 'cancel', order: order?.request ?? null });
    state.sink.reply(sessionId, request, { kind: 'cancelRejected', requestId, reason, code });
    return;
  }
  endSilently(state, order, 'cancelled', 'requested');
  state.sink.reply(sessionId, request, { kind: 'cancelAccepted', requestId, order: snapshotOf(order) });
  tellUpdate(state, order, 'requested');
}

/** Queries are answered from truth at their arrival; a stale answer is a fault's doing. */
function answer(
  state: VenueState,
  account: Account,
  request: Exclude<VenueRequest, RequestOf<'placeOrder' | 'cancelOrder' | 'amendOrder'>>,
): VenueReply {
  const { requestId } = request;
  switch (request.kind) {
    case 'queryOrder': {
      const order = findOrder(account, request);
      return { kind: 'orderReport', requestId, order: order === null ? null : snapshotOf(order) };
    }
    case 'queryOpenOrders': {
      const orders = account.live.filter((order) => order.status === 'live').map(snapshotOf);
      return { kind: 'openOrdersReport', requestId, orders };
    }
    case 'queryPositions':
      return { kind: 'positionsReport', requestId, positions: positionsOf(account) };
    case 'queryBalances':
      return {
        kind: 'balancesReport',
        requestId,
        walletQuote: account.wallet.total,
        ...(account.kind === 'spot' ? { balances: balancesOf(account) } : {}),
      };
    case 'queryAccount': {
      const leverage = Object.fromEntries(
        state.markets.map(({ symbol, index }) => [symbol, account.leverage[index]!]),
      );
      return { kind: 'accountReport', requestId, ...account.settings, leverage };
    }
    case 'queryFills': {
      const fills = account.fills.filter((fill) => fill.venueTimeMs >= request.fromMs);
      if (state.funding === null) return { kind: 'fillsReport', requestId, fills };
      const funding = account.payments.filter((payment) => payment.venueTimeMs >= request.fromMs);
      return { kind: 'fillsReport', requestId, fills, funding };
    }
  }
}

/** Venues look an order up under its symbol, so a wrong symbol finds nothing. */
function findOrder(
  account: Account,
  { symbol, target }: { readonly symbol: string; readonly target: OrderTarget },
): WorkingOrder | null {
  const order =
    target.clientOrderId !== null
      ? account.byClientId.get(target.clientOrderId)
      : account.byVenueId.get(target.venueOrderId ?? '');
  return order?.market.symbol === symbol ? order : null;
}
