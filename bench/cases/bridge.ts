import { DAY_MS, HOUR_MS } from '../../src/core/time.ts';
import { bridge } from '../../src/market/bridge.ts';
import type { BenchCase } from '../benchCase.ts';
import { syntheticTape } from '../syntheticTape.ts';
import { plainScanBase } from './plainScan.ts';

const DAYS = 1_000;

export const dailyToHourly: BenchCase = {
  name: 'bridge, days to hours',
  what: 'makes the hours of 1,000 days of one symbol',
  unit: 'ns a bar',
  base: plainScanBase,
  aim: null,
  prepare() {
    const days = syntheticTape(DAYS, DAY_MS).symbols[0]!.candles;
    return {
      count: DAYS * 24,
      run() {
        const bars = bridge(days, { intervalMs: HOUR_MS, seed: 1, tick: 0.01 });
        if (bars.length !== DAYS * 24) throw new Error('the bridge did not make every hour');
      },
    };
  },
};
