import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { failed, ok, type Result } from '../core/result.ts';

/** Stands in the head of an index page of ours: what has it may be written over. */
export const SUITE_MARK = 'brakecheck suite index';

/**
 * Writes the index page of a suite into the folder of its reports, whole or not at all. An `index.html` that is not an index of ours is left
 * alone and said.
 *
 * @returns the page's path, or what stood in the way.
 */
export function writeIndex(folder: string, page: string): Result<string> {
  const file = join(folder, 'index.html');
  const beside = join(folder, '.index.html.new');
  const problem = (message: string): Result<string> => failed([{ file, line: null, key: null, message }]);
  try {
    mkdirSync(folder, { recursive: true });
    if (existsSync(file) && !isOurs(file)) {
      return problem(
        'is not an index that brakecheck wrote; the index of this suite was not written over it',
      );
    }
    writeFileSync(beside, page);
    renameSync(beside, file);
    return ok(file);
  } catch (error) {
    removeQuietly(beside);
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return problem(`cannot be written (${code})`);
  }
}

/** What cannot be removed is left: a second error would hide the first. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function isOurs(file: string): boolean {
  if (!lstatSync(file).isFile()) return false;
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(1024);
    const length = readSync(handle, head, 0, head.length, 0);
    return head.toString('utf8', 0, length).includes(`<meta name="generator" content="${SUITE_MARK}">`);
  } finally {
    closeSync(handle);
  }
}
