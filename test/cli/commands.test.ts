import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { VERSION } from '../../src/core/version.ts';
import { riskRules } from '../../src/risk/rules/index.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { brakecheck } from './brakecheck.ts';
import { smallScenario } from './smallScenario.ts';

const ALL_BRAKES = readFileSync('scenarios/policies/all-brakes.yaml', 'utf8');

function project(files: Record<string, string> = {}): string {
  return temporaryFolder({
    'scenarios/small.yaml': smallScenario(),
    'scenarios/policies/all-brakes.yaml': ALL_BRAKES,
    ...files,
  });
}

describe('help', () => {
  test('names every command and every exit code', async () => {
    const { code, stdout } = await brakecheck(['--help'], temporaryFolder({}));
    for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (let exit = 0; exit <= 6; exit++) expect(stdout).toMatch(new RegExp(` ${exit} [a-z]`));
    expect(code).toBe(0);
  });

  test.each(commands.map((command) => [command.name, command] as const))(
    'of %s names its options and its examples',
    async (name, command) => {
      const { code, stdout } = await brakecheck([name, '--help'], temporaryFolder({}));
      expect(stdout).toContain(
        `Usage: brakecheck ${name} [options] ${command.argument?.syntax ?? ''}`.trimEnd(),
      );
      for (const { flags } of command.options) expect(stdout).toContain(flags);
      for (const example of command.examples) expect(stdout).toContain(example);
      expect(code).toBe(0);
    },
  );

  test('the version is that of the package', async () => {
    expect((await brakecheck(['--version'], temporaryFolder({}))).stdout).toBe(`${VERSION}\n`);
  });

  test.each([
    [['rnu'], /unknown command 'rnu'\n\(Did you mean run\?\)/],
    [['run', 'a.yaml', '--polcy', 'none'], /unknown option '--polcy'\n\(Did you mean --policy\?\)/],
    [['run'], /missing required argument 'scenario'/],
    [['approve'], /required option '--reason <text>' not specified/],
    [['list', 'ruls'], /^unknown kind "ruls"; did you mean "rules"\?/],
    [['schema', 'polcy'], /^unknown kind "polcy"; did you mean "policy"\?/],
    [[], /^Usage: brakecheck/],
  ])('a command line that cannot be read exits with 4: %j', async (args, expected) => {
    const { code, stdout, stderr } = await brakecheck(args, temporaryFolder({}));
    expect(stderr).toMatch(expected);
    expect(stdout).toBe('');
    expect(code).toBe(4);
  });
});

describe('validate', () => {
  test('says what a scenario and a policy come to', async () => {
    const { code, stdout, stderr } = await brakecheck(
      ['validate', 'scenarios', 'scenarios/policies'],
      project(),
    );
    expect(stderr).toBe('');
    expect(stdout).toContain('scenarios/small.yaml: ok (scenario)');
    expect(stdout).toMatch(/window +2022-05-01 to 2022-05-05, 96 bars of 1h, 0 days of look-back/);
    expect(stdout).toMatch(/faults +F1 duplicateFill delayMs 250ms, copyCount 1: at fill number 1/);
    expect(stdout).toMatch(/drain +2022-05-04T00:00:00Z \(bar 72\)/);
    expect(stdout).toMatch(/notes +intraday path reconstructed from daily candles, seed 42/);
    expect(stdout).toContain('scenarios/policies/all-brakes.yaml: ok (policy)');
    expect(stdout).toContain('orderRate perSymbolCount 10, accountCount 30, windowMs 10s');
    expect(code).toBe(0);
  });

  test('says every problem of every file, and of the data', async () => {
    const folder = project({
      'a.yaml': smallScenario({
        policy: 'policy: scenarios/policies/all-brakes.yaml',
        data: 'data: {source: data/daily, symbols: [BTC-USDT], from: 2018-05-01, to: 2022-05-05, refine: 1h}',
      }),
      'p.yaml': 'version: 1\nname: p\nwhy: W.\nrules: {maxPositon: {}}\nguardian: {verifyStop: false}\n',
    });
    const { code, stderr } = await brakecheck(['validate', 'a.yaml', 'p.yaml', 'q.yaml', '--quiet'], folder);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(
        /^a\.yaml:5: data\.from: 2018-05-01T00:00:00Z is before the first bar; the data covers /,
      ),
      'p.yaml:4: rules.maxPositon: unknown rule "maxPositon"; did you mean "maxPosition"?',
      'p.yaml:5: guardian.verifyStop: false does not switch a brake off; leave the brake out to be without it',
      'q.yaml: does not exist; did you mean "a.yaml"?',
      '4 problems',
      '',
    ]);
    expect(code).toBe(4);
  });

  test('--json has the same', async () => {
    const { stdout } = await brakecheck(
      ['validate', 'scenarios/small.yaml', 'nothing-here.yaml', '--json'],
      project(),
    );
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 4,
      problems: [{ file: 'nothing-here.yaml' }],
      files: [
        {
          file: 'scenarios/small.yaml',
          kind: 'scenario',
          problems: [],
          resolved: { name: ['small'], faults: [expect.any(String)] },
        },
        { file: 'nothing-here.yaml' },
      ],
    });
  });
});

describe('list', () => {
  test('without a kind has every kind', async () => {
    const { code, stdout } = await brakecheck(['list'], project());
    for (const kind of [
      'rules',
      'brakes',
      'faults',
      'triggers',
      'invariants',
      'strategies',
      'sizers',
      'metrics',
      'profiles',
      'policies',
      'scenarios',
    ]) {
      expect(stdout).toMatch(new RegExp(`^${kind}$`, 'm'));
    }
    expect(code).toBe(0);
  });

  test('with a kind has parameters with default, unit and bounds', async () => {
    const { stdout } = await brakecheck(['list', 'rules'], project());
    for (const name of Object.keys(riskRules)) expect(stdout).toMatch(new RegExp(`^${name}: `, 'm'));
    expect(stdout).toContain(
      '  limitRatio = 0.03  ratio, a number above 0 and at most 1. Loss since 00:00 UTC / equity then; trips at equality.',
    );
    expect(stdout).toContain(
      '  windowMs = 10s  a duration of at least 1ms, such as 500ms or 2s. Length of the sliding window.',
    );
  });

  test('has the policies of the folder and those that are shipped', async () => {
    const { stdout } = await brakecheck(
      ['list', 'policies', '--json'],
      project({ 'scenarios/policies/mine.yaml': 'why: Mine.' }),
    );
    const { policies } = JSON.parse(stdout);
    expect(policies.map(({ name }: { name: string }) => name).sort()).toEqual([
      'all-brakes',
      'all-brakes-30-days',
      'as-wished',
      'derivadex-budget',
      'desk-rms',
      'mine',
      'none',
      'okx-desk',
      'post-mortem',
      'retail-quant',
    ]);
    const mine = policies.find(({ name }: { name: string }) => name === 'mine');
    expect(mine).toMatchObject({ summary: 'Mine.', facts: { file: 'scenarios/policies/mine.yaml' } });
  });
});

test.each(['scenario', 'policy', 'result', 'audit'])(
  'schema %s prints the published schema',
  async (kind) => {
    const { stdout } = await brakecheck(['schema', kind], temporaryFolder({}));
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(`docs/schema/${kind}.schema.json`, 'utf8')));
  },
);

describe('approve and check', () => {
  test('what is approved is checked; a difference exits with 2 and is said', async () => {
    const folder = project();
    const file = 'scenarios/small.yaml';
    const unapproved = await brakecheck(['check', file, '--no-page'], folder);
    expect(unapproved.stdout).toContain(
      `nothing is approved for small; when its report is right: brakecheck approve ${file} --reason "…"`,
    );
    expect(unapproved.code).toBe(0);
    const inPipeline = await brakecheck(['check', file, '--no-page'], folder, { CI: '1' });
    expect(inPipeline.stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed');
    expect(inPipeline.code).toBe(2);

    const approved = await brakecheck(['approve', file, '--reason', 'Read line by line.'], folder);
    expect(approved.stdout).toContain(
      'approved: reports/approved/small.json, reports/approved/small.events.ndjson.gz',
    );
    expect(approved.code).toBe(0);
    const path = `${folder}/reports/approved/small.json`;
    const result = JSON.parse(readFileSync(path, 'utf8'));
    expect(result).toMatchObject({ scenario: 'small', reason: 'Read line by line.', seed: 42 });

    // Without an argument every scenario of the folder `scenarios` is checked.
    const same = await brakecheck(['check', '--no-page'], folder, { CI: '1' });
    expect(same.stdout).toContain('  as approved');
    expect(same.stdout.trimEnd().split('\n').at(-1)).toBe('1 passed, 0 failed');
    expect(same.code).toBe(0);

    result.counts.faults.F1 = 3;
    writeFileSync(path, JSON.stringify(result));
    const other = await brakecheck(['check', file, '--quiet', '--no-page'], folder, {
      GITHUB_ACTIONS: 'true',
    });
    const annotations = other.stderr.split('\n').filter((line) => line.startsWith('::error'));
    expect(annotations).toHaveLength(1);
    expect(annotations[0]).toContain('differs from the approved result:%0Afirings of fault F1');
    expect(readFileSync(`${folder}/reports/small/junit.xml`, 'utf8')).toContain('<failure type="approved"');
    expect(other.stdout).toContain('differs from the approved result:');
    expect(other.stdout).toContain('firings of fault F1: 1; approved is 3');
    expect(other.code).toBe(2);

    writeFileSync(path, '{');
    const spoilt = await brakecheck(['check', file, '--no-page'], folder);
    expect(spoilt.stderr).toContain('reports/approved/small.json: is not JSON; approve the scenario again');
    expect(spoilt.code).toBe(4);
  });

  test.each(['true', '1', 'yes'])('approve refuses under CI=%s', async (CI) => {
    const { code, stderr } = await brakecheck(
      ['approve', 'scenarios/small.yaml', '--reason', 'x'],
      project(),
      { CI },
    );
    expect(stderr).toContain('approve refuses under CI');
    expect(code).toBe(4);
  });

  test('approve needs a reason that says something', async () => {
    const { code, stderr } = await brakecheck(
      ['approve', 'scenarios/small.yaml', '--reason', ' '],
      project(),
      { CI: 'false' },
    );
    expect(stderr).toContain('--reason is empty');
    expect(code).toBe(4);
  });

  test('approve refuses a violation that is not expected, and writes nothing', async () => {
    const none = readFileSync('scenarios/policies/none.yaml', 'utf8');
    const folder = project({
      'scenarios/small.yaml': smallScenario({ policy: 'policy: policies/none.yaml' }),
      'scenarios/policies/none.yaml': none,
    });
    const { code, stdout } = await brakecheck(
      ['approve', 'scenarios/small.yaml', '--reason', 'Because.'],
      folder,
    );
    expect(stdout).toContain('not approved: invariants bookedOnce is violated and not expected to be');
    expect(() => readFileSync(`${folder}/reports/approved/small.json`)).toThrow();
    expect(code).toBe(1);
  });
});
