import type { Fill } from '../market/fill.ts';
import type { KeptAccount } from './belief.ts';
import type { GatewayState } from './gateway.ts';
import type { KeptGuardian } from './guardian/revival.ts';
import type { PersistRecord } from './outbox.ts';

/** The key of the one record that says how a session stands. It is written whole, so that no two halves of it are ever of two moments. */
export const SESSION_KEY = 'session';

/** The keys of fills: `fill:` and the trade id. */
export const FILL_PREFIX = 'fill:';

/** All that a restart must know, but for prices, which the market tells. Plain JSON. */
export interface SessionRecord {
  /** Of the shape of this record. */
  readonly version: 1;
  readonly atMs: number;
  /** The operator has stopped the strategy. */
  readonly isStopped: boolean;
  readonly gateway: GatewayState;
  readonly account: KeptAccount;
  readonly guardian: KeptGuardian;
}

/** A fill as it is kept. Its number says whether the session's record has it in its sums already. */
export interface KeptFill extends Fill {
  readonly bookedOrdinal: number;
}

/** What a former life has left. */
interface Remains {
  /** Null where it died before it wrote one. */
  readonly session: SessionRecord | null;
  /** In the order in which they were booked. */
  readonly fills: readonly KeptFill[];
}

/**
 * Reads what was kept, of each key the last; null when there is nothing at all.
 *
 * @throws {RangeError} for a session's record of another version: to guess at what it says would be worse than to stop.
 */
export function readRecords(records: readonly PersistRecord[]): Remains | null {
  let session: SessionRecord | null = null;
  const fills = new Map<string, KeptFill>();
  for (const { key, content } of records) {
    if (key === SESSION_KEY) session = content as SessionRecord;
    else if (key.startsWith(FILL_PREFIX)) fills.set(key, content as KeptFill);
  }
  if (session === null && fills.size === 0) return null;
  if (session !== null && session.version !== 1)
    throw new RangeError(`a session's record has version ${String(session.version)}; this program reads 1`);
  return { session, fills: [...fills.values()].sort((a, b) => a.bookedOrdinal - b.bookedOrdinal) };
}
