import { fc } from '@fast-check/vitest';
import type { OrderRequest } from '../../src/market/order.ts';
import type { BarRow } from '../support/makeTape.ts';

/** A bar around 100 in whole ticks of 0.01. */
export const anyBar: fc.Arbitrary<NonNullable<BarRow>> = fc
  .record({
    prices: fc.array(fc.integer({ min: 7_000, max: 13_000 }), { minLength: 4, maxLength: 4 }),
    order: fc.boolean(),
    volume: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 2_000 }) }, fc.constant(0)),
  })
  .map(({ prices, order, volume }) => {
    const [low, a, b, high] = prices.sort((x, y) => x - y).map((ticks) => ticks / 100);
    return order ? [a!, high!, low!, b!, volume] : [b!, high!, low!, a!, volume];
  });

export interface Action {
  /** Time to let pass before it. */
  readonly waitMs: number;
  readonly cancels: boolean;
  readonly order: Partial<OrderRequest>;
}

export const anyAction = (symbols: readonly string[]): fc.Arbitrary<Action> =>
  fc
    .record({
      waitMs: fc.integer({ min: 0, max: 1_500 }),
      cancels: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
      symbol: fc.constantFrom(...symbols),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      type: fc.constantFrom('market' as const, 'limit' as const, 'stopMarket' as const),
      lots: fc.integer({ min: 1, max: 60_000 }),
      priceTicks: fc.integer({ min: 7_000, max: 13_000 }),
      isIoc: fc.boolean(),
      reduceOnly: fc.boolean(),
    })
    .map(({ waitMs, cancels, symbol, side, type, lots, priceTicks, isIoc, reduceOnly }) => ({
      waitMs,
      cancels,
      order: {
        symbol,
        side,
        type,
        qty: lots / 1_000,
        limitPrice: type === 'limit' ? priceTicks / 100 : null,
        triggerPrice: type === 'stopMarket' ? priceTicks / 100 : null,
        timeInForce: isIoc ? 'ioc' : 'gtc',
        reduceOnly,
      },
    }));
