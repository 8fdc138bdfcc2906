import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { type CandleSummary, summariseRows } from '../market/candleSummary.ts';
import type { Candles } from '../market/candles.ts';
import type { ReadOptions } from '../market/candleTable.ts';
import { type CacheUse, readCandlesKept } from '../market/columnCache.ts';
import { parseColumns } from '../market/columnLayout.ts';
import { type Dataset, openDataset, verifyEntry } from '../market/dataset.ts';
import { fileName, listFiles, listTree, parentFolder, readBytes } from '../market/files.ts';
import type { ManifestEntry } from '../market/manifest.ts';
import { CANDLE_FILE } from '../market/readCandles.ts';
import { repairRows } from '../market/repair.ts';
import { validateCandles } from '../market/validateCandles.ts';
import { shownPath } from './policyArgument.ts';

export interface InspectOptions {
  readonly read: ReadOptions;
  readonly repair: boolean;
  /** A last bar that is not over by then is dropped. */
  readonly nowMs: number;
  readonly cacheFolder: string | null;
}

/** Everything that is known of one candle file. */
export interface InspectedFile {
  readonly file: string;
  readonly sha256: string | null;
  readonly recognised: string;
  readonly remarks: readonly string[];
  readonly repairs: readonly string[];
  readonly summary: CandleSummary | null;
  /** Whether a manifest vouches for the file: null where none speaks of it. */
  readonly manifest: string | null;
  readonly cache: CacheUse;
  readonly warnings: readonly Problem[];
  readonly problems: readonly Problem[];
  /** Null where there are problems. */
  readonly candles: Candles | null;
}

/** Reads a candle file, repairs it where that was asked for, compares it with the manifest that stands by it, and checks its candles. */
export async function inspectFile(file: string, options: InspectOptions): Promise<InspectedFile> {
  const bytes = readBytes(file);
  if (!bytes.ok) return unreadable(file, bytes.problems);
  const { cacheFolder } = options;
  const { rows, sha256, cache } = await readCandlesKept(bytes.value, file, { ...options.read, cacheFolder });
  const { entry, path, problems: manifestProblems } = manifestEntryOf(file);
  const repaired = options.repair ? repairRows(rows, entry?.intervalMs) : { rows, repairs: [] };
  const interval = entry === null ? {} : { intervalMs: entry.intervalMs };
  const { nowMs } = options;
  const valid = validateCandles(repaired.rows, { symbol: symbolOf(file), nowMs, ...interval });
  const problems = [
    ...manifestProblems,
    ...(entry === null ? [] : verifyEntry(entry, rows, sha256)),
    ...(valid.ok ? [] : valid.problems),
  ];
  return {
    file,
    sha256,
    recognised: rows.recognised,
    remarks: rows.remarks,
    repairs: repaired.repairs,
    summary: repaired.rows.length === 0 ? null : summariseRows(repaired.rows, entry?.intervalMs ?? null),
    manifest: entry === null || path === null ? null : shownPath(path),
    cache,
    warnings: valid.ok ? valid.value.warnings : [],
    problems,
    candles: valid.ok && problems.length === 0 ? valid.value.candles : null,
  };
}

function unreadable(file: string, problems: readonly Problem[]): InspectedFile {
  return {
    ...{ file, sha256: null, recognised: 'nothing', remarks: [], repairs: [], summary: null },
    ...{ manifest: null, cache: 'none', warnings: [], problems, candles: null },
  };
}

/** What the manifest beside a file, or in the folder above, says of it. A manifest that cannot be read is a problem. */
function manifestEntryOf(file: string): {
  readonly entry: ManifestEntry | null;
  readonly path: string | null;
  readonly problems: readonly Problem[];
} {
  const dataset: Result<Dataset> = openDataset(parentFolder(file));
  if (!dataset.ok) return { entry: null, path: null, problems: dataset.problems };
  const entry = dataset.value.manifest.get(fileName(file)) ?? null;
  return { entry, path: dataset.value.manifestFile?.path ?? null, problems: [] };
}

/**
 * The symbol that a file's name says: `BTCUSDT` of Binance's `BTCUSDT-1h-2022-05.csv`, else the name without its end.
 *
 * @example symbolOf('data/BTCUSDT-1h-2022-05.csv') // 'BTCUSDT'
 * @example symbolOf('BTC-USDT.parquet') // 'BTC-USDT'
 */
export function symbolOf(file: string): string {
  const name = fileName(file).replace(CANDLE_FILE, '');
  return /^([A-Z0-9]+)-\d+(?:s|m|h|d|w|mo)-\d{4}-\d{2}(?:-\d{2})?$/.exec(name)?.[1] ?? name;
}

/** The candle files of a command line: a folder stands for those in it and below it, in order of name. */
export function candleFiles(args: readonly string[]): Result<string[]> {
  const files: string[] = [];
  const problems: Problem[] = [];
  for (const arg of args) {
    if (!listFiles(arg).ok) {
      // Not a folder: a file, or nothing at all, which reading it will say.
      files.push(arg);
      continue;
    }
    const tree = listTree(arg);
    if (!tree.ok) {
      problems.push(...tree.problems);
      continue;
    }
    const found = tree.value.filter((path) => CANDLE_FILE.test(path));
    files.push(...found);
    if (found.length === 0) {
      const message = 'is a folder without candle files (.csv, .json, .parquet)';
      problems.push({ file: arg, line: null, key: null, message });
    }
  }
  return problems.length === 0 ? ok([...new Set(files)]) : failed(problems);
}

/** `--columns` and `--quote-volume` as the reader takes them. */
export function readOptionsOf(
  options: Readonly<Record<string, string | boolean | undefined>>,
): Result<ReadOptions> {
  const volume = options.quoteVolume === true ? { volume: 'quote' as const } : {};
  if (options.columns === undefined) return ok(volume);
  const columns = parseColumns(String(options.columns));
  if (!Array.isArray(columns)) return ok({ columns: columns as ReadOptions['columns'] & object, ...volume });
  return failed(columns.map(({ key, message }) => ({ file: null, line: null, key, message })));
}
