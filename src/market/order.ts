export type Side = 'buy' | 'sell';
export type OrderType = 'market' | 'limit' | 'stopMarket';
export type TimeInForce = 'gtc' | 'ioc';

/** What a client asks a venue to do. Prices are quote per base, quantities base and unsigned. */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly qty: number;
  /** Limit price; null unless `type` is `limit`. */
  readonly limitPrice: number | null;
  /** Price of `last` that triggers a stop; null unless `type` is `stopMarket`. */
  readonly triggerPrice: number | null;
  readonly timeInForce: TimeInForce;
  /** A reduce-only order never increases a position and never flips it. */
  readonly reduceOnly: boolean;
  /** The client's own id of the order, the same over resends; null when the client sends none. */
  readonly clientOrderId: string | null;
}

declare const approvedBrand: unique symbol;

/**
 * An order that has passed the risk gateway. Only `risk/gateway.ts` mints one, and only these can be sent:
 * a venue request that carries a plain order does not compile.
 */
export type ApprovedOrder = OrderRequest & { readonly [approvedBrand]: true };

/** Where an order stands at the venue. */
export type OrderStatus = 'live' | 'triggered' | 'filled' | 'cancelled' | 'expired' | 'rejected' | 'failed';

/** An order as a venue reports it. */
export interface OrderSnapshot {
  readonly venueOrderId: string;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly qty: number;
  readonly filledQty: number;
  readonly limitPrice: number | null;
  readonly triggerPrice: number | null;
  readonly reduceOnly: boolean;
  readonly status: OrderStatus;
}

/** +1 for a buy, -1 for a sell. */
export function sideSign(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

export function oppositeSide(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}
