/** Prices between closes, as the venue's feed says them. The sender may reuse the object. */
export interface Mark {
  symbol: string;
  bid: number;
  ask: number;
  last: number;
  mark: number;
}
