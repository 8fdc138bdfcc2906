import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');

/** Every block of code under its heading, and the text that is said to be printed. */
const blocks = [...PAGE.matchAll(/^## (.+)\n[\s\S]*?```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/gm)].map(
  ([, heading, code, printed]) => ({ heading: heading!, code: code!, printed: printed! }),
);

let folder: string;
const fileOf = (heading: string) => join(folder, `${heading.replace(/\W+/g, '-')}.mts`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'brakecheck-library-'));
  for (const name of ['scenarios', 'data', 'node_modules']) symlinkSync(join(ROOT, name), join(folder, name));
  mkdirSync(join(folder, 'reports'));
  for (const { heading, code } of blocks) writeFileSync(fileOf(heading), code);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every block of the page is taken', () => {
  expect(blocks.length).toBe([...PAGE.matchAll(/^```ts$/gm)].length);
  expect(blocks.length).toBeGreaterThanOrEqual(6);
});

test('the blocks compile, strictly', () => {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const own = { ...options, noUncheckedIndexedAccess: false, typeRoots: [join(ROOT, 'node_modules/@types')] };
  const paths = Object.fromEntries(
    Object.entries(options.paths ?? {}).map(([name, targets]) => [
      name,
      targets.map((target) => join(ROOT, target)),
    ]),
  );
  const program = ts.createProgram(
    blocks.map(({ heading }) => fileOf(heading)),
    { ...own, paths },
  );
  const wrong = ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file?.fileName.startsWith(folder) ?? true)
    .map(({ file, start, messageText }) => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
      return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  expect(wrong).toEqual([]);
}, 300_000);

describe.each(blocks)('$heading', ({ heading, printed }) => {
  test('prints what stands under it', () => {
    const start = `
      const { registerTypeScript } = await import(${JSON.stringify(pathToFileURL(join(ROOT, 'bin/registerTypeScript.js')).href)});
      await registerTypeScript();
      await import(${JSON.stringify(pathToFileURL(fileOf(heading)).href)});
    `;
    const done = spawnSync(process.execPath, ['--input-type=module', '-e', start], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    expect(done.stderr).toBe('');
    expect(done.stdout).toBe(printed);
  }, 300_000);
});
