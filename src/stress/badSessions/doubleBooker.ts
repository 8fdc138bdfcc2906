import type { SessionLike, SessionOptions } from '../../engine/session.ts';
import { weakened } from './weakened.ts';

/** Known bad: books a fill as often as it is told of it. Breaks `bookedOnce`. */
export function doubleBooker(options: SessionOptions): SessionLike {
  return weakened(options, ['dedupeFills']);
}
