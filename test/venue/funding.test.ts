/** Funding by hand: a rate of 10 bps, positions of whole coins at prices near 100, no fees. */
import { describe, expect, test } from 'vitest';
import type { FundingTerms } from '../../src/market/funding.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { createRig, type Rig } from './rig.ts';

const DAY_HOURS = 24;
const CONSTANT: FundingTerms = { kind: 'constant', ratio: 0.001 };
const flat = (price: number): BarRow => [price, price, price, price, 10_000];
const instrument = { takerFeeBps: 0, makerFeeBps: 0, liquidationFeeBps: 0 };

function rigOf(bars: readonly BarRow[], options: Parameters<typeof createRig>[1] = {}): Rig {
  const rig = createRig(makeTape({ bars, instrument }), { funding: CONSTANT, ...options });
  rig.runTo(0);
  return rig;
}

const main = (rig: Rig) => rig.exchange.account('main');
const paid = (rig: Rig) =>
  rig
    .truths()
    .flatMap((event) => (event.kind === 'funding' ? [event.payment] : []))
    .map(({ venueTimeMs, paidQuote }) => [(venueTimeMs - TAPE_FROM_MS) / HOUR_MS, paidQuote]);

describe('at the times of the profile', () => {
  const day = Array.from({ length: DAY_HOURS }, () => flat(100));

  test('a long pays at 08 and 16 UTC, and not at the midnights in which the window begins and ends', () => {
    const rig = rigOf(day);
    rig.place({ qty: 10 });
    const before = main(rig).walletQuote();
    rig.runTo(DAY_HOURS * HOUR_MS);
    expect(paid(rig)).toEqual([
      [8, 1],
      [16, 1],
    ]);
    expect(main(rig).fundingQuote()).toBe(2);
    expect(main(rig).walletQuote()).toBeCloseTo(before - 2, 9);
  });

  test('a short is paid the same, and by a negative rate a long is', () => {
    const short = rigOf(day);
    short.place({ side: 'sell', qty: 10 });
    short.runTo(DAY_HOURS * HOUR_MS);
    expect(main(short).fundingQuote()).toBe(-2);
    const long = rigOf(day, { funding: { kind: 'constant', ratio: -0.001 } });
    long.place({ qty: 10 });
    long.runTo(DAY_HOURS * HOUR_MS);
    expect(main(long).fundingQuote()).toBe(-2);
  });

  test('Hyperliquid charges every hour', () => {
    const rig = rigOf(day, { profile: 'hyperliquid' });
    rig.place({ qty: 10 });
    rig.runTo(5 * HOUR_MS);
    expect(paid(rig).map(([hour]) => hour)).toEqual([1, 2, 3, 4, 5]);
  });

  test('who is flat in the moment pays nothing, and who enters in it neither', () => {
    const rig = rigOf(day);
    rig.place({ qty: 10 });
    rig.runTo(8 * HOUR_MS - 1);
    rig.place({ side: 'sell', qty: 10 });
    rig.runTo(8 * HOUR_MS);
    rig.place({ qty: 10 });
    rig.runTo(9 * HOUR_MS);
    expect(paid(rig)).toEqual([]);
    expect(main(rig).fundingQuote()).toBe(0);
  });

  test('a stop that price reaches in the moment itself comes first', () => {
    // olhc: the low of 95 at 07:20, the high at 07:40, and then down to the close: a stop at 95 that comes at 07:45 is met at 08:00.
    const bars = day.map((row, hour) => (hour === 7 ? ([100, 110, 95, 95, 10_000] as const) : row));
    const rig = rigOf(bars, { path: 'olhc' });
    rig.place({ qty: 10 });
    rig.runTo(7.75 * HOUR_MS);
    rig.place({ side: 'sell', qty: 10, triggerPrice: 95, reduceOnly: true });
    rig.runTo(8 * HOUR_MS);
    expect(rig.fills().at(-1)!.atMs).toBe(TAPE_FROM_MS + 8 * HOUR_MS);
    expect(main(rig).positionQty('BTC-USDT')).toBe(0);
    expect(paid(rig)).toEqual([]);
  });

  test('the price is the mark, wherever the path stands, and the mark may be steered', () => {
    const rig = rigOf(day);
    rig.place({ qty: 10 });
    rig.runTo(HOUR_MS);
    rig.exchange.steerPrice('BTC-USDT', 'mark', { factor: 1.5, frozenPrice: null }, rig.nowMs());
    rig.runTo(8 * HOUR_MS);
    expect(paid(rig)).toEqual([[8, 1.5]]);
  });

  test('inside a daily bar it falls on its own hour of the path', () => {
    const tape = makeTape({ bars: [[100, 130, 100, 130, 10_000]], instrument }, { intervalMs: 24 * HOUR_MS });
    const rig = createRig(tape, { funding: CONSTANT, path: 'olhc' });
    rig.runTo(0);
    rig.place({ qty: 10 });
    rig.runTo(24 * HOUR_MS);
    // olhc: the low (100) at 08:00, the high (130) at 16:00.
    expect(paid(rig)).toEqual([
      [8, 1],
      [16, 1.3],
    ]);
  });

  test('a gap in the data charges at the last close', () => {
    const bars = day.map((row, hour) => (hour >= 5 && hour < 12 ? null : row));
    const rig = rigOf(bars);
    rig.place({ qty: 10 });
    rig.runTo(12 * HOUR_MS);
    expect(paid(rig)).toEqual([[8, 1]]);
  });
});

test('a table charges its own times and rates, and a symbol without a row pays nothing', () => {
  const bars = Array.from({ length: 6 }, () => flat(100));
  const specs = [
    { symbol: 'BTC-USDT', bars, instrument },
    { symbol: 'ETH-USDT', bars, instrument },
  ];
  const rate = (symbol: string, hour: number, ratio: number) => ({
    symbol,
    atMs: TAPE_FROM_MS + hour * HOUR_MS,
    ratio,
  });
  const rates = [
    rate('BTC-USDT', 4, 0.002),
    rate('BTC-USDT', 2.5, -0.001),
    rate('ETH-USDT', 4, 0.01),
    rate('BTC-USDT', 0, 1),
  ];
  const rig = createRig(makeTape(specs), { funding: { kind: 'table', rates } });
  rig.runTo(0);
  rig.place({ qty: 10 });
  rig.runTo(3 * HOUR_MS);
  rig.place({ symbol: 'ETH-USDT', side: 'sell', qty: 5 });
  rig.runTo(5 * HOUR_MS);
  expect(paid(rig)).toEqual([
    [2.5, -1],
    [4, 2],
    [4, -5],
  ]);
});

test('funding takes an account to its maintenance margin, and it is liquidated there', () => {
  const bars = Array.from({ length: DAY_HOURS }, () => flat(100));
  const rig = rigOf(bars, { startQuote: 1_000, funding: { kind: 'constant', ratio: 0.05 } });
  // 90 of 1000: 9000 of notional, 450 of maintenance; each funding takes 450.
  rig.place({ qty: 90 });
  rig.runTo(15 * HOUR_MS);
  expect(main(rig).isLiquidated()).toBe(false);
  rig.runTo(17 * HOUR_MS);
  expect(paid(rig)).toHaveLength(2);
  expect(main(rig).isLiquidated()).toBe(true);
  const started = rig.truths().find(({ kind }) => kind === 'liquidationStarted');
  expect(started!.atMs).toBe(TAPE_FROM_MS + 16 * HOUR_MS);
});

test('a client hears of it by the stream, and a question for what was booked tells it again', () => {
  const rig = rigOf(Array.from({ length: 10 }, () => flat(100)));
  rig.place({ qty: 10 });
  rig.runTo(9 * HOUR_MS);
  const told = rig.told.flatMap((one) =>
    one.channel === 'stream' && one.event.kind === 'funding' ? [one.event.payment] : [],
  );
  expect(told).toMatchObject([{ paymentId: 'funding-1', symbol: 'BTC-USDT', positionQty: 10, paidQuote: 1 }]);
  expect(rig.ask({ kind: 'queryFills', fromMs: 0 })).toMatchObject({ funding: told });
  expect(rig.ask({ kind: 'queryFills', fromMs: TAPE_FROM_MS + 8 * HOUR_MS + 1 })).toMatchObject({
    funding: [],
  });
  expect(rig.ask({ kind: 'queryBalances' })).toMatchObject({ walletQuote: main(rig).walletQuote() });
});
