import type { Bar } from '../market/bar.ts';
import type { Mark } from '../market/mark.ts';
import type { VenueEvent } from '../market/venueEvent.ts';
import type { PersistRecord } from './outbox.ts';

/** Everything that can reach a session. It has no clock and no other input. */
export type SessionEvent = { atMs: number } & (
  | { readonly kind: 'venue'; readonly event: VenueEvent }
  | { readonly kind: 'bar'; readonly bar: Bar }
  /** All bars of this close time that will come have come: the strategy's turn. */
  | { readonly kind: 'barsClosed' }
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'wake'; readonly key: string }
  | { readonly kind: 'connected' }
  | { readonly kind: 'disconnected' }
  /** The lock of the account, for which the session has asked, is its own until it dies. */
  | { readonly kind: 'lockGranted' }
  /** Another process holds it: this one is to exit. */
  | { readonly kind: 'lockRefused' }
  /**
   * The process has just been started again, and these are the records that it had put on disk, of each key the last; none: nobody knows what was
   * before. It is the first event but for bars that have closed, which belong to the look-back, and `connected` follows as soon as the venue
   * can be asked.
   */
  | { readonly kind: 'restored'; readonly records: readonly PersistRecord[] }
  /** No more entries: the strategy is put to rest and the guardian goes on alone. */
  | { readonly kind: 'operatorStop' }
  /** An operator has looked: the answer of this rule or brake, if it waits for one, is over. */
  | { readonly kind: 'operatorReset'; readonly rule: string }
);
