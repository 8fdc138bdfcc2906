import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { failed, ok, type Result } from '../core/result.ts';
import { joinPath, readTextFile } from '../market/files.ts';
import { type Approved, readApproved } from '../report/approved/approvedResult.ts';
import type { RunFile } from '../report/runFiles.ts';
import { REPORT_FOLDER } from './writeReport.ts';

/** Approved results stand in git, beside the generated reports that do not. */
const APPROVED_FOLDER = joinPath(REPORT_FOLDER, 'approved');

/** The approved result of a scenario; null when there is none. */
export function findApproved(name: string): Result<Approved | null> {
  const file = joinPath(APPROVED_FOLDER, `${name}.json`);
  const json = readTextFile(file);
  if (!json.ok) return json.problems.every(({ message }) => message === 'does not exist') ? ok(null) : json;
  const events = readTextFile(joinPath(APPROVED_FOLDER, `${name}.events.ndjson`));
  return events.ok ? readApproved({ json: json.value, events: events.value, file }) : events;
}

/** Writes the files of an approved result. Each is written beside its place and then renamed to it, so none is ever half there. */
export function writeApproved(files: readonly RunFile[]): Result<string[]> {
  const paths: string[] = [];
  for (const { name, content } of files) {
    const path = joinPath(APPROVED_FOLDER, name);
    const beside = `${path}.new`;
    try {
      mkdirSync(APPROVED_FOLDER, { recursive: true });
      writeFileSync(beside, content);
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      return failed([{ file: path, line: null, key: null, message: `cannot be written (${code})` }]);
    }
    paths.push(path);
  }
  return ok(paths);
}
