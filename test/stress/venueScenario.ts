import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type LoadedScenario, loadScenario } from '../../src/stress/loadScenario.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { runScenario } from '../../src/stress/runScenario.ts';
import { ROOT } from '../support/runShipped.ts';
import { POLICY_TEXT, scenarioText } from './scenarioText.ts';

/** An hour of the two days that the scenario has, as text. */
export const hourOf = (row: number): string => new Date(Date.UTC(2024, 2, 1, row)).toISOString();

/** A scenario of two calm days with what a test says of its venue, in a folder of the test file's own. */
export function venueScenarios(files: Readonly<Record<string, string>> = {}) {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'brakecheck-venue-'));
    const bars = Array.from({ length: 48 }, (_bar, row) => `${hourOf(row)},100,101,99,100,1000`);
    const tape = ['time,open,high,low,close,volume', ...bars, ''].join('\n');
    for (const [name, text] of Object.entries({ 'p.yaml': POLICY_TEXT, 'MINE-USDT.csv': tape, ...files }))
      writeFileSync(join(folder, name), text);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const load = (venue: string) => {
    const file = join(folder, 's.yaml');
    const text = scenarioText({
      data: 'data: {tape: MINE-USDT.csv}',
      faults: 'faults: [{id: F1, fault: disconnect, at: {bar: 20}}]',
      heal: null,
      drain: 'drain: {bars: 4}',
      strategy: 'strategy: {name: buyAndHold}',
      sizing: 'sizing: {fixedFraction: {riskRatio: 0.02}}',
      invariants: 'invariants: [conservation]',
      venue: `venue: ${venue}`,
    });
    writeFileSync(file, text);
    return loadScenario(file, { packageFolder: ROOT });
  };
  return {
    async problemsOf(venue: string): Promise<string[]> {
      const loaded = await load(venue);
      return loaded.ok ? [] : loaded.problems.map(({ key, message }) => `${key}: ${message}`);
    },

    /** Run twice, the same both times, and its books add up. */
    async run(venue: string): Promise<{ outcome: Outcome; loaded: LoadedScenario }> {
      const loaded = await load(venue);
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
      const { scenario, strategyHash } = loaded.value;
      const done = await runScenario(scenario, { scenarioFile: 's.yaml', strategyHash, verify: true });
      if (!done.ok) throw new Error(JSON.stringify(done.problems));
      expect(done.value.verification!.isDeterministic).toBe(true);
      expect(done.value.invariants.map(({ status }) => status)).toEqual(['held']);
      return { outcome: done.value, loaded: loaded.value };
    },
  };
}

/** The assumptions of a run, by name. */
export const assumptionsByName = ({ assumptions }: Outcome): Record<string, string> =>
  Object.fromEntries(assumptions.map(({ name, text }) => [name, text]));
