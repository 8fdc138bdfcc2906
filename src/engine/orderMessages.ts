import type { Command, Delivery } from '../faults/delivery.ts';
import type { OrderRequest } from '../market/order.ts';
import type { VenueRequest } from '../market/request.ts';
import type { VenueReply } from '../market/venueEvent.ts';
import type { OrderAttempt } from './orderJourney.ts';

/** One send of an order, with what it was. */
export interface SentOrder extends OrderAttempt {
  readonly sessionId: string;
  readonly accountId: string;
  readonly key: string;
  readonly order: OrderRequest;
}

/** What the stream told one session of one fill. */
export type FillTelling = { toldMs: number | null; toldCount: number; lostCount: number };

type Draft = { -readonly [Member in keyof SentOrder]: SentOrder[Member] };

/**
 * What the canonical log does not say of orders: when each one that was sent arrived, when its answer did, what was lost on the way, and when
 * the stream told of a fill. It stands beside the log, one entry a message, and decides nothing.
 */
export class OrderMessages {
  /** In the order in which they were sent. */
  readonly sent: Draft[] = [];
  /** By session, then by trade. */
  readonly tellings = new Map<string, Map<string, FillTelling>>();
  /** By session, then by request: those whose answer has not come. */
  readonly #open = new Map<string, Map<string, Draft>>();

  /** A request leaves a session; `lateMs` is null where a fault takes it. */
  noteSent({ sessionId, accountId, request }: Command, atMs: number, lateMs: number | null): void {
    if (request.kind !== 'placeOrder') return;
    const draft: Draft = {
      sessionId,
      accountId,
      key: request.key,
      order: request.order,
      attempt: request.attempt,
      sentMs: atMs,
      fate: lateMs === null ? 'lost' : 'onItsWay',
      arrivedMs: null,
      heldBackMs: lateMs ?? 0,
      venueOrderId: null,
      rejection: null,
      replyFate: null,
      replyMs: null,
    };
    this.sent.push(draft);
    if (lateMs !== null) ofSession(this.#open, sessionId).set(request.requestId, draft);
  }

  /** The venue answers at the moment at which a request arrives. */
  noteAnswered(sessionId: string, request: VenueRequest, reply: VenueReply, atMs: number): void {
    if (request.kind !== 'placeOrder') return;
    const draft = this.#open.get(sessionId)?.get(request.requestId);
    if (draft === undefined) return;
    draft.fate = 'arrived';
    draft.arrivedMs = atMs;
    draft.replyFate = 'onItsWay';
    if (reply.kind === 'orderAccepted') draft.venueOrderId = reply.order.venueOrderId;
    else if (reply.kind === 'orderRejected') draft.rejection = { reason: reply.reason, code: reply.code };
  }

  /** A message reaches its session, or would have. */
  noteDelivery({ sessionId, event, requestId }: Delivery, isLost: boolean): void {
    if (event.kind !== 'venue') return;
    const told = event.event;
    if (told.kind === 'fill') {
      const telling = this.#tellingOf(sessionId, told.fill.tradeId);
      if (isLost) telling.lostCount++;
      else {
        telling.toldCount++;
        telling.toldMs ??= event.atMs;
      }
    } else if ((told.kind === 'orderAccepted' || told.kind === 'orderRejected') && requestId !== null) {
      const open = this.#open.get(sessionId);
      const draft = open?.get(requestId);
      if (draft === undefined) return;
      open!.delete(requestId);
      draft.replyFate = isLost ? 'lost' : 'arrived';
      if (!isLost) draft.replyMs = event.atMs;
    }
  }

  #tellingOf(sessionId: string, tradeId: string): FillTelling {
    const tellings = ofSession(this.tellings, sessionId);
    let telling = tellings.get(tradeId);
    if (telling === undefined) {
      telling = { toldMs: null, toldCount: 0, lostCount: 0 };
      tellings.set(tradeId, telling);
    }
    return telling;
  }
}

function ofSession<Value>(bySession: Map<string, Map<string, Value>>, sessionId: string): Map<string, Value> {
  let known = bySession.get(sessionId);
  if (known === undefined) {
    known = new Map();
    bySession.set(sessionId, known);
  }
  return known;
}
