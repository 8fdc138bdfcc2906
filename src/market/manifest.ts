import { readRecord } from '../core/recordReader.ts';
import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { formatDuration, parseDuration } from '../core/time.ts';
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
