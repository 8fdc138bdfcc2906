import { sha256 } from '../core/hash.ts';
import { failed, formatProblem, ok, type Problem, type Result } from '../core/result.ts';
import { formatDuration, formatTime, parseDuration } from '../core/time.ts';
import type { Candles } from '../market/candles.ts';
import { canonicalCsv } from '../market/canonicalCsv.ts';
import { type Dataset, loadSymbol, openDataset, plainSymbol } from '../market/dataset.ts';
import { fileName, joinPath, listFiles, readBytes, readTextFile, writeWhole } from '../market/files.ts';
import { joinCandles } from '../market/joinCandles.ts';
import { type NewEntry, withEntries } from '../market/manifest.ts';
import { CANDLE_FILE } from '../market/readCandles.ts';
import { resample } from '../market/resample.ts';
import { type InspectedFile, symbolOf } from './inspectData.ts';
import { shownPath } from './policyArgument.ts';

export interface ConvertOptions {
  /** Folder that the files go to. */
  readonly out: string;
  /** The symbol of all files; null for what each file's name says. */
  readonly symbol: string | null;
  /** A larger interval to resample to, as it was typed; null for the files' own. */
  readonly interval: string | null;
  /** Where the candles are from, for the manifest; null for the names of the files. */
  readonly source: string | null;
}

/** One symbol, as it will stand in the folder. */
interface Conversion {
  readonly path: string;
  readonly csv: string;
  readonly entry: NewEntry;
  readonly isThere: boolean;
}

export interface Written {
  readonly path: string;
  readonly entry: NewEntry;
  readonly state: 'written' | 'unchanged';
}

export interface ConvertedFolder {
  readonly files: readonly Written[];
  readonly manifest: string;
  readonly manifestState: 'written' | 'unchanged';
}

/**
 * Everything that a conversion would write, or everything that stands in its way: no file is begun while one of them cannot be finished.
 * `write` then writes each file whole, the manifest last, and reads them as a scenario would.
 */
export function planConversion(
  inspected: readonly InspectedFile[],
  options: ConvertOptions,
): Result<{ write(): Promise<Result<ConvertedFolder>> }> {
  const bad = inspected.filter(({ candles }) => candles === null);
  if (bad.length > 0) return failed(bad.flatMap(({ problems }) => [...problems]));
  const folder = openFolder(options.out);
  if (!folder.ok) return folder;
  const { dataset, manifestPath, prefix } = folder.value;
  const problems: Problem[] = [];
  const conversions: Conversion[] = [];
  const bySymbol = new Map<string, InspectedFile[]>();
  for (const one of inspected) {
    const symbol = options.symbol ?? symbolOf(one.file);
    bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), one]);
  }
  for (const [symbol, files] of bySymbol) {
    const converted = convertSymbol(symbol, files, { options, dataset, prefix });
    if (converted.ok) conversions.push(converted.value);
    else problems.push(...converted.problems);
  }
  const text = dataset?.manifestFile?.path === manifestPath ? readTextFile(manifestPath) : ok(null);
  const manifest = text.ok
    ? withEntries(
        text.value,
        manifestPath,
        conversions.map(({ entry }) => entry),
      )
    : text;
  if (!manifest.ok) problems.push(...manifest.problems);
  if (problems.length > 0 || !manifest.ok) return failed(problems);
  return ok({ write: () => write(conversions, options.out, { path: manifestPath, text: manifest.value }) });
}

interface OpenFolder {
  /** Null where the folder is not there yet. */
  readonly dataset: Dataset | null;
  readonly manifestPath: string;
  /** What stands before a file's name in the manifest. */
  readonly prefix: string;
}

/** The manifest above a folder is the one to add to where it speaks of the folder's files: one beside them would hide it. */
function openFolder(out: string): Result<OpenFolder> {
  const own = { manifestPath: joinPath(out, 'manifest.yaml'), prefix: '' };
  if (!listFiles(out).ok) return ok({ dataset: null, ...own });
  const dataset = openDataset(out);
  if (!dataset.ok) return dataset;
  const { manifestFile, manifest } = dataset.value;
  const isAbove = manifestFile !== null && manifestFile.prefix !== '' && manifest.size > 0;
  const place = isAbove ? { manifestPath: manifestFile.path, prefix: manifestFile.prefix } : own;
  return ok({ dataset: dataset.value, ...place });
}

function convertSymbol(
  symbol: string,
  files: readonly InspectedFile[],
  into: { readonly options: ConvertOptions; readonly dataset: Dataset | null; readonly prefix: string },
): Result<Conversion> {
  const { options, dataset, prefix } = into;
  const first = files[0]!.file;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(symbol)) {
    const message = `"${symbol}" names no symbol such as BTC-USDT; expected one after --symbol`;
    return failed([{ file: first, line: null, key: '--symbol', message }]);
  }
  const joined = joinCandles(files.map(({ file, candles }) => ({ file, candles: { ...candles!, symbol } })));
  if (!joined.ok) return joined;
  const traps = trapsOf(files);
  const resampled = inInterval(joined.value, options.interval, { file: first, traps });
  if (!resampled.ok) return resampled;
  const candles = resampled.value;
  const csv = canonicalCsv(candles);
  const name = `${symbol}.csv`;
  const path = joinPath(options.out, name);
  const namesakes = (dataset?.fileNames ?? []).filter(
    (other) => plainSymbol(other.replace(CANDLE_FILE, '')) === plainSymbol(symbol) && other !== name,
  );
  if (namesakes.length > 0) {
    const message = `would stand beside ${namesakes.join(', ')}, and a scenario could not tell which of them is ${symbol}`;
    return failed([{ file: path, line: null, key: null, message }]);
  }
  const there = readBytes(path);
  const isThere = there.ok;
  if (there.ok && sha256(there.value) !== sha256(csv)) {
    const message = 'is there already with other content; nothing was overwritten';
    return failed([{ file: path, line: null, key: null, message }]);
  }
  const entry: NewEntry = {
    symbol,
    file: `${prefix}${name}`,
    source: options.source ?? `converted from ${files.map(({ file }) => fileName(file)).join(', ')}`,
    intervalMs: candles.intervalMs,
    fromMs: candles.openTimeMs[0]!,
    toMs: candles.openTimeMs[candles.length - 1]!,
    rows: candles.length,
    sha256: sha256(csv),
    traps,
  };
  return ok({ path, csv, entry, isThere });
}

/** What a reader of a report must know of these candles, which their numbers do not show any more. */
function trapsOf(files: readonly InspectedFile[]): string[] {
  return files.flatMap(({ file, repairs, remarks, warnings }) => {
    const dropped = warnings.filter(({ message }) => message.includes('was dropped'));
    const said = [
      ...repairs.map((repair) => `repaired: ${repair}`),
      ...remarks,
      ...dropped.map(({ message }) => message),
    ];
    return said.map((text) => (files.length === 1 ? text : `${fileName(file)}: ${text}`));
  });
}

function inInterval(
  joined: Candles,
  interval: string | null,
  into: { readonly file: string; readonly traps: string[] },
): Result<Candles> {
  if (interval === null) return ok(joined);
  const problem = (message: string) => failed([{ file: into.file, line: null, key: '--interval', message }]);
  const intervalMs = parseDuration(interval);
  if (intervalMs === null || intervalMs <= 0) {
    return problem(`"${interval}" is not a duration; expected one such as 1h`);
  }
  const own = formatDuration(joined.intervalMs);
  if (intervalMs % joined.intervalMs !== 0) {
    return problem(`${interval} is no multiple of the file's ${own}; expected ${own} or a multiple of it`);
  }
  const larger = resample(joined, intervalMs, { start: 'drop', end: 'drop' });
  if (larger.length === 0)
    return problem(`no bar of ${interval} is whole in the file; expected a smaller interval`);
  if (intervalMs !== joined.intervalMs) {
    into.traps.push(
      `resampled from ${own} to ${interval}; bars that the file has only a part of at its ends were left out`,
    );
    into.traps.push(...partialBars(joined, larger, { own, interval }));
  }
  return ok(larger);
}

/** A gap inside the file makes bars that look whole and are not: their range and volume are of the part that is there. */
function partialBars(
  candles: Candles,
  larger: Candles,
  names: { readonly own: string; readonly interval: string },
): string[] {
  const wholeCount = larger.intervalMs / candles.intervalMs;
  const counts = new Map<number, number>();
  for (const time of candles.openTimeMs) {
    const start = Math.floor(time / larger.intervalMs) * larger.intervalMs;
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  const partial = [...larger.openTimeMs].filter((time) => counts.get(time)! < wholeCount);
  if (partial.length === 0) return [];
  const shown = partial.slice(0, 5).map((time) => `${formatTime(time)} (${counts.get(time)})`);
  const rest = partial.length > shown.length ? ` and ${partial.length - shown.length} more` : '';
  const what =
    partial.length === 1
      ? `1 bar of ${names.interval} has`
      : `${partial.length} bars of ${names.interval} have`;
  return [
    `${what} fewer than ${wholeCount} bars of ${names.own} inside, because of gaps: ${shown.join(', ')}${rest}`,
  ];
}

async function write(
  conversions: readonly Conversion[],
  out: string,
  manifest: { readonly path: string; readonly text: string | null },
): Promise<Result<ConvertedFolder>> {
  for (const { path, csv, isThere } of conversions) {
    if (isThere) continue;
    const written = writeWhole(path, csv, 'new');
    if (!written.ok) return written;
  }
  if (manifest.text !== null) {
    const written = writeWhole(manifest.path, manifest.text, 'replace');
    if (!written.ok) return written;
  }
  const dataset = openDataset(out);
  if (!dataset.ok) return dataset;
  for (const { entry } of conversions) {
    const loaded = await loadSymbol(dataset.value, entry.symbol);
    const isVerified = loaded.ok && loaded.value.entry !== null;
    if (!isVerified) {
      const reasons = loaded.ok ? ['no manifest entry was found'] : loaded.problems.map(formatProblem);
      throw new Error(`what was written cannot be read: ${reasons.join('; ')}`);
    }
  }
  return ok({
    files: conversions.map(({ path, entry, isThere }) => ({
      path,
      entry,
      state: isThere ? 'unchanged' : 'written',
    })),
    manifest: shownPath(manifest.path),
    manifestState: manifest.text === null ? 'unchanged' : 'written',
  });
}
