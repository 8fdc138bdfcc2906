import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Base, BenchCase, Work } from '../benchCase.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The start of an empty Node process: nothing that Node runs can take less. */
const emptyNode: Base = { name: 'node -e 0', clock: 'wall', prepare: () => command(['-e', '0']) };

export const startOfCommand: BenchCase = {
  name: 'brakecheck --version',
  what: 'a process that starts, reads its source through tsx and prints a line',
  unit: 'ms',
  base: emptyNode,
  aim: null,
  prepare: () => command(['bin/brakecheck.js', '--version']),
};

export const wholeCommand: BenchCase = {
  name: 'brakecheck run luna-2022',
  what: 'five symbols, 260 days of look-back in quarters of an hour, four runs, the page with its charts',
  unit: 'ms',
  base: emptyNode,
  aim: null,
  prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'brakecheck-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return command(['bin/brakecheck.js', 'run', 'scenarios/luna-2022.yaml', '--quiet', '--out', folder]);
  },
};

function command(args: readonly string[]): Work {
  return {
    count: 1,
    run() {
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
      // A scenario's verdict, whatever it is, is no crash.
      if (status === null || status === 4 || status === 5)
        throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
    },
  };
}
