import { ok, type Result } from '../core/result.ts';
import { joinPath } from '../market/files.ts';
import type { Approval } from '../report/page.ts';
import { runFiles } from '../report/runFiles.ts';
import { writeFolder } from '../report/writeFolder.ts';
import type { LoadedScenario } from '../stress/loadScenario.ts';
import type { Outcome } from '../stress/outcome.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { uninterrupted } from './interrupt.ts';
import type { Overrides } from './scenarioArguments.ts';
import { shellWord } from './shellWord.ts';

/** Where reports go when the command line does not say. */
export const REPORT_FOLDER = 'reports';

/** Where a run's files are, as one would type it. */
export interface WrittenReport {
  readonly folder: string;
  /** The folder's own name, without its parent. */
  readonly name: string;
  /** Null where none was wanted. */
  readonly page: string | null;
  /** In markdown, for the summary of a job. */
  readonly summary: string;
}

/** Writes every file of a run to its folder under `parent`, whole or not at all. */
export async function writeReport(
  outcome: Outcome,
  loaded: LoadedScenario,
  options: { parent: string; hasPage: boolean; overrides: Overrides; approval?: Approval },
): Promise<Result<WrittenReport>> {
  const files = await runFiles(outcome, {
    command: reproducingCommand(loaded, options.overrides),
    hasPage: options.hasPage,
    ...(options.approval === undefined ? {} : { approval: options.approval }),
  });
  const name = folderNameOf(loaded, options.overrides);
  const folder = joinPath(options.parent, name);
  const written = await uninterrupted(() => writeFolder({ folder, files }));
  if (!written.ok) return written;
  const summary = files.find((file) => file.name === 'summary.md')!.content;
  return ok({ folder, name, page: options.hasPage ? joinPath(folder, 'index.html') : null, summary });
}

/**
 * Writes the page over several runs beside their folders; one run needs none. It lists the runs of this command and no others.
 *
 * @returns its path, or null where there is nothing to put side by side.
 */
export async function writeSuiteIndex(
  finished: readonly {
    readonly outcome: Outcome;
    readonly report: WrittenReport | null;
    readonly exitCode: ExitCode;
  }[],
  folder: string | null,
): Promise<Result<string | null>> {
  if (folder === null || finished.length < 2) return ok(null);
  const { renderSuite, SUITE_MARK } = await import('../report/suitePage.ts');
  const { writeMarked } = await import('../report/writeMarked.ts');
  const page = renderSuite(
    finished.map(({ outcome, report, exitCode }) => ({
      outcome,
      page: report === null || report.page === null ? null : `${report.name}/index.html`,
      isPassed: exitCode === EXIT.pass,
    })),
  );
  const path = joinPath(folder, 'index.html');
  const mark = { text: SUITE_MARK, at: 'head' } as const;
  const written = await uninterrupted(() => writeMarked([{ path, content: page, mark }]));
  return written.ok ? ok(path) : written;
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
