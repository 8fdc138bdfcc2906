import { failed, ok, type Problem, type Result, unknownWord } from '../core/result.ts';
import { formatTime } from '../core/time.ts';
import type { CandleRows } from './candleRows.ts';
import { summariseRows } from './candleSummary.ts';
import type { Candles } from './candles.ts';
import { readCandlesKept } from './columnCache.ts';
import { fileName, joinPath, listFiles, parentFolder, readBytes, readTextFile } from './files.ts';
import { type ManifestEntry, parseManifest } from './manifest.ts';
import { CANDLE_FILE } from './readCandles.ts';
import { repairRows } from './repair.ts';
import { validateCandles } from './validateCandles.ts';

/** A folder of candle files, one a symbol, and what its manifest says of them. */
export interface Dataset {
  /** As the user named it. */
  readonly source: string;
  readonly folder: string;
  /** Names of its candle files, sorted. */
  readonly fileNames: readonly string[];
  /** By file name; empty without a manifest. */
  readonly manifest: ReadonlyMap<string, ManifestEntry>;
  /** The manifest's path, and what stands before the file names in it; null without a manifest. */
  readonly manifestFile: { readonly path: string; readonly prefix: string } | null;
}

export interface LoadedSymbol {
  readonly candles: Candles;
  /** Null when no manifest lists the file. */
  readonly entry: ManifestEntry | null;
  /** Repairs, warnings and remarks, each with the symbol in front. */
  readonly notes: readonly string[];
  /** What was done to the file's rows before they were used, with the symbol in front; part of the tape's hash. */
  readonly repairs: readonly string[];
}

export interface LoadSymbolOptions {
  /** Repairs the rows where that is safe. */
  readonly repair?: boolean;
  /** Where parsed columns of large files are kept; null, or left out, for nowhere. */
  readonly cacheFolder?: string | null;
}

/**
 * Opens a dataset. Its manifest is `manifest.yaml` beside the files or in the folder above; a folder without one is allowed, and
 * its candles are then called unverified.
 */
export function openDataset(folder: string, source: string = folder): Result<Dataset> {
  const names = listFiles(folder);
  if (!names.ok) return failed(names.problems.map((problem) => ({ ...problem, file: source })));
  const fileNames = names.value.filter((name) => CANDLE_FILE.test(name));
  const manifest = new Map<string, ManifestEntry>();
  let manifestFile: Dataset['manifestFile'] = null;
  const above = fileName(folder);
  for (const [manifestFolder, prefix] of [
    [folder, ''],
    [parentFolder(folder), `${above}/`],
  ] as const) {
    const there = listFiles(manifestFolder);
    if (!there.ok || !there.value.includes('manifest.yaml')) continue;
    const path = joinPath(manifestFolder, 'manifest.yaml');
    const text = readTextFile(path);
    if (!text.ok) return text;
    const entries = parseManifest(text.value, path);
    if (!entries.ok) return entries;
    for (const entry of entries.value) {
      if (entry.file.startsWith(prefix)) manifest.set(entry.file.slice(prefix.length), entry);
    }
    manifestFile = { path, prefix };
    break;
  }
  return ok({ source, folder, fileNames, manifest, manifestFile });
}

/** The symbols that a dataset has, as its manifest or else its file names write them. */
export function symbolsOf(dataset: Dataset): string[] {
  return dataset.fileNames.map((name) => dataset.manifest.get(name)?.symbol ?? stem(name));
}

/**
 * The candles of one symbol, checked: first that the file is the one the manifest describes (hash, rows, range), then that its
 * candles are possible. `BTC-USDT` is found as `BTC-USDT.csv`, as `BTCUSDT.csv`,
 * and as `.json` or `.parquet` of these names.
 */
export async function loadSymbol(
  dataset: Dataset,
  symbol: string,
  options: LoadSymbolOptions = {},
): Promise<Result<LoadedSymbol>> {
  const found = dataset.fileNames.filter((name) => plainSymbol(stem(name)) === plainSymbol(symbol));
  if (found.length !== 1) {
    const message =
      found.length === 0
        ? unknownWord('symbol', symbol, symbolsOf(dataset))
        : `has several files for ${symbol} (${found.join(', ')}); expected one`;
    return failed([{ file: dataset.source, line: null, key: 'symbols', message }]);
  }
  const name = found[0]!;
  const file = `${dataset.source}/${name}`;
  const bytes = readBytes(joinPath(dataset.folder, name));
  if (!bytes.ok) return failed(bytes.problems.map((problem) => ({ ...problem, file })));
  const entry = dataset.manifest.get(name) ?? null;
  const { cacheFolder = null } = options;
  const { rows: read, sha256 } = await readCandlesKept(bytes.value, file, { cacheFolder });
  const { rows, repairs } =
    options.repair === true ? repairRows(read, entry?.intervalMs) : { rows: read, repairs: [] };
  const valid = validateCandles(rows, entry === null ? { symbol } : { symbol, intervalMs: entry.intervalMs });
  // A manifest describes the file, not what a repair has left of it.
  const changed = entry === null ? [] : verifyEntry(entry, read, sha256);
  if (!valid.ok || changed.length > 0) return failed([...changed, ...(valid.ok ? [] : valid.problems)]);
  const { candles, warnings } = valid.value;
  const repaired = repairs.map((repair) => `${symbol}, repaired: ${repair}`);
  const said = warnings.map((warning) => `${symbol}, line ${warning.line ?? 1}: ${warning.message}`);
  const remarks = rows.remarks.map((remark) => `${symbol}: ${remark}`);
  return ok({ candles, entry, notes: [...repaired, ...remarks, ...said], repairs: repaired });
}

/** What differs between a file and what its manifest says of it: hash, rows and range. */
export function verifyEntry(entry: ManifestEntry, rows: CandleRows, sha256: string): Problem[] {
  const { file } = rows;
  const problems: Problem[] = [];
  if (sha256 !== entry.sha256) {
    const message = `is not the file that the manifest describes: its sha256 is ${sha256}, expected ${entry.sha256}`;
    problems.push({ file, line: null, key: 'sha256', message });
  }
  const check = (key: string, actual: string, expected: string): void => {
    if (actual !== expected) {
      const message = `is not what the manifest describes: ${key} is ${actual}, expected ${expected}`;
      problems.push({ file, line: null, key, message });
    }
  };
  // Of a file that cannot be read whole its own problems say more.
  if (rows.problems.length > 0 || rows.length === 0) return problems;
  const { fromMs, toMs } = summariseRows(rows, entry.intervalMs);
  check('rows', String(rows.length), String(entry.rows));
  check('from', formatTime(fromMs!), formatTime(entry.fromMs));
  check('to', formatTime(toMs!), formatTime(entry.toMs));
  return problems;
}

function stem(name: string): string {
  return name.replace(CANDLE_FILE, '');
}

/** `BTC-USDT`, `btcusdt` and `BTC_USDT` are the same symbol to a folder of files. */
export function plainSymbol(symbol: string): string {
  return symbol.replace(/[-_/]/g, '').toUpperCase();
}
