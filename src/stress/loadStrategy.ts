import { pathToFileURL } from 'node:url';
import { sha256 } from '../core/hash.ts';
import type { ParamSpecs, ParamValues } from '../core/params.ts';
import { show } from '../core/recordReader.ts';
import { failed, ok, type Problem, type Result } from '../core/result.ts';
import type { StrategyDefinition } from '../strategy/strategy.ts';
import { type NamedFile, readNamedFile } from './readNamedFile.ts';

export interface LoadedStrategy {
  readonly definition: StrategyDefinition;
  /** SHA-256 of the source text, so that a changed strategy is another run. What the file itself imports is not in it. */
  readonly hash: string;
}

/** The identity of a strategy of ours: its name, the version of the code being a part of every identity already. */
export function builtInStrategyHash(name: string): string {
  return sha256(`built-in strategy ${name}`);
}

/** The identity of a strategy that a program hands over: the text of its code. What that code reads from around it is not in it. */
export function hashOfCode({ name, create }: StrategyDefinition): string {
  return sha256(`strategy in code ${name}\n${Function.prototype.toString.call(create)}`);
}

/**
 * Loads a user's strategy: the default export of a .ts or .js module. Its code runs here, at the edge, and what it throws becomes a
 * problem.
 */
export async function loadStrategy(file: NamedFile): Promise<Result<LoadedStrategy>> {
  const at = (line: number | null, message: string): Problem => ({
    file: file.shownAs,
    line,
    key: null,
    message,
  });
  if (!/\.[cm]?[jt]s$/.test(file.path))
    return failed([at(null, 'is not a module; expected a .ts or .js file')]);
  const source = readNamedFile(file.path, file.shownAs);
  if (!source.ok) return source;
  let module: { readonly default?: unknown };
  try {
    module = withDefault(await importModule(file.path));
  } catch (error) {
    return failed([at(lineIn(error, file.path), `throws when it is loaded: ${messageOf(error)}`)]);
  }
  if (module.default === undefined) {
    const names = Object.keys(module);
    const found = names.length === 0 ? 'it exports nothing' : `it exports ${names.join(', ')}`;
    return failed([
      at(null, `has no default export (${found}); expected \`export default defineStrategy({...})\``),
    ]);
  }
  const wrong = whatIsWrong(module.default);
  if (wrong.length > 0) return failed(wrong.map((message) => at(null, `default export: ${message}`)));
  return ok({ definition: module.default as StrategyDefinition, hash: sha256(source.value) });
}

/** Makes the strategy once to see whether it can be made: parameters can contradict each other in ways that no table says. */
export function whyNotMade(
  { create, name }: StrategyDefinition,
  params: ParamValues,
  symbols: readonly string[],
): string | null {
  let made: unknown;
  try {
    made = create(params as never, symbols);
  } catch (error) {
    return `${name} cannot be made: ${messageOf(error)}`;
  }
  const strategy = (made ?? {}) as { warmupBars?: unknown; onBars?: unknown };
  const isCount = Number.isInteger(strategy.warmupBars) && Number(strategy.warmupBars) >= 0;
  if (!isCount) return `${name} cannot be used: its warmupBars is not a whole number of at least 0`;
  return typeof strategy.onBars === 'function' ? null : `${name} cannot be used: it has no onBars`;
}

/**
 * A TypeScript module is read through tsx. Source that runs is TypeScript itself, so somebody has seen to that already; what was compiled asks
 * for it when the first TypeScript strategy comes. Where no package.json says `type: module`, Node takes the file for CommonJS, which tsx must be
 * asked to read, too.
 */
async function importModule(path: string): Promise<{ readonly default?: unknown }> {
  const url = pathToFileURL(path).href;
  if (!/\.[cm]?ts$/.test(path)) return import(url);
  if (!import.meta.url.endsWith('.ts')) await registerTypeScript();
  if (path.endsWith('.mts')) return import(url);
  const { register } = await import('tsx/cjs/api');
  const unregister = register();
  try {
    return await import(url);
  } finally {
    unregister();
  }
}

/** What CommonJS exports as a whole is the default of its import, and the default that was written is inside it. */
function withDefault(module: { readonly default?: unknown }): { readonly default?: unknown } {
  const whole = module.default as { readonly __esModule?: unknown; readonly default?: unknown } | undefined;
  const isWhole = typeof whole === 'object' && whole !== null && whole.__esModule === true;
  return isWhole ? (whole as { readonly default?: unknown }) : module;
}

/** The registration that the command line uses, too: plain JavaScript, since it comes before any TypeScript can be read. */
async function registerTypeScript(): Promise<void> {
  const file = new URL('../../bin/registerTypeScript.js', import.meta.url).href;
  const { registerTypeScript: register } = await import(file);
  await register();
}

/** Everything that keeps a value from being the definition of a strategy; empty when it is one. */
export function whatIsWrong(given: unknown): string[] {
  if (typeof given !== 'object' || given === null) {
    return [`is ${describe(given)}; expected a strategy with name, summary, params and create`];
  }
  const definition = given as Record<string, unknown>;
  const wrong: string[] = [];
  const check = (isRight: boolean, name: string, expected: string): void => {
    const found = definition[name] === undefined ? 'is missing' : `is ${describe(definition[name])}`;
    if (!isRight) wrong.push(`${name} ${found}; expected ${expected}`);
  };
  const isText = (text: unknown): boolean => typeof text === 'string' && text.trim() !== '';
  check(isText(definition.name), 'name', 'a text');
  check(isText(definition.summary), 'summary', 'one sentence');
  check(
    typeof definition.create === 'function',
    'create',
    'a function (params, symbols) that makes the strategy',
  );
  const { params } = definition;
  const isTable = typeof params === 'object' && params !== null && !Array.isArray(params);
  check(isTable, 'params', 'a table of parameters; {} when it has none');
  if (isTable) wrong.push(...wrongParams(params as ParamSpecs));
  return wrong;
}

function wrongParams(params: ParamSpecs): string[] {
  return Object.entries(params).flatMap(([name, spec]) => {
    const right =
      typeof spec === 'object' && spec !== null
        ? { number: isNumberOrNull, duration: isNumberOrNull, flag: isFlag, choice: isText, symbols: isText }[
            spec.kind
          ]
        : undefined;
    if (right === undefined)
      return [`params.${name} has no kind; expected number, duration, flag, choice or symbols`];
    if (!right(spec.default))
      return [`params.${name}: default ${describe(spec.default)} is not a ${spec.kind}`];
    const hasWords =
      spec.kind !== 'choice' || (Array.isArray(spec.words) && spec.words.includes(spec.default));
    return hasWords ? [] : [`params.${name}: its words do not have its default ${describe(spec.default)}`];
  });
}

const isNumberOrNull = (given: unknown): boolean => given === null || Number.isFinite(given);
const isFlag = (given: unknown): boolean => typeof given === 'boolean';
const isText = (given: unknown): boolean => typeof given === 'string';

function describe(given: unknown): string {
  return typeof given === 'function' ? 'a function' : show(given);
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** The line of the user's file at which its code threw, or at which it is no code. */
function lineIn(error: unknown, path: string): number | null {
  if (!(error instanceof Error)) return null;
  const text = `${error.message}\n${error.stack ?? ''}`;
  const at = text.indexOf(`${path}:`);
  const line = at < 0 ? null : /^\d+/.exec(text.slice(at + path.length + 1));
  return line ? Number(line[0]) : null;
}
