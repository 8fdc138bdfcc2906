import { blindRetry } from './blindRetry.ts';
import { blocksExits } from './blocksExits.ts';
import { cancelsAllAtHalt } from './cancelsAllAtHalt.ts';
import { doubleBooker } from './doubleBooker.ts';
import { entersWhileHalted } from './entersWhileHalted.ts';
import { ignoresLock } from './ignoresLock.ts';
import { ignoresMargin } from './ignoresMargin.ts';
import { leavesOrphans } from './leavesOrphans.ts';
import { neverReconciles } from './neverReconciles.ts';
import { neverResends } from './neverResends.ts';
import { trustsAcknowledgement } from './trustsAcknowledgement.ts';

/** Sessions that are wrong in one way each: what the invariants must catch. */
export const badSessions = {
  blindRetry,
  trustsAcknowledgement,
  neverReconciles,
  neverResends,
  doubleBooker,
  blocksExits,
  cancelsAllAtHalt,
  entersWhileHalted,
  leavesOrphans,
  ignoresLock,
  ignoresMargin,
} as const;
