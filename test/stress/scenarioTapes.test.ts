import { cwd } from 'node:process';
import { describe, expect, test } from 'vitest';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import { buildTape } from '../../src/market/buildTape.ts';
import { rowAtOrAfter } from '../../src/market/candles.ts';
import type { Tape } from '../../src/market/tape.ts';
import { resultOf } from '../../src/report/files/resultJson.ts';
import { resultSchema } from '../../src/report/resultSchema.ts';
import { faults as faultsSection } from '../../src/report/sections/faults.ts';
import { loadScenario } from '../../src/stress/loadScenario.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { runOnce, runScenario } from '../../src/stress/runScenario.ts';
import type { Scenario } from '../../src/stress/scenario.ts';
import { scenarioTapes } from '../../src/stress/scenarioTapes.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { POLICY_TEXT, type SectionName, scenarioText } from './scenarioText.ts';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2022, 4, 7);

async function scenarioOf(sections: Partial<Record<SectionName, string | null>>): Promise<Scenario> {
  const text = scenarioText({
    data: 'data: {source: data/daily, symbols: [BTC-USDT, ETH-USDT, SOL-USDT], from: 2022-05-07, to: 2022-05-12, refine: 1h, lookbackDays: 30}',
    strategy: 'strategy: {name: rsiMeanReversion, params: {barCount: 7}}',
    heal: null,
    ...sections,
  });
  const folder = temporaryFolder({ 's.yaml': text, 'p.yaml': POLICY_TEXT });
  const loaded = await loadScenario(`${folder}/s.yaml`, { packageFolder: cwd() });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.value.scenario;
}

async function tapeOf(scenario: Scenario): Promise<Tape> {
  const built = await buildTape({ ...scenario.data, seed: scenario.seed, instrumentsFile: null });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
}

async function run(scenario: Scenario): Promise<Outcome> {
  const outcome = await runScenario(scenario, {
    scenarioFile: null,
    strategyHash: '0'.repeat(64),
    verify: true,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

function openOf(tape: Tape, symbol: string, bar: number): number {
  const { candles } = tape.symbols.find(({ instrument }) => instrument.symbol === symbol)!;
  return candles.open[rowAtOrAfter(candles, FROM_MS + bar * HOUR_MS)]!;
}

const MARKET =
  'market: [{id: M1, fault: volScale, during: {from: {bar: 0}, to: {bar: 20}}, params: {factor: 1.5}}]';
const FAULTS = `faults:
  - {id: F1, fault: gap, at: {bar: 60, symbol: BTC-USDT}, params: {ratio: -0.2}}
  - {id: F2, fault: disconnect, at: {bar: 62}, params: {durationMs: 90m}}
  - {id: F3, fault: volScale, during: {from: {bar: 63}, to: {bar: 96}}, params: {factor: 2}}
`;

describe('a scenario with shocks of the tape', () => {
  /** Run once for all tests: inside the first of them, for only a test can have a folder. */
  let whole: Promise<{ scenario: Scenario; built: Tape; outcome: Outcome }> | null = null;
  const once = () => {
    whole ??= (async () => {
      const scenario = await scenarioOf({ market: MARKET, faults: FAULTS });
      return { scenario, built: await tapeOf(scenario), outcome: await run(scenario) };
    })();
    return whole;
  };

  test('gives baseline and faulted run what is under market, and only the faulted run its faults', async () => {
    const { built, outcome } = await once();
    const { tape, faultedTape, baseline, faulted } = outcome;
    expect(openOf(tape, 'BTC-USDT', 10)).not.toBe(openOf(built, 'BTC-USDT', 10));
    expect(openOf(faultedTape, 'BTC-USDT', 10)).toBe(openOf(tape, 'BTC-USDT', 10));
    expect(openOf(faultedTape, 'BTC-USDT', 60) / openOf(tape, 'BTC-USDT', 60)).toBeCloseTo(0.8, 5);
    expect(openOf(faultedTape, 'ETH-USDT', 60)).toBe(openOf(tape, 'ETH-USDT', 60));
    const shas = [baseline, faulted].map(
      ({ record }) => record.journal.find((entry) => entry.kind === 'tape')!.sha256,
    );
    expect(shas).toEqual([tape.sha256, faultedTape.sha256]);
    expect(new Set([built.sha256, ...shas]).size).toBe(3);
    expect(outcome.hashes.data).toBe(built.sha256);
  });

  test('logs a shock of the tape at its time as any other fault, and those of market not at all', async () => {
    const { outcome } = await once();
    const { firings } = outcome.faulted.record;
    expect(firings.map(({ faultId, atMs, untilMs, symbol }) => [faultId, atMs, untilMs, symbol])).toEqual([
      ['F1', FROM_MS + 60 * HOUR_MS, FROM_MS + 60 * HOUR_MS, 'BTC-USDT'],
      ['F2', FROM_MS + 62 * HOUR_MS, FROM_MS + 63.5 * HOUR_MS, null],
      ['F3', FROM_MS + 63 * HOUR_MS, FROM_MS + 96 * HOUR_MS, null],
    ]);
    expect(outcome.baseline.record.firings).toEqual([]);
    expect(outcome.verification?.isDeterministic).toBe(true);
  });

  test('runs each fault out of the whole, over the tape of the others', async () => {
    const { scenario, built, outcome } = await once();
    const tapes = await scenarioTapes(scenario, built);
    if (!tapes.ok) throw new Error(JSON.stringify(tapes.problems));
    const { byFault } = outcome.attribution;
    expect(byFault.map(({ faultId }) => faultId)).toEqual(['F1', 'F2', 'F3']);
    for (const { faultId, quote } of byFault) {
      const { tape, schedule } = tapes.value.without(faultId);
      expect(schedule.map(({ id }) => id)).toEqual(['F1', 'F2', 'F3'].filter((id) => id !== faultId));
      const without = runOnce(scenario, tape, schedule);
      expect(quote).toBe(outcome.faulted.record.final.equityQuote - without.final.equityQuote);
    }
    expect(openOf(tapes.value.without('F1').tape, 'BTC-USDT', 60)).toBe(openOf(outcome.tape, 'BTC-USDT', 60));
    expect(tapes.value.without('F2').tape.sha256).toBe(outcome.faultedTape.sha256);
  });

  test('is replayed by its resolved schedule, without the seed of the faults', async () => {
    const { scenario, built, outcome } = await once();
    const { resolvedFaults, fingerprint } = outcome.faulted.record;
    expect(resolvedFaults.every(({ trigger }) => trigger.kind === 'exactly')).toBe(true);
    const replayed = await scenarioTapes({ ...scenario, faults: resolvedFaults as ScheduledFault[] }, built);
    if (!replayed.ok) throw new Error(JSON.stringify(replayed.problems));
    const { tape, schedule } = replayed.value.faulted;
    expect(runOnce(scenario, tape, schedule).fingerprint).toBe(fingerprint);
  });

  test('names what its shocks did in the assumptions, in result.json and on the page', async () => {
    const { outcome } = await once();
    const notes = outcome.assumptions.filter(({ text }) => /^[MF]\d: /.test(text));
    expect(notes.map(({ name, text }) => `${name} / ${text.slice(0, 15)}`)).toEqual([
      'market, in baseline and faulted run / M1: volScale of',
      'tape of the faulted run / F1: gap of -0.2',
      'tape of the faulted run / F3: volScale of',
    ]);
    const result = resultOf(outcome);
    expect(resultSchema.safeParse(result).error).toBeUndefined();
    expect(result.market[0]?.tapeEffect?.changedBarCount).toBe(outcome.market[0]!.changedBarCount);
    expect(result.faults.map(({ tapeEffect }) => tapeEffect?.changedBarCount)).toEqual([60, undefined, 171]);
    expect(result.hashes).toMatchObject({
      tape: outcome.tape.sha256,
      faultedTape: outcome.faultedTape.sha256,
    });
    const page = faultsSection(outcome).text;
    expect(page).toContain('Faults of the tape');
    expect(page).toContain('baseline and faulted run');
  });
});

describe('the schedule around a shock of the tape', () => {
  test('a shock of no strength has not fired, and says so; its run is that without it', async () => {
    const withNothing = await scenarioOf({
      faults: 'faults: [{id: F1, fault: gap, at: {bar: 60}, params: {ratio: 0}}]',
    });
    const outcome = await run(withNothing);
    expect(outcome.faultedTape).toBe(outcome.tape);
    expect(outcome.vacuities).toContain('the fault F1 (gap) never fired');
    expect(outcome.faulted.record.fingerprint).toBe(outcome.baseline.record.fingerprint);
    expect(outcome.faulted.record.resolvedFaults).toMatchObject([
      { id: 'F1', trigger: { kind: 'exactly', firings: [] } },
    ]);
  });

  test('leaves the draws of other faults as they were', async () => {
    const chance = `{id: F1, fault: duplicateFill, on: {event: fill}, withProbability: 0.5}`;
    const lateGap = `{id: F0, fault: gap, at: {bar: 90}, params: {ratio: -0.3}}`;
    const [alone, beside] = await Promise.all(
      [`faults: [${chance}]`, `faults: [${lateGap}, ${chance}]`].map(async (faults) =>
        run(await scenarioOf({ faults })),
      ),
    );
    const firingsBefore = (outcome: Outcome) =>
      outcome.faulted.record.firings
        .filter(({ faultId, atMs }) => faultId === 'F1' && atMs < FROM_MS + 90 * HOUR_MS)
        .map(({ atMs, target }) => [atMs, target]);
    expect(firingsBefore(alone!).length).toBeGreaterThan(0);
    expect(firingsBefore(beside!)).toEqual(firingsBefore(alone!));
  });

  test('an entry of market that changes nothing is refused at its place', async () => {
    const scenario = await scenarioOf({
      market: 'market: [{id: M1, fault: gap, at: {bar: 5}, params: {ratio: 0}}]',
    });
    const tapes = await scenarioTapes(scenario, await tapeOf(scenario));
    expect(tapes.ok ? [] : tapes.problems).toEqual([
      {
        file: null,
        line: null,
        key: 'market.0',
        message: 'M1 (gap) changes no bar of the tape; expected a shock that can be seen, or no entry',
      },
    ]);
  });

  test('a shock that these bars do not allow is refused at its place and parameter', async () => {
    const scenario = await scenarioOf({
      faults: `faults:
  - {id: F1, fault: gap, at: {bar: 2, symbol: ETH-USDT}, params: {ratio: 0.5}}
  - {id: F2, fault: correlation09, during: {from: {bar: 10}, to: {bar: 40}}}
  - {id: F3, fault: correlation09, during: {from: {bar: 40}, to: {bar: 96}}, params: {rho: -0.7}}
`,
    });
    const tapes = await scenarioTapes(scenario, await tapeOf(scenario));
    expect(tapes.ok ? [] : tapes.problems.map(({ key, message }) => `${key}: ${message}`)).toEqual([
      'faults.1: F2 (correlation09) finds 30 bars of the window that BTC-USDT, ETH-USDT, SOL-USDT all have with a close before; expected at least 60',
      'faults.2.params.rho: F3 (correlation09) -0.7 is not possible between all of 3 symbols; expected above -0.5',
    ]);
  });

  test('market is part of the scenario hash', async () => {
    const [without, withMarket] = [
      await run(await scenarioOf({})),
      await run(await scenarioOf({ market: MARKET })),
    ];
    expect(withMarket.hashes.scenario).not.toBe(without.hashes.scenario);
    expect(withMarket.hashes.data).toBe(without.hashes.data);
  });
});
