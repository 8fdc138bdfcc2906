import type { OrderType, PriceKind, TimeInForce } from '../../market/order.ts';
import type { RejectReason } from '../../market/rejectReason.ts';

/** What differs from venue to venue, as a table. */
export interface VenueProfile {
  readonly name: string;
  /**
   * Among which orders a client order id must be new. `recent`: it is used up once an order with it was accepted, whatever became of that order.
   * `open`: among those that are live alone, so that a market order that is sent again after its fill fills again.
   */
  readonly idScope: 'recent' | 'open';
  /** One character of a client order id, as a regular expression's character class. */
  readonly idAlphabet: string;
  readonly idMaxLength: number;
  /** Live stop orders that one account may have, over all symbols. */
  readonly stopQuota: number;
  readonly capabilities: VenueCapabilities;
  readonly rejectCodes: Readonly<Record<RejectReason, RejectCode>>;
  /** Where the table comes from. */
  readonly source: string;
}

/** Which orders a venue takes. What it does not take it refuses as `unsupported`, and the guardian does it on the client's side. */
export interface VenueCapabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  /** The prices that a trigger may look at. */
  readonly triggerBy: readonly PriceKind[];
  /** What becomes of a post-only order that would take: refused, or accepted and cancelled at once; null where there is none. */
  readonly postOnly: 'refused' | 'cancelled' | null;
  /** How far behind a trailing stop may stand; null where that way of saying it is not known. */
  readonly trail: {
    readonly callbackRatio: { readonly min: number; readonly max: number } | null;
    readonly offsetPrice: boolean;
  };
  /** Whether an entry may carry a bracket. */
  readonly attachesStops: boolean;
  /** Whether a live order can be changed, and what becomes of one whose new quantity has filled already; null where none can. */
  readonly amend: { readonly underFilled: 'refused' | 'cancelled' } | null;
  /** How far ahead the date of a good-till-date order must lie. */
  readonly expiryAheadMs: number;
}

export interface RejectCode {
  readonly code: string;
  /** The venue's own words. */
  readonly text: string;
}
