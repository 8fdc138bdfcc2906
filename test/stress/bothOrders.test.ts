import { cwd } from 'node:process';
import { expect, test } from 'vitest';
import { outcomeLines } from '../../src/cli/outcomeText.ts';
import { resultOf } from '../../src/report/files/resultJson.ts';
import { summaryMarkdown } from '../../src/report/files/summary.ts';
import { resultSchema } from '../../src/report/resultSchema.ts';
import { assumptions } from '../../src/report/sections/assumptions.ts';
import { comparison } from '../../src/report/sections/comparison.ts';
import { bothOrders } from '../../src/stress/bothOrders.ts';
import { loadScenario } from '../../src/stress/loadScenario.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { runOnce, runScenario } from '../../src/stress/runScenario.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { makeOutcome } from '../support/makeOutcome.ts';
import { POLICY_TEXT, scenarioText } from './scenarioText.ts';

async function run(path: string): Promise<Outcome> {
  const text = scenarioText({
    data: 'data: {source: data/daily, symbols: [BTC-USDT, LUNA-USDT], from: 2022-05-07, to: 2022-05-12, refine: 1h, lookbackDays: 30}',
    clock: `clock: {path: ${path}}`,
    strategy: 'strategy: {name: rsiMeanReversion, params: {barCount: 7}}',
    heal: null,
  });
  const folder = temporaryFolder({ 's.yaml': text, 'p.yaml': POLICY_TEXT });
  const loaded = await loadScenario(`${folder}/s.yaml`, { packageFolder: cwd() });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { scenario } = loaded.value;
  const outcome = await runScenario(scenario, {
    scenarioFile: null,
    strategyHash: '0'.repeat(64),
    verify: false,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

test('bracket is both orders as if each had been asked for, and shows the worse', async () => {
  const [both, low, high] = [await run('bracket'), await run('olhc'), await run('ohlc')];
  expect(low.faulted.record.fingerprint).not.toBe(high.faulted.record.fingerprint);
  const { results, shown } = both.bothOrders!;
  expect(
    results.map(({ path, fingerprint, finalEquityQuote, ambiguousBarCount }) => [
      path,
      fingerprint,
      finalEquityQuote,
      ambiguousBarCount,
    ]),
  ).toEqual(
    [low, high].map(({ scenario, faulted: { record } }) => [
      scenario.clock.path,
      record.fingerprint,
      record.final.equityQuote,
      record.ambiguousBars.length,
    ]),
  );
  const worse = shown === 'olhc' ? low : high;
  expect(both.faulted.record.fingerprint).toBe(worse.faulted.record.fingerprint);
  expect(both.verdict).toBe(worse.verdict);
  expect(both.scenario.clock.path).toBe('bracket');
  expect(low.bothOrders).toBeUndefined();

  const result = resultOf(both);
  expect(resultSchema.safeParse(result).error).toBeUndefined();
  expect(result.bothOrders).toEqual(both.bothOrders);
  expect(result.ambiguousBars.count).toBe(both.faulted.record.ambiguousBars.length);
  expect(result.ambiguousBars.barCount).toBe(both.faulted.record.barCount - 2 * 30 * 24);
  for (const { path, finalEquityQuote } of results) {
    expect(comparison(both).text).toContain(`${path}, `);
    const line = outcomeLines(both, {
      bold: String,
      red: String,
      yellow: String,
      green: String,
      dim: String,
    } as never);
    expect(line.join('\n')).toContain(`order ${path}: `);
    expect(line.join('\n')).toContain(finalEquityQuote.toFixed(2));
    expect(summaryMarkdown(both, { command: null })).toContain(`- order ${path}: `);
  }
  expect(assumptions(both).text).toContain('ambiguous bars');
  expect(() => runOnce(both.scenario, both.tape, [])).toThrow('not both');
});

test('the worse is what is not as expected, then the worse verdict, then the lower equity; of two alike the first', () => {
  const outcome = makeOutcome();
  const withEnd = (equityQuote: number, verdict: Outcome['verdict'], isMet = true): Outcome => {
    const { faulted } = outcome;
    const record = { ...faulted.record, final: { ...faulted.record.final, equityQuote } };
    return { ...outcome, verdict, expectation: { isMet, unmet: [] }, faulted: { ...faulted, record } };
  };
  const shown = (low: Outcome, high: Outcome) =>
    bothOrders([
      ['olhc', low],
      ['ohlc', high],
    ]).bothOrders!.shown;
  expect(shown(withEnd(9, 'PASS'), withEnd(8, 'PASS'))).toBe('ohlc');
  expect(shown(withEnd(8, 'PASS'), withEnd(9, 'PASS'))).toBe('olhc');
  expect(shown(withEnd(8, 'PASS'), withEnd(8, 'PASS'))).toBe('olhc');
  expect(shown(withEnd(8, 'PASS'), withEnd(9, 'INCONCLUSIVE'))).toBe('ohlc');
  expect(shown(withEnd(8, 'FAIL'), withEnd(9, 'PASS', false))).toBe('ohlc');
  expect(shown(withEnd(8, 'INCONCLUSIVE'), withEnd(9, 'FAIL'))).toBe('ohlc');
});
