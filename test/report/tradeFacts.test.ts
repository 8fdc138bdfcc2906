import { describe, expect, test } from 'vitest';
import type { Tape } from '../../src/market/tape.ts';
import { excursionOf } from '../../src/report/facts/excursions.ts';
import { monthlyReturns } from '../../src/report/facts/monthlyReturns.ts';
import type { Trade } from '../../src/stress/outcome.ts';

/** Four bars of one minute: open, high, low, close. */
const BARS = [
  [100, 130, 70, 104],
  [104, 112, 96, 108],
  [108, 110, 90, 102],
  [102, 140, 60, 101],
];

const tape = {
  symbols: [
    {
      instrument: { symbol: 'BTC-USDT' },
      candles: {
        intervalMs: 60_000,
        length: BARS.length,
        openTimeMs: BARS.map((_, row) => row * 60_000),
        open: BARS.map(([open]) => open),
        high: BARS.map(([, high]) => high),
        low: BARS.map(([, , low]) => low),
        close: BARS.map(([, , , close]) => close),
      },
    },
  ],
} as unknown as Tape;

const trade = (part: Partial<Trade>): Trade =>
  ({ symbol: 'BTC-USDT', side: 'long', entryPrice: 100, exitPrice: 102, ...part }) as Trade;

describe('how far price went', () => {
  test('whole bars count with both extremes, the first with its close, the last with its open', () => {
    // Bought inside bar 0, sold inside bar 3: the 130, 70, 140 and 60 may lie on the other side of the fills.
    const excursion = excursionOf(trade({ openMs: 30_000, closeMs: 200_000 }), tape)!;
    expect(excursion.adverseRatio).toBeCloseTo(0.1, 12);
    expect(excursion.favourableRatio).toBeCloseTo(0.12, 12);
  });

  test('a short reads them the other way round', () => {
    const excursion = excursionOf(trade({ side: 'short', openMs: 30_000, closeMs: 200_000 }), tape)!;
    expect(excursion.adverseRatio).toBeCloseTo(0.12, 12);
    expect(excursion.favourableRatio).toBeCloseTo(0.1, 12);
  });

  test('a trade that covers its bars from open to close has their extremes', () => {
    const excursion = excursionOf(trade({ openMs: 0, closeMs: 240_000 }), tape)!;
    expect(excursion.adverseRatio).toBeCloseTo(0.4, 12);
    expect(excursion.favourableRatio).toBeCloseTo(0.4, 12);
  });

  test('inside one bar only the two fills are known', () => {
    expect(excursionOf(trade({ openMs: 1_000, closeMs: 2_000, exitPrice: 99 }), tape)).toEqual({
      adverseRatio: 0.010000000000000009,
      favourableRatio: 0,
    });
  });

  test('a symbol without a tape has none', () => {
    expect(excursionOf(trade({ symbol: 'X', openMs: 0, closeMs: 1 }), tape)).toBeNull();
  });
});

describe('months', () => {
  const at = (month: number, day: number): number => Date.UTC(2022, month - 1, day);

  test('each from the last equity of the one before; parts of months say so', () => {
    const months = monthlyReturns({
      timeMs: [at(4, 20), at(5, 1), at(5, 9), at(6, 1), at(6, 10)],
      equityQuote: [100, 110, 80, 121, 60.5],
    });
    expect(months.map(({ month, isWhole }) => [month, isWhole])).toEqual([
      ['2022-04', false],
      ['2022-05', true],
      ['2022-06', false],
    ]);
    expect(months.map(({ ratio }) => ratio!.toFixed(6))).toEqual(['0.100000', '0.100000', '-0.500000']);
  });

  test('the product of the months is the return of the whole', () => {
    const equityQuote = [100, 90, 95, 130, 70, 71];
    const months = monthlyReturns({
      timeMs: [at(1, 5), at(2, 1), at(2, 7), at(3, 1), at(3, 2), at(4, 1)],
      equityQuote,
    });
    expect(months.reduce((product, { ratio }) => product * (1 + ratio!), 1)).toBeCloseTo(0.71, 12);
  });

  test('nothing to start from gives no ratio', () => {
    expect(monthlyReturns({ timeMs: [at(1, 1), at(1, 2)], equityQuote: [0, 5] })[0]!.ratio).toBeNull();
  });
});
