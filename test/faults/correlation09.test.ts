import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { keyedRandom } from '../../src/core/random.ts';
import { correlation09 } from '../../src/faults/correlation09.ts';
import { applyTapeFaults } from '../../src/faults/tapeFaults.ts';
import type { Candles } from '../../src/market/candles.ts';
import type { Tape } from '../../src/market/tape.ts';
import type { Move } from '../support/arbitraryTape.ts';
import { duringBars, LOOKBACK, rowOf, sameRow, shocked, shockTape, wrongWith } from './shockTape.ts';

const BARS = 90;
const WINDOW = [10, 80] as const;
const TICK = 0.01;
const NAMES = ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'];

type Style = 'smooth' | 'wild' | 'tied';

/** Drawn by key and not by fast-check, whose numbers gather at edges: a market's returns do not. */
function drawn(seed: number, style: Style): Omit<Move, 'volume'>[][] {
  return NAMES.map((name) => {
    const draw = keyedRandom(seed, 'market', name);
    return Array.from({ length: LOOKBACK + BARS }, (_, row) => {
      const unit = (what: string): number => draw(what, row);
      if (style === 'tied') {
        const coarse = (what: string, count: number): number => Math.floor(unit(what) * count);
        return {
          gap: coarse('gap', 3) - 1,
          up: coarse('up', 4),
          down: coarse('down', 4),
          closeAt: coarse('close', 11),
        };
      }
      const crash = style === 'wild' && unit('crash') < 0.02 ? -40 * unit('depth') : 0;
      return {
        gap: crash + 2 * (unit('gap') - unit('gap back')),
        up: 4 * unit('up'),
        down: 4 * unit('down'),
        closeAt: 10 * unit('close'),
      };
    });
  });
}

const seeds = fc.nat();
const styles = fc.constantFrom<Style>('smooth', 'wild', 'tied');

function tapeOf(moves: readonly (readonly Omit<Move, 'volume'>[])[], missing: readonly number[] = []): Tape {
  return shockTape(
    Object.fromEntries(
      moves.map((path, index) => [
        NAMES[index],
        path.map((one, row) => (index === 1 && missing.includes(row) ? null : { ...one, volume: row + 1 })),
      ]),
    ),
    { tick: TICK, startPrice: 20_000 },
  );
}

function shock(params: Parameters<typeof withDefaults<typeof correlation09.params>>[1] = {}) {
  return duringBars('correlation09', WINDOW, withDefaults(correlation09.params, params));
}

/** Each bar's volume is its own, so that a bar can be found again. The row of the original whose bar stands in each row now, by its volume; nothing else changes a volume. */
function sourcesOf(was: Candles, is: Candles): number[] {
  const rowByVolume = new Map(Array.from(was.volume, (volume, row) => [volume, row]));
  return Array.from(is.volume, (volume) => rowByVolume.get(volume)!);
}

describe('correlation09', () => {
  test.prop([seeds, styles, fc.constantFrom(0, 1, 2), fc.subarray([17, 40, 41, 60])], { numRuns: 40 })(
    'keeps the leader to the bit, and of every other symbol each bar once, its returns exact but for the tick',
    async (seed, style, leaderIndex, missing) => {
      const tape = tapeOf(drawn(seed, style), missing);
      const leader = NAMES[leaderIndex]!;
      // Bars with few different returns cannot have every correlation.
      const rho = style === 'tied' ? 0.6 : 0.9;
      const { tape: after, effects } = await shocked(tape, shock({ leader, rho }));
      expect(wrongWith(tape, after)).toEqual([]);
      expect(effects).toHaveLength(1);
      const common = new Set(tape.symbols[1]!.candles.openTimeMs);
      for (const [index, { candles: was, instrument }] of tape.symbols.entries()) {
        const is = after.symbols[index]!.candles;
        if (instrument.symbol === leader) {
          expect(is).toBe(was);
          continue;
        }
        const sources = sourcesOf(was, is);
        // A permutation of the rows, in which only common bars of the window move.
        expect([...sources].sort((a, b) => a - b)).toEqual(sources.map((_, row) => row));
        const [fromMs, toMs] = WINDOW.map((bar) => tape.fromMs + bar * tape.intervalMs);
        let anchor = Number.NaN;
        for (const [row, source] of sources.entries()) {
          const timeMs = was.openTimeMs[row]!;
          const isInside = timeMs >= fromMs! && timeMs < toMs!;
          if (!isInside) {
            expect(sameRow(is, was, row)).toBe(true);
            anchor = was.close[row]!;
            continue;
          }
          if (!common.has(timeMs)) expect(source).toBe(row);
          const ratio = anchor / was.close[source - 1]!;
          const [before, now] = [rowOf(was, source), rowOf(is, row)];
          for (const column of [0, 1, 2, 3]) {
            const exact = before[column]! * ratio;
            expect(Math.abs(now[column]! - exact)).toBeLessThanOrEqual(TICK / 2 + 1e-9 * exact);
          }
          anchor = before[3]! * ratio;
        }
        const last = was.openTimeMs.indexOf(toMs! - tape.intervalMs);
        expect(is.close[last]).toBe(was.close[last]);
      }
    },
  );

  test.prop([
    seeds,
    fc.constantFrom<Style>('smooth', 'wild'),
    fc.constantFrom(-0.4, 0, 0.5, 0.9, 0.97),
    fc.boolean(),
  ])(
    'reaches its Spearman correlation within 0.01, and stays within the Pearson bound',
    async (seed, style, rho, hasHedge) => {
      const hedges = hasHedge ? 'SOL-USDT' : 'none';
      const { effects } = await shocked(tapeOf(drawn(seed, style)), shock({ rho, hedges }));
      const { correlations } = effects[0]!;
      expect(correlations).toHaveLength(3);
      for (const pair of correlations) {
        const sign = hasHedge && pair.symbols.includes('SOL-USDT') ? -1 : 1;
        expect(pair.requested).toBe(sign * rho + 0);
        expect(Math.abs(pair.spearmanAchieved - sign * rho)).toBeLessThan(0.01);
        if (rho !== 0) {
          const direction = Math.sign(pair.requested);
          expect(direction * pair.pearsonAchieved).toBeLessThanOrEqual(direction * pair.pearsonBound + 1e-4);
        }
      }
    },
  );

  test.prop([seeds], { numRuns: 15 })('gives the same tape again', async (seed) => {
    const tape = tapeOf(drawn(seed, 'smooth'));
    const first = await shocked(tape, shock());
    const second = await shocked(tape, shock());
    expect(second.tape.sha256).toBe(first.tape.sha256);
    expect(first.tape.sha256).not.toBe(tape.sha256);
  });

  test.prop([seeds], { numRuns: 15 })('reads the whole window, and nothing after it', async (seed) => {
    const moves = drawn(seed, 'smooth');
    const tape = tapeOf(moves);
    const other = tapeOf(
      moves.map((path) =>
        path.map((one, row) =>
          row >= LOOKBACK + WINDOW[1] ? { ...one, gap: -one.gap, closeAt: 10 - one.closeAt } : one,
        ),
      ),
    );
    const [a, b] = [await shocked(tape, shock()), await shocked(other, shock())];
    for (const [index, { candles }] of a.tape.symbols.entries()) {
      for (let row = 0; row < LOOKBACK + WINDOW[1]; row++) {
        expect(sameRow(candles, b.tape.symbols[index]!.candles, row)).toBe(true);
      }
    }
  });
});

describe('what cannot be done is said', () => {
  const path = (seed: number) =>
    Array.from({ length: LOOKBACK + BARS }, (_, row) => ({
      gap: ((row * 7 + seed) % 5) - 2,
      up: (row * seed) % 4,
      down: (row * 3 + seed) % 5,
      closeAt: (row * row + seed) % 11,
    }));
  const tape = tapeOf([path(1), path(2), path(3)]);
  const problemsOf = async (on: Tape, scheduled: ReturnType<typeof shock>): Promise<string[]> => {
    const result = await applyTapeFaults(on, [scheduled]);
    return result.ok ? [] : result.problems.map(({ key, message }) => `${key}: ${message}`);
  };

  test('too few bars', async () => {
    const scheduled = { ...duringBars('correlation09', [0, 40], shock().params) };
    expect(await problemsOf(tape, scheduled)).toEqual([
      'F1: finds 40 bars of the window that BTC-USDT, ETH-USDT, SOL-USDT all have with a close before; expected at least 60',
    ]);
  });

  test('a correlation that so many symbols cannot have', async () => {
    expect(await problemsOf(tape, shock({ rho: -0.5 }))).toEqual([
      'F1.rho: -0.5 is not possible between all of 3 symbols; expected above -0.5',
    ]);
  });

  test('symbols that the scenario does not have', async () => {
    expect(await problemsOf(tape, shock({ leader: 'BTCUSDT', hedges: 'ETH-USDT, XRP-USDT' }))).toEqual([
      'F1.leader: unknown symbol "BTCUSDT"; did you mean "BTC-USDT"?',
      'F1.hedges: unknown symbol "XRP-USDT"; did you mean "BTC-USDT"?',
    ]);
  });

  test('one symbol alone, one that stands still, and one that is another', async () => {
    expect(await problemsOf(tapeOf([path(1)]), shock())).toEqual([
      'F1: needs at least two symbols to correlate',
    ]);
    const still = path(1).map(() => ({ gap: 0, up: 0, down: 0, closeAt: 0 }));
    expect(await problemsOf(tapeOf([path(1), still]), shock())).toEqual([
      'F1: cannot correlate ETH-USDT: it does not move in the window',
    ]);
    expect(await problemsOf(tapeOf([path(1), path(1)]), shock())).toEqual([
      'F1: cannot tell the symbols apart: the moves of one of them follow from those of others',
    ]);
  });

  test('a Pearson correlation beyond the bound of these returns, which is quoted', async () => {
    const crash = path(2).map((one, row) =>
      row === LOOKBACK + 50 ? { gap: -60, up: 0, down: 0, closeAt: 0 } : one,
    );
    const crashed = tapeOf([path(1), crash]);
    const bound = (await shocked(crashed, shock())).effects[0]!.correlations[0]!.pearsonBound;
    expect(bound).toBeLessThan(0.6);
    expect(await problemsOf(crashed, shock({ measure: 'pearson', rho: 0.8 }))).toEqual([
      `F1.rho: asks for a Pearson correlation of 0.8 between BTC-USDT and ETH-USDT, and no order of their returns passes ${bound.toFixed(3)}; expected at most that, or measure: spearman`,
    ]);
    const reached = (await shocked(crashed, shock({ measure: 'pearson', rho: 0.3 }))).effects[0]!
      .correlations[0]!;
    expect(reached.pearsonAchieved).toBeCloseTo(0.3, 1);
  });
});

test('a symbol that begins inside the window keeps its first bar, which has no return', async () => {
  const before = tapeOf(
    drawn(1, 'smooth'),
    Array.from({ length: LOOKBACK + 14 }, (_, row) => row),
  );
  const { tape: after, effects } = await shocked(before, shock());
  expect(effects).toHaveLength(1);
  expect(wrongWith(before, after)).toEqual([]);
  expect(sameRow(after.symbols[1]!.candles, before.symbols[1]!.candles, 0)).toBe(true);
});
