import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { failed, ok, type Result } from '../core/result.ts';

/** Marks a folder as ours and lists the files that we put there. */
const MARKER = '.brakecheck';

/** Left there by a desktop, and nobody's work. */
const DESKTOP_FILES = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];

export interface FolderToWrite {
  /** As the user named it; its parent is made where it does not exist. */
  readonly folder: string;
  /** Names without a path. */
  readonly files: readonly { readonly name: string; readonly content: string | Uint8Array }[];
}

/**
 * Writes a folder whole or not at all: beside its place first, then renamed to it. An empty folder and an earlier folder of ours are
 * replaced; any other folder is refused, and so is one of ours that holds a file which we did not write. The one file of the report that
 * touches the disk.
 *
 * @returns the folder as it was named, or what stood in the way.
 */
export function writeFolder({ folder, files }: FolderToWrite): Result<string> {
  for (const { name } of files) {
    if (name !== basename(name) || name === MARKER || name === '' || name === '..') {
      throw new Error(`a file of a report has a plain name, got ${JSON.stringify(name)}`);
    }
  }
  let beside: string | null = null;
  try {
    const target = existsSync(folder) ? realpathSync(folder) : resolve(folder);
    const refusal = whyNot(target);
    if (refusal !== null) return failed([{ file: folder, line: null, key: null, message: refusal }]);
    mkdirSync(dirname(target), { recursive: true });
    beside = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
    const fresh = join(beside, 'new');
    mkdirSync(fresh);
    for (const { name, content } of files) writeFileSync(join(fresh, name), content);
    const marker = { version: 1, files: files.map(({ name }) => name) };
    writeFileSync(join(fresh, MARKER), `${JSON.stringify(marker)}\n`);
    swap(fresh, target, join(beside, 'old'));
    return ok(folder);
  } catch (error) {
    return failed([{ file: folder, line: null, key: null, message: reasonOf(error) }]);
  } finally {
    if (beside !== null) removeQuietly(beside);
  }
}

/** Puts the new folder in the old one's place; the old one comes back if that fails. */
function swap(fresh: string, target: string, old: string): void {
  if (!existsSync(target)) {
    renameSync(fresh, target);
    return;
  }
  renameSync(target, old);
  try {
    renameSync(fresh, target);
  } catch (error) {
    renameSync(old, target);
    throw error;
  }
}

/** Why a path may not be replaced; null when it may. */
function whyNot(target: string): string | null {
  if (!existsSync(target)) return null;
  if (!lstatSync(target).isDirectory()) return 'is a file; a report is written to a folder';
  const names = readdirSync(target).filter((name) => !DESKTOP_FILES.includes(name));
  if (names.length === 0) return null;
  const ours = filesOfOurs(target, names);
  if (ours === null)
    return 'is a folder that brakecheck did not write; choose another, or remove it yourself';
  const foreign = names.filter((name) => !ours.has(name)).sort();
  if (foreign.length === 0) return null;
  return `holds what brakecheck did not write (${foreign.slice(0, 3).join(', ')}); move it away first`;
}

/** Names that an earlier run of ours wrote there; null where there was none. */
function filesOfOurs(target: string, names: readonly string[]): ReadonlySet<string> | null {
  if (!names.includes(MARKER)) return null;
  const marker = parsed(readFileSync(join(target, MARKER), 'utf8'));
  if (typeof marker !== 'object' || marker === null || !('files' in marker) || !Array.isArray(marker.files)) {
    return null;
  }
  return new Set([MARKER, ...marker.files.map(String)]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What cannot be removed is left: the result is already decided, and a second error would hide the first. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return REASONS[code] ?? `cannot be written (${code})`;
}

const REASONS: Record<string, string> = {
  EACCES: 'cannot be written: this user may not write there',
  EPERM: 'cannot be written: this user may not write there',
  EROFS: 'cannot be written: the disk is read-only',
  ENOSPC: 'cannot be written: the disk is full',
  ENOTDIR: 'cannot be written: a part of its path is a file',
  EEXIST: 'cannot be written: a part of its path is a file',
  ENAMETOOLONG: 'cannot be written: its name is too long',
  ENOTEMPTY: 'was written by another run meanwhile',
};
