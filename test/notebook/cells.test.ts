import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Cell, parseCells } from '../../src/report/notebook/cells.ts';

const FILE = 'a.nb.ts';

function cellsOf(...lines: string[]): Cell[] {
  const parsed = parseCells(lines.join('\n'), FILE);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function problemsOf(...lines: string[]): [number | null, string][] {
  const parsed = parseCells(lines.join('\n'), FILE);
  return parsed.ok ? [] : parsed.problems.map(({ line, message }) => [line, message]);
}

describe('cells', () => {
  test('code and markdown, with titles and the lines on which they begin', () => {
    expect(
      cellsOf(
        '// %% [markdown]',
        '// # Title',
        '//',
        '//   indented',
        '',
        '// %% The data',
        '',
        'const a = 1;',
        '',
        'a;',
        '',
        '// %% More text [md]',
        '// end',
      ),
    ).toEqual([
      { kind: 'markdown', title: null, source: '# Title\n\n  indented', line: 2 },
      { kind: 'code', title: 'The data', source: 'const a = 1;\n\na;', line: 8 },
      { kind: 'markdown', title: 'More text', source: 'end', line: 13 },
    ]);
  });

  test('comments before the first marker are not shown, code there is a cell', () => {
    expect(cellsOf('// ---', '// jupyter: x', '// ---', '', '// %%', '1;').length).toBe(1);
    expect(cellsOf('const early = 1;', '// %%', 'early;').map(({ line }) => line)).toEqual([1, 3]);
  });

  test('empty cells are left out; a byte order mark and Windows line ends are read', () => {
    expect(cellsOf('\uFEFF// %%', '', '// %%\r', '1;\r', '2;\r')).toEqual([
      { kind: 'code', title: null, source: '1;\n2;', line: 4 },
    ]);
  });

  test('what only looks like a marker is code', () => {
    const [cell, ...others] = cellsOf('// %%', '  // %% indented', "const text = '// %%';", '// %%x');
    expect(others).toEqual([]);
    expect(cell!.source.split('\n')).toHaveLength(3);
  });

  test('every problem is said at once', () => {
    expect(
      problemsOf('// %% [markdown]', '// fine', 'const a = 1;', '// %% [python]', '1', '// %% [md]', 'bare'),
    ).toEqual([
      [3, 'text of a markdown cell stands behind `//`; a code cell begins with `// %%`'],
      [4, 'unknown kind of cell [python]; expected [markdown], or none for code'],
      [7, 'text of a markdown cell stands behind `//`; a code cell begins with `// %%`'],
    ]);
    expect(problemsOf('const a = 1;')).toEqual([[null, expect.stringContaining('has no cells')]]);
  });

  const line = fc.stringMatching(/^[a-z =]{0,12}$/);
  const source = fc
    .array(line, { minLength: 1, maxLength: 5 })
    .map((lines) => lines.join('\n'))
    .filter((text) => text.split('\n')[0]!.trim() !== '' && text.split('\n').at(-1)!.trim() !== '');
  property.prop([
    fc.array(fc.record({ kind: fc.constantFrom('code' as const, 'markdown' as const), source }), {
      minLength: 1,
    }),
  ])('what is written is what is read, and line names the place', (written) => {
    const text = written
      .map(({ kind, source }) =>
        kind === 'code'
          ? `// %%\n${source}\n`
          : `// %% [markdown]\n${source.replaceAll(/^(?=.*\S)/gm, '// ')}\n`,
      )
      .join('\n');
    const cells = cellsOf(text);
    expect(cells.map(({ kind }) => kind)).toEqual(written.map(({ kind }) => kind));
    for (const [index, cell] of cells.entries()) {
      const meant = written[index]!.source.split('\n')
        .map((row) => (cell.kind === 'markdown' && row.trim() === '' ? '' : row))
        .join('\n');
      expect(cell.source).toBe(meant);
      expect(text.split('\n')[cell.line - 1]).toContain(cell.source.split('\n')[0]);
    }
  });
});
