import type { LoadedScenario } from '../stress/loadScenario.ts';

/** `SEED=42`, printed before anything runs, so that a run that dies has named what reproduces it; with the scenario where several differ. */
export function seedLines(scenarios: readonly LoadedScenario[]): string[] {
  const seeds = [...new Set(scenarios.map(({ scenario }) => scenario.seed))];
  if (seeds.length === 1) return [`SEED=${seeds[0]}`];
  return scenarios.map(({ scenario }) => `SEED=${scenario.seed} ${scenario.name}`);
}
