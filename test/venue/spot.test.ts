/** Spot by hand: fees of 10 bps, the spread one tick, 1000 quote, prices of 100. */
import { describe, expect, test } from 'vitest';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, type Rig } from './rig.ts';

const FLAT: BarRow = [100, 100, 100, 100, 10_000];

function rigOf(bars: readonly BarRow[] = [FLAT, FLAT], options: Parameters<typeof createRig>[1] = {}): Rig {
  const instrument = { takerFeeBps: 10, makerFeeBps: 10, minNotionalQuote: 5 };
  const rig = createRig(makeTape({ bars, instrument }, { intervalMs: 3_000 }), {
    startQuote: 1_000,
    leverage: 1,
    ...options,
    account: { kind: 'spot' },
  });
  rig.runTo(0);
  return rig;
}

const main = (rig: Rig) => rig.exchange.account('main');

describe('a spot account', () => {
  test('pays for what it buys, fee in quote, and has the coins', () => {
    const rig = rigOf();
    rig.place({ qty: 4 });
    const [quote, base] = main(rig).balances();
    expect(quote!.totalQty).toBeCloseTo(1_000 - 400.02 - 0.40002, 9);
    expect(base).toEqual({ asset: 'BTC', totalQty: 4, lockedQty: 0 });
    expect(main(rig).equityQuote()).toBeCloseTo(1_000 - 0.02 - 0.40002, 9);
    expect(main(rig).maintenanceMarginQuote()).toBe(0);
    expect(rig.ask({ kind: 'queryBalances' })).toMatchObject({ balances: main(rig).balances() });
  });

  test('buys no more than it can pay, fee included', () => {
    const rig = rigOf();
    // 1000 / (100.005 x 1.001) = 9.98951.
    expect(rig.place({ qty: 9.99 })).toMatchObject({
      reason: 'insufficientBalance',
      code: 'INSUFFICIENT_BALANCE',
    });
    expect(rig.place({ qty: 9.989 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('sells no more than it has, whatever the order says of reducing', () => {
    const rig = rigOf();
    expect(rig.place({ side: 'sell', qty: 1 })).toMatchObject({ reason: 'insufficientBalance' });
    expect(rig.place({ side: 'sell', qty: 1, reduceOnly: true })).toMatchObject({
      reason: 'insufficientBalance',
    });
    rig.place({ qty: 2 });
    expect(rig.place({ side: 'sell', qty: 2.001, reduceOnly: true })).toMatchObject({
      reason: 'insufficientBalance',
    });
    expect(rig.place({ side: 'sell', qty: 2, reduceOnly: true })).toMatchObject({ kind: 'orderAccepted' });
    expect(main(rig).positions()).toEqual([]);
  });

  test('a resting stop locks the base, so that an exit must cancel it first', () => {
    const rig = rigOf();
    rig.place({ qty: 2 });
    rig.place({ side: 'sell', qty: 2, triggerPrice: 90, reduceOnly: true, clientOrderId: 'stop' });
    expect(main(rig).balances()[1]).toEqual({ asset: 'BTC', totalQty: 2, lockedQty: 2 });
    expect(main(rig).stopQty('BTC-USDT', 'sell')).toBe(2);
    expect(rig.place({ side: 'sell', qty: 2, reduceOnly: true })).toMatchObject({
      reason: 'insufficientBalance',
    });
    rig.cancel({ clientOrderId: 'stop' });
    expect(rig.place({ side: 'sell', qty: 2 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('a resting purchase locks its price and the fee', () => {
    const rig = rigOf();
    rig.place({ qty: 9, limitPrice: 90 });
    expect(main(rig).balances()[0]!.lockedQty).toBeCloseTo(810 * 1.001, 9);
    expect(rig.place({ qty: 2 })).toMatchObject({ reason: 'insufficientBalance' });
    expect(rig.place({ qty: 1.8 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('the legs of a bracket lock the base once', () => {
    const rig = rigOf();
    rig.place({
      qty: 2,
      bracket: {
        stopLoss: { triggerPrice: 90, limitPrice: null, clientOrderId: null },
        takeProfit: { triggerPrice: null, limitPrice: 110, clientOrderId: null },
      },
    });
    expect(main(rig).liveOrders()).toHaveLength(2);
    expect(main(rig).balances()[1]).toMatchObject({ totalQty: 2, lockedQty: 2 });
  });

  test('a stop to buy that a jump made dearer fills as far as the quote lasts, and the rest expires', () => {
    const rig = rigOf([FLAT, [150, 150, 150, 150, 10_000]]);
    rig.place({ qty: 9, triggerPrice: 110 });
    rig.runTo(3_000);
    // 1000 / (150.005 x 1.001) = 6.6597.
    expect(rig.fills()[0]!.fill.qty).toBe(6.659);
    expect(rig.truths().at(-1)).toMatchObject({ kind: 'orderEnded', reason: 'insufficientBalance' });
    expect(main(rig).balances()[0]!.totalQty).toBeGreaterThanOrEqual(0);
  });

  test('impact cannot make it owe', () => {
    const rig = rigOf([[100, 110, 90, 100, 50], FLAT], { impactCoefficient: 1 });
    rig.place({ qty: 9.9 });
    expect(rig.fills()[0]!.fill.qty).toBeLessThan(9.9);
    expect(main(rig).balances()[0]!.totalQty).toBeGreaterThanOrEqual(0);
  });

  test('an exit is not free of the least notional', () => {
    const rig = rigOf();
    rig.place({ qty: 1 });
    expect(rig.place({ side: 'sell', qty: 0.04, reduceOnly: true })).toMatchObject({
      reason: 'underMinNotional',
    });
  });

  test('is never liquidated, however low the price, and pays no funding', () => {
    const rig = rigOf([FLAT, [100, 100, 0.01, 0.01, 10_000]], { funding: { kind: 'constant', ratio: 0.01 } });
    rig.place({ qty: 9.9 });
    rig.runTo(6_000);
    expect(main(rig).isLiquidated()).toBe(false);
    expect(main(rig).positionQty('BTC-USDT')).toBe(9.9);
    expect(main(rig).equityQuote()).toBeGreaterThan(0);
    expect(main(rig).fundingQuote()).toBe(0);
  });

  test('has no leverage', () => {
    expect(() => rigOf(undefined, { leverage: 2 })).toThrow('is a spot account: its leverage is 1');
  });
});
