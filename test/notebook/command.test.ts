/** The command as a user types it, in a folder of the user's. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { brakecheck } from '../cli/brakecheck.ts';
import { parseIpynb, problemsOfIpynb } from './validateIpynb.ts';

const folders: string[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'notebook-'));
  folders.push(folder);
});
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true });
});

const write = (name: string, ...lines: string[]): void =>
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const notebook = (...args: string[]) => brakecheck(['notebook', ...args], folder);

/** What the cells of `reports/notebooks/<name>.ipynb` put out. */
function outputsOf(name: string) {
  const text = read(`reports/notebooks/${name}.ipynb`);
  expect(problemsOfIpynb(text)).toEqual([]);
  return parseIpynb(text).cells.flatMap(({ outputs }) => outputs ?? []);
}

describe('a notebook that runs', () => {
  test('is written as a page and as .ipynb, with what it printed and what it is worth', async () => {
    write('beside.ts', 'export const beside: number = 40;');
    write(
      'good.nb.ts',
      '// %% [markdown]',
      '// # Good',
      '// %%',
      "import { beside } from './beside.ts';",
      "import { VERSION } from 'brakecheck';",
      "console.log('printed', beside);",
      "console.error('noted');",
      'typeof VERSION;',
      '// %%',
      'const sum: number = beside + 2;',
      'sum;',
      '// %%',
      "console.log('only printed');",
    );
    const { code, stdout, stderr } = await notebook('good.nb.ts');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toBe('ran good, 3 cells: reports/notebooks/good.html, reports/notebooks/good.ipynb\n');
    expect(readdirSync(join(folder, 'reports/notebooks')).sort()).toEqual(['good.html', 'good.ipynb']);
    expect(outputsOf('good')).toMatchObject([
      { name: 'stdout', text: ['printed 40\n'] },
      { name: 'stderr', text: ['noted\n'] },
      { data: { 'text/plain': ['string'] } },
      { data: { 'text/plain': ['42'] } },
      { name: 'stdout', text: ['only printed\n'] },
    ]);
    expect(read('reports/notebooks/good.html')).toContain('printed 40');
  });

  test('is written again, to the same bytes, in another time zone and beside another notebook', async () => {
    write('a.nb.ts', '// %%', "import { format } from 'node:util';", "format('%d', 1);");
    write(
      'b.nb.ts',
      '// %%',
      'const rows = [{ ms: 1700000000000, v: 1 }, { ms: 1700090000000, v: 2 }];',
      "({ data: { values: rows }, mark: 'line', encoding: { x: { field: 'ms', type: 'temporal' }, y: { field: 'v', type: 'quantitative' } } });",
    );
    expect((await notebook('b.nb.ts', '--quiet')).stdout).toBe('');
    const first = [read('reports/notebooks/b.html'), read('reports/notebooks/b.ipynb')];
    const again = await brakecheck(['notebook', '.'], folder, { TZ: 'Asia/Kolkata', LANG: 'de_DE.UTF-8' });
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect([read('reports/notebooks/b.html'), read('reports/notebooks/b.ipynb')]).toEqual(first);
    expect(existsSync(join(folder, 'reports/notebooks/a.html'))).toBe(true);
  });

  test('goes where it is told', async () => {
    write('a.nb.ts', '// %%', '1;');
    expect((await notebook('a.nb.ts', '--out', 'some/where')).code).toBe(0);
    expect(readdirSync(join(folder, 'some/where')).sort()).toEqual(['a.html', 'a.ipynb']);
    expect(existsSync(join(folder, 'reports'))).toBe(false);
  });
});

describe('a notebook that throws', () => {
  test('stops there, shows it with its line, is written, and exits with 1; the next one runs', async () => {
    write('later.nb.ts', '// %%', '2;');
    write(
      'bad.nb.ts',
      '// %%',
      "console.log('before');",
      '// %% [markdown]',
      '// text',
      '// %%',
      'interface Gone {',
      '  a: number;',
      '}',
      'function fails(): never {',
      "  throw new RangeError('too far');",
      '}',
      'const value = fails();',
      '// %%',
      "console.log('never');",
    );
    const { code, stdout, stderr } = await notebook('bad.nb.ts', 'later.nb.ts');
    expect(code).toBe(1);
    expect(stderr).toBe('bad.nb.ts:10: RangeError: too far\n1 problem\n');
    expect(stdout).toMatch(/^stopped bad, 2 cells: .*\nran later, 1 cell: .*\n$/);
    expect(outputsOf('bad')).toMatchObject([
      { text: ['before\n'] },
      {
        ename: 'RangeError',
        evalue: 'too far',
        traceback: ['RangeError: too far', '    at bad.nb.ts:10', '    at bad.nb.ts:12'],
      },
    ]);
    expect(read('reports/notebooks/bad.html')).toContain('This notebook stopped');
  });

  const WAYS: readonly [string, string[], number, RegExp][] = [
    ['an import that is not there', ["import './nowhere.ts';"], 2, /^Cannot find module 'nowhere\.ts'$/],
    [
      'a name that is not exported',
      ['', "import { nowhere } from 'node:fs';"],
      3,
      /^node:fs does not export nowhere$/,
    ],
    ['a value that is no error', ["throw 'text';"], 2, /^thrown: 'text'$/],
    [
      'a chart that is wrong',
      ["({ mark: 'bar', data: { url: 'x.csv' }, encoding: {} });"],
      2,
      /asks for x\.csv/,
    ],
    ['an end of the process', ['process.exit(0);'], 2, /not with process\.exit/],
    ['an assertion', ["import assert from 'node:assert/strict';", "assert.equal(1, 2, 'no');"], 3, /^no\n/],
    [
      'a promise that nobody waits for, and a timer that never ends',
      [
        'setInterval(() => {}, 1_000);',
        "Promise.reject(new Error('alone'));",
        'await new Promise(() => {});',
      ],
      3,
      /^alone$/,
    ],
  ];

  test('every way of it becomes the last output, with its line and without the folders of this machine', async () => {
    for (const [index, [, lines]] of WAYS.entries()) write(`way${index}.nb.ts`, '// %%', ...lines);
    const { code, stderr } = await notebook('.');
    expect(code).toBe(1);
    for (const [index, [what, , line, message]] of WAYS.entries()) {
      expect(stderr, what).toContain(`way${index}.nb.ts:${line}: `);
      const error = outputsOf(`way${index}`).at(-1)!;
      expect(error.output_type, what).toBe('error');
      expect(error.evalue, what).toMatch(message);
      expect(JSON.stringify(error), what).not.toContain(folder);
    }
  });
});

describe('what cannot be run is said at once, and nothing is written', () => {
  test.each([
    [['missing.nb.ts'], /^missing\.nb\.ts: does not exist/],
    [
      ['notes.txt'],
      /^notes\.txt: is not named as a notebook; expected a file that ends in \.nb\.ts\n1 problem\n$/,
    ],
    [['empty'], /^empty: is a folder without notebooks/],
    [['plain.nb.ts'], /^plain\.nb\.ts: has no cells/],
    [
      ['broken.nb.ts', 'good.nb.ts'],
      /^broken\.nb\.ts:2: Unexpected ";"\nbroken\.nb\.ts:4: Expected ";" but found "\)"\n2 problems\n$/,
    ],
    [['good.nb.ts', 'empty/../other/good.nb.ts'], /has the name good, too; both would write one page/],
  ])('%j', async (args, said) => {
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'other'));
    write('notes.txt', '// %%');
    write('plain.nb.ts', 'const a = 1;');
    write('broken.nb.ts', '// %%', 'const a = ;', '// %%', 'f());');
    write('good.nb.ts', '// %%', '1;');
    write('other/good.nb.ts', '// %%', '1;');
    const { code, stderr, stdout } = await notebook(...args);
    expect(stderr).toMatch(said);
    expect(stdout).toBe('');
    expect(code).toBe(4);
    expect(existsSync(join(folder, 'reports'))).toBe(false);
  });

  test('a file that is somebody else’s stays', async () => {
    write('a.nb.ts', '// %%', '1;');
    mkdirSync(join(folder, 'mine'));
    write('mine/a.ipynb', '{"cells": []}');
    const { code, stderr } = await notebook('a.nb.ts', '--out', 'mine');
    expect(code).toBe(4);
    expect(stderr).toContain('mine/a.ipynb: is there already and brakecheck did not write it');
    expect(readdirSync(join(folder, 'mine'))).toEqual(['a.ipynb']);
    expect(read('mine/a.ipynb')).toBe('{"cells": []}\n');
  });
});
