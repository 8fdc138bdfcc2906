/** Isolated margin by hand. Maintenance is 5 % of notional, no spread but the tick, no fees but that of a liquidation, impact 0. */
import { describe, expect, test } from 'vitest';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, type Rig } from './rig.ts';

const TIMES = { intervalMs: 3_000 };
const FLAT: BarRow = [100, 100, 100, 100, 10_000];

function rigOf(
  btc: readonly BarRow[],
  {
    eth = btc.map(() => FLAT),
    ...options
  }: Parameters<typeof createRig>[1] & { eth?: readonly BarRow[] } = {},
): Rig {
  const instrument = { takerFeeBps: 0, makerFeeBps: 0, liquidationFeeBps: 0 };
  const specs = [
    { symbol: 'BTC-USDT', bars: btc, instrument },
    { symbol: 'ETH-USDT', bars: eth, instrument },
  ];
  const rig = createRig(makeTape(specs, TIMES), {
    startQuote: 1_000,
    leverage: 10,
    path: 'olhc',
    ...options,
    account: { marginMode: 'isolated', ...options.account },
  });
  rig.runTo(0);
  return rig;
}

const main = (rig: Rig) => rig.exchange.account('main');
const started = (rig: Rig) => rig.truths().filter((event) => event.kind === 'liquidationStarted');

describe('a position stands on the margin of its entry', () => {
  test('and is liquidated where that is used up, whatever else there is in the wallet', () => {
    const rig = rigOf([FLAT, [100, 101, 90, 100, 10_000]]);
    rig.place({ qty: 10 });
    expect(main(rig).initialMarginQuote()).toBeCloseTo(100.005, 9);
    rig.runTo(6_000);
    // 100.005 + 10 (p - 100.005) = 0.05 x 10 p: 9.5 p = 900.045, p = 94.741579; (100 - p) / 10 of a second: 525.84, so 526.
    expect(started(rig)).toMatchObject([{ symbol: 'BTC-USDT', atMs: Date.UTC(2022, 4, 9) + 3_526 }]);
    const { fill } = rig.fills().at(-1)!;
    expect(fill).toMatchObject({ origin: 'liquidation', qty: 10, clientOrderId: null });
    expect(fill.price).toBeCloseTo(94.741579 - 0.005, 5);
    expect(main(rig).walletQuote()).toBeCloseTo(1_000 + 10 * (fill.price - 100.005), 9);
    expect(main(rig).insuranceQuote()).toBe(0);
    expect(main(rig).positions()).toEqual([]);
  });

  test('a cross account of the same size is left alone', () => {
    const rig = rigOf([FLAT, [100, 101, 90, 100, 10_000]], { account: { marginMode: 'cross' } });
    rig.place({ qty: 10 });
    rig.runTo(6_000);
    expect(started(rig)).toEqual([]);
  });

  test('a liquidation leaves the other position, its orders, and the profit of neither to the other', () => {
    const rig = rigOf([FLAT, [100, 101, 90, 100, 10_000]], { eth: [FLAT, [100, 140, 100, 140, 10_000]] });
    rig.place({ qty: 10 });
    rig.place({ symbol: 'ETH-USDT', qty: 10 });
    rig.place({ symbol: 'ETH-USDT', side: 'sell', qty: 10, triggerPrice: 80, reduceOnly: true });
    rig.place({ side: 'sell', qty: 10, triggerPrice: 60, reduceOnly: true });
    rig.runTo(6_000);
    expect(started(rig)).toHaveLength(1);
    expect(main(rig).positions()).toMatchObject([{ symbol: 'ETH-USDT', positionQty: 10 }]);
    expect(main(rig).liveOrders()).toMatchObject([{ symbol: 'ETH-USDT' }]);
  });

  test('what a gap loses beyond the margin is the insurance, and the rest of the wallet stands', () => {
    const rig = rigOf([FLAT, [50, 50, 50, 50, 10_000]]);
    rig.place({ qty: 10 });
    rig.runTo(6_000);
    // Loses 500.1 on a margin of 100.005.
    expect(main(rig).walletQuote()).toBeCloseTo(1_000 - 100.005, 9);
    expect(main(rig).insuranceQuote()).toBeCloseTo(10 * (100.005 - 49.995) - 100.005, 9);
  });

  test("an own order's loss beyond the margin is the account's", () => {
    // The stop lies before the liquidation price on the jump, and fills at the open as everything does.
    const rig = rigOf([FLAT, [50, 50, 50, 50, 10_000]]);
    rig.place({ qty: 10 });
    rig.place({ side: 'sell', qty: 10, triggerPrice: 99, reduceOnly: true });
    rig.runTo(6_000);
    expect(started(rig)).toEqual([]);
    expect(main(rig).walletQuote()).toBeCloseTo(1_000 - 10 * (100.005 - 49.995), 9);
    expect(main(rig).insuranceQuote()).toBe(0);
  });
});

describe('margin', () => {
  test('is locked by what opens and freed in proportion by what closes', () => {
    const rig = rigOf([FLAT, FLAT]);
    rig.place({ qty: 10 });
    rig.place({ qty: 10 });
    expect(main(rig).initialMarginQuote()).toBeCloseTo(200.01, 9);
    rig.place({ side: 'sell', qty: 5 });
    expect(main(rig).initialMarginQuote()).toBeCloseTo(150.0075, 9);
    // Through zero: a short of 5 is opened at 99.995.
    rig.place({ side: 'sell', qty: 20 });
    expect(main(rig).initialMarginQuote()).toBeCloseTo((5 * 99.995) / 10, 9);
    rig.place({ qty: 5 });
    expect(main(rig).initialMarginQuote()).toBe(0);
  });

  test('a profit that is not realised carries nothing new', () => {
    const rise: BarRow = [100, 140, 100, 140, 10_000];
    const isolated = rigOf([rise, FLAT]);
    isolated.place({ qty: 90 });
    isolated.runTo(2_999);
    expect(isolated.place({ qty: 10 })).toMatchObject({ reason: 'insufficientMargin' });
    const cross = rigOf([rise, FLAT], { account: { marginMode: 'cross' } });
    cross.place({ qty: 90 });
    cross.runTo(2_999);
    expect(cross.place({ qty: 10 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('each symbol has its own leverage', () => {
    const rig = rigOf([FLAT, FLAT], { account: { leverageOf: { 'ETH-USDT': 2 } } });
    rig.place({ qty: 10 });
    rig.place({ symbol: 'ETH-USDT', qty: 10 });
    expect(main(rig).initialMarginQuote()).toBeCloseTo(100.005 + 500.025, 9);
    expect(rig.place({ symbol: 'ETH-USDT', qty: 10 })).toMatchObject({ reason: 'insufficientMargin' });
    expect(rig.ask({ kind: 'queryAccount' })).toMatchObject({ leverage: { 'BTC-USDT': 10, 'ETH-USDT': 2 } });
  });

  test('funding is taken from what the position stands on', () => {
    const hours = Array.from({ length: 20 }, () => FLAT);
    const tape = makeTape({ bars: hours, instrument: { takerFeeBps: 0, liquidationFeeBps: 0 } });
    const rig = createRig(tape, {
      startQuote: 10_000,
      leverage: 10,
      account: { marginMode: 'isolated' },
      funding: { kind: 'constant', ratio: 0.04 },
    });
    rig.runTo(0);
    rig.place({ qty: 10 });
    rig.runTo(9 * 3_600_000);
    expect(main(rig).initialMarginQuote()).toBeCloseTo(100.005 - 40, 9);
    expect(main(rig).isLiquidated()).toBe(false);
    // 20.005 of margin are under 50 of maintenance: with thousands in the wallet the position goes.
    rig.runTo(17 * 3_600_000);
    expect(main(rig).isLiquidated()).toBe(true);
    expect(main(rig).walletQuote()).toBeGreaterThan(9_900 - 1);
  });
});

test('a liquidation for which the bar has no volume goes on in the next, and only that symbol takes no new order', () => {
  const rig = rigOf([FLAT, [100, 100, 90, 90, 4], [90, 90, 90, 90, 4], [90, 90, 90, 90, 4]]);
  rig.place({ qty: 10 });
  rig.runTo(5_999);
  expect(main(rig).positionQty('BTC-USDT')).toBe(6);
  expect(rig.place({ qty: 1 })).toMatchObject({ reason: 'insufficientMargin' });
  expect(rig.place({ symbol: 'ETH-USDT', qty: 1 })).toMatchObject({ kind: 'orderAccepted' });
  rig.runTo(6_000);
  expect(main(rig).positionQty('BTC-USDT')).toBe(2);
  rig.runTo(9_000);
  expect(main(rig).positionQty('BTC-USDT')).toBe(0);
  expect(started(rig)).toHaveLength(1);
});

describe('an insurance fund with a bound', () => {
  const gap: readonly BarRow[] = [FLAT, [50, 50, 50, 50, 10_000], FLAT];

  test('pays while it has enough', () => {
    const rig = rigOf(gap, { insuranceFundQuote: 401 });
    rig.place({ qty: 10 });
    rig.runTo(6_000);
    expect(rig.fills().at(-1)!.fill.origin).toBe('liquidation');
    expect(main(rig).insuranceQuote()).toBeCloseTo(400.095, 9);
  });

  test.each([
    // 100.005 - 100.005 / 10, and nothing of the wallet but that margin is lost.
    ['isolated', 10, 90.0045, 1_000 - 100.005],
    // 100.005 - 1000 / 90.
    ['cross', 90, 88.893889, 0],
  ] as const)(
    'and where it has not, an %s position is deleveraged at its bankruptcy price, all of it, whatever the volume',
    (marginMode, qty, price, walletQuote) => {
      const bars: readonly BarRow[] = [FLAT, [50, 50, 50, 50, 4], FLAT];
      const rig = rigOf(bars, { insuranceFundQuote: 5, account: { marginMode } });
      rig.place({ qty });
      rig.runTo(6_000);
      const { fill } = rig.fills().at(-1)!;
      expect(fill).toMatchObject({ origin: 'autoDeleverage', qty, feeQuote: 0, clientOrderId: null });
      expect(fill.venueOrderId).toBe('deleverage-1');
      expect(fill.price).toBeCloseTo(price, 5);
      expect(main(rig).walletQuote()).toBeCloseTo(walletQuote, 8);
      expect(main(rig).insuranceQuote()).toBeLessThan(1e-9);
      expect(main(rig).positions()).toEqual([]);
    },
  );
});
