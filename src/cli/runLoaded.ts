import type { Result } from '../core/result.ts';
import type { LoadedScenario } from '../stress/loadScenario.ts';
import type { Outcome } from '../stress/outcome.ts';
import { runScenario } from '../stress/runScenario.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { ScenarioCrash } from './internalError.ts';
import { atScenarioLine } from './scenarioArguments.ts';

export interface RunOptions {
  /** Runs twice and compares. */
  readonly verify: boolean;
  /** Where parsed columns of large candle files are kept; null for nowhere. */
  readonly cacheFolder: string | null;
  readonly onProgress: (done: number, total: number, label: string) => void;
}

/** Runs one scenario. What is wrong with its data is said at the scenario's lines; a defect carries file and seed. */
export async function runLoaded(loaded: LoadedScenario, options: RunOptions): Promise<Result<Outcome>> {
  const { scenario, scenarioFile, strategyHash } = loaded;
  try {
    const outcome = await runScenario(scenario, { ...options, scenarioFile, strategyHash });
    if (outcome.ok) return outcome;
    return { ok: false, problems: outcome.problems.map((problem) => atScenarioLine(problem, loaded)) };
  } catch (error) {
    throw new ScenarioCrash(scenarioFile, scenario.seed, error);
  }
}

/** The exit code of one outcome: it speaks of what the scenario expects, not of the verdict. */
export function exitCodeOf(outcome: Outcome): ExitCode {
  if (outcome.verification !== null && !outcome.verification.isDeterministic) return EXIT.notDeterministic;
  if (!outcome.expectation.isMet) return EXIT.violated;
  // An expected violation beside a fault that never fired came about some other way, and proves nothing either.
  const provesLittle =
    outcome.verdict === 'INCONCLUSIVE' || outcome.faults.some(({ fireCount }) => fireCount === 0);
  return provesLittle ? EXIT.inconclusive : EXIT.pass;
}
