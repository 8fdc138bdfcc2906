import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { metricOf, runFaulted } from '../support/runShipped.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Every command of the shell blocks, in order. */
const commands = [...README.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  block!.trim().split('\n'),
);
/** Every file that the page shows and names. */
const shownFiles = [...README.matchAll(/<!-- file: (\S+) -->\n```\w+\n([\s\S]*?)```/g)];

let folder: string;

/** The repository as a stranger has it, in a folder of its own. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'brakecheck-readme-'));
  for (const name of [
    'bin',
    'src',
    'data',
    'scenarios',
    'notebooks',
    'reports/approved',
    'package.json',
    'tsconfig.json',
  ]) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [, name, content] of shownFiles) writeFileSync(join(folder, name!), content!);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the README', () => {
  test('shows the two commands that matter first, and both are scripts of the package', () => {
    expect(commands.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(['start', 'test']));
    expect(shownFiles).toHaveLength(2);
  });

  test('points at files that exist', () => {
    const links = [...README.matchAll(/\]\(((?!https?:)[^)]+)\)/g)].map(([, target]) => target!);
    expect(links.length).toBeGreaterThan(3);
    for (const target of links) expect(existsSync(join(ROOT, target)), target).toBe(true);
  });

  // `npm ci` has been done by whoever runs this, and `npm test` is running: the rest is executed as it stands, `npm start` from the source.
  const executed = commands
    .map((line) => line.replace('npm ci && ', ''))
    .filter((line) => line !== 'npm test');

  test.each(executed)(
    '%s',
    (line) => {
      const [command, comment] = line.split(' # ');
      const shell = command!.replace(/^npx brakecheck/, `node ${inject('binFile')}`);
      const expected = Number(/exits (\d+)/.exec(comment ?? '')?.[1] ?? 0);
      const done = spawnSync('sh', ['-c', shell], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, CI: 'false', NO_COLOR: '1' },
      });
      expect(`${done.status} ${done.status === expected ? '' : done.stdout + done.stderr}`).toBe(
        `${expected} `,
      );
    },
    300_000,
  );

  test('claims what the run says', () => {
    const result = (name: string) =>
      JSON.parse(readFileSync(join(folder, `reports/${name}/result.json`), 'utf8'));
    const percent = (value: number) => `${value < 0 ? '−' : ''}${Math.abs(value * 100).toFixed(2)} %`;
    const braked = result('luna-2022');
    const naive = result('luna-2022@none');
    expect(README).toContain(
      `| result | ${percent(braked.metrics.totalReturn.value)} | ${percent(naive.metrics.totalReturn.value)} |`,
    );
    expect(README).toContain(
      `| the same without the faults | ${percent(braked.baseline.metrics.totalReturn.value)} | ${percent(naive.baseline.metrics.totalReturn.value)} |`,
    );
    const seconds = (braked.metrics.longestUnprotectedTime.value / 1_000).toFixed(1);
    const minutes = Math.floor(naive.metrics.longestUnprotectedTime.value / 60_000);
    expect(README).toContain(`| ${seconds} s | ${Math.floor(minutes / 60)} h ${minutes % 60} min |`);
    const held = (run: { invariants: { status: string }[] }) =>
      run.invariants.filter(({ status }) => status === 'held').length;
    expect(README).toContain(`| PASS, ${held(braked)} of 9 invariants | FAIL, ${held(naive)} of 9 |`);
  });

  // The scenario, its verdict with its own policy, and verdict and result with none.
  const rows = [...README.matchAll(/^\| `([\w-]+)` \|.*\| (\w+) \| (?:(\w+), (.+ %) )?\|$/gm)].map(
    ([, name, own, none, result]) => ({ name: name!, own: own!, none, result }),
  );

  test('lists every scenario that ships', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(
      readdirSync(join(ROOT, 'scenarios'))
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => name.replace('.yaml', ''))
        .sort(),
    );
  });

  test.each(rows)('says of $name what comes of it', async ({ name, own, none, result }) => {
    const approved = JSON.parse(readFileSync(join(ROOT, `reports/approved/${name}.json`), 'utf8'));
    expect(approved.verdict).toBe(own);
    if (none === undefined) return;
    const { broken, measured } = await runFaulted(name, { policy: 'none' });
    expect(none).toBe(broken.length > 0 ? 'FAIL' : 'PASS');
    const totalReturn = metricOf(measured, 'totalReturn');
    expect(result).toBe(`${totalReturn < 0 ? '−' : ''}${Math.abs(totalReturn * 100).toFixed(2)} %`);
  });
});
