import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { loadScenario } from '../../src/stress/loadScenario.ts';
import { runScenario } from '../../src/stress/runScenario.ts';
import { smallScenario } from '../cli/smallScenario.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';

const HEADER = 'date,open,high,low,close,volume';
const DAYS = Array.from({ length: 12 }, (_, day) => {
  const date = `2022-05-${String(day + 1).padStart(2, '0')}`;
  return `${date},${100 + day},${103 + day},${98 + day},${101 + day},5000`;
});

/** Loads a small scenario over daily files, one row of which stands twice. */
async function load(repair: string) {
  const folder = temporaryFolder({
    'daily/BTC-USDT.csv': `${[HEADER, ...DAYS.slice(0, 4), DAYS[3], ...DAYS.slice(4)].join('\n')}\n`,
    'small.yaml': smallScenario({
      data: `data: {source: daily, symbols: [BTC-USDT], from: 2022-05-02, to: 2022-05-08, refine: 1h${repair}}`,
      policy: 'policy: none.yaml',
      invariants: 'invariants: [conservation]',
      faults: null,
    }),
    'none.yaml': 'version: 1\nname: none\nwhy: Nothing brakes.\nrules: {}\n',
  });
  const loaded = await loadScenario(`${folder}/small.yaml`, { packageFolder: null });
  return loaded.ok
    ? { loaded: loaded.value, problems: [] }
    : { loaded: null, problems: loaded.problems.map(formatProblem).map((text) => text.replace(folder, '')) };
}

describe('data.repair of a scenario', () => {
  test('left out or false, a file that needs it is refused', async () => {
    for (const repair of ['', ', repair: false']) {
      const { problems } = await load(repair);
      expect(problems.join('\n')).toContain('is an exact copy of line 5');
    }
  });

  test('true, the run says what was done and hashes it', async () => {
    const { loaded, problems } = await load(', repair: true');
    expect(problems).toEqual([]);
    const { scenario, scenarioFile, strategyHash } = loaded!;
    expect(scenario.data.repair).toBe(true);
    const outcome = await runScenario(scenario, { scenarioFile, strategyHash, verify: false });
    if (!outcome.ok) throw new Error(outcome.problems.map(formatProblem).join('\n'));
    const said = 'BTC-USDT, repaired: dropped line 6, an exact copy of an earlier row';
    expect(outcome.value.tape.notes).toContain(said);
    expect(JSON.stringify(outcome.value.assumptions)).toContain(said);
    expect(outcome.value.hashes.data).toBe(outcome.value.tape.sha256);
  });

  test('is true or false', async () => {
    const { problems } = await load(', repair: "yes"');
    expect(problems.join('\n')).toMatch(/data\.repair: "yes" is not true or false/);
  });
});
