import type { Fill } from '../market/fill.ts';
import type { FundingPayment } from '../market/funding.ts';
import type { OrderRequest, OrderSnapshot } from '../market/order.ts';
import type { RejectReason } from '../market/rejectReason.ts';
import type { VenueRequest } from '../market/request.ts';

/** What really happened at the venue, in the order in which it happened. Invariants and fault triggers read these and nothing else. */
export type TruthEvent = TruthCore & { readonly atMs: number; readonly accountId: string };

type TruthCore =
  | { readonly kind: 'orderAccepted'; readonly order: OrderSnapshot; readonly requestKey: string }
  | {
      readonly kind: 'orderRejected';
      readonly order: OrderRequest;
      readonly reason: RejectReason;
      readonly code: string;
      readonly requestKey: string;
    }
  | { readonly kind: 'orderTriggered'; readonly order: OrderSnapshot }
  /** A live order changed: amended, or a bracket's leg that follows what has filled. */
  | { readonly kind: 'orderAmended'; readonly order: OrderSnapshot; readonly reason: string }
  /** The venue did not look at a request: its bucket was full, or the account is banned. Of a new order `orderRejected` says it. */
  | {
      readonly kind: 'requestRefused';
      readonly requestKind: VenueRequest['kind'];
      readonly reason: RejectReason;
      readonly code: string;
      readonly requestKey: string;
    }
  /** The order is over: `filled`, `cancelled`, `expired` (a remainder), or `failed` (dropped by the venue, told to nobody). */
  | { readonly kind: 'orderEnded'; readonly order: OrderSnapshot; readonly reason: string }
  | {
      readonly kind: 'fill';
      readonly fill: Fill;
      readonly positionQtyBefore: number;
      readonly positionQtyAfter: number;
      /** Mid price when it filled, for the cost of spread and impact. */
      readonly midPrice: number;
      /** Part of the cost against mid that is half the spread, in quote. */
      readonly spreadCostQuote: number;
      /** Part of the cost against mid that is impact, in quote. */
      readonly impactCostQuote: number;
      /** Account equity (wallet + unrealised at mid) just after the fill. */
      readonly equityQuote: number;
      /** Realised profit of this fill before its fee. */
      readonly realisedQuote: number;
    }
  | {
      readonly kind: 'liquidationStarted';
      /** Of an isolated position; left out where all positions go. */
      readonly symbol?: string;
      readonly marginBalanceQuote: number;
      readonly maintenanceMarginQuote: number;
    }
  | { readonly kind: 'funding'; readonly payment: FundingPayment }
  | { readonly kind: 'symbolEnded'; readonly symbol: string; readonly lastPrice: number };
