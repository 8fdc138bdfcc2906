import { failed, ok, type Result } from '../core/result.ts';
import { joinPath, readBytes, readTextFile } from '../market/files.ts';
import { type Approved, readApproved } from '../report/approved/approvedResult.ts';
import type { RunFile } from '../report/runFiles.ts';
import { writeMarked } from '../report/writeMarked.ts';
import { gunzipText, gzipText } from './gzipText.ts';
import { REPORT_FOLDER } from './writeReport.ts';

/** Approved results stand in git, beside the generated reports that do not. */
const APPROVED_FOLDER = joinPath(REPORT_FOLDER, 'approved');

/** Logs compress to a tenth, and a repository keeps every version of them for ever. */
const COMPRESSED = '.gz';

/** The approved result of a scenario; null when there is none. */
export function findApproved(name: string): Result<Approved | null> {
  const file = joinPath(APPROVED_FOLDER, `${name}.json`);
  const json = readTextFile(file);
  if (!json.ok) return json.problems.every(({ message }) => message === 'does not exist') ? ok(null) : json;
  const eventsFile = joinPath(APPROVED_FOLDER, `${name}.events.ndjson${COMPRESSED}`);
  const bytes = readBytes(eventsFile);
  if (!bytes.ok) return bytes;
  const events = gunzipText(bytes.value);
  if (events !== null) return readApproved({ json: json.value, events, file, eventsFile });
  const message = 'is damaged, or not gzip; approve the scenario again';
  return failed([{ file: eventsFile, line: null, key: null, message }]);
}

/**
 * Writes the files of an approved result, the log compressed. All are written beside their places before the first takes its own, so none is
 * ever half there; a log that does not belong to its numbers, should the machine stop between two of them, is found out when it is read.
 */
export function writeApproved(files: readonly RunFile[]): Result<string[]> {
  const stored = files.map(({ name, content }) =>
    name.endsWith('.ndjson') ? compressed(name, content) : { path: joinPath(APPROVED_FOLDER, name), content },
  );
  const written = writeMarked(
    stored.flatMap(({ path, content }) => (content === null ? [] : [{ path, content, mark: null }])),
  );
  if (!written.ok) return written;
  return ok(stored.map(({ path }) => path));
}

/** A log that is there already stays as it is (`content` null): another version of Node would compress it to other bytes. */
function compressed(name: string, content: string): { path: string; content: Uint8Array | null } {
  const path = joinPath(APPROVED_FOLDER, `${name}${COMPRESSED}`);
  const known = readBytes(path);
  const isKnown = known.ok && gunzipText(known.value) === content;
  return { path, content: isKnown ? null : gzipText(content) };
}
