import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallScenario } from '../cli/smallScenario.ts';

const ROOT = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

let project: string;
let installed: string;

/** The package as it is when it is installed: what `files` names, compiled as `prepack` compiles it, and no source. */
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'brakecheck-package-'));
  installed = join(project, 'node_modules/brakecheck');
  mkdirSync(installed, { recursive: true });
  const built = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      '-p',
      'tsconfig.build.json',
      '--outDir',
      join(installed, 'dist'),
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (built.status !== 0) throw new Error(built.stdout);
  for (const name of [...manifest.files, 'package.json']) {
    if (name !== 'dist') cpSync(join(ROOT, name), join(installed, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
  mkdirSync(join(project, 'policies'));
  cpSync(join(ROOT, 'scenarios/policies/all-brakes.yaml'), join(project, 'policies/all-brakes.yaml'));
  writeFileSync(join(project, 'small.yaml'), smallScenario({ strategy: 'strategy: {file: hold.ts}' }));
  writeFileSync(
    join(project, 'hold.ts'),
    `import { defineStrategy, type StopPlan } from 'brakecheck';
    export default defineStrategy({ name: 'hold', summary: 'Buys once.', params: {}, create: () => {
      let isIn = false;
      const stop: StopPlan = { kind: 'fixedRatio', distanceRatio: 0.2 };
      return { warmupBars: 1, onBars(bars, _account, submit) {
        if (!isIn) for (const symbol of bars.symbols) submit({ kind: 'enter', symbol, side: 'buy', stop });
        isIn = true;
      } };
    } });`,
  );
}, 600_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

const node = (...args: string[]) => {
  const done = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
  return { code: done.status, text: done.stdout + done.stderr, stdout: done.stdout };
};
const fingerprint = (text: string) => /fingerprint ([0-9a-f]{64})/.exec(text)?.[1];

test('has no source, and every file that its entries name', () => {
  expect(existsSync(join(installed, 'src'))).toBe(false);
  for (const entry of Object.values(manifest.exports)) {
    for (const file of typeof entry === 'string' ? [entry] : Object.values(entry as object))
      expect(existsSync(join(installed, file)), file).toBe(true);
  }
});

test('publint has nothing to say', async () => {
  const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });
  expect(messages).toEqual([]);
});

test('its command runs a TypeScript strategy, and the run is that of the source, to the fingerprint', () => {
  const compiled = node(join(installed, 'bin/brakecheck.js'), 'run', 'small.yaml');
  expect(`${compiled.code}${compiled.code === 0 ? '' : compiled.text}`).toBe('0');
  const source = node(join(ROOT, 'bin/brakecheck.js'), 'run', 'small.yaml', '--out', 'other');
  expect(fingerprint(compiled.text)).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprint(compiled.text)).toBe(fingerprint(source.text));
  expect(readFileSync(join(project, 'reports/small/events.ndjson'), 'utf8')).toBe(
    readFileSync(join(project, 'other/small/events.ndjson'), 'utf8'),
  );
}, 300_000);

test('plain Node imports every door, and CommonJS the first', () => {
  writeFileSync(
    join(project, 'doors.mjs'),
    `import { loadScenario, runScenario, unwrap } from 'brakecheck';
    import { createPolicy } from 'brakecheck/risk';
    import { emaColumn } from 'brakecheck/indicators';
    import { kupiecPof } from 'brakecheck/metrics';
    import { toDataFrame } from 'brakecheck/dataframes';
    const outcome = unwrap(await runScenario(unwrap(await loadScenario('small.yaml'))));
    console.log(outcome.verdict, createPolicy({}).ok, emaColumn([1, 3], 2)[1], typeof kupiecPof, typeof toDataFrame);`,
  );
  expect(node('doors.mjs').text).toBe('PASS true 2 function function\n');
}, 300_000);
