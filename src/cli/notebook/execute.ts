import { Console } from 'node:console';
import module from 'node:module';
import { Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect, stripVTControlCharacters } from 'node:util';
import type { Cell } from '../../report/notebook/cells.ts';
import { displayOf } from '../../report/notebook/display.ts';
import type { CellError, CellOutput, ExecutedCell } from '../../report/notebook/outputs.ts';
import { type CompiledNotebook, RECEIVER } from './compile.ts';

export interface NotebookToExecute {
  /** Where the file is: its imports are resolved from here. */
  readonly path: string;
  readonly cells: readonly Cell[];
  readonly compiled: CompiledNotebook;
  readonly onCell: (index: number) => void;
}

let executedCount = 0;

/** What a running notebook calls. */
interface Receiver {
  onFirstCell: (() => void) | null;
  begin(index: number): void;
  show(value: unknown): Promise<void>;
  imported(namespace: Namespace, from: string, names: readonly string[]): Namespace;
}

/**
 * Runs a notebook in this process, cell after cell. What the cells print is theirs and does not reach the terminal; what they throw ends the
 * notebook and becomes the last output. The module lives in memory: nothing is written beside the notebook.
 */
export async function executeNotebook(notebook: NotebookToExecute): Promise<ExecutedCell[]> {
  const { path, cells, compiled } = notebook;
  const outputs: CellOutput[][] = cells.map(() => []);
  let current = -1;
  let chartCount = 0;
  let codeCount = 0;
  const ordinals = new Map<number, number>();
  const put = (output: CellOutput): void => void outputs[Math.max(0, current)]!.push(output);
  const receiver: Receiver = {
    onFirstCell: null,
    begin(index: number): void {
      receiver.onFirstCell?.();
      receiver.onFirstCell = null;
      current = index;
      ordinals.set(index, ++codeCount);
      notebook.onCell(index);
    },
    async show(value: unknown): Promise<void> {
      const display = await displayOf(await value, { inspect: asText, chartId: `chart${chartCount + 1}` });
      if (display === null) return;
      if (display.kind === 'chart') chartCount++;
      put({ kind: 'display', display });
    },
    imported,
  };
  const url = `${pathToFileURL(path).href}?notebook=${++executedCount}`;
  const restore = takeOver(receiver, (name, text) => {
    const before = outputs[Math.max(0, current)]!.at(-1);
    if (before?.kind !== 'stream' || before.name !== name) return put({ kind: 'stream', name, text });
    outputs[Math.max(0, current)]!.splice(-1, 1, { ...before, text: before.text + text });
  });
  let error: CellError | null = null;
  try {
    await Promise.race([importNotebook(url, compiled.code), restore.failure]);
  } catch (thrown) {
    error = errorOf(thrown, { url, compiled, cellLine: cells[Math.max(0, current)]!.line });
  } finally {
    restore.end();
  }
  if (error !== null) put(error);
  return cells.map((cell, index) => ({
    cell,
    ordinal: ordinals.get(index) ?? null,
    outputs: outputs[index]!,
  }));
}

/**
 * What a cell imports, once every name of it is there. TypeScript of a project without `type: module` comes as CommonJS, whose names stand in
 * its default.
 */
function imported(namespace: Namespace, from: string, names: readonly string[]): Namespace {
  const { default: inner } = namespace;
  const isInside = typeof inner === 'object' && inner !== null && '__esModule' in inner;
  const found: Namespace = isInside && /\.[cm]?ts$/.test(from) ? (inner as Namespace) : namespace;
  const missing = names.filter((name) => !(name in found));
  if (missing.length === 0) return found;
  throw new SyntaxError(`${from} does not export ${missing.join(', ')}`);
}

type Namespace = Readonly<Record<string, unknown>>;

/**
 * Readies the process for modules in TypeScript and for the package's own name, which source that runs has seen to already, and imports the
 * notebook. Where no package.json says `type: module`, Node takes what the notebook imports for CommonJS, which tsx must be asked to read, too.
 */
async function importNotebook(url: string, source: string): Promise<void> {
  if (!import.meta.url.endsWith('.ts')) {
    const file = new URL('../../../bin/registerTypeScript.js', import.meta.url).href;
    const { registerTypeScript } = await import(file);
    await registerTypeScript();
  }
  const { register } = await import('tsx/cjs/api');
  const unregister = register();
  try {
    await importSource(url, source);
  } finally {
    unregister();
  }
}

/** Imports a module whose text is in memory under a URL of the notebook's folder. */
async function importSource(url: string, source: string): Promise<void> {
  const hooks = module as typeof module & { registerHooks?: (hooks: object) => { deregister(): void } };
  if (hooks.registerHooks !== undefined) {
    const registered = hooks.registerHooks({
      resolve: (specifier: string, context: object, next: (specifier: string, context: object) => object) =>
        specifier === url ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
      load: (asked: string, context: object, next: (url: string, context: object) => object) =>
        asked === url ? { source, format: 'module', shortCircuit: true } : next(asked, context),
    });
    // The hooks are for this one module: its first cell takes them away, since Node 22 loads no CommonJS past them.
    const receiver = (globalThis as unknown as Record<symbol, Receiver>)[RECEIVER]!;
    receiver.onFirstCell = () => registered.deregister();
    try {
      await import(url);
    } finally {
      receiver.onFirstCell?.();
    }
    return;
  }
  // Before Node 22.15 hooks live in a thread of their own, which takes them as the text of a module.
  const hook = `
    let known;
    export function initialize(data) { known = data; }
    export function resolve(specifier, context, next) {
      return specifier === known.url ? { url: known.url, format: 'module', shortCircuit: true } : next(specifier, context);
    }
    export function load(url, context, next) {
      return url === known.url ? { source: known.source, format: 'module', shortCircuit: true } : next(url, context);
    }`;
  module.register(`data:text/javascript,${encodeURIComponent(hook)}`, { data: { url, source } });
  await import(url);
}

/** Gives the notebook its console and its receiver, and keeps the process from ending under it. */
function takeOver(receiver: object, onText: (name: 'stdout' | 'stderr', text: string) => void) {
  const stream = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => {
        onText(name, String(chunk));
        done();
      },
    });
  const scope = globalThis as unknown as Record<PropertyKey, unknown>;
  const earlier = { console: globalThis.console, exit: process.exit };
  globalThis.console = new Console({ stdout: stream('stdout'), stderr: stream('stderr'), colorMode: false });
  scope[RECEIVER] = receiver;
  process.exit = () => {
    throw new Error('a notebook ends with its last cell, not with process.exit');
  };
  // What a timer or a promise throws that nobody waits for is the notebook's error, too.
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const failure = new Promise<never>((_, reject) => process.on('uncaughtException', reject));
  failure.catch(() => {});
  return {
    failure,
    end(): void {
      globalThis.console = earlier.console;
      process.exit = earlier.exit;
      delete scope[RECEIVER];
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
    },
  };
}

function asText(value: unknown): string {
  return inspect(value, { depth: 4, colors: false, breakLength: 100, maxArrayLength: 60, sorted: false });
}

function errorOf(
  thrown: unknown,
  context: { readonly url: string; readonly compiled: CompiledNotebook; readonly cellLine: number },
): CellError {
  const { url, compiled, cellLine } = context;
  if (!(thrown instanceof Error)) {
    return {
      kind: 'error',
      name: 'Error',
      message: `thrown: ${asText(thrown)}`,
      line: cellLine,
      through: [cellLine],
    };
  }
  const through: number[] = [];
  for (const frame of (thrown.stack ?? '').split('\n')) {
    const at = frame.indexOf(url);
    const place = at < 0 ? null : /^:(\d+):(\d+)/.exec(frame.slice(at + url.length));
    const line = place && compiled.lineOf(Number(place[1]), Number(place[2]));
    if (line !== null && line !== through.at(-1)) through.push(line);
  }
  if (through.length === 0) through.push(cellLine);
  return { kind: 'error', name: thrown.name, message: messageOf(thrown, url), line: through[0]!, through };
}

/** The message without colours and without the folders of this machine: the output is read elsewhere, and is the same there. */
function messageOf({ message }: Error, url: string): string {
  const folder = new URL('.', url);
  return stripVTControlCharacters(message.replace(/ imported from .*$/s, ''))
    .replaceAll(folder.href, '')
    .replaceAll(fileURLToPath(folder), '')
    .trimEnd();
}
