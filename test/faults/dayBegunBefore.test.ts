import { expect, test } from 'vitest';
import { sliceCandles } from '../../src/market/candles.ts';
import { resample } from '../../src/market/resample.ts';
import type { Tape } from '../../src/market/tape.ts';
import { HOUR_MS } from '../support/makeTape.ts';
import { atBar, LOOKBACK, shocked, shockTape } from './shockTape.ts';

const NOON = 12;
const GAP = atBar('gap', 14, { ratio: -0.5 });

/** Hours of two days: the highest price of the first is in its morning. */
function wholeTape(): Tape {
  const moves = Array.from({ length: LOOKBACK + 48 }, (_, row) => ({
    gap: 0,
    up: row === LOOKBACK + 3 ? 9 : 1,
    down: 1,
    closeAt: 5,
    volume: row + 1,
  }));
  return shockTape({ 'BTC-USDT': moves });
}

/** The same from noon on, without look-back: the day's candle knows of the morning, the bars do not. */
function fromNoon(tape: Tape): Tape {
  const symbols = tape.symbols.map((symbol) => {
    const { candles } = symbol;
    const traded = sliceCandles(candles, LOOKBACK, candles.length);
    return {
      ...symbol,
      candles: sliceCandles(candles, LOOKBACK + NOON, candles.length),
      firstRow: 0,
      daily: resample(traded, 24 * HOUR_MS),
    };
  });
  return { ...tape, fromMs: tape.fromMs + NOON * HOUR_MS, symbols };
}

test('the candle of a day that began before the tape keeps its morning', async () => {
  const whole = wholeTape();
  const { daily } = (await shocked(fromNoon(whole), GAP)).tape.symbols[0]!;
  const { candles } = (await shocked(whole, GAP)).tape.symbols[0]!;
  const wanted = resample(sliceCandles(candles, LOOKBACK, candles.length), 24 * HOUR_MS);
  expect(daily).toEqual(wanted);
});
