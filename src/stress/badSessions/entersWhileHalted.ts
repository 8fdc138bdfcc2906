import { Session, type SessionLike, type SessionOptions } from '../../engine/session.ts';
import { Gateway } from '../../risk/gateway.ts';
import type { EnterIntent } from '../../risk/intent.ts';
import type { OutboxItem } from '../../risk/outbox.ts';
import { intercepted } from './intercepted.ts';

/** Known bad: a second way round the gate, which knows of no rule and of no halt. Breaks `haltStopsEntries`. */
export function entersWhileHalted(options: SessionOptions): SessionLike {
  const session = new Session(options);
  const { belief, gateway } = session;
  const sideDoor = new Gateway({ ...options.policy, rules: {} }, options.sizing);
  let orderCount = 0;
  const enter = (intent: EnterIntent): OutboxItem[] => {
    const price = belief.takerPrice(intent.symbol, intent.side);
    if (price === null) return [];
    const { symbol, side } = intent;
    const verdict = sideDoor.decideEntry(intent, { symbol, side, price, stopPrice: null }, belief, null);
    if (verdict.outcome === 'refused') return [];
    const name = `side-door-${++orderCount}`;
    const key = `entry:${symbol}:${name}`;
    return [
      {
        kind: 'send',
        request: { kind: 'placeOrder', requestId: name, key, attempt: 1, order: verdict.order },
      },
    ];
  };
  return intercepted(session, {
    asks: (item) => {
      const isBlocked = item.kind === 'wish' && gateway.tradingState !== 'active';
      return isBlocked && item.wish.intent.kind === 'enter' ? [item, ...enter(item.wish.intent)] : [item];
    },
  });
}
