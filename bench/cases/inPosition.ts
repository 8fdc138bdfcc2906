import { HOUR_MS, MINUTE_MS } from '../../src/core/time.ts';
import type { Policy } from '../../src/risk/policy.ts';
import { allBrakes, runTape } from '../../test/support/runTape.ts';
import { scripted } from '../../test/support/scripted.ts';
import type { BenchCase, Work } from '../benchCase.ts';
import { idleFaults } from '../idleFaults.ts';
import { MINUTE_BARS, SYMBOL, syntheticTape } from '../syntheticTape.ts';
import { plainScanBase } from './plainScan.ts';

/** A position at every bar, watched at its close. Bars of a minute have no marks inside. */
export const inPosition: BenchCase = {
  name: 'in a position',
  what: 'the same under a far stop all the way, without the query of the stop at each bar (stopHealth off)',
  unit: 'ns a bar',
  base: plainScanBase,
  aim: 120,
  prepare: () => held(MINUTE_BARS, MINUTE_MS, allBrakes('stopHealth')),
};

/** The same, with marks: fifty-seven looks inside an hour's bar and one at its close, none at the extremes. */
export const inPositionMarks: BenchCase = {
  name: 'in a position, marks',
  what: 'the same over hours, where a mark comes every minute',
  unit: 'ns a look',
  base: plainScanBase,
  aim: 120,
  prepare() {
    const hours = Math.round(MINUTE_BARS / LOOKS_AN_HOUR);
    return { ...held(hours, HOUR_MS, allBrakes('stopHealth')), count: hours * LOOKS_AN_HOUR };
  },
};

/** The same, with a request, an answer and an entry of the journal at every bar. */
export const inPositionHealth: BenchCase = {
  name: 'in a position, stopHealth',
  what: 'over minutes with every brake on: the live stops are fetched at every bar',
  unit: 'ns a bar',
  base: plainScanBase,
  aim: 120,
  prepare: () => held(MINUTE_BARS / 4, MINUTE_MS, allBrakes()),
};

const LOOKS_AN_HOUR = 58;

/** A position that is entered at the first bar and held to the end. */
function held(barCount: number, intervalMs: number, policy: Policy): Work {
  const tape = syntheticTape(barCount, intervalMs);
  const entry = {
    kind: 'enter' as const,
    symbol: SYMBOL,
    side: 'buy' as const,
    stop: { kind: 'fixedRatio' as const, distanceRatio: 0.5 },
  };
  return {
    count: barCount,
    run() {
      const record = runTape({
        tape,
        strategy: scripted({ 0: [entry] }),
        policy,
        faults: idleFaults(tape),
        keepsRecords: false,
      });
      const { positions, liveOrders } = record.final;
      if (positions.length !== 1 || liveOrders.length !== 1)
        throw new Error('the position was not held to the end under its stop');
    },
  };
}
