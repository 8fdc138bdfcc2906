import { type RecordReader, show } from '../core/recordReader.ts';
import { formatProblem, unknownWord } from '../core/result.ts';
import { DAY_MS, formatDuration, formatTime } from '../core/time.ts';
import {
  type Dataset,
  type LoadSymbolOptions,
  loadSymbol,
  openDataset,
  symbolsOf,
} from '../market/dataset.ts';
import { listFiles, parentFolder, resolvePath } from '../market/files.ts';
import type { Window } from './readMoment.ts';
import { readOwnTape } from './readOwnTape.ts';
import type { ScenarioData } from './scenario.ts';

const DATA_KEYS = ['source', 'tape', 'symbols', 'from', 'to', 'refine', 'lookbackDays', 'repair'] as const;

/** What `data:` says, and the window that bars are counted in; null where a problem stands in the way. */
export interface ReadData {
  readonly data: ScenarioData | null;
  readonly window: Window | null;
  /** The symbols as far as they could be read, so that faults can be checked against them. */
  readonly symbols: readonly string[] | null;
}

/** Reads `data:` and looks into the folder that it names for its symbols and the interval of its bars. */
export async function readData(
  root: RecordReader,
  scenarioFile: string,
  places: { readonly packageFolder: string | null; readonly cacheFolder?: string | null },
): Promise<ReadData> {
  const reader = root.record('data', DATA_KEYS);
  if (reader === null) return { data: null, window: null, symbols: null };
  const lookbackDays = reader.has('lookbackDays') ? reader.count('lookbackDays', 0) : 0;
  const repair = reader.has('repair') ? readRepair(reader) : undefined;
  const load = { repair: repair ?? false, cacheFolder: places.cacheFolder ?? null };
  const own = reader.has('tape')
    ? await readOwnTape(reader, {
        load,
        lookbackDays: lookbackDays ?? 0,
        folderOf: (name) => folderWith(name, scenarioFile, places.packageFolder),
      })
    : null;
  const source = own === null ? reader.text('source') : own.source;
  const symbols = own === null ? readSymbols(reader) : own.symbols;
  const fromMs = own === null || reader.has('from') ? reader.time('from') : own.fromMs;
  const toMs = own === null || reader.has('to') ? reader.time('to') : own.toMs;
  if (fromMs !== null && toMs !== null && fromMs >= toMs) {
    reader.problem('to', `${formatTime(toMs)} is not after from, ${formatTime(fromMs)}`);
  }
  const refineMs = reader.has('refine') ? readRefine(reader) : null;

  const baseFolder = source === null ? null : folderWith(source, scenarioFile, places.packageFolder);
  if (source !== null && baseFolder === null) {
    reader.problem('source', `no folder ${show(source)} beside the scenario file or in a folder above it`);
  }
  const intervalMs =
    baseFolder === null
      ? null
      : await barInterval(reader, resolvePath(baseFolder, source!), source!, {
          symbols: symbols ?? [],
          refineMs,
          load,
        });
  // A refinement that is wrong must not have bars counted in days.
  const isRefineKnown = refineMs !== null || !reader.has('refine');
  const hasWindow = isRefineKnown && intervalMs !== null && fromMs !== null && toMs !== null && fromMs < toMs;
  const window = hasWindow ? { fromMs, toMs, intervalMs } : null;
  if (
    window === null ||
    baseFolder === null ||
    symbols === null ||
    lookbackDays === null ||
    repair === null
  ) {
    return { data: null, window, symbols };
  }
  const data = {
    ...{ source: source!, baseFolder, symbols, fromMs: fromMs!, toMs: toMs!, refineMs, lookbackDays },
    ...(repair === undefined ? {} : { repair }),
    ...(own === null ? {} : { tape: own.tape! }),
  };
  return { data, window, symbols };
}

function readSymbols(reader: RecordReader): string[] | null {
  const list = reader.list('symbols');
  if (list === null) return null;
  if (list.length === 0) reader.problem('symbols', 'is empty; expected at least one symbol');
  const symbols: string[] = [];
  for (const given of list) {
    if (typeof given !== 'string' || given.trim() === '') {
      reader.problem('symbols', `${show(given)} is not a symbol such as BTC-USDT`);
    } else if (symbols.includes(given)) {
      reader.problem('symbols', `${given} stands twice; expected each symbol once`);
    } else symbols.push(given);
  }
  return symbols.length === list.length && list.length > 0 ? symbols : null;
}

/** Written out, it is kept as it was written, so that a scenario without the key keeps its hash. */
function readRepair(reader: RecordReader): boolean | null {
  const given = reader.value('repair');
  if (typeof given === 'boolean') return given;
  reader.problem('repair', `${show(given)} is not true or false`);
  return null;
}

function readRefine(reader: RecordReader): number | null {
  const refineMs = reader.duration('refine', 1);
  if (refineMs === null || DAY_MS % refineMs === 0) return refineMs;
  reader.problem(
    'refine',
    `${formatDuration(refineMs)} does not divide a day; expected 1h, 15m or another divisor of a day`,
  );
  return null;
}

/**
 * The nearest folder, from that of the scenario file upwards, under which the source exists; else the package's own folder, so that
 * an installed brakecheck finds the data it ships. Where the command was started plays no part.
 */
function folderWith(source: string, scenarioFile: string, packageFolder: string | null): string | null {
  let folder = parentFolder(scenarioFile);
  for (;;) {
    if (listFiles(resolvePath(folder, source)).ok) return folder;
    const above = parentFolder(folder);
    if (above === folder) break;
    folder = above;
  }
  return packageFolder !== null && listFiles(resolvePath(packageFolder, source)).ok ? packageFolder : null;
}

/** The interval of the engine's bars; symbols that the dataset does not have are problems. */
async function barInterval(
  reader: RecordReader,
  folder: string,
  source: string,
  options: {
    readonly symbols: readonly string[];
    readonly refineMs: number | null;
    readonly load: LoadSymbolOptions;
  },
): Promise<number | null> {
  const dataset = openDataset(folder, source);
  if (!dataset.ok) {
    for (const { file, line, message } of dataset.problems) {
      reader.problem('source', formatProblem({ file, line, key: null, message }));
    }
    return null;
  }
  if (dataset.value.fileNames.length === 0) {
    reader.problem('source', `${show(source)} has no candle files`);
    return null;
  }
  let intervalMs: number | null = null;
  for (const symbol of options.symbols) {
    intervalMs = (await intervalOf(reader, dataset.value, symbol, options.load)) ?? intervalMs;
  }
  return options.refineMs ?? intervalMs;
}

/** From the manifest where it lists the symbol, so that a large file need not be read twice; else from the candles. */
async function intervalOf(
  reader: RecordReader,
  dataset: Dataset,
  symbol: string,
  options: LoadSymbolOptions,
): Promise<number | null> {
  for (const entry of dataset.manifest.values()) if (entry.symbol === symbol) return entry.intervalMs;
  const loaded = await loadSymbol(dataset, symbol, options);
  if (loaded.ok) return loaded.value.candles.intervalMs;
  for (const problem of loaded.problems) {
    const isUnknown = problem.key === 'symbols';
    const message = isUnknown ? problem.message : `${problem.file}: ${problem.message}`;
    reader.problem('symbols', isUnknown ? unknownWord('symbol', symbol, symbolsOf(dataset)) : message);
  }
  return null;
}
