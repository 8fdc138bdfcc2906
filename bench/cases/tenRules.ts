import { unwrap } from '../../src/core/result.ts';
import { createPolicy, type PolicyInput } from '../../src/risk/createPolicy.ts';
import { Gateway } from '../../src/risk/gateway.ts';
import { makeBelief } from '../../test/support/beliefWorld.ts';
import { makeInstrument } from '../../test/support/makeTape.ts';
import type { BenchCase, Work } from '../benchCase.ts';

const TEN: NonNullable<PolicyInput['rules']> = {
  requireStop: {},
  priceSanity: {},
  staleData: {},
  perOrderCap: {},
  maxPosition: {},
  riskPerTrade: {},
  totalExposureCap: {},
  maxSpread: {},
  maxTradesPerDay: {},
  orderRate: {},
};
const ORDERS = 100_000;

/** What the brakes cost an order: the checks alone, on an account with positions and stops, against the same gateway without a rule. */
export const tenRules: BenchCase = {
  name: 'ten rules, an order',
  what: 'ten rules before an order, on an account with three symbols, two positions and two stops',
  unit: 'ns an order',
  base: { name: 'no rules', clock: 'processor', prepare: () => deciding({}) },
  aim: null,
  prepare: () => deciding(TEN),
};

/** The same with every rule that caps a portfolio, which each look at every symbol and order. */
export const portfolioRules: BenchCase = {
  name: 'portfolio rules, an order',
  what: 'the ten rules of a portfolio before an order, on the same account',
  unit: 'ns an order',
  base: { name: 'no rules', clock: 'processor', prepare: () => deciding({}) },
  aim: null,
  prepare: () =>
    deciding({
      totalExposureCap: {},
      leverageCap: {},
      grossNotionalCap: { limitQuote: 90_000 },
      directionCap: { limitRatio: 0.9 },
      netDeltaCap: {},
      sectorCap: {},
      maxOpenPositions: {},
      cashReserve: {},
      minMarginBuffer: {},
      portfolioHeat: {},
    }),
};

function deciding(rules: NonNullable<PolicyInput['rules']>): Work {
  const belief = makeBelief({
    instruments: ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'].map((symbol) => makeInstrument({ symbol })),
    prices: { 'BTC-USDT': 100, 'ETH-USDT': 50, 'SOL-USDT': 10 },
    positions: { 'ETH-USDT': 100, 'SOL-USDT': -200 },
    orders: [
      { symbol: 'ETH-USDT', side: 'sell', qty: 100, purpose: 'stop', triggerPrice: 48 },
      { symbol: 'SOL-USDT', side: 'buy', qty: 200, purpose: 'stop', triggerPrice: 11 },
    ],
  });
  const gateway = new Gateway(unwrap(createPolicy({ rules })), {
    name: 'fixedFraction',
    params: { riskRatio: 0.01, capRatio: 1 },
  });
  const intent = { kind: 'enter', symbol: 'BTC-USDT', side: 'buy', qty: 10 } as const;
  const order = { symbol: 'BTC-USDT', side: 'buy', price: 100, stopPrice: 95 } as const;
  return {
    count: ORDERS,
    run() {
      for (let count = 0; count < ORDERS; count++) {
        if (gateway.decideEntry(intent, order, belief, null).outcome !== 'approved')
          throw new Error('a rule objected to the order that all of them allow');
      }
    },
  };
}
