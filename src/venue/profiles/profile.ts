import type { RejectReason } from '../../market/rejectReason.ts';

/** What differs from venue to venue, as a table. */
export interface VenueProfile {
  readonly name: string;
  /** `recent`: a client order id is used up once an order with it was accepted, whatever became of that order. */
  readonly idScope: 'recent';
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
