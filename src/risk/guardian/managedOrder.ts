import type { ApprovedOrder, OrderSnapshot } from '../../market/order.ts';
import type { OrderTarget } from '../../market/request.ts';

/**
 * What an order is for. `takeProfit` waits at the venue, and `localTakeProfit` closes at market where none does; `deRisk` takes a part of a position away while reducing, `panic` all of it.
 */
export type OrderPurpose =
  | 'entry'
  | 'exit'
  | 'stop'
  | 'emergency'
  | 'localStop'
  | 'timeStop'
  | 'takeProfit'
  | 'localTakeProfit'
  | 'deRisk'
  | 'panic';

/**
 * Where an order stands in belief.
 *
 * - `queued`: waits for its turn to be sent, for the first time or again.
 * - `sent`: asked for, no answer yet.
 * - `confirming`: the answer is ambiguous; the venue is being asked what became of it.
 * - `waiting`: before the next try.
 * - `unknown`: the tries are used up; its reservation stays until reconciliation says what became of it.
 * - `live`: the venue said that it has it.
 * - `closed`: over; `outcome` says how.
 */
export type OrderPhase = 'queued' | 'sent' | 'confirming' | 'waiting' | 'unknown' | 'live' | 'closed';

export type OrderOutcome =
  | 'filled'
  | 'cancelled'
  | 'expired'
  | 'rejected'
  | 'failed'
  | 'abandoned'
  | 'notFound';

/** One order as the guardian knows it: plain data, advanced by events. */
export interface ManagedOrder {
  /** `entry:LUNA-USDT:17`: purpose, symbol, ordinal. The name of the order in every log, and the key of its latency. */
  readonly key: string;
  readonly purpose: OrderPurpose;
  /** As it was approved, and a reducing order with the quantity that it has been given since. */
  order: ApprovedOrder;
  /** The key of the entry that carried it, of an exit that came with one. */
  readonly legOf?: string;
  readonly wishOrdinal: number | null;
  phase: OrderPhase;
  outcome: OrderOutcome | null;
  venueOrderId: string | null;
  filledQty: number;
  /** Base that the venue has said has filled, the most that any report showed: fills for the difference are on their way, or lost. */
  reportedQty: number;
  /** Tries of placing it so far. */
  attempt: number;
  /** Tries of looking it up since the last send. */
  lookups: number;
  firstSentMs: number;
  lastSentMs: number;
  /** The request whose answer is awaited; null when none is. */
  requestId: string | null;
  /** Tries of cancelling it; 0 while no cancel was asked for. */
  cancelAttempt: number;
  cancelRequestId: string | null;
  /** For a stop: whether the venue has said, when asked, that it is live. */
  verified: boolean;
}

/** An order that goes out now. */
export function newOrder(
  key: string,
  purpose: OrderPurpose,
  { order, wishOrdinal, atMs }: { order: ApprovedOrder; wishOrdinal: number | null; atMs: number },
): ManagedOrder {
  return {
    key,
    purpose,
    order,
    wishOrdinal,
    phase: 'sent',
    outcome: null,
    venueOrderId: null,
    filledQty: 0,
    reportedQty: 0,
    attempt: 0,
    lookups: 0,
    firstSentMs: atMs,
    lastSentMs: atMs,
    requestId: null,
    cancelAttempt: 0,
    cancelRequestId: null,
    verified: false,
  };
}

/** Base that may still fill. */
export function remainingQty(order: ManagedOrder): number {
  return order.phase === 'closed' ? 0 : Math.max(0, order.order.qty - order.filledQty);
}

/** Base of an order that is over which the venue has said has filled, and whose fills are on their way or lost. */
export function missingQty(order: ManagedOrder): number {
  if (order.phase !== 'closed') return 0;
  const qty = order.reportedQty - order.filledQty;
  // What is left of adding up parts is not a fill.
  return qty > 1e-9 * order.order.qty ? qty : 0;
}

/** Reports may come out of order: the most that one showed has filled. */
export function noteReported(order: ManagedOrder, { filledQty }: OrderSnapshot): void {
  order.reportedQty = Math.max(order.reportedQty, filledQty);
}

/** Nothing more can come of it: it is over, and every fill that the venue has reported is booked. */
export function isSettled(order: ManagedOrder, lot: number): boolean {
  return order.phase === 'closed' && order.filledQty >= order.reportedQty - lot / 2;
}

/** The names by which the venue may know it. */
export function targetOf(order: ManagedOrder): OrderTarget {
  return { clientOrderId: order.order.clientOrderId, venueOrderId: order.venueOrderId };
}
