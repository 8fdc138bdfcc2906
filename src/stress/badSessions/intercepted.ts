import type { SessionLike } from '../../engine/session.ts';
import type { OutboxItem } from '../../risk/outbox.ts';
import type { SessionEvent } from '../../risk/sessionEvent.ts';

/** What somebody who stands between a session and its host makes of what passes. */
export interface Interception {
  /** What reaches the session instead of an event. Left out: the event itself. */
  readonly hears?: (event: SessionEvent) => SessionEvent;
  /** What is done instead of one item of the outbox: nothing, the item itself, or other things. */
  readonly asks: (item: OutboxItem, atMs: number) => readonly OutboxItem[];
}

/** A real session between which and its host somebody stands. */
export function intercepted(session: SessionLike, { hears, asks }: Interception): SessionLike {
  return {
    step: (event) => session.step(hears?.(event) ?? event).flatMap((item) => asks(item, event.atMs)),
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
