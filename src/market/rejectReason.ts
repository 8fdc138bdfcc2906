/** Why a venue refuses, in one vocabulary; the code and its words come from the venue's profile. */
export type RejectReason =
  | 'offTick'
  | 'offLot'
  | 'underMinQty'
  | 'underMinNotional'
  | 'priceBand'
  | 'insufficientMargin'
  /** A spot account has too little of what the order would give. */
  | 'insufficientBalance'
  | 'reduceOnly'
  | 'stopWouldTrigger'
  | 'duplicateClientOrderId'
  | 'unknownSymbol'
  | 'symbolEnded'
  | 'stopQuota'
  | 'unknownOrder'
  | 'orderNotLive'
  | 'malformed'
  /** The venue has no such order, or no such part of one. */
  | 'unsupported'
  /** A post-only order would take. */
  | 'postOnlyWouldTake'
  /** A good-till-date order whose date is not ahead. */
  | 'expiryPassed'
  /** Too many requests in a time, and then too many refusals. */
  | 'rateLimited'
  | 'banned';
