import { join } from 'node:path';
import { ok, type Result } from '../../core/result.ts';
import { ipynbText } from '../../report/notebook/ipynb.ts';
import type { ExecutedNotebook } from '../../report/notebook/outputs.ts';
import { GENERATOR, notebookPage } from '../../report/notebook/page.ts';
import { writeMarked } from '../../report/writeMarked.ts';

/** Where the files of a notebook are, as one would type it. */
export interface WrittenNotebook {
  readonly page: string;
  readonly ipynb: string;
}

/**
 * Writes `<name>.html` and `<name>.ipynb` into a folder. The page says whose it is in its head, the `.ipynb` in the metadata at its end; a file of
 * that name that brakecheck did not write is refused.
 */
export function writeNotebook(notebook: ExecutedNotebook, folder: string): Result<WrittenNotebook> {
  const page = join(folder, `${notebook.name}.html`);
  const ipynb = join(folder, `${notebook.name}.ipynb`);
  const written = writeMarked([
    { path: page, content: notebookPage(notebook), mark: { text: `content="${GENERATOR}"`, at: 'head' } },
    { path: ipynb, content: ipynbText(notebook), mark: { text: '"brakecheck": {', at: 'tail' } },
  ]);
  return written.ok ? ok({ page, ipynb }) : written;
}
