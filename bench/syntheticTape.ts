import { unitDraw } from '../src/core/random.ts';
import { allocateCandles } from '../src/market/candles.ts';
import type { Tape } from '../src/market/tape.ts';
import { makeInstrument, TAPE_FROM_MS } from '../test/support/makeTape.ts';

/** Half a year of minutes. */
export const MINUTE_BARS = 262_144;
/** Five years of hours. */
export const HOUR_BARS = 43_800;

export const SYMBOL = 'BTC-USDT';

/**
 * Seeded bars of one symbol round a price of 100 that pulls them back: they wander by a percent, and never so far that a far stop or a brake
 * has to act.
 */
export function syntheticTape(barCount: number, intervalMs: number, seed = 1): Tape {
  const candles = allocateCandles(SYMBOL, intervalMs, barCount);
  let closeTicks = 10_000;
  for (let bar = 0; bar < barCount; bar++) {
    const openTicks = closeTicks;
    const pull = (10_000 - openTicks) / 2_000;
    closeTicks = Math.round(openTicks + pull + unitDraw(seed, 1, bar) * 8 - 4);
    candles.openTimeMs[bar] = TAPE_FROM_MS + bar * intervalMs;
    candles.open[bar] = openTicks / 100;
    candles.high[bar] = (Math.max(openTicks, closeTicks) + Math.floor(unitDraw(seed, 2, bar) * 4)) / 100;
    candles.low[bar] = (Math.min(openTicks, closeTicks) - Math.floor(unitDraw(seed, 3, bar) * 4)) / 100;
    candles.close[bar] = closeTicks / 100;
    candles.volume[bar] = 1_000_000;
  }
  return {
    intervalMs,
    symbols: [
      {
        instrument: makeInstrument({ symbol: SYMBOL }),
        candles,
        firstRow: 0,
        daily: allocateCandles(SYMBOL, 86_400_000, 0),
      },
    ],
    fromMs: TAPE_FROM_MS,
    toMs: TAPE_FROM_MS + barCount * intervalMs,
    sha256: 'made by a benchmark',
    notes: [],
  };
}
