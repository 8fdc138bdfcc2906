import { Session, type SessionLike, type SessionOptions } from '../../engine/session.ts';
import type { OutboxItem } from '../../risk/outbox.ts';

/** What is done instead of one item of a session's outbox: nothing, the item itself, or other things. */
export type Rewrite = (item: OutboxItem, atMs: number) => readonly OutboxItem[];

/** A real session between which and its host somebody stands who rewrites what it asks for. */
export function intercepted(
  options: SessionOptions,
  makeRewrite: (session: SessionLike) => Rewrite,
): SessionLike {
  const session = new Session(options);
  const rewrite = makeRewrite(session);
  return {
    step: (event) => session.step(event).flatMap((item) => rewrite(item, event.atMs)),
    belief: session.belief,
    gateway: session.gateway,
    get wantsMarks() {
      return session.wantsMarks;
    },
    believedProtection: (symbol) => session.believedProtection(symbol),
    get strategyError() {
      return session.strategyError;
    },
  };
}
