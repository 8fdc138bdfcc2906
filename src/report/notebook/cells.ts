import { failed, ok, type Problem, type Result } from '../../core/result.ts';

/** A cell of a notebook, as it is written. */
export interface Cell {
  readonly kind: 'code' | 'markdown';
  /** What stands behind the marker; null where nothing does. */
  readonly title: string | null;
  /** Code as it stands in the file; markdown without the comment signs. No blank lines at either end. */
  readonly source: string;
  /** Line of the file, counted from 1, on which the source begins. */
  readonly line: number;
}

/** `// %%`, `// %% A title`, `// %% [markdown]`, `// %% A title [markdown]`; `[md]` is the short form. */
const MARKER = /^\/\/ ?%%([ \t].*)?$/;
const KIND = /\[([^\]\s]*)\]\s*$/;

/**
 * The cells of a notebook in percent format, which editors and Jupytext know: https://jupytext.readthedocs.io/en/latest/formats-scripts.html
 * Comments before the first marker are not shown; code there is a cell of its own. Every problem is listed at once.
 *
 * @example parseCells('// %% [markdown]\n// # Title\n// %%\nconst a = 1;\n', 'a.nb.ts').value.map(({ kind, source, line }) => [kind, source, line]) // [['markdown', '# Title', 2], ['code', 'const a = 1;', 4]]
 */
export function parseCells(text: string, file: string): Result<Cell[]> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const problems: Problem[] = [];
  const cells: Cell[] = [];
  let kind: Cell['kind'] = 'code';
  let title: string | null = null;
  let isBeforeMarkers = true;
  let first = 0;
  const close = (end: number): void => {
    const cell = cellOf(lines, { first, end, kind, title, file, problems });
    if (cell !== null && !(isBeforeMarkers && isOnlyComments(cell.source))) cells.push(cell);
    isBeforeMarkers = false;
  };
  for (const [index, line] of lines.entries()) {
    const marker = MARKER.exec(line.trimEnd());
    if (marker === null) continue;
    close(index);
    const rest = (marker[1] ?? '').trim();
    const named = KIND.exec(rest)?.[1] ?? null;
    if (named !== null && !['markdown', 'md'].includes(named)) {
      const message = `unknown kind of cell [${named}]; expected [markdown], or none for code`;
      problems.push({ file, line: index + 1, key: null, message });
    }
    kind = named === 'markdown' || named === 'md' ? 'markdown' : 'code';
    title = rest.replace(KIND, '').trim() || null;
    first = index + 1;
  }
  if (isBeforeMarkers && problems.length === 0) {
    const message = 'has no cells; expected `// %%` before code and `// %% [markdown]` before commented text';
    return failed([{ file, line: null, key: null, message }]);
  }
  close(lines.length);
  return problems.length === 0 ? ok(cells) : failed(problems);
}

interface Stretch {
  readonly first: number;
  readonly end: number;
  readonly kind: Cell['kind'];
  readonly title: string | null;
  readonly file: string;
  readonly problems: Problem[];
}

/** The cell of a stretch of lines without the blank ones at its ends; null where nothing is left. */
function cellOf(lines: readonly string[], stretch: Stretch): Cell | null {
  let { first, end } = stretch;
  const { kind, title } = stretch;
  const read = kind === 'code' ? (index: number) => lines[index]! : (index: number) => commented(index);
  while (first < end && read(first).trim() === '') first++;
  while (end > first && read(end - 1).trim() === '') end--;
  if (first === end) return null;
  const source = Array.from({ length: end - first }, (_, offset) => read(first + offset)).join('\n');
  return { kind, title, source, line: first + 1 };

  function commented(index: number): string {
    const line = lines[index]!;
    if (line.trim() === '') return '';
    const text = /^\/\/ ?(.*)$/.exec(line)?.[1] ?? null;
    if (text !== null) return text;
    const isKnown = stretch.problems.some((problem) => problem.line === index + 1);
    const message = 'text of a markdown cell stands behind `//`; a code cell begins with `// %%`';
    if (!isKnown) stretch.problems.push({ file: stretch.file, line: index + 1, key: null, message });
    return line;
  }
}

function isOnlyComments(source: string): boolean {
  return source.split('\n').every((line) => line.trim() === '' || line.startsWith('//'));
}
