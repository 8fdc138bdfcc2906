import type { OrderType } from './order.ts';

/**
 * What a client may ask of its venue beyond market orders, limits and plain stops, as the venue's documentation says: the rest is done on the client's
 * side. The capabilities of a venue's profile are such a record.
 */
export interface VenueAbilities {
  readonly orderTypes: readonly OrderType[];
  /** Whether an entry may carry its stop and its target. */
  readonly attachesStops: boolean;
  /** Which live orders may be given another quantity; null where none may. */
  readonly amend: { readonly orderTypes: readonly OrderType[] } | null;
}

/** A venue of which nothing more is known. */
export const PLAIN_VENUE: VenueAbilities = {
  orderTypes: ['market', 'limit', 'stopMarket'],
  attachesStops: false,
  amend: null,
};
