/** What longs pay shorts at one moment, as a part of the position's notional; negative where shorts pay. */
export interface FundingRate {
  readonly symbol: string;
  readonly atMs: number;
  readonly ratio: number;
}

/**
 * How a venue of perpetuals charges funding: at one rate for every symbol at the profile's times, or at the rates and the times of a table, in
 * which a symbol pays nothing where it has no row.
 */
export type FundingTerms =
  | { readonly kind: 'constant'; readonly ratio: number }
  | { readonly kind: 'table'; readonly rates: readonly FundingRate[] };

/** Funding as it was booked on one position. An id is given once by the venue; a client may be told of it more than once. */
export interface FundingPayment {
  readonly paymentId: string;
  readonly symbol: string;
  readonly venueTimeMs: number;
  /** Base, signed. */
  readonly positionQty: number;
  readonly markPrice: number;
  readonly ratio: number;
  /** positionQty x markPrice x ratio: what the account paid, quote; negative where it was paid. */
  readonly paidQuote: number;
}
