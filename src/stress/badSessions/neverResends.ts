import type { SessionLike, SessionOptions } from '../../engine/session.ts';
import type { SessionEvent } from '../../risk/sessionEvent.ts';
import { intercepted } from './intercepted.ts';
import { weakened } from './weakened.ts';

/**
 * Known bad: silence is taken for a refusal. An order that is not answered in time is given up for dead, its reservation with it; nobody asks
 * after it, it is never sent again, and nothing is done in its place. Breaks `converges` where the order arrived, and where it did not, what was
 * wanted never comes.
 */
export function neverResends(options: SessionOptions): SessionLike {
  const session = weakened(options, [
    'confirmBeforeResend',
    'reconcileOnReconnect',
    'verifyStop',
    'stopHealth',
    'localStop',
    'emergencyClose',
  ]);
  const ordersAsked = new Set<string>();
  return intercepted(session, {
    hears: (event) => takenForRefusal(event, ordersAsked),
    asks: (item) => {
      if (item.kind === 'send' && item.request.kind === 'placeOrder') ordersAsked.add(item.request.requestId);
      return [item];
    },
  });
}

/** The timeout of an order as the refusal that nobody spoke; any other event as it is. */
function takenForRefusal(event: SessionEvent, ordersAsked: ReadonlySet<string>): SessionEvent {
  if (event.kind !== 'wake' || !event.key.startsWith('timeout:')) return event;
  const requestId = event.key.slice('timeout:'.length);
  if (!ordersAsked.has(requestId)) return event;
  const code = 'NO_ANSWER';
  return {
    kind: 'venue',
    atMs: event.atMs,
    event: { kind: 'orderRejected', requestId, reason: 'unknownOrder', code },
  };
}
