import { Document, parseDocument } from 'yaml';
import { readRecord } from '../core/recordReader.ts';
import { failed, ok, type Problem, type Result } from '../core/result.ts';
import {
  DAY_MS,
  formatDay,
  formatDuration,
  formatTime,
  HOUR_MS,
  MINUTE_MS,
  parseDuration,
  SECOND_MS,
} from '../core/time.ts';
import { parseYamlText } from '../core/yamlText.ts';

/** What a dataset's manifest says of one file. */
export interface ManifestEntry {
  readonly symbol: string;
  /** Path from the manifest's folder, with forward slashes. */
  readonly file: string;
  readonly source: string;
  readonly intervalMs: number;
  /** Open time of the first and of the last row. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly rows: number;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
  /** When trading ended inside the last row, the moment; null when the last row is whole. */
  readonly tradingEndsMs: number | null;
  /** What surprises a reader who does not know it. */
  readonly traps: readonly string[];
  /** Line of the entry in the manifest. */
  readonly line: number | null;
}

/** An entry that is to be written: what `ManifestEntry` has, without its place and without an end of trading, which no file says. */
export type NewEntry = Omit<ManifestEntry, 'line' | 'tradingEndsMs'>;

/**
 * A manifest with these entries in it as well: one for a file that it describes already must say the same of the file's content, and nothing
 * that stands there is changed.
 *
 * @param text the manifest as it is; null where there is none.
 * @returns the new text, or null where it has every entry already.
 */
export function withEntries(
  text: string | null,
  file: string,
  entries: readonly NewEntry[],
): Result<string | null> {
  const present = text === null ? ok([]) : parseManifest(text, file);
  if (!present.ok) return present;
  const problems: Problem[] = [];
  const fresh = entries.filter((entry) => {
    const there = present.value.find((candidate) => candidate.file === entry.file);
    if (there === undefined) return true;
    if (CONTENT_KEYS.every((key) => there[key] === entry[key])) return false;
    const message = `describes ${entry.file} already, and otherwise; nothing was overwritten`;
    problems.push({ file, line: there.line, key: 'files', message });
    return false;
  });
  if (problems.length > 0) return failed(problems);
  if (fresh.length === 0) return ok(null);
  const document =
    text === null
      ? new Document({ source: 'several; each file says its own', files: [] })
      : parseDocument(text);
  for (const entry of fresh) document.addIn(['files'], document.createNode(written(entry)));
  return ok(document.toString({ lineWidth: 0 }));
}

const CONTENT_KEYS = ['symbol', 'intervalMs', 'fromMs', 'toMs', 'rows', 'sha256'] as const;

/** As `parseManifest` reads it, in the order of its keys. */
function written(entry: NewEntry): Record<string, unknown> {
  const isDaily = entry.intervalMs % DAY_MS === 0 && entry.fromMs % DAY_MS === 0 && entry.toMs % DAY_MS === 0;
  const time = isDaily ? formatDay : formatTime;
  return {
    symbol: entry.symbol,
    file: entry.file,
    source: entry.source,
    interval: durationText(entry.intervalMs),
    from: time(entry.fromMs),
    to: time(entry.toMs),
    rows: entry.rows,
    sha256: entry.sha256,
    traps: entry.traps,
  };
}

/** In the largest unit that says it in one number, as a duration is read. */
function durationText(durationMs: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((candidate) => durationMs % UNIT_MS[candidate] === 0);
  return unit === undefined ? `${durationMs}ms` : `${durationMs / UNIT_MS[unit]}${unit}`;
}

const UNIT_MS = { d: DAY_MS, h: HOUR_MS, m: MINUTE_MS, s: SECOND_MS } as const;

const ENTRY_KEYS = [
  'symbol',
  'file',
  'source',
  'interval',
  'from',
  'to',
  'rows',
  'sha256',
  'tradingEndsAt',
  'traps',
];

/** Reads a manifest. Every problem is listed, with its line and key. */
export function parseManifest(text: string, file: string): Result<readonly ManifestEntry[]> {
  const yaml = parseYamlText(text, file);
  if (!yaml.ok) return yaml;
  const problems: Problem[] = [];
  const entries: ManifestEntry[] = [];
  const root = readRecord(yaml.value, [], ['source', 'files'], problems);
  for (const index of (root?.list('files') ?? []).keys()) {
    const path = ['files', index];
    const reader = readRecord(yaml.value, path, ENTRY_KEYS, problems);
    if (reader === null) continue;
    const problemsBefore = problems.length;
    const symbol = reader.text('symbol');
    const entryFile = reader.text('file');
    const source = reader.text('source');
    const interval = reader.text('interval');
    const intervalMs = interval === null ? null : parseDuration(interval);
    if (interval !== null && (intervalMs === null || intervalMs <= 0)) {
      reader.problem(
        'interval',
        `"${interval}" is not a duration; expected one such as ${formatDuration(3_600_000)}`,
      );
    }
    const fromMs = reader.time('from');
    const toMs = reader.time('to');
    const rows = reader.number('rows', 1);
    const sha256 = reader.text('sha256');
    const tradingEndsMs = reader.has('tradingEndsAt') ? reader.time('tradingEndsAt') : null;
    const traps = reader.list('traps');
    if (problems.length > problemsBefore) continue;
    entries.push({
      symbol: symbol!,
      file: entryFile!,
      source: source!,
      intervalMs: intervalMs!,
      fromMs: fromMs!,
      toMs: toMs!,
      rows: rows!,
      sha256: sha256!,
      tradingEndsMs,
      traps: traps!.map(String),
      line: yaml.value.lineOf(path),
    });
  }
  return problems.length === 0 ? ok(entries) : failed(problems);
}
