import { cacheFolderOf } from '../cacheFolder.ts';
import { type Call, type Command, JSON_OPTION, QUIET_OPTION } from '../command.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printProblems } from '../problems.ts';
import { isContinuousIntegration } from '../terminal.ts';

export const approve: Command = {
  name: 'approve',
  summary: 'Runs scenarios twice and keeps their results as the approved ones, which `check` compares with.',
  argument: { syntax: '[scenario...]', doc: 'scenario files, or folders of them (default: scenarios)' },
  options: [
    { flags: '--reason <text>', doc: 'why the results are right; it is kept with them', isRequired: true },
    JSON_OPTION,
    QUIET_OPTION,
  ],
  examples: ['brakecheck approve scenarios/luna-2022.yaml --reason "First result, read line by line."'],
  act,
};

async function act({ args, options, terminal }: Call): Promise<ExitCode> {
  const reason = String(options.reason).trim();
  const refusals = [
    isContinuousIntegration(terminal)
      ? 'approve refuses under CI: a person reads the report and approves it'
      : '',
    reason === '' ? '--reason is empty; expected why the results are right' : '',
  ].filter((message) => message !== '');
  if (refusals.length > 0) {
    printProblems(
      refusals.map((message) => ({ file: null, line: null, key: null, message })),
      terminal,
    );
    return EXIT.badInput;
  }
  const { loadScenarios } = await import('../scenarioArguments.ts');
  const { Reporter } = await import('../reporter.ts');
  const reporter = new Reporter({ options, terminal });
  const loaded = await loadScenarios(args, {}, cacheFolderOf(terminal.environment));
  if (!loaded.ok) return reporter.finish(loaded.problems);
  reporter.start(loaded.value);

  const { approvedFiles } = await import('../../report/approved/approvedResult.ts');
  const { writeApproved } = await import('../approvedFolder.ts');
  const { uninterrupted } = await import('../interrupt.ts');
  const { exitCodeOf } = await import('../runLoaded.ts');
  const { runSuite } = await import('../runSuite.ts');
  return runSuite(loaded.value, {
    reporter,
    verify: true,
    conclude: async (outcome, scenario) => {
      const exitCode = exitCodeOf(outcome);
      const files = approvedFiles(outcome, { name: scenario.scenario.name, reason });
      if (!files.ok) {
        const remarks = files.problems.map(({ key, message }) => `not approved: ${key} ${message}`);
        return { exitCode, report: null, remarks, problems: [] };
      }
      const written = await uninterrupted(() => writeApproved(files.value));
      if (!written.ok)
        return { exitCode: EXIT.badInput, report: null, remarks: [], problems: written.problems };
      return { exitCode, report: null, remarks: [`approved: ${written.value.join(', ')}`], problems: [] };
    },
  });
}
