import { MINUTE_MS } from '../../src/core/time.ts';
import type { Candles } from '../../src/market/candles.ts';
import type { Base, BenchCase } from '../benchCase.ts';
import { syntheticTape } from '../syntheticTape.ts';

/** Two years of minutes: 50 MB, which no cache holds. */
const BARS = 1_051_200;
/** So that one measurement is long beside what the clock can tell. */
const PASSES = 10;

/** "S": a plain read of six columns, the least that anything which looks at every bar must do. */
export const plainScanBase: Base = {
  name: 'S',
  clock: 'processor',
  prepare() {
    const { candles } = syntheticTape(BARS, MINUTE_MS).symbols[0]!;
    return {
      count: BARS * PASSES,
      run() {
        // The sum is used, so that the loop cannot be left out.
        for (let pass = 0; pass < PASSES; pass++) {
          if (Number.isNaN(scan(candles))) throw new Error('the sum of the columns is not a number');
        }
      },
    };
  },
};

export const plainScan: BenchCase = {
  name: 'plain scan',
  what: 'reads six columns and adds them up: the base S against itself',
  unit: 'ns a bar',
  base: plainScanBase,
  aim: null,
  prepare: () => plainScanBase.prepare(),
};

function scan({ length, openTimeMs, open, high, low, close, volume }: Candles): number {
  let sum = 0;
  for (let row = 0; row < length; row++) {
    sum += openTimeMs[row]! + open[row]! + high[row]! + low[row]! + close[row]! + volume[row]!;
  }
  return sum;
}
