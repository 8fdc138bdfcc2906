import { Session, type SessionLike, type SessionOptions } from '../../engine/session.ts';
import type { OutboxItem } from '../../risk/outbox.ts';
import { intercepted } from './intercepted.ts';

/** Known bad: a halt takes back every working order, the stops of open positions included. Breaks `haltAllowsExits`. */
export function cancelsAllAtHalt(options: SessionOptions): SessionLike {
  const session = new Session(options);
  const { belief } = session;
  let cancelCount = 0;
  const cancelStops = (): OutboxItem[] =>
    belief.openOrders
      .filter(({ purpose, phase }) => purpose === 'stop' && phase === 'live')
      .map(({ key, order, venueOrderId }) => ({
        kind: 'send',
        request: {
          kind: 'cancelOrder',
          requestId: `at-halt-${++cancelCount}`,
          key: `cancel:${key}`,
          attempt: 1,
          symbol: order.symbol,
          target: { clientOrderId: order.clientOrderId, venueOrderId },
        },
      }));
  return intercepted(session, {
    asks: (item) =>
      item.kind === 'decision' && item.decision.kind === 'halt' ? [item, ...cancelStops()] : [item],
  });
}
