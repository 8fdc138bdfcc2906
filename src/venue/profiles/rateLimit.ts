/** Requests that venues count together. An order that waits for a trigger has an endpoint of its own at some. */
export type RequestFamily =
  | 'place'
  | 'placeTrigger'
  | 'cancel'
  | 'amend'
  | 'queryOrder'
  | 'queryOpenOrders'
  | 'queryPositions'
  | 'queryBalances'
  | 'queryAccount'
  | 'queryFills';

/** A bucket: so much weight in a window, and then refusals until the next window begins. Windows begin at whole multiples of their length. */
export interface RateLimit {
  readonly name: string;
  /** What a request of a family weighs; a family that is not here is not counted. */
  readonly weights: Readonly<Partial<Record<RequestFamily, number>>>;
  readonly limit: number;
  readonly windowMs: number;
  /** Whether an account has one bucket, or one a symbol. */
  readonly per: 'account' | 'symbol';
  readonly source: string;
}

/** An account that has had so many refusals in a row of windows is refused everything for a time. */
export interface RateBan {
  /** Refusals by a full bucket within `withinMs` that the venue bears. */
  readonly afterRefusals: number;
  readonly withinMs: number;
  readonly forMs: number;
}
