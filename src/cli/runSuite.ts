import type { Problem } from '../core/result.ts';
import type { LoadedScenario } from '../stress/loadScenario.ts';
import type { Outcome } from '../stress/outcome.ts';
import { cacheFolderOf } from './cacheFolder.ts';
import type { ExitCode } from './exitCode.ts';
import { startProgress } from './progress.ts';
import type { Finished, Reporter } from './reporter.ts';
import { runLoaded } from './runLoaded.ts';
import { writeSuiteIndex } from './writeReport.ts';

export interface SuiteOptions {
  readonly verify: boolean;
  readonly reporter: Reporter;
  /** Where the index of several runs goes: the folder that holds those of their reports. Left out where none are written. */
  readonly indexFolder?: string;
  /** What a command does with each outcome, such as writing its folder, and what is to be said of it. */
  readonly conclude: (
    outcome: Outcome,
    loaded: LoadedScenario,
  ) => Promise<Pick<Finished, 'exitCode' | 'report' | 'remarks'> & { readonly problems: readonly Problem[] }>;
}

/**
 * Runs scenarios one after the other under one progress bar, and reports each. A scenario whose data are bad does not keep the others from
 * running.
 *
 * @returns the exit code of them all.
 */
export async function runSuite(
  scenarios: readonly LoadedScenario[],
  options: SuiteOptions,
): Promise<ExitCode> {
  const { conclude, reporter, verify } = options;
  const cacheFolder = cacheFolderOf(reporter.terminal.environment);
  const progress = await startProgress(reporter.terminal, { isWanted: reporter.showsProgress, unit: 'bars' });
  const problems: Problem[] = [];
  let doneBefore = 0;
  for (const [index, loaded] of scenarios.entries()) {
    const { name } = loaded.scenario;
    let total = 0;
    // Scenarios to come are taken to be as long as this one: there is no telling before their data are read.
    const update = (done: number, label: string): void => {
      progress.update(
        doneBefore + done,
        doneBefore + total * (scenarios.length - index),
        `${name}: ${label}`,
      );
    };
    const onProgress = (done: number, ofThis: number, label: string): void => {
      total = ofThis;
      update(done, label);
    };
    const outcome = await runLoaded(loaded, { verify, onProgress, cacheFolder });
    if (outcome.ok) {
      update(total, 'report');
      const concluded = await conclude(outcome.value, loaded);
      problems.push(...concluded.problems);
      // The bar would draw over what is printed now; it comes back with the next bar of the next scenario.
      progress.stop();
      reporter.add({ outcome: outcome.value, loaded, ...concluded });
    } else {
      problems.push(...outcome.problems);
    }
    doneBefore += total;
  }
  progress.stop();
  const index = await writeSuiteIndex(reporter.finished, options.indexFolder ?? null);
  if (!index.ok) problems.push(...index.problems);
  return reporter.finish(problems, index.ok ? index.value : null);
}
