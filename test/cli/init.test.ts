import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectFiles } from '../../src/cli/templates/index.ts';
import { VERSION } from '../../src/core/version.ts';
import { brakecheck } from './brakecheck.ts';

const ROOT = join(import.meta.dirname, '../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brakecheck-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const everyFile = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test('writes a project and says what comes next', async () => {
  const { code, stdout } = await brakecheck(['init', 'My Brakes'], folder);
  expect(code).toBe(0);
  expect(everyFile()).toEqual(
    projectFiles('')
      .map(({ path }) => `My Brakes/${path}`)
      .sort(),
  );
  for (const step of [
    "cd 'My Brakes'",
    'npm install',
    'npx brakecheck validate',
    'npx brakecheck run',
    'npx brakecheck approve',
    'npx brakecheck check',
  ])
    expect(stdout).toContain(step);
  expect(JSON.parse(readFileSync(join(folder, 'My Brakes/package.json'), 'utf8'))).toMatchObject({
    name: 'my-brakes',
    type: 'module',
    devDependencies: { brakecheck: VERSION },
  });
});

test('the workflow checks and never approves', async () => {
  await brakecheck(['init'], folder);
  const workflow = parse(readFileSync(join(folder, '.github/workflows/brakecheck.yml'), 'utf8'));
  const commands = workflow.jobs.brakes.steps.flatMap(({ run }: { run?: string }) => run ?? []);
  expect(commands).toEqual(['npm ci', 'npx brakecheck check scenarios --verify']);
  const upload = workflow.jobs.brakes.steps.at(-1);
  expect(upload).toMatchObject({ if: 'always()', with: { path: 'reports/' } });
});

describe('what is there already', () => {
  test('is never overwritten: one file of its own that is another stops everything', async () => {
    mkdirSync(join(folder, 'strategies'));
    writeFileSync(join(folder, 'strategies/momentum.ts'), '// mine\n');
    const { code, stderr, stdout } = await brakecheck(['init'], folder);
    expect(code).toBe(4);
    expect(stderr).toContain('strategies/momentum.ts: exists already');
    expect(stdout).toBe('');
    expect(everyFile()).toEqual(['strategies/momentum.ts']);
    expect(readFileSync(join(folder, 'strategies/momentum.ts'), 'utf8')).toBe('// mine\n');
  });

  test('is kept where every project has one, with what it should say', async () => {
    for (const name of ['package.json', '.gitignore', 'README.md', 'tsconfig.json'])
      writeFileSync(join(folder, name), '{"mine": true}');
    const { code, stdout } = await brakecheck(['init'], folder);
    expect(code).toBe(0);
    expect(stdout.match(/kept yours/g)).toHaveLength(4);
    expect(stdout).toContain(`npm install --save-dev brakecheck@${VERSION}`);
    expect(stdout).not.toMatch(/^ {2}npm install$/m);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('{"mine": true}');
    expect(existsSync(join(folder, 'scenarios/ftx-week.yaml'))).toBe(true);
  });

  test('and the same is no obstacle: a second time changes nothing', async () => {
    await brakecheck(['init'], folder);
    const { code, stdout } = await brakecheck(['init'], folder);
    expect(code).toBe(0);
    expect(stdout.match(/is there already/g)).toHaveLength(projectFiles('').length);
  });

  test('a folder that cannot be written is said', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, stderr } = await brakecheck(['init', 'file'], folder);
    expect(code).toBe(4);
    expect(stderr).toContain('ENOTDIR');
  });
});

describe.each(['module', null])("a new user's path, in a package of type %s", (type) => {
  test('validate and run pass; approve and check do, too, and a changed rule is seen', async () => {
    if (type === null) writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
    await brakecheck(['init'], folder);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const validated = await brakecheck(['validate', 'scenarios', 'scenarios/policies'], folder);
    expect(validated.stderr).toBe('');
    const ran = await brakecheck(['run', 'scenarios', ...(type === null ? ['--no-page'] : [])], folder);
    expect(`${ran.code}${ran.code === 0 ? '' : ran.stdout + ran.stderr}`).toBe('0');
    // What follows does not depend on how Node reads a file.
    if (type === null) return;
    expect((await brakecheck(['approve', '--reason', 'Read.'], folder)).code).toBe(0);
    expect((await brakecheck(['check', '--no-page'], folder, { CI: 'true' })).code).toBe(0);

    const policy = join(folder, 'scenarios/policies/my-brakes.yaml');
    const before = readFileSync(policy, 'utf8');
    const changed = before.replace('perOrderCap: {limitRatio: 0.10}', 'perOrderCap: {limitRatio: 0.08}');
    expect(changed).not.toBe(before);
    writeFileSync(policy, changed);
    const checked = await brakecheck(['check', '--no-page'], folder, { CI: 'true' });
    expect(checked.code).toBe(2);
    expect(checked.stdout + checked.stderr).toContain('the first event that differs');
    expect(checked.stdout).toContain('ftx-week PASS');
  }, 300_000);

  test('without verifyStop the silent stop of the scenario goes unseen, as its comment says', async () => {
    if (type === null) return;
    await brakecheck(['init'], folder);
    const policy = join(folder, 'scenarios/policies/my-brakes.yaml');
    const text = readFileSync(policy, 'utf8');
    writeFileSync(policy, text.replace(/^ {2}(?:verifyStop|stopHealth):.*\n/gm, ''));
    const ran = await brakecheck(['run', 'scenarios', '--no-page'], folder);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('protected');
  }, 300_000);
});
