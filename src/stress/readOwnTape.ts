import { type RecordReader, show } from '../core/recordReader.ts';
import { formatProblem } from '../core/result.ts';
import { DAY_MS } from '../core/time.ts';
import { type LoadSymbolOptions, loadSymbol, openDataset } from '../market/dataset.ts';
import { fileName, resolvePath } from '../market/files.ts';
import { CANDLE_FILE } from '../market/readCandles.ts';
import { nearestFile } from './readNamedFile.ts';

/** What one candle file says of its scenario's data; what could not be read is null. */
export interface OwnTape {
  /** As the user named it. */
  readonly tape: string | null;
  /** The folder that it is in, as the user would name it. */
  readonly source: string | null;
  readonly symbols: readonly string[] | null;
  /** The whole of it, but for the look-back. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

const NOTHING: OwnTape = { tape: null, source: null, symbols: null, fromMs: null, toMs: null };

/**
 * Reads `data: {tape: FILE}`: one candle file instead of a folder and a list of symbols. It is checked as any other is: with the manifest and
 * the instruments beside it or in the folder above, and called unverified without a manifest.
 */
export async function readOwnTape(
  reader: RecordReader,
  options: {
    readonly load: LoadSymbolOptions;
    readonly lookbackDays: number;
    /** The folder from which a folder of that name counts; null where there is none. */
    readonly folderOf: (name: string) => string | null;
  },
): Promise<OwnTape> {
  for (const key of ['source', 'symbols']) {
    if (reader.has(key)) reader.problem(key, 'has no place beside tape, which names the file of one symbol');
  }
  const tape = reader.text('tape');
  if (tape === null) return NOTHING;
  const name = fileName(tape);
  if (!CANDLE_FILE.test(name)) {
    reader.problem('tape', `${show(tape)} is no candle file; expected .csv, .json or .parquet`);
    return NOTHING;
  }
  const source = tape.slice(0, tape.length - name.length).replace(/\/+$/, '') || '.';
  const baseFolder = options.folderOf(source);
  if (baseFolder === null) {
    reader.problem('tape', `no folder ${show(source)} beside the scenario file or in a folder above it`);
    return NOTHING;
  }
  const folder = resolvePath(baseFolder, source);
  const dataset = openDataset(folder, source);
  if (!dataset.ok) {
    for (const { file, line, message } of dataset.problems)
      reader.problem('tape', formatProblem({ file, line, key: null, message }));
    return NOTHING;
  }
  if (!dataset.value.fileNames.includes(name)) {
    const hint = nearestFile(resolvePath(folder, name), tape);
    reader.problem('tape', `${show(tape)} does not exist; ${hint}`);
    return NOTHING;
  }
  const symbol = dataset.value.manifest.get(name)?.symbol ?? name.replace(CANDLE_FILE, '');
  const loaded = await loadSymbol(dataset.value, symbol, options.load);
  if (!loaded.ok) {
    for (const { file, line, message } of loaded.problems)
      reader.problem('tape', formatProblem({ file, line, key: null, message }));
    return NOTHING;
  }
  const { candles } = loaded.value;
  return {
    tape,
    source,
    symbols: [symbol],
    fromMs: candles.openTimeMs[0]! + options.lookbackDays * DAY_MS,
    toMs: candles.openTimeMs[candles.length - 1]! + candles.intervalMs,
  };
}
