import type { Problem, Result } from '../../core/result.ts';
import type { Policy } from '../../risk/policy.ts';
import type { LoadedScenario } from '../../stress/loadScenario.ts';
import { cacheFolderOf } from '../cacheFolder.ts';
import { type Call, type Command, JSON_OPTION, QUIET_OPTION } from '../command.ts';
import type { DescribedPart } from '../describeScenario.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printProblems } from '../problems.ts';
import type { Terminal } from '../terminal.ts';
import { visible } from '../visible.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'Reads scenarios and policies and says everything that is wrong with them, or what they come to.',
  argument: { syntax: '<file...>', doc: 'scenario or policy files, or folders of them' },
  options: [JSON_OPTION, QUIET_OPTION],
  examples: [
    'brakecheck validate scenarios/luna-2022.yaml',
    'brakecheck validate scenarios scenarios/policies',
  ],
  act,
};

/** What was found in one file. */
interface Checked {
  readonly file: string;
  readonly kind: 'scenario' | 'policy';
  readonly problems: readonly Problem[];
  /** What it comes to; empty when there are problems. */
  readonly resolved: readonly DescribedPart[];
}

async function act({ args, options, terminal }: Call): Promise<ExitCode> {
  const { yamlFiles } = await import('../scenarioArguments.ts');
  const files = yamlFiles(args);
  const cacheFolder = cacheFolderOf(terminal.environment);
  const checked: Checked[] = [];
  for (const file of files.ok ? files.value : args) {
    checked.push(await checkFile(file, cacheFolder));
  }
  const problems = [...(files.ok ? [] : files.problems), ...checked.flatMap((one) => one.problems)];
  const exitCode = problems.length === 0 ? EXIT.pass : EXIT.badInput;
  if (options.json === true) {
    const shown = checked.map(({ resolved, ...one }) => ({ ...one, resolved: Object.fromEntries(resolved) }));
    terminal.out(JSON.stringify({ version: 1, exitCode, problems, files: shown }, null, 2));
    return exitCode;
  }
  if (options.quiet !== true) for (const one of checked) printChecked(one, terminal);
  if (problems.length > 0) printProblems(problems, terminal);
  return exitCode;
}

async function checkFile(file: string, cacheFolder: string | null): Promise<Checked> {
  const { readNamedFile } = await import('../../stress/readNamedFile.ts');
  const text = readNamedFile(file, file);
  if (!text.ok) return { file, kind: 'scenario', problems: text.problems, resolved: [] };
  if (!looksLikePolicy(text.value)) return checkScenario(file, cacheFolder);
  const { parsePolicy } = await import('../../stress/loadPolicy.ts');
  return checkPolicy(file, parsePolicy(text.value, file));
}

/** By its sections, so that a misspelt key does not turn a policy into a bad scenario. */
function looksLikePolicy(text: string): boolean {
  const has = (key: string): boolean => new RegExp(`^${key}\\s*:`, 'm').test(text);
  return (has('rules') || has('guardian')) && !has('strategy') && !has('data');
}

async function checkPolicy(file: string, policy: Result<Policy>): Promise<Checked> {
  if (!policy.ok) return { file, kind: 'policy', problems: policy.problems, resolved: [] };
  const { describePolicy } = await import('../describeScenario.ts');
  return { file, kind: 'policy', problems: [], resolved: describePolicy(policy.value) };
}

async function checkScenario(file: string, cacheFolder: string | null): Promise<Checked> {
  const { loadScenario } = await import('../../stress/loadScenario.ts');
  const { PACKAGE_FOLDER } = await import('../packageFolder.ts');
  const loaded = await loadScenario(file, { packageFolder: PACKAGE_FOLDER, cacheFolder });
  if (!loaded.ok) return { file, kind: 'scenario', problems: loaded.problems, resolved: [] };
  return checkData(file, loaded.value, cacheFolder);
}

/** A scenario that can be read must also find its candles, and its shocks must be possible on them. */
async function checkData(file: string, loaded: LoadedScenario, cacheFolder: string | null): Promise<Checked> {
  const { buildTape } = await import('../../market/buildTape.ts');
  const { atScenarioLine } = await import('../scenarioArguments.ts');
  const { describeScenario } = await import('../describeScenario.ts');
  const { data, seed } = loaded.scenario;
  const tape = await buildTape({ ...data, seed, instrumentsFile: null, cacheFolder });
  const { scenarioTapes } = await import('../../stress/scenarioTapes.ts');
  const tapes = tape.ok ? await scenarioTapes(loaded.scenario, tape.value) : tape;
  const problems = tapes.ok ? [] : tapes.problems.map((problem) => atScenarioLine(problem, loaded));
  const resolved = tape.ok && tapes.ok ? describeScenario(loaded, tape.value, tapes.value) : [];
  return { file, kind: 'scenario', problems, resolved };
}

function printChecked({ file, kind, problems, resolved }: Checked, terminal: Terminal): void {
  const { bold, dim, green, red } = terminal.colours;
  const state = problems.length === 0 ? green('ok') : red(`${problems.length} wrong`);
  terminal.out(`${bold(visible(file))}: ${state} (${kind})`);
  const width = Math.max(0, ...resolved.map(([label]) => label.length));
  for (const [label, lines] of resolved) {
    for (const [index, line] of lines.entries()) {
      terminal.out(`  ${dim((index === 0 ? label : '').padEnd(width))}  ${visible(line)}`);
    }
  }
}
