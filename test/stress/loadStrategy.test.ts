import { cwd } from 'node:process';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import { formatProblem } from '../../src/core/result.ts';
import { loadScenario } from '../../src/stress/loadScenario.ts';
import { builtInStrategyHash } from '../../src/stress/loadStrategy.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { POLICY_TEXT, scenarioText } from './scenarioText.ts';

const GOOD = `
interface Params { readonly every: number }
export default {
  name: 'mine',
  summary: 'Waits.',
  params: { every: { kind: 'number', unit: 'bars', default: 3, min: 1, doc: 'So often.' } },
  create: (_params: Params) => ({ warmupBars: 0, onBars() {} }),
};
`;

async function load(strategy: string, source: string | null, file = 'mine/own.ts') {
  const folder = temporaryFolder({
    's.yaml': scenarioText({ strategy: `strategy: ${strategy}` }),
    'p.yaml': POLICY_TEXT,
    ...(source === null ? { 'mine/other.ts': '' } : { [file]: source }),
  });
  const loaded = await loadScenario(`${folder}/s.yaml`, { packageFolder: cwd() });
  const problems = loaded.ok
    ? []
    : loaded.problems.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, ''));
  return { loaded: loaded.ok ? loaded.value : null, problems };
}

describe('a strategy of the user', () => {
  test('is TypeScript beside the scenario, with its parameters checked and its source hashed', async () => {
    const { loaded, problems } = await load('{file: mine/own.ts, params: {every: 5}}', GOOD);
    expect(problems).toEqual([]);
    expect(loaded?.scenario.strategy.definition.name).toBe('mine');
    expect(loaded?.scenario.strategy.params).toEqual({ every: 5 });
    expect(loaded?.strategyHash).toBe(sha256(GOOD));
  });

  test('takes its defaults, and may be JavaScript', async () => {
    const { loaded } = await load(
      '{file: own.mjs}',
      GOOD.replace(/interface.*\n/, '').replace(': Params', ''),
      'own.mjs',
    );
    expect(loaded?.scenario.strategy.params).toEqual({ every: 3 });
  });

  test('a strategy of ours is named by its name', async () => {
    const { loaded } = await load('{name: buyAndHold}', null);
    expect(loaded?.strategyHash).toBe(builtInStrategyHash('buyAndHold'));
    expect(loaded?.strategyHash).not.toBe(builtInStrategyHash('smaCross'));
  });

  test.each<[string, string | null, string[]]>([
    ['is not there', null, ['s.yaml:8: strategy.file: "mine/own.ts" does not exist; mine/ has other.ts']],
    [
      'throws',
      "const x = 1;\nthrow new Error('no key');\nexport default x;",
      ['mine/own.ts:2: throws when it is loaded: no key'],
    ],
    [
      'exports nothing',
      'const x = 1;\nexport const strategy = x;',
      [
        'mine/own.ts: has no default export (it exports strategy); expected `export default defineStrategy({...})`',
      ],
    ],
    [
      'is a function',
      'export default () => {};',
      [
        'mine/own.ts: default export: is a function; expected a strategy with name, summary, params and create',
      ],
    ],
    [
      'has the wrong shape',
      "export default { name: 'x', params: { a: {}, b: { kind: 'flag', default: 1 }, c: { kind: 'choice', default: 'x', words: ['y'] } } };",
      [
        'mine/own.ts: default export: summary is missing; expected one sentence',
        'mine/own.ts: default export: create is missing; expected a function (params, symbols) that makes the strategy',
        'mine/own.ts: default export: params.a has no kind; expected number, duration, flag, choice or symbols',
        'mine/own.ts: default export: params.b: default 1 is not a flag',
        'mine/own.ts: default export: params.c: its words do not have its default "x"',
      ],
    ],
    [
      'has no parameter of that name',
      GOOD,
      ['s.yaml:8: strategy.params.evry: unknown key "evry"; did you mean "every"?'],
    ],
  ])('that %s', async (_case, source, expected) => {
    const { problems } = await load(
      source === GOOD ? '{file: mine/own.ts, params: {evry: 5}}' : '{file: mine/own.ts}',
      source,
    );
    expect(problems).toEqual(expected);
  });

  test('that is no module', async () => {
    const { problems } = await load('{file: p.yaml}', null);
    expect(problems).toEqual(['p.yaml: is not a module; expected a .ts or .js file']);
  });

  test('that is no TypeScript', async () => {
    const { problems } = await load('{file: mine/own.ts}', 'export default {\n  name: = 3,\n};');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^mine\/own\.ts(:2)?: throws when it is loaded: /);
  });
});
