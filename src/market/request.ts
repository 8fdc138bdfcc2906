import type { ApprovedAmendment, ApprovedOrder } from './order.ts';

/** What a session may ask of a venue. Nothing is returned: every answer comes back later as an event with the same `requestId`. */
export type VenueRequest =
  | (RequestIdentity & { readonly kind: 'placeOrder'; readonly order: ApprovedOrder })
  | (RequestIdentity & {
      readonly kind: 'cancelOrder';
      readonly symbol: string;
      readonly target: OrderTarget;
    })
  /** Changes a live order where it stands. It may come too late: what has filled by then has filled. */
  | (RequestIdentity & {
      readonly kind: 'amendOrder';
      readonly symbol: string;
      readonly target: OrderTarget;
      readonly changes: ApprovedAmendment;
    })
  | (RequestIdentity & { readonly kind: 'queryOrder'; readonly symbol: string; readonly target: OrderTarget })
  | (RequestIdentity & { readonly kind: 'queryOpenOrders' })
  | (RequestIdentity & { readonly kind: 'queryPositions' })
  | (RequestIdentity & { readonly kind: 'queryBalances' })
  | (RequestIdentity & { readonly kind: 'queryAccount' })
  | (RequestIdentity & { readonly kind: 'queryFills'; readonly fromMs: number });

interface RequestIdentity {
  /** The caller's name for this one request and its reply; never seen by the venue's order book. */
  readonly requestId: string;
  /**
   * What the request is for, the same in two runs that differ elsewhere (`entry:BTC-USDT:3`). Latency is drawn by it and by
   * `attempt`, so a policy that sends one query more leaves the delays of every other request as they were.
   */
  readonly key: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** An order is named by the client's id where it has one, else by the venue's. */
export interface OrderTarget {
  readonly clientOrderId: string | null;
  readonly venueOrderId: string | null;
}
