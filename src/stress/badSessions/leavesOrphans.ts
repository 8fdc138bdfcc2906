import { Session, type SessionLike, type SessionOptions } from '../../engine/session.ts';
import { intercepted } from './intercepted.ts';

/** Known bad: never cancels, so that the stop of a position that is gone stays live. Breaks `standDown`. */
export function leavesOrphans(options: SessionOptions): SessionLike {
  return intercepted(new Session(options), {
    asks: (item) => (item.kind === 'send' && item.request.kind === 'cancelOrder' ? [] : [item]),
  });
}
