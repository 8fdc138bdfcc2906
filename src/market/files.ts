import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { failed, ok, type Result } from '../core/result.ts';

/**
 * The one file of the market folder that touches the disk. What the system says (no such file, no permission) becomes a problem
 * with the file's name; everything else in this folder works on text and bytes.
 */
export function readBytes(path: string): Result<Uint8Array> {
  try {
    return ok(readFileSync(path));
  } catch (error) {
    return unreadable(path, error);
  }
}

/** A file's content as UTF-8, without a byte order mark. */
export function readTextFile(path: string): Result<string> {
  const bytes = readBytes(path);
  return bytes.ok ? ok(decodeText(bytes.value)) : bytes;
}

/** UTF-8 as text, without a byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

/** Names of the plain files in a folder, sorted by code unit: no result may depend on the order in which a disk lists them. */
export function listFiles(folder: string): Result<string[]> {
  try {
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name);
    return ok(names.sort());
  } catch (error) {
    return unreadable(folder, error);
  }
}

/** Paths of the plain files in a folder and in the folders below it, in order of name; what begins with a dot is passed over. */
export function listTree(folder: string): Result<string[]> {
  try {
    const paths: string[] = [];
    const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) {
        paths.push(path);
        continue;
      }
      const below = listTree(path);
      if (!below.ok) return below;
      paths.push(...below.value);
    }
    return ok(paths);
  } catch (error) {
    return unreadable(folder, error);
  }
}

/**
 * Writes a file whole or not at all: beside its place first, then moved there.
 *
 * @param mode `new` leaves a file that is there already as it is and says so; `replace` takes its place.
 */
export function writeWhole(
  path: string,
  content: string | Uint8Array,
  mode: 'new' | 'replace',
): Result<null> {
  let beside: string | null = null;
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    beside = mkdtempSync(join(dirname(resolve(path)), `.${basename(path)}-`));
    const fresh = join(beside, 'new');
    writeFileSync(fresh, content);
    // A link fails where the name is taken, also when it was taken a moment ago; a rename would take its place.
    if (mode === 'new') linkSync(fresh, path);
    else renameSync(fresh, path);
    return ok(null);
  } catch (error) {
    const code = codeOf(error);
    const message = WRITE_REASONS[code] ?? `cannot be written (${code})`;
    return failed([{ file: path, line: null, key: null, message }]);
  } finally {
    if (beside !== null) removeQuietly(beside);
  }
}

/** Keeps bytes for a later run; whether it worked. A cache that cannot be written is nobody's problem. */
export function cacheBytes(path: string, bytes: Uint8Array): boolean {
  return writeWhole(path, bytes, 'replace').ok;
}

/** What cannot be removed is left: the work is done by then. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}

/** `path` as it is when it is absolute, else from `baseFolder`. */
export function resolvePath(baseFolder: string, path: string): string {
  return resolve(baseFolder, path);
}

/** A path below a folder. */
export function joinPath(folder: string, ...parts: string[]): string {
  return join(folder, ...parts);
}

/** The folder that holds a file or a folder. */
export function parentFolder(path: string): string {
  return dirname(resolve(path));
}

/** The last part of a path. */
export function fileName(path: string): string {
  return basename(path);
}

function unreadable(path: string, error: unknown): ReturnType<typeof failed> {
  const code = codeOf(error);
  const reason = REASONS[code] ?? `cannot be read (${code})`;
  return failed([{ file: path, line: null, key: null, message: reason }]);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

const WRITE_REASONS: Record<string, string> = {
  EEXIST: 'is there already, or a part of its path is a file; nothing was overwritten',
  EACCES: 'cannot be written: this user may not write there',
  EPERM: 'cannot be written: this user may not write there',
  EROFS: 'cannot be written: the disk is read-only',
  ENOSPC: 'cannot be written: the disk is full',
  ENOTDIR: 'cannot be written: a part of its path is a file',
};

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a folder; expected a file',
  ENOTDIR: 'is not a folder',
};
