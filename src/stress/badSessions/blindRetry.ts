import type { SessionLike, SessionOptions } from '../../engine/session.ts';
import { weakened } from './weakened.ts';

/** Known bad: what is not answered in time is sent again at once, without an id and without a question. Breaks `noDuplicateEffect`. */
export function blindRetry(options: SessionOptions): SessionLike {
  return weakened(options, ['clientOrderId', 'confirmBeforeResend', 'backoff', 'reconcileOnReconnect']);
}
