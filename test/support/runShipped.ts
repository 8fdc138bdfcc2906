import { join } from 'node:path';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import { buildTape } from '../../src/market/buildTape.ts';
import { brokenIn, type Judgement, judge } from '../../src/stress/judge.ts';
import { type LoadedScenario, loadScenario } from '../../src/stress/loadScenario.ts';
import { measureRun } from '../../src/stress/measure.ts';
import type { MeasuredRun, Outcome } from '../../src/stress/outcome.ts';
import { runOnce, runScenario } from '../../src/stress/runScenario.ts';
import type { Scenario } from '../../src/stress/scenario.ts';
import { type ScenarioTapes, scenarioTapes } from '../../src/stress/scenarioTapes.ts';

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

/** One run of a scenario with its faults, and nothing beside it: enough to compare policies. */
export interface FaultedRun {
  readonly scenario: Scenario;
  readonly measured: MeasuredRun;
  readonly tapes: ScenarioTapes;
  /** The invariants that it broke. */
  readonly broken: readonly string[];
}

/** A faulted run beside its baseline, judged; without the runs that share out the difference, which take most of the time. */
export interface JudgedRun extends FaultedRun {
  readonly baseline: MeasuredRun;
  readonly judgement: Judgement;
}

const known = new Map<string, Promise<FaultedRun>>();

/** The faulted run of a shipped scenario. One that nothing was changed about is run once, whichever tests look at it. */
export function runFaulted(name: string, options: ShippedOptions = {}): Promise<FaultedRun> {
  const { seed, policy, change } = options;
  if (change !== undefined) return runAnew(name, options);
  const key = JSON.stringify([name, seed, policy]);
  const run = known.get(key) ?? runAnew(name, options);
  known.set(key, run);
  return run;
}

async function runAnew(name: string, options: ShippedOptions): Promise<FaultedRun> {
  const loaded = await loadShipped(name, options);
  const scenario = options.change?.(loaded.scenario) ?? loaded.scenario;
  const tape = await buildTape({ ...scenario.data, seed: scenario.seed, instrumentsFile: null });
  if (!tape.ok) throw new Error(JSON.stringify(tape.problems));
  const tapes = await scenarioTapes(scenario, tape.value);
  if (!tapes.ok) throw new Error(JSON.stringify(tapes.problems));
  const { faulted } = tapes.value;
  const record = runOnce(scenario, faulted.tape, faulted.schedule);
  return {
    scenario,
    measured: measureRun(record, faulted.tape, scenario.policy),
    tapes: tapes.value,
    broken: [...brokenIn(scenario, record)],
  };
}

/** The faulted run of a shipped scenario, its baseline, and what is to be said of them. */
export async function runJudged(name: string, options: ShippedOptions = {}): Promise<JudgedRun> {
  const run = await runFaulted(name, options);
  const { scenario, measured } = run;
  const { tape } = run.tapes.baseline;
  const record = runOnce(scenario, tape, []);
  return {
    ...run,
    baseline: measureRun(record, tape, scenario.policy),
    judgement: judge(scenario, measured.record, record, measured.metrics),
  };
}

/** The scenario's policy without these rules: what those that are left out were good for. */
export function withoutRules(...rules: readonly string[]): (scenario: Scenario) => Scenario {
  return (scenario) => {
    const kept = Object.entries(scenario.policy.rules).filter(([rule]) => !rules.includes(rule));
    if (kept.length !== Object.keys(scenario.policy.rules).length - rules.length) {
      throw new Error(`the policy does not have all of ${rules.join(', ')}`);
    }
    return { ...scenario, policy: { ...scenario.policy, rules: Object.fromEntries(kept) } };
  };
}

/** What the strategy wished, as text: when, what, in which symbol. */
export function wishesOf(record: RunRecord): string[] {
  return record.journal.flatMap((entry) => {
    if (entry.kind !== 'wish') return [];
    const { intent, atMs } = entry.wish;
    return [`${atMs} ${intent.kind} ${intent.symbol}`];
  });
}

/** A metric; one that has no value has no place in a comparison. */
export function metricOf({ metrics }: MeasuredRun, name: string): number {
  const metric = metrics[name];
  if (metric?.value == null)
    throw new Error(`${name} has no value: ${metric?.reason ?? 'it is not measured'}`);
  return metric.value;
}
