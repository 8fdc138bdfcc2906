import type { SessionLike, SessionOptions } from '../../engine/session.ts';
import { weakened } from './weakened.ts';

/** Known bad: trades whoever else does, and never looks at what the account holds before it enters. Breaks `singleWriter`. */
export function ignoresLock(options: SessionOptions): SessionLike {
  return weakened(options, ['singleWriter', 'preOpenPosition']);
}
