import type { SessionLike, SessionOptions } from '../../engine/session.ts';
import { weakened } from './weakened.ts';

/** Known bad: after a reconnect it carries on with what it believed before, and nothing else makes it ask. Breaks `converges`. */
export function neverReconciles(options: SessionOptions): SessionLike {
  return weakened(options, ['reconcileOnReconnect', 'requestTimeout', 'stopHealth']);
}
