import type { OrderType, PriceKind, Side, TimeInForce } from '../../market/order.ts';
import type { RejectReason } from '../../market/rejectReason.ts';
import type { FeeTable } from '../fees/feeTable.ts';
import type { RateBan, RateLimit } from './rateLimit.ts';

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
  /** Whether an order that is worth too little is refused: not one that only reduces, or none at all where the venue has no such rule. */
  readonly minNotional: 'exceptReduceOnly' | 'none';
  /** How far beyond mark the limit of a buy, or below it that of a sell, may lie, as a part of mark; null where that is not checked. */
  readonly priceBandRatio: number | null;
  readonly capabilities: VenueCapabilities;
  readonly funding: VenueFunding;
  /** Fees by volume; null where there is no public table, and instruments alone say. */
  readonly feeTable: FeeTable | null;
  /** How a refusal looks on the wire. */
  readonly reply: VenueReplyShape;
  /** Buckets of requests, each counted by itself; none where requests are not counted. */
  readonly rateLimits: readonly RateLimit[];
  /** What comes of going on after refusals; null where nothing does. */
  readonly rateBan: RateBan | null;
  readonly rejectCodes: Readonly<Record<RejectReason, RejectRow>>;
  /** Where each column comes from. */
  readonly sources: Readonly<Record<SourcedColumn, string>>;
  /** Where the table comes from, in one line. */
  readonly source: string;
}

export type SourcedColumn =
  | 'ids'
  | 'stopQuota'
  | 'minNotional'
  | 'priceBandRatio'
  | 'capabilities'
  | 'funding'
  | 'feeTable'
  | 'reply'
  | 'rateLimits'
  | 'rateBan';

/** Which orders a venue takes. What it does not take it refuses as `unsupported`, and the guardian does it on the client's side. */
export interface VenueCapabilities {
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  /** The prices that a trigger may look at; the first is the one where an order does not say. */
  readonly triggerBy: readonly [PriceKind, ...PriceKind[]];
  /** What becomes of a post-only order that would take: refused, or accepted and cancelled at once; null where there is none. */
  readonly postOnly: 'refused' | 'cancelled' | null;
  /** How far behind a trailing stop may stand; null where that way of saying it is not known. */
  readonly trail: {
    readonly callbackRatio: { readonly min: number; readonly max: number } | null;
    readonly offsetPrice: boolean;
  };
  /** Whether an entry may carry a bracket. */
  readonly attachesStops: boolean;
  /** Which live orders can be changed, and what becomes of one whose new quantity has filled already; null where none can. */
  readonly amend: {
    readonly orderTypes: readonly OrderType[];
    readonly underFilled: 'refused' | 'cancelled';
  } | null;
  /** How far ahead the date of a good-till-date order must lie. */
  readonly expiryAheadMs: number;
}

/** Funding is due every interval, counted from midnight UTC. */
export interface VenueFunding {
  readonly intervalMs: number;
}

export interface VenueReplyShape {
  /** `codeAndMessage`: the body is the code. `envelopeWithItems`: the envelope may say success and its item not. `listOfStatuses`: an error text in a list. */
  readonly shape: 'codeAndMessage' | 'envelopeWithItems' | 'listOfStatuses';
  /** Status of the answer that carries a refusal. */
  readonly refusalHttpStatus: number;
}

/** How a venue says one reason. */
export interface RejectRow {
  readonly code: string;
  /** The venue's own words. */
  readonly text: string;
  /** Where it says so another way; the first that fits holds. */
  readonly variants?: readonly RejectVariant[];
  /** The page that has the code, or that it is the generic one because no page was found that has. */
  readonly source: string;
}

export interface RejectVariant {
  readonly code: string;
  readonly text: string;
  readonly errand?: RejectErrand;
  readonly side?: Side;
  /** Of a take profit, or of a stop. */
  readonly isTarget?: boolean;
  readonly triggerBy?: PriceKind;
}

/** What was asked for. */
export type RejectErrand = 'place' | 'cancel' | 'amend' | 'query';
