/** The notebooks of the project, executed: what they claim is asserted in them, so a claim that no longer holds fails here. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brakecheck, type Ended } from '../cli/brakecheck.ts';
import { parseIpynb, problemsOfIpynb } from './validateIpynb.ts';

const ROOT = join(import.meta.dirname, '../..');
const NAMES = readdirSync(join(ROOT, 'notebooks'))
  .filter((name) => name.endsWith('.nb.ts'))
  .map((name) => name.replace('.nb.ts', ''));

let folder: string;
let runs: readonly Ended[];
const text = (run: string, name: string) => readFileSync(join(folder, run, name), 'utf8');

/** Two processes side by side: one reads the folder, the other the files the other way round, elsewhere in the world. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'notebooks-'));
  const backwards = [...NAMES].reverse().map((name) => `notebooks/${name}.nb.ts`);
  runs = await Promise.all([
    brakecheck(['notebook', 'notebooks', '--out', join(folder, 'first')], ROOT),
    brakecheck(['notebook', ...backwards, '--out', join(folder, 'second')], ROOT, {
      TZ: 'America/New_York',
      LANG: 'de_DE.UTF-8',
    }),
  ]);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('there are three, and all of them run to their end', () => {
  expect(NAMES).toEqual(['read-a-run', 'rsi-claim-2024', 'two-policies-four-crashes']);
  for (const { code, stderr } of runs) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

describe.each(NAMES)('%s', (name) => {
  test('is the same bytes both times', () => {
    for (const file of [`${name}.html`, `${name}.ipynb`]) {
      expect(text('second', file) === text('first', file), file).toBe(true);
    }
  });

  test('validates as a notebook, every code cell ran in order, none is an error', () => {
    const ipynb = text('first', `${name}.ipynb`);
    expect(problemsOfIpynb(ipynb)).toEqual([]);
    const code = parseIpynb(ipynb).cells.filter(({ cell_type }) => cell_type === 'code');
    expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_, index) => index + 1));
    const kinds = code.flatMap(({ outputs }) => outputs!.map(({ output_type }) => output_type));
    expect(kinds).not.toContain('error');
    expect(kinds.length).toBeGreaterThan(8);
  });

  test('has charts and tables for Jupyter, text and checks for the reader', () => {
    const { cells } = parseIpynb(text('first', `${name}.ipynb`));
    const types = cells
      .flatMap(({ outputs }) => outputs ?? [])
      .flatMap(({ data }) => Object.keys(data ?? {}));
    expect(types.filter((type) => type === 'image/svg+xml').length).toBeGreaterThanOrEqual(2);
    expect(types.filter((type) => type === 'text/html').length).toBeGreaterThanOrEqual(5);
    expect(cells.filter(({ cell_type }) => cell_type === 'markdown').length).toBeGreaterThanOrEqual(5);
    const source = cells.flatMap((cell) => cell.source).join('');
    expect(source.match(/assert\./g)!.length).toBeGreaterThanOrEqual(5);
  });

  test('is a page of its own: no request, no script, no folder of this machine, under a megabyte', () => {
    const page = text('first', `${name}.html`);
    expect(page).not.toMatch(/<(?:script|img|iframe|link|object|embed)\b/i);
    expect(page).not.toMatch(/\b(?:src|srcset|xlink:href)=|@import|url\((?!#)/);
    expect(page).not.toContain(ROOT);
    expect(text('first', `${name}.ipynb`)).not.toContain(ROOT);
    expect(page.length).toBeLessThan(1_000_000);
  });
});
