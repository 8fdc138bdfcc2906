import { describe, expect, test } from 'vitest';
import { OrderBeliefs } from '../../src/engine/orderBeliefs.ts';
import type { Process } from '../../src/engine/process.ts';
import { Belief } from '../../src/risk/belief.ts';
import { type ManagedOrder, newOrder } from '../../src/risk/guardian/managedOrder.ts';
import { makeInstrument } from '../support/makeTape.ts';

/** A process of which there is nothing but its belief. */
function believing(belief: Belief = new Belief([makeInstrument()], 10_000)) {
  const client = { sessionId: 's1', session: { belief } } as unknown as Process;
  return { client, belief };
}

function order(key: string, changes: Partial<ManagedOrder> = {}): ManagedOrder {
  const asked = {
    symbol: 'BTC-USDT',
    side: 'buy',
    qty: 1,
    reduceOnly: false,
  } as unknown as ManagedOrder['order'];
  return { ...newOrder(key, 'entry', { order: asked, wishOrdinal: 7, atMs: 100 }), ...changes };
}

describe('what a session believes of its orders', () => {
  test('the first time that it knew of the acceptance, and the last that it held the order for over', () => {
    const beliefs = new OrderBeliefs();
    const { client, belief } = believing();
    const entry = order('entry:BTC-USDT:1');
    belief.addOrder(entry);
    beliefs.look(client, 150);
    expect(beliefs.of('s1')).toEqual([
      {
        key: 'entry:BTC-USDT:1',
        purpose: 'entry',
        wishOrdinal: 7,
        madeMs: 100,
        venueOrderId: null,
        acceptedMs: null,
        endedMs: null,
        outcome: null,
      },
    ]);
    belief.closeOrder(entry, 'notFound');
    beliefs.look(client, 200);
    expect(beliefs.of('s1')).toMatchObject([{ acceptedMs: null, endedMs: 200, outcome: 'notFound' }]);
    // It was there after all.
    belief.reopenOrder(entry);
    entry.venueOrderId = 'v1';
    beliefs.look(client, 300);
    expect(beliefs.of('s1')).toMatchObject([
      { acceptedMs: 300, endedMs: null, outcome: null, venueOrderId: 'v1' },
    ]);
    beliefs.look(client, 400);
    belief.closeOrder(entry, 'filled');
    beliefs.look(client, 500);
    expect(beliefs.of('s1')).toMatchObject([{ acceptedMs: 300, endedMs: 500, outcome: 'filled' }]);
  });

  test('one that was made and closed between two looks is seen, beside one that is open', () => {
    const beliefs = new OrderBeliefs();
    const { client, belief } = believing();
    belief.addOrder(order('entry:BTC-USDT:1'));
    beliefs.look(client, 100);
    const brief = order('takeProfit:BTC-USDT:1', { purpose: 'takeProfit', venueOrderId: 'v2' });
    belief.addOrder(brief);
    belief.closeOrder(brief, 'filled');
    beliefs.look(client, 200);
    expect(beliefs.of('s1')).toMatchObject([
      { key: 'entry:BTC-USDT:1', endedMs: null },
      { key: 'takeProfit:BTC-USDT:1', acceptedMs: 200, endedMs: 200, outcome: 'filled', venueOrderId: 'v2' },
    ]);
    beliefs.look(client, 300);
    expect(beliefs.of('s1')[1]).toMatchObject({ endedMs: 200 });
  });

  test('a process that was started again goes on with what it knows by its key, and ends nothing that it has forgotten', () => {
    const beliefs = new OrderBeliefs();
    const { client, belief } = believing();
    belief.addOrder(order('entry:BTC-USDT:1'));
    const forgotten = order('stop:BTC-USDT:1', { purpose: 'stop', phase: 'live' });
    belief.addOrder(forgotten);
    beliefs.look(client, 100);
    const later = believing();
    const restored = order('entry:BTC-USDT:1', { phase: 'unknown' });
    later.belief.addOrder(restored);
    beliefs.look(later.client, 900);
    // The former life is gone: what becomes of its belief is nobody's.
    belief.closeOrder(forgotten, 'cancelled');
    later.belief.closeOrder(restored, 'filled');
    beliefs.look(later.client, 1_000);
    expect(beliefs.of('s1')).toMatchObject([
      { key: 'entry:BTC-USDT:1', endedMs: 1_000, outcome: 'filled' },
      { key: 'stop:BTC-USDT:1', acceptedMs: 100, endedMs: null, outcome: null },
    ]);
  });

  test('an order that was closed in the step that sent it is seen by its send', () => {
    const beliefs = new OrderBeliefs();
    const { client, belief } = believing();
    const entry = order('entry:BTC-USDT:1');
    belief.addOrder(entry);
    beliefs.noteSent(client, entry.key);
    belief.closeOrder(entry, 'cancelled');
    beliefs.noteSent(client, 'of nobody');
    beliefs.look(client, 100);
    expect(beliefs.of('s1')).toMatchObject([{ endedMs: 100, outcome: 'cancelled' }]);
    expect(beliefs.of('nobody')).toEqual([]);
  });
});
