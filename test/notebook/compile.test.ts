import { describe, expect, test } from 'vitest';
import { type CompiledNotebook, compileNotebook, RECEIVER } from '../../src/cli/notebook/compile.ts';
import { parseCells } from '../../src/report/notebook/cells.ts';

const FILE = 'a.nb.ts';

async function compile(...lines: string[]) {
  const cells = parseCells(lines.join('\n'), FILE);
  if (!cells.ok) throw new Error(JSON.stringify(cells.problems));
  return compileNotebook(cells.value, FILE);
}

async function compiled(...lines: string[]): Promise<CompiledNotebook> {
  const result = await compile(...lines);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

let runCount = 0;

/** Runs the module in memory and gives what it handed over. */
async function run(...lines: string[]): Promise<{ shown: unknown[]; begun: number[] }> {
  const { code } = await compiled(...lines);
  const shown: unknown[] = [];
  const begun: number[] = [];
  const scope = globalThis as unknown as Record<PropertyKey, unknown>;
  scope[RECEIVER] = {
    begin: (index: number) => begun.push(index),
    show: async (value: unknown) => void shown.push(await value),
    imported: (namespace: object) => namespace,
  };
  await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(`${code}//${++runCount}`)}`);
  return { shown, begun };
}

describe('a notebook as one module', () => {
  test('cells run in order, share their names, and hand over their last expression', async () => {
    const { shown, begun } = await run(
      '// %% [markdown]',
      '// text',
      '// %%',
      'interface Row { a: number }',
      'const row: Row = { a: 1 };',
      'row;',
      '// %%',
      'let sum = row.a + 1;',
      '// %%',
      'await Promise.resolve(sum + 1);',
      '// %%',
      '({ brace: sum });',
      '// %%',
      'sum = 10, sum',
      '// %%',
      'sum as number',
    );
    expect(begun).toEqual([1, 2, 3, 4, 5, 6]);
    expect(shown).toEqual([{ a: 1 }, 3, { brace: 2 }, 10, 10]);
  });

  test('a statement that is no expression hands nothing over', async () => {
    const { shown } = await run(
      '// %%',
      '1;',
      'const a = 2;',
      '// %%',
      'if (true) 3;',
      '// %%',
      'function f() {}',
    );
    expect(shown).toEqual([]);
  });

  test('imports of every form become imports of their cell', async () => {
    const { code } = await compiled(
      '// %%',
      "import a, { b as c, default as d, 'e f' as e } from 'x';",
      "import type { T } from 'nowhere';",
      "import { type U, v } from 'y';",
      "import * as ns from 'z';",
      "import w, * as all from 'z';",
      "import 'side';",
      "import data from './a.json' with { type: 'json' };",
      'const t: T | U | null = null;',
    );
    const receiver = '__brakecheckNotebook.imported';
    expect(code).toContain(
      `const { "default": a, "b": c, "default": d, "e f": e } = ${receiver}(await import("x"), "x", ["default","b","default","e f"]);`,
    );
    expect(code).toContain(`const { "v": v } = ${receiver}(await import("y"), "y", ["v"]);`);
    expect(code).toContain(`const ns = ${receiver}(await import("z"), "z", []);`);
    expect(code).toContain(
      `const all = ${receiver}(await import("z"), "z", ["default"]), { "default": w } = all;`,
    );
    expect(code).toContain(`${receiver}(await import("side"), "side", []);`);
    expect(code).toContain('await import("./a.json", { with: { type: "json" } })');
    expect(code).not.toContain('nowhere');
  });

  test('an import that only another cell uses is kept', async () => {
    const { shown } = await run('// %%', "import { join } from 'node:path';", '// %%', "join('a', 'b');");
    expect(shown).toEqual(['a/b']);
  });

  test('places of the module are lines of the file', async () => {
    const lines = [
      '// %%',
      'interface Gone {',
      '  a: number;',
      '}',
      'import {',
      '  join,',
      "} from 'node:path';",
      '',
      'function first(): never {',
      "  throw new Error('first');",
      '}',
      '// %% [markdown]',
      '// text',
      '// %%',
      'join;',
      '[1]',
      '  .map((item) => item)',
      '  .map(() => first());',
    ];
    const notebook = await compiled(...lines);
    const rows = notebook.code.split('\n');
    const lineOf = (text: string) => {
      const row = rows.findIndex((candidate) => candidate.includes(text));
      return notebook.lineOf(row + 1, rows[row]!.indexOf(text) + 1);
    };
    expect(lineOf('new Error')).toBe(10);
    expect(lineOf('first())')).toBe(18);
    expect(lineOf('.map((item)') === 17 || lineOf('map((item)') === 17).toBe(true);
    expect(notebook.lineOf(1, 1)).toBeNull();
  });
});

describe('what cannot run', () => {
  const problemsOf = async (...lines: string[]) => {
    const result = await compile(...lines);
    return result.ok ? [] : result.problems.map(({ file, line, message }) => [file, line, message]);
  };

  test('every cell that is no TypeScript is said, with its line', async () => {
    expect(await problemsOf('// %%', 'const a = ;', '// %%', 'fine();', '// %%', '', 'let 1x;')).toEqual([
      [FILE, 2, 'Unexpected ";"'],
      [FILE, 7, expect.stringContaining('Syntax error')],
    ]);
  });

  test('a name that two cells declare', async () => {
    expect(await problemsOf('// %%', 'const a = 1;', '// %%', '', 'const b = 1, a = 2;')).toEqual([
      [FILE, 5, "Identifier 'a' has already been declared"],
    ]);
  });
});
