import { withDefaults } from '../../src/core/params.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/core/time.ts';
import { smaCross } from '../../src/strategy/library/smaCross.ts';
import { allBrakes, runTape } from '../../test/support/runTape.ts';
import type { BenchCase, Work } from '../benchCase.ts';
import { idleFaults } from '../idleFaults.ts';
import { HOUR_BARS, MINUTE_BARS, SYMBOL, syntheticTape } from '../syntheticTape.ts';
import { plainScanBase } from './plainScan.ts';

/** backtesting.py took 8,200 ns a bar where S took 5, and is to be beaten sixty times: 8,200 / 60 / 5. */
const AIM = 27;

export const smaCrossMinutes: BenchCase = {
  name: 'smaCross 10/30, minutes',
  what: 'a strategy that trades, over bars without marks inside; every brake on, stops that trail',
  unit: 'ns a bar',
  base: plainScanBase,
  aim: AIM,
  prepare: () => trading(MINUTE_BARS / 4, MINUTE_MS),
};

export const smaCrossHours: BenchCase = {
  name: 'smaCross 10/30, hours',
  what: 'the same over 43,800 hours, each with up to sixty looks',
  unit: 'ns a bar',
  base: plainScanBase,
  aim: null,
  prepare: () => trading(HOUR_BARS, HOUR_MS),
};

/** Positions so small that no drawdown ends the trading before the bars do. */
function trading(barCount: number, intervalMs: number): Work {
  const tape = syntheticTape(barCount, intervalMs);
  const policy = allBrakes('drawdownBreaker', 'dailyLossHalt');
  return {
    count: barCount,
    run() {
      const record = runTape({
        tape,
        policy,
        strategy: smaCross.create(withDefaults(smaCross.params), [SYMBOL]),
        faults: idleFaults(tape),
        keepsRecords: false,
        startQuote: 10_000_000,
        sizing: { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 0.001 } },
      });
      const entries = record.journal.filter(({ kind }) => kind === 'wish').length;
      if (entries < barCount / 200) throw new Error(`only ${entries} wishes in ${barCount} bars`);
    },
  };
}
