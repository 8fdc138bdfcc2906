import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Tape } from '../../src/market/tape.ts';
import { arbitraryMoves } from '../support/arbitraryTape.ts';
import { atBar, duringBars, LOOKBACK, rowOf, sameRow, shocked, shockTape, wrongWith } from './shockTape.ts';

const BARS = 40;
const tapes = fc
  .record({
    btc: arbitraryMoves(LOOKBACK + BARS),
    eth: arbitraryMoves(LOOKBACK + BARS),
    start: fc.constantFrom(0.05, 3, 100),
  })
  .map(({ btc, eth, start }) => shockTape({ 'BTC-USDT': btc, 'ETH-USDT': eth }, { startPrice: start }));
const bar = fc.integer({ min: 0, max: BARS - 1 });
const ratio = fc.integer({ min: -95, max: 200 }).map((percent) => percent / 100);
const symbol = fc.constantFrom(null, 'BTC-USDT', 'ETH-USDT');
const window = fc
  .tuple(bar, fc.integer({ min: 1, max: BARS }))
  .map(([from, length]) => [from, Math.min(BARS, from + length)] as const);

function candlesOf(tape: Tape, name: string) {
  return tape.symbols.find(({ instrument }) => instrument.symbol === name)!.candles;
}

describe.each([
  ['gap', atBar],
  ['wick', atBar],
] as const)('%s', (name, at) => {
  test.prop([tapes, bar, ratio, symbol])(
    'leaves possible candles on the tick, and its look-back',
    async (tape, when, by, whose) => {
      const { tape: after } = await shocked(tape, at(name, when, { ratio: by }, whose));
      expect(wrongWith(tape, after)).toEqual([]);
      for (const { instrument } of tape.symbols) {
        if (whose === null || instrument.symbol === whose) continue;
        expect(candlesOf(after, instrument.symbol)).toBe(candlesOf(tape, instrument.symbol));
      }
    },
  );

  test.prop([tapes, bar, symbol])('of zero changes nothing, and has not fired', async (tape, when, whose) => {
    const result = await shocked(tape, at(name, when, { ratio: 0 }, whose));
    expect(result.tape).toBe(tape);
    expect(result.effects).toEqual([]);
    expect(result.schedule[0]!.trigger).toEqual({ kind: 'exactly', firings: [] });
  });
});

describe('gap', () => {
  test.prop([tapes, bar, ratio])('scales every later price to the nearest tick', async (tape, when, by) => {
    const { tape: after } = await shocked(tape, atBar('gap', when, { ratio: by }, 'BTC-USDT'));
    const was = candlesOf(tape, 'BTC-USDT');
    const is = candlesOf(after, 'BTC-USDT');
    for (let row = 0; row < was.length; row++) {
      if (row < LOOKBACK + when) {
        expect(sameRow(is, was, row)).toBe(true);
        continue;
      }
      const [before, now] = [rowOf(was, row), rowOf(is, row)];
      expect(now[4]).toBe(before[4]);
      for (const column of [0, 1, 2, 3]) {
        const exact = Math.max(0.01, before[column]! * (1 + by));
        expect(Math.abs(now[column]! - exact)).toBeLessThanOrEqual(0.005 + 1e-9);
      }
    }
  });

  test('opens where it says, and counts the bars that it changed', async () => {
    const quiet = Array.from({ length: LOOKBACK + 10 }, () => ({
      gap: 0,
      up: 2,
      down: 2,
      closeAt: 5,
      volume: 3,
    }));
    const tape = shockTape({ 'BTC-USDT': quiet });
    const { tape: after, effects } = await shocked(tape, atBar('gap', 4, { ratio: -0.25 }));
    expect(candlesOf(after, 'BTC-USDT').open[LOOKBACK + 4]).toBe(75);
    expect(effects[0]!.changedBarCount).toBe(6);
    expect(after.notes).toEqual([
      'F1: gap of -0.25 of every symbol at 2022-05-09T04:00:00Z; every later price is scaled by 0.75, to the tick and at least one tick; volumes stay',
    ]);
  });
});

describe('wick', () => {
  test.prop([tapes, bar, ratio.filter((by) => by !== 0)])(
    'moves one extreme of one bar outwards',
    async (tape, when, by) => {
      const { tape: after } = await shocked(tape, atBar('wick', when, { ratio: by }, 'ETH-USDT'));
      const was = candlesOf(tape, 'ETH-USDT');
      const is = candlesOf(after, 'ETH-USDT');
      for (let row = 0; row < was.length; row++) {
        if (row !== LOOKBACK + when) expect(sameRow(is, was, row)).toBe(true);
      }
      const row = LOOKBACK + when;
      const [open, high, low, close, volume] = rowOf(was, row);
      const [openNow, highNow, lowNow, closeNow, volumeNow] = rowOf(is, row);
      expect([openNow, closeNow, volumeNow]).toEqual([open, close, volume]);
      expect(by < 0 ? highNow : lowNow).toBe(by < 0 ? high : low);
      const exact = Math.max(0.01, (by < 0 ? low : high) * (1 + by));
      expect(Math.abs((by < 0 ? lowNow : highNow) - exact)).toBeLessThanOrEqual(0.005 + 1e-9);
    },
  );

  test('has not fired in a bar that does not exist', async () => {
    const moves = Array.from({ length: LOOKBACK + 10 }, (_, row) =>
      row === LOOKBACK + 3 ? null : { gap: 0, up: 2, down: 2, closeAt: 5, volume: 3 },
    );
    const { effects } = await shocked(shockTape({ 'BTC-USDT': moves }), atBar('wick', 3, { ratio: 0.5 }));
    expect(effects).toEqual([]);
  });
});

describe('volScale', () => {
  test.prop([tapes, window, fc.integer({ min: 0, max: 40 }), symbol])(
    'leaves possible candles on the tick, and its look-back',
    async (tape, bars, tenths, whose) => {
      const { tape: after } = await shocked(
        tape,
        duringBars('volScale', bars, { factor: tenths / 10 }, whose),
      );
      expect(wrongWith(tape, after)).toEqual([]);
    },
  );

  test.prop([tapes, window])('by one changes nothing, and has not fired', async (tape, bars) => {
    const result = await shocked(tape, duringBars('volScale', bars, { factor: 1 }));
    expect(result.tape).toBe(tape);
    expect(result.effects).toEqual([]);
  });

  test.prop([
    fc.record({ btc: arbitraryMoves(LOOKBACK + BARS) }),
    window,
    fc.integer({ min: 0, max: 30 }).map((tenths) => tenths / 10),
  ])(
    'scales every log return of the window, keeps its first open, and goes on from its end',
    async ({ btc }, bars, factor) => {
      const tape = shockTape({ 'BTC-USDT': btc }, { startPrice: 5_000 });
      const { tape: after } = await shocked(tape, duringBars('volScale', bars, { factor }));
      const was = candlesOf(tape, 'BTC-USDT');
      const is = candlesOf(after, 'BTC-USDT');
      const [from, to] = [LOOKBACK + bars[0], LOOKBACK + bars[1]];
      expect(is.open[from]).toBe(was.open[from]);
      const first = was.open[from]!;
      const endShift = Math.exp((factor - 1) * Math.log(was.close[to - 1]! / first));
      for (let row = from; row < was.length; row++) {
        for (const column of ['open', 'high', 'low', 'close'] as const) {
          const exact =
            row < to
              ? first * Math.exp(factor * Math.log(was[column][row]! / first))
              : was[column][row]! * endShift;
          expect(Math.abs(is[column][row]! - Math.max(0.01, exact))).toBeLessThanOrEqual(
            0.005 + 1e-9 * exact,
          );
        }
        expect(is.volume[row]).toBe(was.volume[row]);
      }
    },
  );
});
