import type { Fill } from '../../market/fill.ts';
import type { FundingPayment } from '../../market/funding.ts';
import type { VenueReply } from '../../market/venueEvent.ts';
import type { Belief } from '../belief.ts';
import { FILL_PREFIX } from '../sessionRecord.ts';
import type { TrancheKeeper } from '../sizing/trancheKeeper.ts';
import type { BeliefEvent } from './beliefEvent.ts';
import { type Closer, isClosing } from './closer.ts';
import type { Desk } from './desk.ts';
import type { Exits } from './exits.ts';
import type { ManagedOrder } from './managedOrder.ts';

/** Books each fill once, whether the stream brought it or a question found it, and fetches those that a report shows and nobody has heard of. */
export class FillBook {
  readonly #desk: Desk;
  readonly #exits: Exits;
  readonly #closer: Closer;
  readonly #tranches: TrancheKeeper;
  readonly #tell: (event: BeliefEvent) => void;
  readonly #onLiquidation: () => void;
  readonly #onForeignFill: (symbol: string) => void;
  /** Requests for fills whose answer is awaited, and what wakes us where it does not come. */
  readonly #asked = new Map<string, string>();
  #askCount = 0;
  readonly #onUnanswered: () => void;

  constructor(parts: {
    desk: Desk;
    exits: Exits;
    closer: Closer;
    tranches: TrancheKeeper;
    tell: (event: BeliefEvent) => void;
    onLiquidation: () => void;
    /** An order that is not ours has filled. */
    onForeignFill: (symbol: string) => void;
    /** Nobody has said what filled: only the whole account can tell. */
    onUnanswered: () => void;
  }) {
    this.#desk = parts.desk;
    this.#exits = parts.exits;
    this.#closer = parts.closer;
    this.#tranches = parts.tranches;
    this.#tell = parts.tell;
    this.#onLiquidation = parts.onLiquidation;
    this.#onForeignFill = parts.onForeignFill;
    this.#onUnanswered = parts.onUnanswered;
  }

  /** The stream says a fill. */
  receive(fill: Fill): void {
    const known = this.#desk.belief.recall(fill);
    if (known !== 'new' && this.#desk.brakes.dedupeFills !== undefined) {
      this.#desk.decide({
        kind: known === 'same' ? 'duplicateIgnored' : 'alert',
        symbol: fill.symbol,
        side: fill.side,
        orderKey: orderOf(this.#desk.belief, fill)?.key ?? null,
        qty: fill.qty,
        price: fill.price,
        rule: 'dedupeFills',
        reason:
          known === 'same'
            ? `Trade ${fill.tradeId} was booked before.`
            : `Trade ${fill.tradeId} came again with other content: not booked, look at it.`,
      });
      return;
    }
    this.book(fill);
    if (fill.origin === 'liquidation' || fill.origin === 'autoDeleverage') this.#onLiquidation();
  }

  /**
   * Takes a fill into belief, and sees to everything that hangs on it: the order, the stops, the close that it may have been.
   *
   * @param isKept whether the fill is on disk already: a former life wrote it down and died before its sums had it.
   */
  book(fill: Fill, isKept = false): void {
    const { belief } = this.#desk;
    if (!belief.knows(fill.symbol)) return;
    const order = orderOf(belief, fill) ?? this.#exits.attached.knowByFill(fill);
    const closed = belief.book(fill);
    if (!isKept)
      this.#desk.persist(FILL_PREFIX + fill.tradeId, { ...fill, bookedOrdinal: belief.bookedCount });
    if (order !== null) {
      order.venueOrderId = fill.venueOrderId;
      order.filledQty += fill.qty;
      if (order.purpose === 'entry') this.#exits.onEntryFilled(order, fill.qty);
      if (
        order.phase !== 'closed' &&
        order.filledQty >= order.order.qty - belief.instrument(fill.symbol).lot / 2
      ) {
        belief.closeOrder(order, 'filled');
        if (isClosing(order.purpose)) this.#closer.onFilled(order);
        else if (order.purpose === 'deRisk' || (belief.isSpot && order.purpose === 'stop'))
          this.#closer.resume(fill.symbol);
      }
    } else if (fill.origin === 'order') this.#onForeignFill(fill.symbol);
    if (closed !== null) {
      this.#tranches.drop(fill.symbol, 'the position was closed');
      this.#desk.gateway.fold({
        kind: 'positionClosed',
        atMs: this.#desk.nowMs,
        symbol: fill.symbol,
        by: order?.purpose ?? 'venue',
        ...closed,
      });
    }
    this.#tell({
      kind: 'filled',
      symbol: fill.symbol,
      side: fill.side,
      qty: fill.qty,
      price: fill.price,
      purpose: order?.purpose ?? 'venue',
    });
    this.#closer.onPosition(fill.symbol);
    this.#exits.sync(fill.symbol);
  }

  /** Takes funding into belief, once, whether the stream brought it or a question found it. */
  bookFunding(payment: FundingPayment): void {
    const { belief } = this.#desk;
    if (!belief.knows(payment.symbol) || belief.funding.has(payment)) return;
    belief.bookFunding(payment);
    this.#desk.persist(`funding:${payment.paymentId}`, { ...payment });
  }

  /** Asks for the fills since a time. */
  fetch(fromMs: number, key: string): void {
    const timeoutMs = this.#desk.brakes.requestTimeout?.timeoutMs;
    const request = { kind: 'queryFills' as const, key: `fills:${key}`, attempt: 1, fromMs };
    const wake = `fills:${++this.#askCount}`;
    this.#asked.set(this.#desk.send(request, timeoutMs, wake), wake);
  }

  /** True when the wake was for a question of its own that nobody has answered. */
  handleWake(key: string): boolean {
    if (!key.startsWith('fills:')) return false;
    for (const [requestId, wake] of this.#asked) {
      if (wake !== key) continue;
      this.#asked.delete(requestId);
      this.#onUnanswered();
    }
    return true;
  }

  /** True when the reply was to one of these questions. */
  handleReply(reply: VenueReply): boolean {
    const wake = this.#asked.get(reply.requestId);
    if (wake === undefined) return false;
    this.#asked.delete(reply.requestId);
    this.#desk.cancelWake(wake);
    if (reply.kind !== 'fillsReport') {
      this.#onUnanswered();
      return true;
    }
    for (const fill of reply.fills) if (this.#desk.belief.recall(fill) === 'new') this.book(fill);
    for (const payment of reply.funding ?? []) this.bookFunding(payment);
    return true;
  }
}

/** Our order of these ids; of a naive client's orders without an id or an answer, none can be told from another. */
export function orderOf(
  belief: Belief,
  { venueOrderId, clientOrderId }: { readonly venueOrderId: string; readonly clientOrderId: string | null },
): ManagedOrder | null {
  // By the venue's id first: an exit that an entry carries may come back under another, and has the same of ours.
  const named = belief.findOrder((order) => order.venueOrderId === venueOrderId);
  if (named !== null || clientOrderId === null) return named;
  return belief.findOrder((order) => order.order.clientOrderId === clientOrderId);
}
