import { readdirSync, readFileSync } from 'node:fs';
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
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const reason = REASONS[code] ?? `cannot be read (${code})`;
  return failed([{ file: path, line: null, key: null, message: reason }]);
}

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a folder; expected a file',
  ENOTDIR: 'is not a folder',
};
