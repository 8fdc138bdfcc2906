/**
 * Liquidation by hand. Maintenance is 5 % of notional, the spread one tick (0.01), impact 0 and the share of the volume 1 unless a test says
 * otherwise, the fee of a liquidation 50 bps.
 */
import { describe, expect, test } from 'vitest';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, inShort, type Rig } from './rig.ts';

const START = Date.UTC(2022, 4, 9);
const TIMES = { intervalMs: 3_000 };
/** Down a third in the first second, then back. */
const FALL: BarRow = [100, 101, 70, 100, 10_000];
const FLAT: BarRow = [100, 100, 100, 100, 10_000];

function rigOf(bars: readonly BarRow[], options: Parameters<typeof createRig>[1] = {}): Rig {
  const instrument = { takerFeeBps: 0, makerFeeBps: 0 };
  const rig = createRig(makeTape({ bars, instrument }, TIMES), {
    startQuote: 1_000,
    leverage: 10,
    path: 'olhc',
    ...options,
  });
  rig.runTo(0);
  return rig;
}

const main = (rig: Rig) => rig.exchange.account('main');
const started = (rig: Rig) => rig.truths().filter((event) => event.kind === 'liquidationStarted');

describe('a long', () => {
  test('is closed where equity meets maintenance on the path', () => {
    const rig = rigOf([FLAT, FALL]);
    rig.place({ qty: 50 });
    rig.runTo(6_000);
    // 1000 + 50 (p - 100.005) = 0.05 x 50 p: 47.5 p = 4000.25, p = 84.215789; (100 - p) / 30 of a second: 526.14 ms, so 527.
    const [event] = started(rig);
    expect(event!.atMs - START).toBe(3_527);
    expect(event!).toMatchObject({ kind: 'liquidationStarted' });
    const { marginBalanceQuote, maintenanceMarginQuote } = event as Extract<typeof event, object> & {
      marginBalanceQuote: number;
      maintenanceMarginQuote: number;
    };
    expect(marginBalanceQuote).toBeCloseTo(210.539474, 4);
    expect(maintenanceMarginQuote).toBeCloseTo(210.539474, 4);
    const { fill } = rig.fills().at(-1)!;
    expect(fill).toMatchObject({
      side: 'sell',
      qty: 50,
      origin: 'liquidation',
      venueOrderId: 'liquidation-1',
      clientOrderId: null,
    });
    expect(fill.price).toBeCloseTo(84.215789 - 0.005, 5);
    expect(fill.feeQuote).toBeCloseTo(50 * fill.price * 0.005, 9);
    expect(main(rig).isLiquidated()).toBe(true);
    // 210.539 - 0.25 of spread - 21.05 of fee.
    expect(main(rig).walletQuote()).toBeCloseTo(1_000 + 50 * (fill.price - 100.005) - fill.feeQuote, 9);
    expect(main(rig).insuranceQuote()).toBe(0);
  });

  test('is left alone a hair above', () => {
    // 84.215789 is the price; a low of 84.22 does not get there.
    const rig = rigOf([FLAT, [100, 101, 84.22, 100, 10_000]]);
    rig.place({ qty: 50 });
    rig.runTo(6_000);
    expect(main(rig).isLiquidated()).toBe(false);
    expect(main(rig).equityQuote()).toBeGreaterThan(0);
  });
});

test('a short is closed on the way up', () => {
  const rig = rigOf([FLAT, [100, 130, 100, 100, 10_000]]);
  rig.place({ side: 'sell', qty: 50 });
  rig.runTo(6_000);
  // 1000 - 50 (p - 99.995) = 0.05 x 50 p: 52.5 p = 5999.75, p = 114.280952; olhc: low 100 first, then 14.280952 of 30: 476.03 ms.
  expect(started(rig)[0]!.atMs - START).toBe(4_477);
  expect(rig.fills().at(-1)!.fill.price).toBeCloseTo(114.280952 + 0.005, 5);
});

test('maintenance is taken tier by tier', () => {
  const instrument = {
    takerFeeBps: 0,
    maintenanceTiers: [
      { fromNotionalQuote: 0, maintenanceMarginRatio: 0.01 },
      { fromNotionalQuote: 4_500, maintenanceMarginRatio: 0.2 },
    ],
  };
  const rig = createRig(makeTape({ bars: [FLAT, FALL], instrument }, TIMES), {
    startQuote: 1_000,
    path: 'olhc',
  });
  rig.runTo(0);
  rig.place({ qty: 50 });
  // 45 + 0.2 x (5000 - 4500).
  expect(main(rig).maintenanceMarginQuote()).toBeCloseTo(145, 9);
  rig.runTo(6_000);
  // Under 4500 the rate is 1 %: 1000 + 50 (p - 100.005) = 0.5 p, p = 4000.25 / 49.5 = 80.813131; 639.56 ms.
  expect(started(rig)[0]!.atMs - START).toBe(3_640);
});

describe('liquidation and stop in one part of the path', () => {
  const run = (triggerPrice: number, bars: BarRow[]) => {
    const rig = rigOf(bars);
    rig.place({ qty: 50 });
    rig.place({ side: 'sell', triggerPrice, qty: 50, reduceOnly: true });
    rig.runTo(6_000);
    return rig;
  };

  test('the stop above comes first and saves the account', () => {
    const rig = run(84.22, [FLAT, FALL]);
    expect(main(rig).isLiquidated()).toBe(false);
    expect(rig.fills().at(-1)!.fill).toMatchObject({ origin: 'order', price: 84.215 });
  });

  test('the stop below comes too late, and is cancelled', () => {
    const rig = run(84.21, [FLAT, FALL]);
    expect(inShort(rig.told).slice(-5)).toEqual([
      'truth liquidationStarted',
      'truth cancelled v2 liquidation',
      'stream cancelled v2 liquidation',
      'truth fill sell 50 liquidation-1',
      'stream fill sell 50 liquidation-1',
    ]);
    expect(rig.told.at(-1)).toMatchObject({ key: 'liquidation:BTC-USDT:1' });
    expect(rig.fills()).toHaveLength(2);
  });

  test('in a jump it is the same, but both fill at the open', () => {
    // The jump goes from 100 to 83: past 84.22, past 84.2158.
    const gap: BarRow = [83, 84, 82, 83, 10_000];
    const saved = run(84.22, [FLAT, gap]);
    expect(main(saved).isLiquidated()).toBe(false);
    expect(saved.fills().at(-1)!.fill).toMatchObject({ origin: 'order', price: 82.995 });
    const late = run(84.21, [FLAT, gap]);
    expect(main(late).isLiquidated()).toBe(true);
    expect(late.fills().at(-1)!.fill).toMatchObject({ origin: 'liquidation', price: 82.995 });
  });
});

test('what a jump reaches is done when the bar is open', () => {
  const rig = rigOf([FLAT, [83, 84, 82, 83, 10_000]]);
  rig.place({ qty: 50 });
  rig.runTo(2_999);
  rig.exchange.closeBars(START + 3_000);
  rig.exchange.openBars(START + 3_000);
  expect(main(rig).positions()).toEqual([]);
});

test('a jump over a hedge liquidates nobody whom it leaves whole', () => {
  // Long one, short the other, both fall by 30 %.
  const specs = ['BTC-USDT', 'ETH-USDT'].map((symbol) => ({
    symbol,
    bars: [FLAT, [70, 71, 69, 70, 10_000] as BarRow],
    instrument: { takerFeeBps: 0 },
  }));
  const rig = createRig(makeTape(specs, TIMES), { startQuote: 1_000, leverage: 10 });
  rig.runTo(0);
  rig.place({ qty: 40 });
  rig.place({ symbol: 'ETH-USDT', side: 'sell', qty: 40 });
  rig.runTo(6_000);
  expect(main(rig).isLiquidated()).toBe(false);
  expect(main(rig).equityQuote()).toBeCloseTo(1_000 - 2 * 40 * 0.005, 9);
});

test('the largest position goes first', () => {
  const specs = [
    { symbol: 'BTC-USDT', bars: [FLAT, FALL], instrument: { takerFeeBps: 0 } },
    { symbol: 'ETH-USDT', bars: [FLAT, FALL], instrument: { takerFeeBps: 0 } },
  ];
  const rig = createRig(makeTape(specs, TIMES), { startQuote: 1_000, leverage: 10, path: 'olhc' });
  rig.runTo(0);
  rig.place({ qty: 20 });
  rig.place({ symbol: 'ETH-USDT', qty: 30 });
  rig.runTo(6_000);
  expect(
    rig
      .fills()
      .slice(2)
      .map(({ fill }) => fill.symbol),
  ).toEqual(['ETH-USDT', 'BTC-USDT']);
});

describe('a liquidation that the volume does not hold', () => {
  const thin = (open: number): BarRow => [open, open, open - 5, open - 5, 200];

  test('goes on at the opens of the next bars, and takes no new risk meanwhile', () => {
    // 10 % of 200 is 20 a bar; 50 to close.
    const rig = rigOf([FLAT, [100, 101, 70, 75, 200], thin(60), thin(50)], { participationRatio: 0.1 });
    rig.place({ qty: 50 });
    rig.runTo(5_999);
    expect(main(rig).positionQty('BTC-USDT')).toBe(30);
    expect(rig.place({ side: 'buy', qty: 1 })).toMatchObject({ reason: 'insufficientMargin' });
    rig.runTo(11_999);
    const closing = rig
      .fills()
      .slice(1)
      .map(({ fill, atMs }) => [fill.qty, fill.venueOrderId, atMs - START]);
    expect(closing).toEqual([
      [20, 'liquidation-1', 3_527],
      [20, 'liquidation-2', 6_000],
      [10, 'liquidation-3', 9_000],
    ]);
    expect(rig.fills().at(-1)!.fill.price).toBe(49.995);
    expect(started(rig)).toHaveLength(1);
    // 84.21 x 20 + 59.995 x 20 + 49.995 x 10 - 50 x 100.005 + 1000 is far below zero: the insurance account pays.
    expect(main(rig).walletQuote()).toBe(0);
    const fees = main(rig).feesQuote();
    const lost = rig.fills().reduce((sum, { realisedQuote }) => sum + realisedQuote, 0);
    expect(main(rig).insuranceQuote()).toBeCloseTo(-(1_000 + lost - fees), 9);
    expect(main(rig).insuranceQuote()).toBeGreaterThan(600);
    expect(rig.place({ side: 'buy', qty: 1 })).toMatchObject({ reason: 'insufficientMargin' });
  });

  test('is not called off, and lets nothing be added, when price comes back', () => {
    const rig = rigOf([FLAT, [100, 101, 70, 100, 200], [100, 101, 99, 100, 200]], {
      participationRatio: 0.1,
    });
    rig.place({ qty: 50 });
    rig.runTo(5_999);
    // 30 are left; 1000 - 20 x 15.8 are 684, and 30 x 100 / 10 are 300 of them: there would be room for 38 more.
    expect(main(rig).equityQuote()).toBeGreaterThan(600);
    expect(rig.place({ side: 'buy', qty: 1 })).toMatchObject({ reason: 'insufficientMargin' });
    rig.runTo(6_000);
    expect(main(rig).positionQty('BTC-USDT')).toBe(10);
  });

  test('waits where the next bar has no volume', () => {
    const rig = rigOf([FLAT, [100, 101, 70, 75, 200], [60, 60, 55, 55, 0], thin(50)], {
      participationRatio: 0.1,
    });
    rig.place({ qty: 40 });
    rig.runTo(11_999);
    expect(
      rig
        .fills()
        .slice(1)
        .map(({ fill, atMs }) => [fill.qty, atMs - START]),
    ).toEqual([
      [20, expect.any(Number)],
      [20, 9_000],
    ]);
  });
});

test('an account that has something left may trade, and be liquidated, again', () => {
  const rig = rigOf([FLAT, FALL, FLAT, FALL]);
  rig.place({ qty: 50 });
  rig.runTo(6_000);
  const leftQuote = main(rig).walletQuote();
  expect(leftQuote).toBeGreaterThan(150);
  expect(rig.place({ qty: 10 })).toMatchObject({ kind: 'orderAccepted' });
  rig.runTo(12_000);
  expect(started(rig)).toHaveLength(2);
  expect(main(rig).positions()).toEqual([]);
  expect(main(rig).walletQuote()).toBeLessThan(leftQuote);
});

test('a stop that gaps far below leaves nothing owed', () => {
  const rig = rigOf([FLAT, [70, 71, 69, 70, 10_000]]);
  rig.place({ qty: 50 });
  rig.place({ side: 'sell', triggerPrice: 90, qty: 50, reduceOnly: true });
  rig.runTo(3_000);
  // 50 x (69.995 - 100.005) = -1500.5 of 1000.
  expect(main(rig).isLiquidated()).toBe(false);
  expect(main(rig).walletQuote()).toBe(0);
  expect(main(rig).insuranceQuote()).toBeCloseTo(500.5, 9);
  expect(rig.fills().at(-1)!.equityQuote).toBe(0);
});

test('an account whose fill costs more than it can bear is liquidated at once', () => {
  const instrument = { spreadBps: 1_000, takerFeeBps: 0 };
  const rig = createRig(makeTape({ bars: [FLAT, FLAT], instrument }, TIMES), {
    startQuote: 1_000,
    leverage: 20,
  });
  rig.runTo(0);
  // The spread of 10 % takes 5 of each 100: 1000 - 150 x 5 = 250 against maintenance of 750.
  rig.place({ qty: 150 });
  expect(started(rig)[0]!.atMs).toBe(START);
  expect(main(rig).positionQty('BTC-USDT')).toBe(0);
});

test('two accounts stand apart, but share the book', () => {
  const tape = makeTape({ bars: [[100, 110, 90, 105, 100]] }, TIMES);
  const rig = createRig(tape, {
    participationRatio: 0.1,
    accounts: [
      { accountId: 'main', startQuote: 1_000, leverage: 10 },
      { accountId: 'other', startQuote: 1_000, leverage: 10 },
    ],
  });
  rig.runTo(0);
  rig.place({ qty: 6, clientOrderId: 'a' });
  rig.place({ qty: 6, clientOrderId: 'a' }, 'other');
  expect(main(rig).positionQty('BTC-USDT')).toBe(6);
  expect(rig.exchange.account('other').positionQty('BTC-USDT')).toBe(4);
  expect(rig.told.filter((one) => one.channel === 'stream').map(({ accountId }) => accountId)).toEqual([
    'main',
    'other',
    'other',
  ]);
});
