import { fc, test } from '@fast-check/vitest';
import { describe, expect, test as one } from 'vitest';
import { type SpreadModelName, spreadColumn, spreadModels } from '../../src/venue/spreads/index.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { anyBar } from './randomStream.ts';
import { createRig } from './rig.ts';

type Bar = NonNullable<BarRow>;
const candlesOf = (bars: readonly BarRow[]) => makeTape({ bars }).symbols[0]!.candles;
const estimated = (Object.keys(spreadModels) as SpreadModelName[]).filter(
  (name) => spreadModels[name].estimate !== null,
);
const column = (model: SpreadModelName, bars: readonly BarRow[], windowBars: number) =>
  spreadColumn({ model, windowBars }, candlesOf(bars), 5)!;

/** Nothing moves but from the bid to the ask and back: ranges and closes are the spread and nothing else. */
const BOUNCE: Bar[] = Array.from({ length: 12 }, (_, row) => [100, 101, 99, row % 3 === 0 ? 101 : 99, 10]);

describe.each(estimated)('%s', (model) => {
  one('is exact where there is nothing but the spread', () => {
    const found = column(model, BOUNCE, 4);
    // Of the logarithms ln(101 / 99), of the prices 2 * (101 - 99) / (101 + 99): apart by a third of a basis point at most.
    for (const bps of found.slice(4)) expect(Math.abs(bps - 200)).toBeLessThan(0.01);
  });

  one("is the instrument's own until the window is full", () => {
    expect([...column(model, BOUNCE, 4).slice(0, 4)]).toEqual([5, 5, 5, 5]);
    expect(spreadColumn({ model: 'fixed', windowBars: 4 }, candlesOf(BOUNCE), 5)).toBeNull();
  });

  const anyBars = fc.array(anyBar, { minLength: 8, maxLength: 8 });
  test.prop([anyBars, anyBars, fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 4 })])(
    'knows nothing of its own bar and of what comes after',
    (bars, others, row, windowBars) => {
      const scrambled = [...bars.slice(0, row), ...others.slice(row)];
      expect(column(model, scrambled, windowBars)[row]).toBe(column(model, bars, windowBars)[row]);
    },
  );

  test.prop([anyBars])('is never negative, and leaves a bid', (bars) => {
    for (const bps of column(model, bars, 3)) {
      expect(bps).toBeGreaterThanOrEqual(0);
      expect(bps).toBeLessThanOrEqual(10_000);
    }
  });

  one('is seen alike by quote, bars, fills and limits, with the stress of the book on top', () => {
    const bars: Bar[] = [...BOUNCE.slice(0, 6), [100, 100, 100, 100, 1_000], [100, 103, 97, 100, 1_000]];
    const tape = makeTape({ bars, instrument: { spreadBps: 5 } }, { intervalMs: 3_000 });
    const rig = createRig(tape, { spread: { model, windowBars: 4 } });
    rig.runTo(6 * 3_000);
    const bps = column(model, bars, 4)[6]!;
    expect(Math.abs(bps - 200)).toBeLessThan(0.01);
    const half = (100 * bps) / 20_000;
    const { bid, ask } = rig.exchange.quote('BTC-USDT', rig.nowMs())!;
    expect([bid, ask]).toEqual([100 - half, 100 + half]);
    expect(rig.exchange.halfSpread('BTC-USDT', 100)).toBe(half);
    expect(rig.exchange.halfSpread('BTC-USDT', 100, 6)).toBe(half);
    // What a bar of the look-back was quoted with, and not what holds now.
    expect(rig.exchange.halfSpread('BTC-USDT', 100, 3)).toBe((100 * 5) / 20_000);
    rig.place({ qty: 1 });
    expect(rig.fills()[0]!.fill.price).toBe(ask);
    rig.exchange.stressBook('BTC-USDT', { spreadFactor: 3, depthDivisor: 1 }, rig.nowMs());
    expect(rig.exchange.halfSpread('BTC-USDT', 100)).toBe(3 * half);
  });

  one('a limit that rests waits for the quote of the bar that is open', () => {
    const quiet: Bar[] = Array.from({ length: 6 }, () => [100, 100, 100, 100, 1_000]);
    const dip: Bar = [100, 100, 99, 100, 1_000];
    const fills = (before: readonly Bar[]) => {
      const tape = makeTape({ bars: [...before, dip], instrument: { spreadBps: 5 } }, { intervalMs: 3_000 });
      const rig = createRig(tape, { spread: { model, windowBars: 4 } });
      rig.runTo(0);
      rig.place({ limitPrice: 99.5, qty: 1 });
      rig.runTo(3_000 * tape.symbols[0]!.candles.length);
      return rig.fills().length;
    };
    // In a market that stood still the spread is a tick, and the dip to 99 is through 99.5; at 200 bps the ask stays above it.
    expect(fills(quiet)).toBe(1);
    expect(
      fills([
        [100, 101, 99.9, 101, 1_000],
        ...BOUNCE.slice(0, 6).map(([o, h, , c, v]): Bar => [o, h, 99.9, Math.max(99.9, c), v]),
      ]),
    ).toBe(0);
  });
});

describe('values worked out by hand', () => {
  // Two bars: high, low, close.
  const bars: Bar[] = [
    [50, 52, 49, 51, 1],
    [51, 53, 50, 50.5, 1],
    [50, 50, 50, 50, 1],
  ];

  // The logarithms, roots and exponentials of the formulas, with a pocket calculator's precision.
  one('of Corwin and Schultz', () => {
    // beta = ln(52/49)^2 + ln(53/50)^2 = 0.0069264, gamma = ln(53/49)^2 = 0.0061578, so alpha = 0.0114758.
    expect(column('corwinSchultz', bars, 2)[2]! / 10_000).toBeCloseTo(0.011475674538, 10);
  });

  one('of Corwin and Schultz after a gap, which is taken back', () => {
    // The second bar lies 0.8 above the close of the first, so it counts as 52.2 to 49.2.
    const gapped: Bar[] = [[50, 52, 49, 49.2, 1], bars[1]!, bars[2]!];
    expect(column('corwinSchultz', gapped, 2)[2]! / 10_000).toBeCloseTo(0.049745527966, 10);
  });

  one('of Abdi and Ranaldo', () => {
    const low: Bar[] = [[50, 52, 49, 49.2, 1], bars[1]!, bars[2]!];
    expect(column('abdiRanaldo', low, 2)[2]! / 10_000).toBeCloseTo(0.068131979183, 10);
  });

  one('a trend in which the estimate is negative leaves one tick', () => {
    const trend: Bar[] = Array.from({ length: 6 }, (_, row) => [
      100 + row,
      101 + row,
      100 + row,
      101 + row,
      1,
    ]);
    expect(column('corwinSchultz', trend, 3)[5]).toBeGreaterThanOrEqual(0);
    const climb: Bar[] = [
      [100, 100, 98, 99.5, 1],
      [104, 104, 102, 103, 1],
      [103, 103, 103, 103, 1],
    ];
    expect(column('abdiRanaldo', climb, 2)[2]).toBe(0);
    const rig = createRig(makeTape({ bars: climb }, { intervalMs: 3_000 }), {
      spread: { model: 'abdiRanaldo', windowBars: 2 },
    });
    rig.runTo(6_000);
    expect(rig.exchange.halfSpread('BTC-USDT', 103)).toBe(0.005);
  });
});
