import { MINUTE_MS } from '../../src/core/time.ts';
import { allBrakes, runTape } from '../../test/support/runTape.ts';
import { scripted } from '../../test/support/scripted.ts';
import type { BenchCase } from '../benchCase.ts';
import { idleFaults } from '../idleFaults.ts';
import { MINUTE_BARS, syntheticTape } from '../syntheticTape.ts';
import { plainScanBase } from './plainScan.ts';

/** What a bar costs of itself: the whole engine with nothing to do. */
export const flat: BenchCase = {
  name: 'flat',
  what: 'the full engine over minutes: every brake on, an idle strategy, three faults that never fire',
  unit: 'ns a bar',
  base: plainScanBase,
  aim: 30,
  prepare() {
    const tape = syntheticTape(MINUTE_BARS, MINUTE_MS);
    return {
      count: MINUTE_BARS,
      run() {
        const record = runTape({
          tape,
          strategy: scripted({}),
          policy: allBrakes(),
          faults: idleFaults(tape),
          keepsRecords: false,
        });
        if (record.journal.length !== 1) throw new Error('something happened in a run that is to be flat');
      },
    };
  },
};
