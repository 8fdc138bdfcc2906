import { cacheFolderOf } from '../cacheFolder.ts';
import { type Call, type Command, JSON_OPTION, NO_PAGE_OPTION, QUIET_OPTION } from '../command.ts';
import { EXIT, type ExitCode, worstExit } from '../exitCode.ts';

export const run: Command = {
  name: 'run',
  summary: 'Runs scenarios and writes a report for each.',
  argument: { syntax: '<scenario...>', doc: 'scenario files, or folders of them' },
  options: [
    { flags: '--policy <name>', doc: 'use this policy instead: its name (none, all-brakes) or its file' },
    { flags: '--seed <n>', doc: 'use this seed instead' },
    { flags: '--out <folder>', doc: 'write the folders of the reports here (default: reports)' },
    { flags: '--verify', doc: 'run twice and compare the logs' },
    NO_PAGE_OPTION,
    JSON_OPTION,
    QUIET_OPTION,
  ],
  examples: [
    'brakecheck run scenarios/luna-2022.yaml',
    'brakecheck run scenarios/luna-2022.yaml --policy none --seed 7',
    'brakecheck run scenarios --verify --json',
  ],
  act,
};

async function act({ args, options, terminal }: Call): Promise<ExitCode> {
  const { loadScenarios } = await import('../scenarioArguments.ts');
  const { Reporter } = await import('../reporter.ts');
  const reporter = new Reporter({ options, terminal });
  const overrides = {
    ...(options.policy === undefined ? {} : { policy: String(options.policy) }),
    ...(options.seed === undefined ? {} : { seed: String(options.seed) }),
  };
  const loaded = await loadScenarios(args, overrides, cacheFolderOf(terminal.environment));
  if (!loaded.ok) return reporter.finish(loaded.problems);
  reporter.start(loaded.value);

  const { exitCodeOf } = await import('../runLoaded.ts');
  const { runSuite } = await import('../runSuite.ts');
  const { REPORT_FOLDER, writeReport } = await import('../writeReport.ts');
  const { approvalOf } = await import('../checkApproved.ts');
  const parent = String(options.out ?? REPORT_FOLDER);
  // What was approved is the scenario as its file has it.
  const isOwn = Object.keys(overrides).length === 0;
  return runSuite(loaded.value, {
    reporter,
    indexFolder: parent,
    verify: options.verify === true,
    conclude: async (outcome, scenario) => {
      const approval = isOwn ? approvalOf(outcome) : null;
      const written = await writeReport(outcome, scenario, {
        parent,
        hasPage: options.page !== false,
        overrides,
        ...(approval === null ? {} : { approval }),
      });
      return {
        exitCode: worstExit([exitCodeOf(outcome), written.ok ? EXIT.pass : EXIT.badInput]),
        report: written.ok ? written.value : null,
        remarks: [],
        problems: written.ok ? [] : written.problems,
      };
    },
  });
}
