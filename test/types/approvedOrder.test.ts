import { expect, test } from 'vitest';
import type { ApprovedOrder, OrderRequest } from '../../src/market/order.ts';
import type { VenueRequest } from '../../src/market/request.ts';
import type { VenuePort } from '../../src/market/venuePort.ts';

const plain: OrderRequest = {
  symbol: 'BTC-USDT',
  side: 'buy',
  type: 'market',
  qty: 1,
  limitPrice: null,
  triggerPrice: null,
  timeInForce: 'gtc',
  reduceOnly: false,
  clientOrderId: null,
};

test('an order that the gateway has not approved cannot be sent: it does not compile', () => {
  const sent: VenueRequest[] = [];
  const port: VenuePort = { send: (request) => sent.push(request) };
  const name = { requestId: 'r1', key: 'entry:BTC-USDT:1', attempt: 1 };

  // @ts-expect-error a plain order is not an approved one
  port.send({ ...name, kind: 'placeOrder', order: plain }, 0);
  // @ts-expect-error nor is one by assignment
  const approved: ApprovedOrder = plain;
  port.send({ ...name, kind: 'queryOpenOrders' }, 0);

  expect(sent).toHaveLength(2);
  expect(approved).toBe(plain);
});
