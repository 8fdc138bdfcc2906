export type Side = 'buy' | 'sell';

/**
 * What an order waits for. A stop and a trailing stop trigger when price turns against the side, a take profit when it goes with it; what
 * ends in `Limit` is a limit order from then on, the others are market orders. A `bracket` is a stop loss and a take profit for a position
 * that there is already, and nothing else.
 */
export type OrderType =
  | 'market'
  | 'limit'
  | 'stopMarket'
  | 'stopLimit'
  | 'trailingStop'
  | 'takeProfitMarket'
  | 'takeProfitLimit'
  | 'bracket';

/** Good till cancelled; immediate or cancel; fill or kill (all at once or nothing); good till date. */
export type TimeInForce = 'gtc' | 'ioc' | 'fok' | 'gtd';

/** The prices that a trigger can look at. */
export type PriceKind = 'last' | 'mark' | 'index';

/**
 * What a client asks a venue to do. Prices are quote per base, quantities base and unsigned. What only some orders have is left out of the
 * others, so that an order is logged with what it says and nothing more.
 */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly qty: number;
  /** Limit price of `limit`, `stopLimit` and `takeProfitLimit`; null for the others. */
  readonly limitPrice: number | null;
  /** Price that triggers a stop or a take profit; null for the others, and for a trailing stop, which finds its own. */
  readonly triggerPrice: number | null;
  readonly timeInForce: TimeInForce;
  /** A reduce-only order never increases a position and never flips it. */
  readonly reduceOnly: boolean;
  /** The client's own id of the order, the same over resends; null when the client sends none. */
  readonly clientOrderId: string | null;
  /** Which price triggers it. Left out: last. */
  readonly triggerBy?: PriceKind;
  /** How far a trailing stop stays behind the best price since it was accepted; of trailing stops only. */
  readonly trail?: Trail;
  /** True of a limit that must not take: it is refused where it would. Left out: false. */
  readonly postOnly?: boolean;
  /** When a `gtd` order is over, epoch ms; of these only. */
  readonly expiresAtMs?: number;
  /** Exits of what the order fills; of a `bracket`, the whole order. */
  readonly bracket?: Bracket;
}

/** A part of the best price (0.02 is 2 %), or a distance in quote per base. */
export type Trail = { readonly callbackRatio: number } | { readonly offsetPrice: number };

/**
 * A stop loss and a take profit, at least one of them. They close what their entry has filled, so they grow with its fills; what one of them
 * fills the other has less to do, and when one triggers the other is cancelled.
 */
export interface Bracket {
  readonly stopLoss: BracketLeg | null;
  readonly takeProfit: BracketLeg | null;
}

export interface BracketLeg {
  /** Null only of a take profit that is a plain limit order. */
  readonly triggerPrice: number | null;
  /** Null of a leg that becomes a market order. */
  readonly limitPrice: number | null;
  readonly clientOrderId: string | null;
  /** Left out: last. */
  readonly triggerBy?: PriceKind;
}

declare const approvedBrand: unique symbol;

/**
 * An order that has passed the risk gateway. Only `risk/gateway.ts` mints one, and only these can be sent:
 * a venue request that carries a plain order does not compile.
 */
export type ApprovedOrder = OrderRequest & { readonly [approvedBrand]: true };

/** What an amend changes; null is left as it is. */
export interface Amendment {
  /** The whole quantity of the order, with what has filled. */
  readonly qty: number | null;
  readonly limitPrice: number | null;
  readonly triggerPrice: number | null;
}

/** An amendment that has passed the risk gateway: a larger quantity is as much of a risk as a new order. */
export type ApprovedAmendment = Amendment & { readonly [approvedBrand]: true };

/** Where an order stands at the venue. */
export type OrderStatus = 'live' | 'triggered' | 'filled' | 'cancelled' | 'expired' | 'rejected' | 'failed';

/** An order as a venue reports it. What only some orders have is left out of the others. */
export interface OrderSnapshot {
  readonly venueOrderId: string;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly qty: number;
  readonly filledQty: number;
  readonly limitPrice: number | null;
  /** Of a trailing stop, where it stands now. */
  readonly triggerPrice: number | null;
  readonly reduceOnly: boolean;
  readonly status: OrderStatus;
  readonly triggerBy?: PriceKind;
  readonly trail?: Trail;
  readonly postOnly?: boolean;
  readonly expiresAtMs?: number;
  /** Of a bracket's leg, the order whose fills it closes, or the bracket that it is of. */
  readonly parentVenueOrderId?: string;
}

/** +1 for a buy, -1 for a sell. */
export function sideSign(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

export function oppositeSide(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}
