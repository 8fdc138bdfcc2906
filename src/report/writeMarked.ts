import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { failed, ok, type Problem, type Result } from '../core/result.ts';

export interface MarkedFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Stands in a file of ours, near its beginning or its end: what is there without it is not written over. Null: whatever is there is. */
  readonly mark: { readonly text: string; readonly at: 'head' | 'tail' } | null;
}

const PART_BYTES = 2_000;

/**
 * Writes files into folders that are made where they do not exist: all of them beside their places before the first takes its own, so that
 * none is ever half there. Where one may not be written over, none is written.
 *
 * @returns the paths, or what stood in the way
 */
export function writeMarked(files: readonly MarkedFile[]): Result<string[]> {
  const staged: { readonly folder: string; readonly fresh: string; readonly path: string }[] = [];
  let current = '';
  try {
    const problems = files.flatMap((file) => refusalOf(file));
    if (problems.length > 0) return failed(problems);
    for (const { path, content } of files) {
      current = path;
      mkdirSync(dirname(path), { recursive: true });
      const folder = mkdtempSync(join(dirname(path), `.${basename(path)}-`));
      const fresh = join(folder, 'new');
      staged.push({ folder, fresh, path });
      writeFileSync(fresh, content);
    }
    for (const { fresh, path } of staged) {
      current = path;
      renameSync(fresh, path);
    }
    return ok(files.map(({ path }) => path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return failed([{ file: current, line: null, key: null, message: `cannot be written (${code})` }]);
  } finally {
    for (const { folder } of staged) removeQuietly(folder);
  }
}

function refusalOf({ path, mark }: MarkedFile): Problem[] {
  if (mark === null || !existsSync(path) || isMarked(path, mark)) return [];
  const message =
    'is there already and brakecheck did not write it; move it away, or choose another folder with --out';
  return [{ file: path, line: null, key: null, message }];
}

function isMarked(path: string, { text, at }: NonNullable<MarkedFile['mark']>): boolean {
  const stat = lstatSync(path);
  if (!stat.isFile()) return false;
  const handle = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(PART_BYTES);
    const position = at === 'head' ? 0 : Math.max(0, stat.size - PART_BYTES);
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, PART_BYTES, position)).includes(text);
  } finally {
    closeSync(handle);
  }
}

/** What cannot be removed is left: a second error would hide the first. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}
