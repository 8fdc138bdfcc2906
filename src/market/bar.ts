/** A closed bar as it reaches a client. The sender may reuse the object: a receiver copies what it keeps. */
export interface Bar {
  symbol: string;
  openTimeMs: number;
  /** When it closed: its open time and its interval. The last millisecond before, as some venues say it, will do. */
  closeTimeMs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** The book's best bid and ask at the close, quote per base; null where the feed does not say, and then the last quote stands. */
  bid: number | null;
  ask: number | null;
}
