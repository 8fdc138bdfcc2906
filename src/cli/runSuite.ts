import type { Problem } from '../core/result.ts';
import type { LoadedScenario } from '../stress/loadScenario.ts';
import type { Outcome } from '../stress/outcome.ts';
import { startProgress } from './progress.ts';
import { runLoaded } from './runLoaded.ts';
import type { Terminal } from './terminal.ts';

export interface SuiteOptions {
  readonly verify: boolean;
  readonly showsProgress: boolean;
  readonly terminal: Terminal;
  /** What is to be done with each outcome as it comes, such as writing its folder. */
  readonly afterEach: (outcome: Outcome, loaded: LoadedScenario) => Promise<readonly Problem[]>;
}

/** Runs scenarios one after the other under one progress bar. A scenario whose data are bad does not keep the others from running. */
export async function runSuite(
  scenarios: readonly LoadedScenario[],
  options: SuiteOptions,
): Promise<Problem[]> {
  const { terminal } = options;
  const progress = await startProgress(terminal, { isWanted: options.showsProgress, unit: 'bars' });
  const problems: Problem[] = [];
  let doneBefore = 0;
  for (const [index, loaded] of scenarios.entries()) {
    let total = 0;
    const outcome = await runLoaded(loaded, {
      verify: options.verify,
      onProgress: (done, ofThis, label) => {
        total = ofThis;
        // Scenarios to come are taken to be as long as those that were seen: only the first bars of each correct it.
        const all = doneBefore + ofThis * (scenarios.length - index);
        progress.update(doneBefore + done, all, `${loaded.scenario.name}: ${label}`);
      },
    });
    doneBefore += total;
    problems.push(...(outcome.ok ? await options.afterEach(outcome.value, loaded) : outcome.problems));
  }
  progress.stop();
  return problems;
}
