import type { RejectReason } from '../../market/rejectReason.ts';
import type { VenueReply } from '../../market/venueEvent.ts';
import type { Desk } from './desk.ts';
import { type ManagedOrder, targetOf } from './managedOrder.ts';
import type { OrderDesk } from './orderDesk.ts';

/** What becomes of an amend. */
export interface AmendmentsListener {
  /** The order stands as it was asked for, or as far as the venue reports it. */
  onAmended(order: ManagedOrder): void;
  /** The venue has refused, and the order stands as it was, or is over. */
  onRefused(order: ManagedOrder, reason: RejectReason): void;
}

/** Gives live reducing orders another quantity, one change of an order at a time. An answer that does not come is looked for in the order itself. */
export class Amendments {
  readonly #desk: Desk;
  readonly #orders: OrderDesk;
  readonly #listener: AmendmentsListener;
  /** What is asked for and not answered, by request. */
  readonly #asked = new Map<string, ManagedOrder>();
  readonly #attempts = new Map<string, number>();

  constructor(desk: Desk, orders: OrderDesk, listener: AmendmentsListener) {
    this.#desk = desk;
    this.#orders = orders;
    this.#listener = listener;
  }

  /** Whether the venue takes another quantity for this order. A leg of a bracket has the quantity of its bracket. */
  mayAmend({ order, legOf }: ManagedOrder): boolean {
    return legOf === undefined && (this.#desk.abilities.amend?.orderTypes.includes(order.type) ?? false);
  }

  isUnderWay(order: ManagedOrder): boolean {
    for (const asked of this.#asked.values()) if (asked === order) return true;
    return false;
  }

  /**
   * Asks for another quantity.
   *
   * @param openQty base that is to be left to fill.
   * @returns false where the gate refuses it; then nothing is sent.
   */
  resize(order: ManagedOrder, openQty: number): boolean {
    const { belief, gateway, brakes } = this.#desk;
    const { symbol } = order.order;
    const heldQty = Math.abs(belief.positionQty(symbol)) + order.filledQty;
    const approved = gateway.approveAmendment(
      order.order,
      { qty: openQty + order.filledQty, heldQty },
      belief.instrument(symbol),
    );
    if ('breach' in approved) {
      this.#desk.decide({ kind: 'alert', symbol, orderKey: order.key, ...approved.breach });
      return false;
    }
    const attempt = (this.#attempts.get(order.key) ?? 0) + 1;
    this.#attempts.set(order.key, attempt);
    this.#desk.decide({
      kind: 'targetResized',
      symbol,
      side: order.order.side,
      wishOrdinal: order.wishOrdinal,
      orderKey: order.key,
      wantedQty: order.order.qty,
      qty: approved.changes.qty,
      price: order.order.triggerPrice,
      reason: 'The target follows the position.',
    });
    const requestId = this.#desk.send(
      {
        kind: 'amendOrder',
        key: `amend:${order.key}`,
        attempt,
        symbol,
        target: targetOf(order),
        changes: approved.changes,
      },
      brakes.requestTimeout?.timeoutMs,
    );
    this.#asked.set(requestId, order);
    return true;
  }

  /** True when the reply was to an amend. */
  handleReply(reply: VenueReply): boolean {
    const order = this.#asked.get(reply.requestId);
    if (order === undefined) return false;
    this.#asked.delete(reply.requestId);
    this.#desk.cancelWake(`timeout:${reply.requestId}`);
    if (reply.kind === 'amendAccepted') {
      this.#orders.note(order, reply.order);
      this.#listener.onAmended(order);
    } else if (reply.kind === 'amendRejected') {
      this.#listener.onRefused(order, reply.reason);
    }
    return true;
  }

  /** True when the wake was for an answer that has not come: the order itself says whether it was changed. */
  handleWake(key: string): boolean {
    if (!key.startsWith('timeout:')) return false;
    const requestId = key.slice('timeout:'.length);
    const order = this.#asked.get(requestId);
    if (order === undefined) return false;
    this.#asked.delete(requestId);
    if (this.#desk.brakes.confirmBeforeResend !== undefined) this.#orders.lookUpAnew(order);
    else this.#listener.onAmended(order);
    return true;
  }
}
