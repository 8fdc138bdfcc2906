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
import { failed, ok, type Problem, type Result } from '../../core/result.ts';
import { ipynbText } from '../../report/notebook/ipynb.ts';
import type { ExecutedNotebook } from '../../report/notebook/outputs.ts';
import { GENERATOR, notebookPage } from '../../report/notebook/page.ts';

/** Where the files of a notebook are, as one would type it. */
export interface WrittenNotebook {
  readonly page: string;
  readonly ipynb: string;
}

/**
 * Writes `<name>.html` and `<name>.ipynb` into a folder, which is made where it does not exist. Both are written beside their places and then
 * renamed, so that neither is ever half there. A file of that name that brakecheck did not write is refused.
 */
export function writeNotebook(notebook: ExecutedNotebook, folder: string): Result<WrittenNotebook> {
  const page = {
    path: join(folder, `${notebook.name}.html`),
    text: notebookPage(notebook),
    mark: `content="${GENERATOR}"`,
  };
  const ipynb = {
    path: join(folder, `${notebook.name}.ipynb`),
    text: ipynbText(notebook),
    mark: '"brakecheck": {',
  };
  const files = [page, ipynb].map((file) => ({ ...file, beside: `${file.path}.${process.pid}.new` }));
  try {
    mkdirSync(folder, { recursive: true });
    const problems = files.flatMap(({ path, mark }) => refusalOf(path, mark));
    if (problems.length > 0) return failed(problems);
    for (const { beside, text } of files) writeFileSync(beside, text);
    for (const { beside, path } of files) renameSync(beside, path);
    return ok({ page: page.path, ipynb: ipynb.path });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return failed([{ file: folder, line: null, key: null, message: `cannot be written (${code})` }]);
  } finally {
    for (const { beside } of files) rmSync(beside, { force: true });
  }
}

function refusalOf(path: string, mark: string): Problem[] {
  if (!existsSync(path)) return [];
  const isOurs = lstatSync(path).isFile() && (headOf(path).includes(mark) || tailOf(path).includes(mark));
  if (isOurs) return [];
  const message =
    'is there already and brakecheck did not write it; move it away, or choose another folder with --out';
  return [{ file: path, line: null, key: null, message }];
}

const PART = 2_000;

/** The page says whose it is in its head, the .ipynb in the metadata at its end. */
function headOf(path: string): string {
  return partOf(path, 0);
}

function tailOf(path: string): string {
  return partOf(path, Math.max(0, lstatSync(path).size - PART));
}

function partOf(path: string, position: number): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(PART);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, PART, position));
  } finally {
    closeSync(file);
  }
}
