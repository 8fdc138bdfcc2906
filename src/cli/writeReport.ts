import { ok, type Result } from '../core/result.ts';
import { joinPath } from '../market/files.ts';
import { runFiles } from '../report/runFiles.ts';
import { writeFolder } from '../report/writeFolder.ts';
import type { LoadedScenario } from '../stress/loadScenario.ts';
import type { Outcome } from '../stress/outcome.ts';
import { uninterrupted } from './interrupt.ts';
import type { Overrides } from './scenarioArguments.ts';
import { shellWord } from './shellWord.ts';

/** Where reports go when the command line does not say. */
export const REPORT_FOLDER = 'reports';

/** Where a run's files are, as one would type it. */
export interface WrittenReport {
  readonly folder: string;
  readonly page: string;
  /** In markdown, for the summary of a job. */
  readonly summary: string;
}

/** Writes every file of a run to its folder under `parent`, whole or not at all. */
export async function writeReport(
  outcome: Outcome,
  loaded: LoadedScenario,
  options: { parent: string; overrides: Overrides },
): Promise<Result<WrittenReport>> {
  const files = await runFiles(outcome, { command: reproducingCommand(loaded, options.overrides) });
  const folder = joinPath(options.parent, folderNameOf(loaded, options.overrides));
  const written = await uninterrupted(() => writeFolder({ folder, files }));
  if (!written.ok) return written;
  const summary = files.find(({ name }) => name === 'summary.md')!.content;
  return ok({ folder, page: joinPath(folder, 'index.html'), summary });
}

/**
 * The folder of a run: the scenario, and what the command line changed about it, so that a run with another policy or another seed never
 * takes the place of the scenario's own.
 */
function folderNameOf({ scenario }: LoadedScenario, overrides: Overrides): string {
  const policy = overrides.policy === undefined ? '' : `@${scenario.policy.name}`;
  const seed = overrides.seed === undefined ? '' : `#${scenario.seed}`;
  return `${scenario.name}${policy}${seed}`;
}

/** What one types to see the same run again. */
function reproducingCommand({ scenario, scenarioFile }: LoadedScenario, overrides: Overrides): string {
  const policy = overrides.policy === undefined ? '' : ` --policy ${shellWord(overrides.policy)}`;
  return `brakecheck run ${shellWord(scenarioFile)}${policy} --seed ${scenario.seed}`;
}
