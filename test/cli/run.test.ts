import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { POLICY_TEXT } from '../stress/scenarioText.ts';
import { brakecheck, start } from './brakecheck.ts';
import { smallScenario } from './smallScenario.ts';

const ALL_BRAKES = readFileSync('scenarios/policies/all-brakes.yaml', 'utf8');

/** A folder with the small scenario, its policy, and more. */
function project(files: Record<string, string> = {}): string {
  return temporaryFolder({
    'scenarios/small.yaml': smallScenario(),
    'scenarios/policies/all-brakes.yaml': ALL_BRAKES,
    ...files,
  });
}

/** Everything below a folder, without what a report is made of. */
function below(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

describe('run', () => {
  test('a scenario that passes: seed first, table, last line, a folder with every file, exit 0', async () => {
    const folder = project();
    const { code, stdout, stderr } = await brakecheck(['run', 'scenarios/small.yaml', '--verify'], folder);
    const lines = stdout.trimEnd().split('\n');
    expect(stderr).toBe('');
    expect(lines[0]).toBe('SEED=42');
    expect(lines.at(-1)).toBe('1 passed, 0 failed');
    expect(lines.at(-3)).toMatch(/^scenario +verdict +invariants +loss +max drawdown +unprotected +report$/);
    expect(lines.at(-2)).toMatch(/^small +PASS +3\/3 +.+ -> .+ reports\/small\/index\.html$/);
    expect(stdout).toContain('verified: a second run has the same fingerprint');
    expect(code).toBe(0);
    expect(below(`${folder}/reports`)).toEqual(['small']);
    expect(below(`${folder}/reports/small`)).toEqual([
      '.brakecheck',
      'audit.ndjson',
      'equity.csv',
      'events.ndjson',
      'index.html',
      'junit.xml',
      'orders.csv',
      'result.json',
      'summary.md',
      'timeline.csv',
      'trades.csv',
    ]);
  });

  test('--no-page writes the same files without the page, and names the folder', async () => {
    const folder = project();
    await brakecheck(['run', 'scenarios/small.yaml', '--out', 'whole'], folder);
    const { code, stdout } = await brakecheck(['run', 'scenarios/small.yaml', '--no-page'], folder);
    expect(stdout).toMatch(/^small +PASS .+ reports\/small$/m);
    expect(code).toBe(0);
    const names = below(`${folder}/reports/small`);
    expect(names).toEqual(below(`${folder}/whole/small`).filter((name) => name !== 'index.html'));
    for (const name of names.filter((other) => other !== '.brakecheck')) {
      const content = readFileSync(`${folder}/reports/small/${name}`, 'utf8');
      expect(content).toBe(readFileSync(`${folder}/whole/small/${name}`, 'utf8'));
    }
  });

  test('another policy and another seed go to a folder of their own, and a violation exits with 1', async () => {
    const folder = project();
    const { code, stdout } = await brakecheck(
      ['run', 'scenarios/small.yaml', '--policy', 'none', '--seed', '7', '--out', 'made/here'],
      folder,
    );
    expect(stdout.split('\n')[0]).toBe('SEED=7');
    expect(stdout).toMatch(/violated bookedOnce at 2022-05-01T\S+Z: /);
    expect(stdout).toMatch(/small +FAIL +2\/3 /);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed');
    expect(code).toBe(1);
    expect(below(`${folder}/made/here`)).toEqual(['small@none#7']);
    const summary = readFileSync(`${folder}/made/here/small@none#7/summary.md`, 'utf8');
    expect(summary).toContain('brakecheck run scenarios/small.yaml --policy none --seed 7');
    expect(JSON.parse(readFileSync(`${folder}/made/here/small@none#7/result.json`, 'utf8'))).toMatchObject({
      verdict: 'FAIL',
      seed: 7,
    });
  });

  test('the verdict speaks of the invariants, the exit code of what is expected', async () => {
    const folder = project({
      'scenarios/small.yaml': smallScenario({
        policy: 'policy: none.yaml',
        expect: 'expect: {violates: [bookedOnce]}',
      }),
      'scenarios/none.yaml': POLICY_TEXT.replace('{requireStop: {}}', '{}'),
    });
    const { code, stdout } = await brakecheck(['run', 'scenarios/small.yaml', '--quiet'], folder);
    expect(stdout).toMatch(/small +FAIL \(expected\) +2\/3 /);
    expect(code).toBe(0);
  });

  test('an expected violation that does not come exits with 1, and so does a metric out of its bounds', async () => {
    const folder = project({
      'scenarios/small.yaml': smallScenario({
        expect: 'expect: {violates: [bookedOnce], metrics: {tradeCount: {min: 50}}}',
      }),
    });
    const { code, stdout } = await brakecheck(['run', 'scenarios/small.yaml', '--no-page'], folder);
    expect(stdout).toContain('not as expected: bookedOnce was expected to be violated and was not');
    expect(stdout).toMatch(/not as expected: tradeCount is \d+, at least 50 was expected/);
    expect(code).toBe(1);
  });

  test('a fault that never fired makes a run inconclusive: exit 6', async () => {
    const folder = project({
      'scenarios/small.yaml': smallScenario({
        faults: 'faults: [{id: F1, fault: duplicateFill, on: {event: fill, nth: 999}}]',
      }),
    });
    const { code, stdout } = await brakecheck(['run', 'scenarios/small.yaml', '--no-page'], folder);
    expect(stdout).toContain('small INCONCLUSIVE');
    expect(stdout).toContain('proves little: the fault F1 (duplicateFill) never fired');
    expect(code).toBe(6);
  });

  test('--json prints one document and nothing else', async () => {
    const folder = project();
    const { code, stdout, stderr } = await brakecheck(['run', 'scenarios/small.yaml', '--json'], folder);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      version: 1,
      exitCode: 0,
      problems: [],
      runs: [
        {
          scenario: 'small',
          seed: 42,
          verdict: 'PASS',
          isExpected: true,
          policy: 'all-brakes',
          folder: 'reports/small',
          exitCode: 0,
        },
      ],
    });
    expect(document.runs[0].fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(stderr).toBe('SEED=42\n');
    expect(code).toBe(0);
  });

  test('--json says what is wrong in the document, too', async () => {
    const { code, stdout } = await brakecheck(['run', 'scenarios/smal.yaml', '--json'], project());
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      exitCode: 4,
      index: null,
      problems: [
        {
          file: 'scenarios/smal.yaml',
          line: null,
          key: null,
          message: 'does not exist; did you mean "scenarios/small.yaml"?',
        },
      ],
      runs: [],
    });
    expect(code).toBe(4);
  });

  test('nothing runs while one scenario is wrong, and every problem of all of them is said', async () => {
    const folder = project({
      'scenarios/a.yaml': smallScenario({ seed: 'seed: x', invariants: 'invariants: [x]' }),
      'scenarios/b.yaml': smallScenario(),
    });
    const { code, stdout, stderr } = await brakecheck(['run', 'scenarios', '--seed', 'many'], folder);
    expect(stdout).toBe('');
    expect(stderr.split('\n')).toEqual([
      '--seed: "many" is not a seed; expected a whole number from 0 to 4294967295',
      'scenarios/a.yaml:4: seed: "x" is not a whole number of at least 0 and at most 4294967295',
      expect.stringMatching(/^scenarios\/a\.yaml:14: invariants\.0: unknown invariant "x"; expected one of /),
      'scenarios/small.yaml:2: name: scenarios/b.yaml has the name small, too; both would write one folder',
      '4 problems',
      '',
    ]);
    expect(code).toBe(4);
    expect(existsSync(`${folder}/reports`)).toBe(false);
  });

  test('data that do not fit are said at the line of the scenario', async () => {
    const folder = project({
      'scenarios/small.yaml': smallScenario({
        data: 'data:\n  source: data/daily\n  symbols: [BTC-USDT]\n  from: 2022-05-01\n  to: 2022-05-05\n  refine: 1h\n  lookbackDays: 9000',
      }),
    });
    const { code, stderr } = await brakecheck(['run', 'scenarios/small.yaml'], folder);
    expect(stderr).toMatch(/^scenarios\/small\.yaml:11: data\.lookbackDays: needs bars from /);
    expect(code).toBe(4);
  });

  test('a policy that is nowhere names the nearest', async () => {
    const { code, stderr } = await brakecheck(['run', 'scenarios/small.yaml', '--policy', 'non'], project());
    expect(stderr).toBe('--policy: unknown policy "non"; did you mean "none"?\n1 problem\n');
    expect(code).toBe(4);
  });
});

describe('what is on the disk already', () => {
  test('a file where a folder should be: exit 4, and the file stays', async () => {
    const folder = project({ reports: 'a file' });
    const { code, stdout, stderr } = await brakecheck(
      ['run', 'scenarios/small.yaml', '--quiet', '--no-page'],
      folder,
    );
    expect(stderr).toBe('reports/small: cannot be written: a part of its path is a file\n1 problem\n');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed');
    expect(code).toBe(4);
    expect(readFileSync(`${folder}/reports`, 'utf8')).toBe('a file');
  });

  test('a folder of somebody else is refused, and stays', async () => {
    const folder = project({ 'reports/small/notes.txt': 'mine' });
    const { code, stderr } = await brakecheck(['run', 'scenarios/small.yaml', '--no-page'], folder);
    expect(stderr).toContain(
      'reports/small: is a folder that brakecheck did not write; choose another, or remove it yourself',
    );
    expect(code).toBe(4);
    expect(below(`${folder}/reports`)).toEqual(['small']);
    expect(below(`${folder}/reports/small`)).toEqual(['notes.txt']);
  });

  test('an earlier run of ours is replaced', async () => {
    const folder = project();
    await brakecheck(['run', 'scenarios/small.yaml', '--no-page'], folder);
    const before = readFileSync(`${folder}/reports/small/events.ndjson`, 'utf8');
    writeFileSync(`${folder}/reports/small/events.ndjson`, 'spoilt');
    const { code } = await brakecheck(['run', 'scenarios/small.yaml', '--no-page'], folder);
    expect(code).toBe(0);
    expect(readFileSync(`${folder}/reports/small/events.ndjson`, 'utf8')).toBe(before);
  });

  test('Ctrl-C ends the command at once and leaves nothing half-written', async () => {
    const folder = project({
      'scenarios/long.yaml': smallScenario({
        data: 'data: {source: data/daily, symbols: [BTC-USDT], from: 2020-01-01, to: 2024-01-01, refine: 1m}',
      }),
    });
    const { child, ended } = start(['run', 'scenarios/long.yaml'], folder);
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    await sleep(300);
    child.kill('SIGINT');
    const { code, signal } = await ended;
    // Death by the signal is what a shell calls 130.
    expect(signal === 'SIGINT' || code === 130).toBe(true);
    expect(below(`${folder}/reports`)).toEqual([]);
  });
});

describe('colours', () => {
  const ESCAPE = '\u001b[';

  test('none where nobody watches', async () => {
    expect((await brakecheck(['validate', 'scenarios/small.yaml'], project())).stdout).not.toContain(ESCAPE);
  });

  test('where they are asked for, and NO_COLOR has the last word', async () => {
    const folder = project();
    const coloured = await brakecheck(['validate', 'scenarios/small.yaml'], folder, { FORCE_COLOR: '1' });
    expect(coloured.stdout).toContain(ESCAPE);
    const plain = await brakecheck(['validate', 'scenarios/small.yaml'], folder, {
      FORCE_COLOR: '1',
      NO_COLOR: '1',
    });
    expect(plain.stdout).not.toContain(ESCAPE);
  });
});

describe('on GitHub', () => {
  test('a violated invariant is annotated at its line, and the summary of the job has the tables', async () => {
    const folder = project({ 'summary.md': 'before\n' });
    const { stderr } = await brakecheck(
      ['run', 'scenarios/small.yaml', '--policy', 'none', '--no-page'],
      folder,
      {
        GITHUB_ACTIONS: 'true',
        GITHUB_STEP_SUMMARY: `${folder}/summary.md`,
      },
    );
    expect(stderr).toMatch(
      /^::error file=scenarios\/small\.yaml,line=14,title=small::bookedOnce was violated at 2022-05-01T/m,
    );
    const summary = readFileSync(`${folder}/summary.md`, 'utf8');
    expect(summary).toMatch(/^before\n## FAIL: small/);
  });

  test('problems are annotated, ten at most, and nothing in them is a command', async () => {
    const rules = Array.from({ length: 12 }, (_, index) => `  "a%,\\n::warning::${index}": {}`).join('\n');
    const folder = project({ 'p.yaml': `version: 1\nname: p\nwhy: W.\nrules:\n${rules}\n` });
    const { code, stderr } = await brakecheck(['validate', 'p.yaml'], folder, { GITHUB_ACTIONS: 'true' });
    const annotations = stderr.split('\n').filter((line) => line.startsWith('::error'));
    expect(annotations).toHaveLength(10);
    expect(annotations[0]).toMatch(
      /^::error file=p\.yaml,line=5,title=rules\.a%25%2C%0A%3A%3Awarning%3A%3A0::unknown rule "a%25,%0A::warning::0"; /,
    );
    expect(stderr.split('\n').filter((line) => line.startsWith('::warning'))).toEqual([]);
    expect(code).toBe(4);
  });

  test('elsewhere nothing is annotated', async () => {
    const { stderr } = await brakecheck(['validate', 'scenarios/nothing.yaml'], project());
    expect(stderr).not.toContain('::error');
  });
});

describe('a defect of brakecheck itself', () => {
  // It is made once when the scenario is read, and once for each run.
  const UNSTABLE = `
let made = 0;
export default {
  name: 'unstable', summary: 'U.', params: {},
  create() {
    if (++made > 1) throw new Error('came apart');
    return { warmupBars: 0, onBars() {} };
  },
};
`;

  test('exits with 5, asks for command and seed, and keeps its stack to itself', async () => {
    const folder = project({
      'scenarios/small.yaml': smallScenario({ strategy: 'strategy: {file: own.ts}' }),
      'scenarios/own.ts': UNSTABLE,
    });
    const { code, stderr } = await brakecheck(['run', 'scenarios/small.yaml'], folder);
    expect(stderr.split('\n')).toEqual([
      'internal error: came apart',
      '  while running scenarios/small.yaml with SEED=42',
      'This is a defect of brakecheck, not of your files. Please report it with the command and its seed:',
      '  brakecheck run scenarios/small.yaml',
      '--debug, or DEBUG=1 in the environment, shows the stack.',
      '',
    ]);
    expect(code).toBe(5);
    const debugged = await brakecheck(['run', 'scenarios/small.yaml', '--debug'], folder);
    expect(debugged.stderr).toMatch(/at .*runLoaded\.[jt]s:\d+/);
  });
});
