import type { FillOrigin } from '../market/fill.ts';
import type { OrderRequest, OrderStatus } from '../market/order.ts';
import type { RejectReason } from '../market/rejectReason.ts';
import type { OrderOutcome, OrderPurpose } from '../risk/guardian/managedOrder.ts';

/** What an order is for: as its session says, or as one of the venue's own. `unknown` is a key that names no purpose. */
export type JourneyPurpose = OrderPurpose | Exclude<FillOrigin, 'order'> | 'unknown';

/** What became of a message. `onItsWay`: the run ended before it arrived. */
export type MessageFate = 'arrived' | 'lost' | 'onItsWay';

/** One send of an order. */
export interface OrderAttempt {
  /** 1 for the first try, as the session counts. */
  readonly attempt: number;
  readonly sentMs: number;
  /** `lost`: a fault took it, and the venue never saw it. */
  readonly fate: MessageFate;
  /** When the venue had it, and answered; null where it never did. */
  readonly arrivedMs: number | null;
  /** How much later than by its latency a fault let it arrive; 0 where none did. */
  readonly heldBackMs: number;
  /** The order that it made at the venue; null where it made none. */
  readonly venueOrderId: string | null;
  readonly rejection: { readonly reason: RejectReason; readonly code: string } | null;
  /** What became of the answer; null where there was none. `lost`: a fault took it, or nobody was there to hear it. */
  readonly replyFate: MessageFate | null;
  /** When the answer reached the session. */
  readonly replyMs: number | null;
}

/** An order as the venue had it. One that was sent twice and taken twice is two of them. */
export interface VenueOrder {
  readonly venueOrderId: string;
  /** Base, as it last stood: an amend changes it, and a bracket's leg follows what its entry has filled. */
  readonly qty: number;
  readonly amendCount: number;
  readonly acceptedMs: number;
  readonly triggeredMs: number | null;
  /** Null where it lives at the end of the run. */
  readonly endedMs: number | null;
  readonly status: OrderStatus;
  /** Why it ended, in the venue's words; null where it has not. */
  readonly reason: string | null;
}

/** One fill of truth, and when the session knew. */
export interface JourneyFill {
  readonly tradeId: string;
  readonly venueOrderId: string;
  readonly venueMs: number;
  /** Base, unsigned. */
  readonly qty: number;
  /** Quote per base. */
  readonly price: number;
  readonly feeQuote: number;
  /** Cost against the price at which it was decided: above 0 is worse. Null where no price is known. */
  readonly slippageBps: number | null;
  /** When the stream first told the session of it; null where it never did. */
  readonly toldMs: number | null;
  readonly toldCount: number;
  /** Messages about it that were lost. */
  readonly lostCount: number;
  /** When belief first had it; null where it was never booked. */
  readonly bookedMs: number | null;
  /** How often it was booked; more than once is an error of the session. */
  readonly bookedCount: number;
  /** Of one that was never booked: when the session took the venue's word on its account instead. */
  readonly settledMs: number | null;
}

/**
 * The way of one order: when it was wished, decided, sent, when it arrived, what the venue made of it, and when the session's belief knew. One
 * for each order that was ever sent, one for each leg that the venue made of a bracket, and one for each order of the venue's own.
 */
export interface OrderJourney
  extends Pick<
    OrderRequest,
    'symbol' | 'side' | 'type' | 'qty' | 'limitPrice' | 'triggerPrice' | 'reduceOnly'
  > {
  /** `entry:LUNA-USDT:17`; of an order of the venue's own, the venue's name for it. */
  readonly key: string;
  /** Whose order it is, and whose belief it is held against; of an order of the venue's own, the first session of the account. */
  readonly sessionId: string;
  readonly accountId: string;
  readonly purpose: JourneyPurpose;
  /** True for what no session asked for: liquidation, auto-deleveraging, settlement. */
  readonly isByVenue: boolean;
  readonly wishOrdinal: number | null;
  readonly wishedMs: number | null;
  /** When it was decided on: by the gate, by a brake, by the guardian that made it, or with the entry that carries it. Null for what no session decided. */
  readonly decidedMs: number | null;
  /** Quote per base at which it was decided; of a stop, where it is to trigger. */
  readonly decisionPrice: number | null;
  /** In the order in which they were sent; empty for what no session sent. */
  readonly attempts: readonly OrderAttempt[];
  /** In the order in which the venue took them. */
  readonly venueOrders: readonly VenueOrder[];
  readonly fills: readonly JourneyFill[];
  readonly belief: OrderBelief;
  /** Null where there was none. */
  readonly longestLag: BeliefLag | null;
}

/** The longest stretch in which belief did not know what was true of an order, or held what was not. */
export interface BeliefLag {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a session believed of its order. */
export interface OrderBelief {
  /** When it first knew that the venue has it. */
  readonly acceptedMs: number | null;
  /** When it last came to believe that it is over, whether it was or not. */
  readonly endedMs: number | null;
  readonly outcome: OrderOutcome | null;
}
