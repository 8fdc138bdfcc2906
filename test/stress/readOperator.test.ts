import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { loadScenario } from '../../src/stress/loadScenario.ts';
import { runScenario } from '../../src/stress/runScenario.ts';
import { smallScenario } from '../cli/smallScenario.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';

const DAYS = Array.from({ length: 12 }, (_, day) => {
  const date = `2022-05-${String(day + 1).padStart(2, '0')}`;
  return `${date},${100 + day},${103 + day},${98 + day},${101 + day},5000`;
});

async function load(operator: string) {
  const folder = temporaryFolder({
    'daily/BTC-USDT.csv': `${['date,open,high,low,close,volume', ...DAYS].join('\n')}\n`,
    'small.yaml': `${smallScenario({
      data: 'data: {source: daily, symbols: [BTC-USDT], from: 2022-05-02, to: 2022-05-08, refine: 1h}',
      policy: 'policy: p.yaml',
      invariants: 'invariants: [conservation]',
      faults: null,
    })}\n${operator}`,
    'p.yaml': 'version: 1\nname: p\nwhy: One breaker.\nrules: {drawdownBreaker: {}}\n',
  });
  const loaded = await loadScenario(`${folder}/small.yaml`, { packageFolder: null });
  return loaded.ok
    ? { loaded: loaded.value, problems: [] }
    : { loaded: null, problems: loaded.problems.map(formatProblem) };
}

async function hashOf(operator: string): Promise<string> {
  const { loaded } = await load(operator);
  const { scenario, scenarioFile, strategyHash } = loaded!;
  const outcome = await runScenario(scenario, { scenarioFile, strategyHash, verify: false });
  if (!outcome.ok) throw new Error('it does not run');
  return outcome.value.hashes.scenario;
}

describe('operator: of a scenario', () => {
  test('is read in the order of time, with moments as faults have them', async () => {
    const { loaded, problems } = await load(
      'operator: [{reset: marginWatch, at: {bar: 30}}, {reset: drawdownBreaker, at: 2022-05-02T06:00:00Z}]',
    );
    expect(problems).toEqual([]);
    const fromMs = Date.UTC(2022, 4, 2);
    expect(loaded!.scenario.operator).toEqual([
      { rule: 'drawdownBreaker', atMs: fromMs + 6 * 3_600_000 },
      { rule: 'marginWatch', atMs: fromMs + 30 * 3_600_000 },
    ]);
  });

  test.each([
    [
      '{reset: drawdownBraker, at: {bar: 1}}',
      /operator\.0\.reset: .*drawdownBraker.*did you mean "drawdownBreaker"/,
    ],
    [
      '{reset: dailyLossHalt, at: {bar: 1}}',
      /operator\.0\.reset: dailyLossHalt never waits for an operator; expected one of .*drawdownBreaker/,
    ],
    ['{reset: drawdownBreaker, at: {bar: 4000}}', /operator\.0\.at\.bar: 4000 is outside the window/],
    ['{reset: drawdownBreaker, at: 2022-05-07T23:00:00Z}', /operator\.0\.at: .* is not before the drain/],
    ['{reset: drawdownBreaker}', /operator\.0\.at: is missing/],
    ['{rest: drawdownBreaker, at: {bar: 1}}', /operator\.0\.rest: unknown key "rest"/],
  ])('%s is a problem', async (entry, expected) => {
    const { problems } = await load(`operator: [${entry}]`);
    expect(problems.join('\n')).toMatch(expected);
  });

  test('changes the hash of the scenario, and left out or empty it is not there at all', async () => {
    const { loaded } = await load('');
    expect('operator' in loaded!.scenario).toBe(false);
    const [without, empty, early, late] = await Promise.all([
      hashOf(''),
      hashOf('operator: []'),
      hashOf('operator: [{reset: drawdownBreaker, at: {bar: 1}}]'),
      hashOf('operator: [{reset: drawdownBreaker, at: {bar: 2}}]'),
    ]);
    expect(empty).toBe(without);
    expect(new Set([without, early, late]).size).toBe(3);
  });
});
