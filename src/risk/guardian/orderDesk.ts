import type { ApprovedOrder, OrderSnapshot } from '../../market/order.ts';
import type { RejectReason } from '../../market/rejectReason.ts';
import type { VenueReply } from '../../market/venueEvent.ts';
import { backoffMs } from './backoff.ts';
import type { DecisionFields, Desk, UnsentRequest } from './desk.ts';
import {
  type ManagedOrder,
  newOrder,
  noteReported,
  type OrderPurpose,
  remainingQty,
  targetOf,
} from './managedOrder.ts';
import type { OrderDeskListener } from './orderDeskListener.ts';
import { QueuedOrders } from './queuedOrders.ts';
import { retriesUnread } from './unread.ts';

type Errand = 'place' | 'lookup' | 'cancel';

/**
 * Places, looks up, resends and cancels orders: one explicit machine per order, advanced by replies and timeouts. An ambiguous answer is
 * never taken for a refusal.
 */
export class OrderDesk {
  readonly #desk: Desk;
  readonly #listener: OrderDeskListener;
  /** Every request that an order ever made: an answer may come after its timeout. */
  readonly #byRequest = new Map<string, { order: ManagedOrder; errand: Errand }>();
  readonly #byKey = new Map<string, ManagedOrder>();
  readonly #queued: QueuedOrders;

  constructor(desk: Desk, listener: OrderDeskListener) {
    this.#desk = desk;
    this.#listener = listener;
    this.#queued = new QueuedOrders(desk, {
      placedBy: (requestId) => {
        const awaited = this.#byRequest.get(requestId);
        return awaited?.errand === 'place' ? awaited.order : null;
      },
      maySend: (order) => listener.maySend(order),
      end: (order, outcome) => this.end(order, outcome, null),
    });
  }

  place(key: string, purpose: OrderPurpose, order: ApprovedOrder, wishOrdinal: number | null): ManagedOrder {
    const managed = newOrder(key, purpose, { order, wishOrdinal, atMs: this.#desk.nowMs });
    this.know(managed);
    this.#desk.belief.addOrder(managed);
    this.#sendPlace(managed);
    return managed;
  }

  /** An order that is ours: it may have been placed by a former life. */
  know(order: ManagedOrder): void {
    this.#byKey.set(order.key, order);
  }

  /** Asks for a cancel. A second call while one is under way does nothing. */
  cancel(order: ManagedOrder): void {
    if (order.phase === 'closed' || order.cancelRequestId !== null) return;
    order.cancelAttempt++;
    if (this.#queued.takeBack(order)) return;
    // An order that cannot be named yet is cancelled as soon as its acceptance names it.
    if (order.venueOrderId === null && order.order.clientOrderId === null) return;
    order.cancelRequestId = this.#send(order, 'cancel', {
      kind: 'cancelOrder',
      key: `cancel:${order.key}`,
      attempt: order.cancelAttempt,
      symbol: order.order.symbol,
      target: targetOf(order),
    });
  }

  /** A new reason to ask about an order: its tries begin again. */
  lookUpAnew(order: ManagedOrder): void {
    order.lookups = 0;
    this.lookUp(order);
  }

  /** Asks the venue what became of an order. */
  lookUp(order: ManagedOrder): void {
    if (order.phase === 'closed') return;
    if (order.venueOrderId === null && order.order.clientOrderId === null) {
      order.phase = 'unknown';
      this.#listener.onNeedsReconciliation();
      return;
    }
    order.phase = 'confirming';
    order.lookups++;
    order.requestId = this.#send(order, 'lookup', {
      kind: 'queryOrder',
      key: `lookup:${order.key}`,
      attempt: order.lookups,
      symbol: order.order.symbol,
      target: targetOf(order),
    });
  }

  /** True when the reply was to one of the desk's own requests. */
  handleReply(reply: VenueReply): boolean {
    const awaited = this.#byRequest.get(reply.requestId);
    if (awaited === undefined) return false;
    this.#desk.cancelWake(`timeout:${reply.requestId}`);
    const { order } = awaited;
    // An answer after its timeout speaks of an earlier moment: what it says is there is there, what it says is not may have come since.
    const isCurrent = order.requestId === reply.requestId;
    if (isCurrent) order.requestId = null;
    if (order.cancelRequestId === reply.requestId) order.cancelRequestId = null;
    if (retriesUnread(this.#desk, order, reply)) return true;
    switch (reply.kind) {
      case 'orderAccepted':
        this.#handleAccepted(order, reply.order);
        break;
      case 'orderRejected':
        // That the id is taken is true whenever it is said: the order is there.
        if (isCurrent || reply.reason === 'duplicateClientOrderId') this.#handleRejected(order, reply.reason);
        break;
      case 'orderReport':
        if (isCurrent || reply.order !== null) this.#handleReport(order, reply.order);
        break;
      case 'cancelAccepted':
        this.#handleCancelled(order, reply.order);
        break;
      case 'cancelRejected':
        // Gone, or never there: only a look-up tells which, and whether it filled.
        if (this.#desk.brakes.confirmBeforeResend !== undefined) this.lookUp(order);
        // The cancel may have overtaken its order: then it is asked for again, at once or by the acceptance when that comes.
        else if (reply.reason !== 'unknownOrder' || order.cancelAttempt > 1)
          this.end(order, 'notFound', null);
        else if (order.phase !== 'sent') this.cancel(order);
        break;
    }
    return true;
  }

  /** True when the wake was one of the desk's own. */
  handleWake(key: string): boolean {
    if (key.startsWith('timeout:')) {
      const awaited = this.#byRequest.get(key.slice('timeout:'.length));
      if (awaited === undefined) return false;
      this.#handleTimeout(key.slice('timeout:'.length), awaited.order, awaited.errand);
      return true;
    }
    if (key.startsWith('settle:')) {
      const order = this.#byKey.get(key.slice('settle:'.length));
      if (order?.phase === 'live') this.lookUpAnew(order);
      return true;
    }
    if (!key.startsWith('retry:')) return false;
    const order = this.#byKey.get(key.slice('retry:'.length));
    if (order === undefined) return false;
    if (order.phase === 'waiting') this.#resend(order);
    else if (order.phase === 'confirming' && order.requestId === null) this.lookUp(order);
    else if (order.phase !== 'closed' && order.cancelAttempt > 0) this.cancel(order);
    return true;
  }

  /** Takes from a report what can only be learnt from one: the venue's name of the order, what of it has filled, and how large it is by now. */
  note(order: ManagedOrder, snapshot: OrderSnapshot): void {
    order.venueOrderId = snapshot.venueOrderId;
    noteReported(order, snapshot);
    if (order.order.reduceOnly) order.order = this.#desk.gateway.asReported(order.order, snapshot.qty);
  }

  /** An order that the venue has refused in one form goes out in another: it was never there, and its names are free. */
  placeAs(order: ManagedOrder, approved: ApprovedOrder): void {
    this.#desk.belief.reopenOrder(order);
    order.order = approved;
    this.#sendPlace(order);
  }

  /** Takes over what a report says of an order. */
  adopt(order: ManagedOrder, snapshot: OrderSnapshot): void {
    this.note(order, snapshot);
    if (snapshot.filledQty > order.filledQty) {
      this.#listener.onMissingFills(order);
      this.#lookAgainLater(order);
    }
    if (snapshot.status === 'live' || snapshot.status === 'triggered') {
      this.#desk.belief.reopenOrder(order);
      this.#becomeLive(order);
    } else if (snapshot.status === 'filled') {
      // It closes when its fills have been booked.
      if (order.phase !== 'closed') order.phase = 'live';
    } else if (order.phase !== 'closed') {
      this.end(order, snapshot.status, null);
    }
  }

  /** Closes an order for a reason other than a fill and tells the guardian. */
  end(order: ManagedOrder, outcome: NonNullable<ManagedOrder['outcome']>, reason: RejectReason | null): void {
    if (order.phase === 'closed') return;
    this.#desk.belief.closeOrder(order, outcome);
    this.#listener.onEnded(order, reason);
  }

  #sendPlace(order: ManagedOrder): void {
    order.attempt++;
    order.phase = 'sent';
    order.lookups = 0;
    order.lastSentMs = this.#desk.nowMs;
    const { attempt, lastSentMs: atMs } = order;
    const { symbol, side, reduceOnly } = order.order;
    if (!reduceOnly) this.#desk.gateway.fold({ kind: 'entrySent', atMs, symbol, side, attempt });
    order.requestId = this.#send(order, 'place', {
      kind: 'placeOrder',
      key: order.key,
      attempt,
      order: order.order,
    });
    this.#queued.note(order);
  }

  #send(order: ManagedOrder, errand: Errand, request: UnsentRequest): string {
    const requestId = this.#desk.send(request, this.#desk.brakes.requestTimeout?.timeoutMs);
    this.#byRequest.set(requestId, { order, errand });
    return requestId;
  }

  #handleAccepted(order: ManagedOrder, snapshot: OrderSnapshot): void {
    this.note(order, snapshot);
    if (order.phase === 'closed') return;
    this.#becomeLive(order);
  }

  #becomeLive(order: ManagedOrder): void {
    order.phase = 'live';
    order.requestId = null;
    if (remainingQty(order) === 0) {
      this.#desk.belief.closeOrder(order, 'filled');
      return;
    }
    if (order.cancelAttempt > 0 && order.cancelRequestId === null) this.cancel(order);
    if (order.order.type === 'market') this.#lookAgainLater(order);
    this.#listener.onLive(order);
  }

  /** A market order that is still not over, or fills that were asked for and have not come: a message was lost on the way. */
  #lookAgainLater(order: ManagedOrder): void {
    const timeout = this.#desk.brakes.requestTimeout;
    if (timeout !== undefined) this.#desk.wake(`settle:${order.key}`, this.#desk.nowMs + timeout.timeoutMs);
  }

  #handleRejected(order: ManagedOrder, reason: RejectReason): void {
    if (order.phase === 'closed') return;
    if (reason === 'duplicateClientOrderId') {
      // The first copy exists: the refusal of the second is the proof.
      this.lookUp(order);
      return;
    }
    // A fill may have come before this: then an earlier try is at the venue and the refusal is of a later one.
    if (order.filledQty > 0 || order.venueOrderId !== null) return;
    this.end(order, 'rejected', reason);
  }

  #handleReport(order: ManagedOrder, snapshot: OrderSnapshot | null): void {
    if (snapshot !== null) {
      // Only where there was a doubt: a stop that is merely verified was accepted before.
      if (order.venueOrderId === null) {
        this.#say(order, {
          kind: 'orderConfirmed',
          rule: 'confirmBeforeResend',
          reason: `The venue has the order: ${snapshot.status}.`,
        });
      }
      this.adopt(order, snapshot);
      return;
    }
    if (order.phase !== 'confirming') return;
    if (order.venueOrderId !== null) {
      // It was there and is not: it ended without a word.
      this.end(order, 'notFound', null);
      return;
    }
    const provenMs = order.lastSentMs + (this.#desk.brakes.confirmBeforeResend?.visibilityLagMs ?? 0);
    if (this.#desk.nowMs < provenMs) {
      this.#desk.wake(`retry:${order.key}`, provenMs);
      return;
    }
    this.#resendOrGiveUp(order);
  }

  #handleCancelled(order: ManagedOrder, snapshot: OrderSnapshot): void {
    noteReported(order, snapshot);
    if (snapshot.filledQty > order.filledQty) this.#listener.onMissingFills(order);
    this.end(order, 'cancelled', null);
  }

  #handleTimeout(requestId: string, order: ManagedOrder, errand: Errand): void {
    if (order.phase === 'closed') return;
    if (errand === 'cancel') {
      if (order.cancelRequestId !== requestId) return;
      order.cancelRequestId = null;
      if (this.#isSpent(order.cancelAttempt)) this.#giveUp(order, 'cancel');
      else
        this.#desk.wake(`retry:${order.key}`, this.#desk.nowMs + this.#backoffMs(order, order.cancelAttempt));
      return;
    }
    if (order.requestId !== requestId) return;
    order.requestId = null;
    if (errand === 'lookup') {
      if (this.#isSpent(order.lookups)) this.#giveUp(order, 'lookup');
      else this.#desk.wake(`retry:${order.key}`, this.#desk.nowMs + this.#backoffMs(order, order.lookups));
      return;
    }
    this.#say(order, {
      kind: 'orderUnknown',
      rule: 'requestTimeout',
      actual: this.#desk.nowMs - order.lastSentMs,
      limit: this.#desk.brakes.requestTimeout!.timeoutMs,
      unit: 'ms',
      reason: 'No answer in time: the order may be at the venue or not.',
    });
    if (this.#desk.brakes.confirmBeforeResend !== undefined) this.lookUp(order);
    else this.#resendOrGiveUp(order);
  }

  #resendOrGiveUp(order: ManagedOrder): void {
    if (this.#isSpent(order.attempt)) {
      this.#giveUp(order, 'place');
      return;
    }
    const waitMs = this.#backoffMs(order, order.attempt);
    if (waitMs === 0) {
      this.#resend(order);
      return;
    }
    order.phase = 'waiting';
    this.#desk.wake(`retry:${order.key}`, this.#desk.nowMs + waitMs);
  }

  #resend(order: ManagedOrder): void {
    if (order.cancelAttempt > 0 || !this.#listener.maySend(order)) {
      this.#say(order, {
        kind: 'orderGivenUp',
        reason: 'Not sent again: it is no longer wanted, or entries are halted.',
      });
      if (this.#desk.brakes.confirmBeforeResend === undefined) order.phase = 'unknown';
      else this.end(order, 'abandoned', null);
      return;
    }
    this.#say(order, {
      kind: 'orderResent',
      actual: order.attempt + 1,
      limit: this.#desk.brakes.retryCap?.tries ?? null,
      unit: 'count',
      reason:
        this.#desk.brakes.confirmBeforeResend === undefined
          ? 'Sent again without asking whether the first is there.'
          : 'The venue does not have it: sent again.',
    });
    this.#sendPlace(order);
  }

  #giveUp(order: ManagedOrder, errand: Errand): void {
    const tries = this.#desk.brakes.retryCap!.tries;
    order.phase = 'unknown';
    const before = this.#desk.gateway.tradingState;
    const breach = {
      rule: 'retryCap',
      actual: tries,
      limit: tries,
      unit: 'count',
      reason: 'A request was tried as often as it may be, without an answer.',
    };
    this.#desk.gateway.trip(breach, { state: 'halted', end: 'reconciled' }, this.#desk.nowMs);
    this.#say(order, {
      kind: 'orderGivenUp',
      ...breach,
      reason: `Tries used up (${errand}); entries are halted until the account is reconciled.`,
      stateBefore: before,
      stateAfter: this.#desk.gateway.tradingState,
    });
    // A halt takes back what would add risk. Asked for once: while nobody answers, asking again would only come back here.
    for (const entry of [...this.#desk.belief.openOrders]) {
      if (entry.purpose === 'entry' && entry.cancelAttempt === 0) this.cancel(entry);
    }
    this.#listener.onNeedsReconciliation();
  }

  #say(order: ManagedOrder, fields: DecisionFields): void {
    const { symbol, side, qty } = order.order;
    this.#desk.decide({ symbol, side, orderKey: order.key, wishOrdinal: order.wishOrdinal, qty, ...fields });
  }

  #isSpent(tries: number): boolean {
    const cap = this.#desk.brakes.retryCap;
    return cap !== undefined && tries >= cap.tries;
  }

  #backoffMs(order: ManagedOrder, attempt: number): number {
    return backoffMs(this.#desk.brakes, order.key, attempt);
  }
}
