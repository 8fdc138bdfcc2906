import type { RejectReason } from '../../market/rejectReason.ts';

/** What differs from venue to venue, as a table. */
export interface VenueProfile {
  readonly name: string;
  /**
   * Among which orders a client order id must be new. `recent`: it is used up once an order with it was accepted, whatever became of that order.
   * `open`: among those that are live alone, so that a market order that is sent again after its fill fills again.
   */
  readonly idScope: 'recent' | 'open';
  /** One character of a client order id, as a regular expression's character class. */
  readonly idAlphabet: string;
  readonly idMaxLength: number;
  /** Live stop orders that one account may have, over all symbols. */
  readonly stopQuota: number;
  readonly rejectCodes: Readonly<Record<RejectReason, RejectCode>>;
  /** Where the table comes from. */
  readonly source: string;
}

interface RejectCode {
  readonly code: string;
  /** The venue's own words. */
  readonly text: string;
}
