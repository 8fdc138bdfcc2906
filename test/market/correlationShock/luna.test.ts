import { cwd } from 'node:process';
import { describe, expect, test } from 'vitest';
import { buildTape } from '../../../src/market/buildTape.ts';
import { rowAtOrAfter } from '../../../src/market/candles.ts';
import { correlationShock, targetMatrix } from '../../../src/market/correlationShock/index.ts';
import type { Tape } from '../../../src/market/tape.ts';

const SYMBOLS = ['BTC-USDT', 'ETH-USDT', 'SOL-USDT', 'AVAX-USDT', 'LUNA-USDT'];
const END_MS = Date.UTC(2022, 4, 13);

async function tapeOf(symbols: readonly string[], fromMs: number, refineMs: number | null): Promise<Tape> {
  const built = await buildTape({
    baseFolder: cwd(),
    source: 'data/daily',
    symbols,
    fromMs,
    toMs: END_MS,
    refineMs,
    lookbackDays: 2,
    seed: 28,
    instrumentsFile: null,
  });
  if (!built.ok) throw new Error(built.problems[0]?.message);
  return built.value;
}

function shockOf(tape: Tape, rho: number, measure: 'spearman' | 'pearson') {
  const symbols = tape.symbols.map(({ instrument, candles }) => ({
    symbol: instrument.symbol,
    candles,
    tick: instrument.tick,
    fromRow: rowAtOrAfter(candles, tape.fromMs),
    toRow: candles.length,
  }));
  return correlationShock(symbols, {
    matrix: targetMatrix(
      rho,
      symbols.map(() => 1),
    ),
    measure,
  });
}

describe('the candles of the LUNA collapse', () => {
  test('bound the daily Pearson correlation of LUNA with BTC at 0.42, so that 0.9 is refused', async () => {
    const tape = await tapeOf(['BTC-USDT', 'LUNA-USDT'], Date.UTC(2021, 8, 1), null);
    const shock = shockOf(tape, 0.9, 'spearman');
    const pair = shock.ok ? shock.value.correlations[0]! : null;
    expect(pair?.pearsonBound).toBeCloseTo(0.418, 3);
    expect(pair?.spearmanAchieved).toBeCloseTo(0.9, 2);
    const refused = shockOf(tape, 0.9, 'pearson');
    expect(refused.ok ? [] : refused.problems.map(({ message }) => message)).toEqual([
      'asks for a Pearson correlation of 0.9 between BTC-USDT and LUNA-USDT, and no order of their returns passes 0.418; expected at most that, or measure: spearman',
    ]);
  });

  test('refined to hours, all move at 0.9 within 0.01 and BTC as it did', async () => {
    const shock = shockOf(await tapeOf(SYMBOLS, Date.UTC(2022, 4, 7), 3_600_000), 0.9, 'spearman');
    if (!shock.ok) throw new Error(shock.problems[0]?.message);
    expect(shock.value.commonBarCount).toBe(144);
    expect(shock.value.correlations).toHaveLength(10);
    for (const pair of shock.value.correlations)
      expect(Math.abs(pair.spearmanAchieved - 0.9)).toBeLessThan(0.01);
    expect([...shock.value.candles.keys()]).toEqual(SYMBOLS.slice(1));
  });
});
