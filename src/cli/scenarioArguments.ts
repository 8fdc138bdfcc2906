import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { joinPath, listFiles } from '../market/files.ts';
import { type LoadedScenario, loadScenario, MAX_SEED } from '../stress/loadScenario.ts';
import { PACKAGE_FOLDER } from './packageFolder.ts';
import { findPolicy } from './policyArgument.ts';

/** Where scenarios are looked for when none is named. */
export const SCENARIO_FOLDER = 'scenarios';

export interface Overrides {
  /** `--policy`: a name or a path. */
  readonly policy?: string;
  /** `--seed`, as it was typed. */
  readonly seed?: string;
}

/** Every scenario of a command line, or every problem of all of them: nothing runs while one of them cannot be read. */
export async function loadScenarios(
  args: readonly string[],
  overrides: Overrides = {},
  cacheFolder: string | null = null,
): Promise<Result<LoadedScenario[]>> {
  const files = yamlFiles(args.length > 0 ? args : [SCENARIO_FOLDER]);
  const seed = overrides.seed === undefined ? ok(null) : parseSeed(overrides.seed);
  const problems: Problem[] = [...(files.ok ? [] : files.problems), ...(seed.ok ? [] : seed.problems)];
  const loaded: LoadedScenario[] = [];
  for (const file of files.ok ? files.value : []) {
    const policy = overrides.policy === undefined ? ok(null) : findPolicy(overrides.policy, file);
    const scenario = await loadScenario(file, {
      packageFolder: PACKAGE_FOLDER,
      cacheFolder,
      ...(seed.ok && seed.value !== null ? { seed: seed.value } : {}),
      ...(policy.ok && policy.value !== null ? { policy: policy.value } : {}),
    });
    if (!policy.ok) problems.push(...policy.problems);
    if (scenario.ok) loaded.push(scenario.value);
    else problems.push(...scenario.problems);
  }
  problems.push(...namesakes(loaded));
  return problems.length === 0 ? ok(loaded) : failed(problems);
}

/** The files of a command line: a folder stands for the YAML files in it, in order of name. */
export function yamlFiles(args: readonly string[]): Result<string[]> {
  const files: string[] = [];
  const problems: Problem[] = [];
  for (const arg of args) {
    const names = listFiles(arg);
    if (!names.ok) {
      // Not a folder: a file, or nothing at all, which reading it will say.
      files.push(arg);
      continue;
    }
    const found = names.value.filter((name) => /\.ya?ml$/.test(name)).map((name) => joinPath(arg, name));
    files.push(...found);
    if (found.length === 0) {
      problems.push({ file: arg, line: null, key: null, message: 'is a folder without YAML files' });
    }
  }
  return problems.length === 0 ? ok([...new Set(files)]) : failed(problems);
}

function parseSeed(text: string): Result<number> {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (seed <= MAX_SEED) return ok(seed);
  const message = `"${text}" is not a seed; expected a whole number from 0 to ${MAX_SEED}`;
  return failed([{ file: null, line: null, key: '--seed', message }]);
}

/** Two scenarios of one name would write one folder. */
function namesakes(loaded: readonly LoadedScenario[]): Problem[] {
  const fileOf = new Map<string, string>();
  return loaded.flatMap(({ scenario, scenarioFile, lineOf }) => {
    const other = fileOf.get(scenario.name);
    fileOf.set(scenario.name, scenarioFile);
    if (other === undefined) return [];
    const message = `${other} has the name ${scenario.name}, too; both would write one folder`;
    return [{ file: scenarioFile, line: lineOf(['name']), key: 'name', message }];
  });
}

/** A problem of the data or of a tape made from them, said at the line of the scenario that asked for it. */
export function atScenarioLine(problem: Problem, loaded: LoadedScenario): Problem {
  // A shock of the tape speaks of its entry of the scenario.
  if (problem.file === null && /^(?:market|faults)\.\d/.test(problem.key ?? '')) {
    const line = loaded.lineOf(
      problem.key!.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    );
    return { ...problem, file: loaded.scenarioFile, line };
  }
  const key = DATA_KEYS[problem.key ?? ''];
  if (key === undefined || problem.file !== loaded.scenario.data.source) return problem;
  return { ...problem, file: loaded.scenarioFile, line: loaded.lineOf(['data', key]), key: `data.${key}` };
}

/** Keys of a tape's request, and where they stand in a scenario. */
const DATA_KEYS: Readonly<Record<string, string | undefined>> = {
  symbols: 'symbols',
  from: 'from',
  to: 'to',
  refine: 'refine',
  lookback: 'lookbackDays',
};
