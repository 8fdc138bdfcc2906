import type { SessionLike, SessionOptions } from '../../engine/session.ts';
import { weakened } from './weakened.ts';

/** Known bad: a stop that was accepted is believed to stand, and there is no second line. Breaks `protected`. */
export function trustsAcknowledgement(options: SessionOptions): SessionLike {
  return weakened(options, ['verifyStop', 'stopHealth', 'localStop']);
}
