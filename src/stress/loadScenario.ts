import { readName, readVersion } from '../core/fileHeader.ts';
import type { PlainDocument } from '../core/plainDocument.ts';
import { readParams } from '../core/readParams.ts';
import { type RecordReader, readRecord, show } from '../core/recordReader.ts';
import { failed, ok, type Problem, type Result, unknownWord } from '../core/result.ts';
import { DAY_MS, formatTime } from '../core/time.ts';
import { parseYamlText } from '../core/yamlText.ts';
import type { Tape } from '../market/tape.ts';
import type { Policy } from '../risk/policy.ts';
import { strategies } from '../strategy/index.ts';
import type { StrategyDefinition } from '../strategy/strategy.ts';
import { loadPolicy } from './loadPolicy.ts';
import {
  builtInStrategyHash,
  hashOfCode,
  type LoadedStrategy,
  loadStrategy,
  whyNotMade,
} from './loadStrategy.ts';
import { type ReadData, readData } from './readData.ts';
import { readExpectation, readInvariants } from './readExpectation.ts';
import { readFaults } from './readFaults.ts';
import { barCountOf, readMoment, type Window } from './readMoment.ts';
import { fileBeside, type NamedFile, nearestFile, readNamedFile } from './readNamedFile.ts';
import { readOperator } from './readOperator.ts';
import { readClock, readSizing, readVenue } from './readSettings.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIO_KEYS = [
  'version',
  'name',
  'why',
  'seed',
  'data',
  'clock',
  'venue',
  'strategy',
  'sizing',
  'policy',
  'market',
  'faults',
  'heal',
  'drain',
  'operator',
  'invariants',
  'expect',
] as const;

/** Seeds are 32 bits: a larger one would draw what a smaller one draws. */
export const MAX_SEED = 0xffff_ffff;

/** Bars at the end in which the strategy is stopped, when the scenario does not say. */
export const DEFAULT_DRAIN_BARS = 24;

export interface LoadOptions {
  /** Used instead of the file's own. */
  readonly seed?: number;
  /** Used instead of the one that the file names, which is then not read. */
  readonly policy?: NamedFile;
  readonly made?: MadeParts;
  /** Where the package's own data is, for a scenario that stands outside of it; null for nowhere. */
  readonly packageFolder: string | null;
  /** Where parsed columns of large candle files are kept; null, or left out, for nowhere. */
  readonly cacheFolder?: string | null;
}

/** Parts of a scenario that exist already, as objects of a program: what the document says of them is then not read. */
export interface MadeParts {
  readonly tape?: Tape;
  readonly strategy?: StrategyDefinition;
  readonly policy?: Policy;
}

/** A scenario that is ready to run, and where its parts came from. */
export interface LoadedScenario {
  /** The tape that it was made with; left out where its data is loaded when it runs. */
  readonly tape?: Tape;
  readonly scenario: Scenario;
  /** False for a scenario made in code, whose `scenarioFile` is then no file. */
  readonly isFile: boolean;
  /** The files as the user named them. */
  readonly scenarioFile: string;
  readonly policyFile: string;
  readonly strategyFile: string | null;
  readonly strategyHash: string;
  /** Line of a key of the file, for problems that only show when the data is read. */
  lineOf(path: readonly (string | number)[]): number | null;
}

/** A scenario from its file, with its policy and its strategy, or everything that is wrong with all of them at once. */
export async function loadScenario(file: string, options: LoadOptions): Promise<Result<LoadedScenario>> {
  const text = readNamedFile(file, file);
  if (!text.ok) return text;
  const yaml = parseYamlText(text.value, file);
  if (!yaml.ok) return yaml;
  const problems: Problem[] = [];
  const root = readRecord(yaml.value, [], SCENARIO_KEYS, problems);
  if (root === null) return failed(problems);
  return readScenario(root, yaml.value, problems, options);
}

/** A scenario from a document that has been read: of a file, or made in code. `problems` is where `root` tells what is wrong. */
export async function readScenario(
  root: RecordReader,
  yaml: PlainDocument,
  problems: Problem[],
  options: LoadOptions,
): Promise<Result<LoadedScenario>> {
  const { file } = yaml;
  readVersion(root);
  const name = readName(root);
  const why = root.text('why');
  const seed = options.seed ?? root.count('seed', 0, MAX_SEED);
  const made = options.made ?? {};
  const { data, window, symbols } =
    made.tape === undefined ? await readData(root, file, options) : dataOf(made.tape);
  const clock = readClock(root);
  const venue = readVenue(root, { file, symbols });
  const strategy = await readStrategy(root, file, { symbols, problems, made: made.strategy });
  const sizing = readSizing(root);
  const policy =
    made.policy === undefined
      ? readPolicy(root, file, options.policy, problems)
      : { policy: made.policy, file: 'made in code' };
  const drainMs = readDrain(root, window);
  const healMs = readHeal(root, window, drainMs);
  const { market, faults } = readFaults(root, { window, symbols, healMs });
  const operator = readOperator(root, window, drainMs);
  const { list: invariants, names } = readInvariants(root);
  const expect = readExpectation(root, names);
  if (problems.length > 0) return failed(problems);
  const scenario: Scenario = {
    name: name!,
    why: why!,
    seed: seed!,
    data: data!,
    clock: clock!,
    venue: venue!,
    strategy: { definition: strategy!.definition, params: strategy!.params },
    sizing: sizing!,
    policy: policy!.policy,
    market,
    faults,
    healMs: healMs!,
    drainMs: drainMs!,
    ...(operator.length === 0 ? {} : { operator }),
    invariants,
    expect,
  };
  return ok({
    scenario,
    isFile: options.made === undefined,
    scenarioFile: file,
    policyFile: policy!.file,
    strategyFile: strategy!.file,
    strategyHash: strategy!.hash,
    lineOf: yaml.lineOf,
    ...(made.tape === undefined ? {} : { tape: made.tape }),
  });
}

/** What `data:` would say of a tape that is made. */
function dataOf(tape: Tape): ReadData {
  const { fromMs, toMs, intervalMs } = tape;
  const symbols = tape.symbols.map(({ instrument }) => instrument.symbol);
  const firstMs = Math.min(fromMs, ...tape.symbols.map(({ candles }) => candles.openTimeMs[0] ?? fromMs));
  const lookbackDays = Math.floor((fromMs - firstMs) / DAY_MS);
  const data = {
    source: 'made in code',
    baseFolder: '',
    symbols,
    fromMs,
    toMs,
    refineMs: null,
    lookbackDays,
  };
  return { data, window: { fromMs, toMs, intervalMs }, symbols };
}

type ReadStrategy = LoadedStrategy & Scenario['strategy'] & { readonly file: string | null };

async function readStrategy(
  root: RecordReader,
  file: string,
  context: {
    readonly symbols: readonly string[] | null;
    readonly problems: Problem[];
    readonly made: StrategyDefinition | undefined;
  },
): Promise<ReadStrategy | null> {
  const reader = root.record('strategy', ['name', 'file', 'params']);
  if (reader === null) return null;
  if (context.made === undefined && reader.has('name') === reader.has('file')) {
    reader.problem(null, 'expected either name, of a strategy of ours, or file, of one of yours');
    return null;
  }
  const withParams = (loaded: LoadedStrategy, from: string | null): ReadStrategy | null => {
    const params = readParams(reader.place('params'), loaded.definition.params);
    if (params === null) return null;
    const wrong = context.symbols === null ? null : whyNotMade(loaded.definition, params, context.symbols);
    if (wrong !== null) reader.problem(reader.has('params') ? 'params' : null, wrong);
    return { ...loaded, params, file: from };
  };
  if (context.made !== undefined)
    return withParams({ definition: context.made, hash: hashOfCode(context.made) }, null);
  if (reader.has('name')) {
    const name = reader.text('name');
    if (name === null) return null;
    if (!Object.hasOwn(strategies, name)) {
      reader.problem('name', unknownWord('strategy', name, Object.keys(strategies)));
      return null;
    }
    const definition = strategies[name as keyof typeof strategies] as unknown as StrategyDefinition;
    return withParams({ definition, hash: builtInStrategyHash(name) }, null);
  }
  const named = reader.text('file');
  if (named === null) return null;
  const strategyFile = fileBeside(file, named);
  const loaded = await loadStrategy(strategyFile);
  if (loaded.ok) return withParams(loaded.value, strategyFile.shownAs);
  sayWhere(reader, 'file', strategyFile, named, loaded.problems, context.problems);
  return null;
}

function readPolicy(
  root: RecordReader,
  file: string,
  override: NamedFile | undefined,
  problems: Problem[],
): { policy: Policy; file: string } | null {
  const named = override === undefined ? root.text('policy') : null;
  const policyFile = override ?? (named === null ? null : fileBeside(file, named));
  if (policyFile === null) return null;
  const policy = loadPolicy(policyFile.path, policyFile.shownAs);
  if (policy.ok) return { policy: policy.value, file: policyFile.shownAs };
  if (named === null) problems.push(...policy.problems);
  else sayWhere(root, 'policy', policyFile, named, policy.problems, problems);
  return null;
}

/** A file that is not there is a problem of the line that names it; what is wrong inside it is a problem of its own lines. */
function sayWhere(
  reader: RecordReader,
  key: string,
  file: NamedFile,
  named: string,
  found: readonly Problem[],
  problems: Problem[],
): void {
  const isMissing = found.some(({ message }) => message.startsWith('does not exist'));
  if (isMissing) reader.problem(key, `${show(named)} does not exist; ${nearestFile(file.path, named)}`);
  else problems.push(...found);
}

function readDrain(root: RecordReader, window: Window | null): number | null {
  const reader = root.has('drain') ? root.record('drain', ['bars']) : null;
  const isGiven = reader?.has('bars') ?? false;
  const bars = reader !== null && isGiven ? reader.count('bars', 0) : DEFAULT_DRAIN_BARS;
  if (reader !== null && !isGiven) reader.problem('bars', 'is missing; expected such as {bars: 24}');
  if (bars === null || window === null) return null;
  const barCount = barCountOf(window);
  if (bars < barCount) return window.toMs - bars * window.intervalMs;
  const drain = isGiven ? `${bars} bars` : `the default of ${bars} bars`;
  root.problem(
    'drain',
    `${drain} takes the whole window, which has ${barCount}; expected such as {bars: ${Math.floor(barCount / 4)}}`,
  );
  return null;
}

/** Left out, everything heals when the drain begins. */
function readHeal(root: RecordReader, window: Window | null, drainMs: number | null): number | null {
  const reader = root.has('heal') ? root.record('heal', ['at']) : null;
  if (reader === null) return drainMs;
  const healMs = readMoment(reader, 'at', window, 'end');
  if (healMs === null || drainMs === null) return null;
  if (healMs <= drainMs) return healMs;
  reader.problem(
    'at',
    `${formatTime(healMs)} is after the drain begins, ${formatTime(drainMs)}; expected heal before the drain`,
  );
  return null;
}
