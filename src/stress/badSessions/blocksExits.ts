import { Session, type SessionLike, type SessionOptions } from '../../engine/session.ts';
import type { ApprovedOrder } from '../../market/order.ts';
import type { OutboxItem } from '../../risk/outbox.ts';
import { intercepted } from './intercepted.ts';

/** Known bad: a halt that is taken for a stop of everything, exits and stop losses included. Breaks `haltAllowsExits`. */
export function blocksExits(options: SessionOptions): SessionLike {
  const session = new Session(options);
  const { gateway } = session;
  let refusalCount = 0;
  return intercepted(session, {
    asks: (item, atMs) => {
      const isClosing =
        item.kind === 'send' && item.request.kind === 'placeOrder' && item.request.order.reduceOnly;
      if (!isClosing || gateway.tradingState === 'active') return [item];
      return [refusal(++refusalCount, atMs, item.request.key, item.request.order)];
    },
  });
}

function refusal(ordinal: number, atMs: number, orderKey: string, order: ApprovedOrder): OutboxItem {
  return {
    kind: 'decision',
    decision: {
      ordinal,
      atMs,
      kind: 'refused',
      symbol: order.symbol,
      side: order.side,
      wishOrdinal: null,
      orderKey,
      wantedQty: order.qty,
      qty: 0,
      price: null,
      rule: 'halt',
      actual: null,
      limit: null,
      unit: null,
      reason: 'Trading is halted.',
      stateBefore: 'halted',
      stateAfter: 'halted',
    },
  };
}
