import { expect, test } from 'vitest';
import type { RequestSent } from '../../src/faults/requestTrigger.ts';
import { isOf, TRIGGER_NAMES } from '../../src/faults/trigger.ts';
import type { OrderRequest } from '../../src/market/order.ts';
import { approve } from '../support/approve.ts';

const ORDER: OrderRequest = {
  symbol: 'BTC-USDT',
  side: 'sell',
  type: 'market',
  qty: 1,
  limitPrice: null,
  triggerPrice: null,
  timeInForce: 'gtc',
  reduceOnly: true,
  clientOrderId: null,
};
const leg = { triggerPrice: 90, limitPrice: null, clientOrderId: null };

test.each<[string, Partial<OrderRequest>, string]>([
  ['an entry', { reduceOnly: false }, 'entry.sent'],
  [
    'an entry that waits for a price',
    { reduceOnly: false, type: 'stopMarket', triggerPrice: 110 },
    'entry.sent',
  ],
  ['an exit at market', {}, 'exit.sent'],
  ['a take profit', { type: 'takeProfitMarket', triggerPrice: 120 }, 'exit.sent'],
  ['a stop', { type: 'stopMarket', triggerPrice: 90 }, 'stop.sent'],
  ['a stop with a limit', { type: 'stopLimit', triggerPrice: 90, limitPrice: 89 }, 'stop.sent'],
  ['a trailing stop', { type: 'trailingStop', trail: { callbackRatio: 0.02 } }, 'stop.sent'],
  ['a bracket', { type: 'bracket', bracket: { stopLoss: leg, takeProfit: leg } }, 'stop.sent'],
  [
    'a bracket without a stop',
    { type: 'bracket', bracket: { stopLoss: null, takeProfit: leg } },
    'exit.sent',
  ],
])('%s goes by one name besides order.sent', (_what, order, name) => {
  const sent: RequestSent = {
    kind: 'requestSent',
    atMs: 0,
    sessionId: 's1',
    accountId: 'main',
    request: {
      kind: 'placeOrder',
      requestId: 'r',
      key: 'k',
      attempt: 1,
      order: approve({ ...ORDER, ...order }),
    },
  };
  expect(TRIGGER_NAMES.filter((trigger) => isOf(trigger, sent))).toEqual(['order.sent', name]);
});
