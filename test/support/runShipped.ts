import { join } from 'node:path';
import { type LoadedScenario, loadScenario } from '../../src/stress/loadScenario.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { runScenario } from '../../src/stress/runScenario.ts';
import type { Scenario } from '../../src/stress/scenario.ts';

export const ROOT = join(import.meta.dirname, '../..');

export interface ShippedOptions {
  readonly seed?: number;
  /** Name of a shipped policy that stands in for the scenario's own. */
  readonly policy?: string;
  /** What a test changes about the scenario once it is read. */
  readonly change?: (scenario: Scenario) => Scenario;
}

/** A scenario of `scenarios/`, read. */
export async function loadShipped(name: string, options: ShippedOptions = {}): Promise<LoadedScenario> {
  const { seed, policy } = options;
  const loaded = await loadScenario(join(ROOT, `scenarios/${name}.yaml`), {
    packageFolder: ROOT,
    ...(seed === undefined ? {} : { seed }),
    ...(policy === undefined
      ? {}
      : { policy: { path: join(ROOT, `scenarios/policies/${policy}.yaml`), shownAs: policy } }),
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.value;
}

/** A scenario of `scenarios/`, run. */
export async function runShipped(name: string, options: ShippedOptions = {}): Promise<Outcome> {
  const loaded = await loadShipped(name, options);
  const run = await runScenario(options.change?.(loaded.scenario) ?? loaded.scenario, {
    scenarioFile: `scenarios/${name}.yaml`,
    strategyHash: loaded.strategyHash,
    verify: false,
  });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  return run.value;
}

/** A metric of the faulted run; one that has no value has no place in a comparison. */
export function metricOf({ faulted }: Outcome, name: string): number {
  const metric = faulted.metrics[name];
  if (metric?.value == null)
    throw new Error(`${name} has no value: ${metric?.reason ?? 'it is not measured'}`);
  return metric.value;
}
