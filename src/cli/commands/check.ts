import { cacheFolderOf } from '../cacheFolder.ts';
import { type Call, type Command, JSON_OPTION, NO_PAGE_OPTION, QUIET_OPTION } from '../command.ts';
import { EXIT, type ExitCode, worstExit } from '../exitCode.ts';

export const check: Command = {
  name: 'check',
  summary: 'Runs scenarios and compares each with its approved result.',
  argument: { syntax: '[scenario...]', doc: 'scenario files, or folders of them (default: scenarios)' },
  options: [
    { flags: '--out <folder>', doc: 'write the folders of the reports here (default: reports)' },
    { flags: '--verify', doc: 'run twice and compare the logs' },
    NO_PAGE_OPTION,
    JSON_OPTION,
    QUIET_OPTION,
  ],
  examples: ['brakecheck check', 'brakecheck check scenarios/luna-2022.yaml --quiet'],
  act,
};

async function act({ args, options, terminal }: Call): Promise<ExitCode> {
  const { loadScenarios } = await import('../scenarioArguments.ts');
  const { Reporter } = await import('../reporter.ts');
  const reporter = new Reporter({ options, terminal });
  const loaded = await loadScenarios(args, {}, cacheFolderOf(terminal.environment));
  if (!loaded.ok) return reporter.finish(loaded.problems);
  reporter.start(loaded.value);

  const { isContinuousIntegration } = await import('../terminal.ts');
  const { checkApproved } = await import('../checkApproved.ts');
  const { exitCodeOf } = await import('../runLoaded.ts');
  const { runSuite } = await import('../runSuite.ts');
  const { REPORT_FOLDER, writeReport } = await import('../writeReport.ts');
  const parent = String(options.out ?? REPORT_FOLDER);
  return runSuite(loaded.value, {
    reporter,
    indexFolder: parent,
    verify: options.verify === true,
    conclude: async (outcome, scenario) => {
      const approved = checkApproved(outcome, { mustExist: isContinuousIntegration(terminal) });
      const written = await writeReport(outcome, scenario, {
        parent,
        hasPage: options.page !== false,
        overrides: {},
        ...(approved.ok ? { approval: approved.value.approval } : {}),
      });
      const problems = [written, approved].flatMap((result) => (result.ok ? [] : result.problems));
      const codes = [exitCodeOf(outcome), approved.ok ? approved.value.exitCode : EXIT.badInput];
      return {
        exitCode: worstExit([...codes, written.ok ? EXIT.pass : EXIT.badInput]),
        report: written.ok ? written.value : null,
        remarks: approved.ok ? approved.value.remarks : [],
        problems,
      };
    },
  });
}
