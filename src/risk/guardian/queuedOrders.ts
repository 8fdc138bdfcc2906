import type { DecisionFields, Desk, QueueListener } from './desk.ts';
import type { ManagedOrder } from './managedOrder.ts';
import type { QueuedRequest } from './sendQueue.ts';

/** What the queue needs of those that made the orders. */
export interface QueuedOrdersListener {
  /** The order that a request is to place; null when the request is for something else. */
  placedBy(requestId: string): ManagedOrder | null;
  /** Whether the order may go out now. */
  maySend(order: ManagedOrder): boolean;
  /** The order is over without having been sent. */
  end(order: ManagedOrder, outcome: 'cancelled' | 'abandoned'): void;
}

/** Orders that wait for their turn to be sent: which of them are still wanted, and what is said of them. Each keeps its reservation while it waits. */
export class QueuedOrders implements QueueListener {
  readonly #desk: Desk;
  readonly #listener: QueuedOrdersListener;

  constructor(desk: Desk, listener: QueuedOrdersListener) {
    this.#desk = desk;
    this.#listener = listener;
    desk.listenToQueue(this);
  }

  /** An order was handed to the desk: says so when it has to wait. */
  note(order: ManagedOrder): void {
    if (order.requestId === null || !this.#desk.isQueued(order.requestId)) return;
    order.phase = 'queued';
    const { rateLimit } = this.#desk.brakes;
    this.#say(order, {
      kind: 'deferred',
      rule: rateLimit === undefined ? 'singleWriter' : 'rateLimit',
      limit: rateLimit?.perSecond ?? null,
      unit: rateLimit === undefined ? null : 'count',
      reason:
        rateLimit === undefined
          ? 'Waits for the lock of the account.'
          : 'Waits for its turn to be sent: so many requests may go out in a second.',
    });
  }

  /** Takes back an order that has never been sent. False when it has, or may have: then the venue must be asked. */
  takeBack(order: ManagedOrder): boolean {
    if (order.phase !== 'queued' || !this.#desk.withdraw(order.requestId!)) return false;
    order.requestId = null;
    // An earlier try has been on the wire.
    if (order.attempt > 1) return false;
    this.#say(order, { kind: 'orderGivenUp', rule: 'rateLimit', reason: 'Taken back before it was sent.' });
    this.#listener.end(order, 'cancelled');
    return true;
  }

  isWanted({ request, queuedMs }: QueuedRequest): boolean {
    const order = this.#listener.placedBy(request.requestId);
    if (order === null) return true;
    // An earlier try has been answered after all, or it is over.
    if (order.phase !== 'queued') return false;
    const waitedMs = this.#desk.nowMs - queuedMs;
    const staleMs = this.#desk.brakes.rateLimit?.staleMs ?? null;
    const isStale = staleMs !== null && !order.order.reduceOnly && waitedMs > staleMs;
    if (!isStale && this.#listener.maySend(order)) return true;
    this.#say(order, {
      kind: 'orderGivenUp',
      rule: 'rateLimit',
      actual: waitedMs,
      limit: staleMs,
      unit: 'ms',
      reason: isStale
        ? 'Never sent: it has waited too long for its turn.'
        : 'Never sent: while it waited for its turn it has become unwanted.',
    });
    order.requestId = null;
    if (order.attempt > 1 && this.#desk.brakes.confirmBeforeResend === undefined) order.phase = 'unknown';
    else this.#listener.end(order, 'abandoned');
    return false;
  }

  beforeSend({ request }: QueuedRequest): void {
    const order = this.#listener.placedBy(request.requestId);
    if (order === null) return;
    order.phase = 'sent';
    order.lastSentMs = this.#desk.nowMs;
  }

  #say(order: ManagedOrder, fields: DecisionFields): void {
    const { symbol, side, qty } = order.order;
    this.#desk.decide({ symbol, side, orderKey: order.key, wishOrdinal: order.wishOrdinal, qty, ...fields });
  }
}
