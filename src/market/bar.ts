/** A closed bar as it reaches a client. The sender may reuse the object: a receiver copies what it keeps. */
export interface Bar {
  symbol: string;
  openTimeMs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}
