/**
 * `brakecheck`: the library. Whatever here takes input answers with a `Result`, which has the value or every problem at once; `unwrap` turns
 * one into a value or an exception. What a call does not need is not loaded: the page and its charts come with the first report, the reader of
 * files with the first file.
 */

import { PACKAGE_FOLDER } from './cli/packageFolder.ts';
import type { Result } from './core/result.ts';
import type { Policy } from './risk/policy.ts';
import type { ScenarioInput } from './stress/createScenario.ts';
import type { LoadedScenario } from './stress/loadScenario.ts';
import type { Outcome } from './stress/outcome.ts';

export type { NumberParam, ParamSpec, ParamSpecs } from './core/params.ts';
export { VERSION } from './core/version.ts';
export { type CreateSessionOptions, createSession } from './engine/createSession.ts';
export type { LatencyBurst } from './engine/latency/burst.ts';
export type { Delay } from './engine/latency/index.ts';
export { DEFAULT_LATENCY, type LatencyModel } from './engine/latency/latency.ts';
export type {
  BeliefLag,
  JourneyFill,
  OrderAttempt,
  OrderBelief,
  OrderJourney,
  VenueOrder,
} from './engine/orderJourney.ts';
export type { FinalState, RunRecord, RunSamples } from './engine/runRecord.ts';
export type { SessionLike } from './engine/session.ts';
export type { SessionSetup } from './engine/sessionSetup.ts';
export { type SimulateOptions, simulate } from './engine/simulate.ts';
export type { FaultTrigger, ScheduledFault } from './faults/fault.ts';
export type { Candles } from './market/candles.ts';
export { type CandlesInput, createCandles } from './market/createCandles.ts';
export { createTape, type TapeInput } from './market/createTape.ts';
export type { VenueRequest } from './market/request.ts';
export type { Tape, TapeSymbol } from './market/tape.ts';
export type { VenueAbilities } from './market/venueAbilities.ts';
export type { VenueEvent, VenueReply, VenueStreamEvent } from './market/venueEvent.ts';
export type { Metric } from './metrics/metric.ts';
export { type RunTable, type TableRow, toRows } from './report/rows.ts';
export type { Decision, DecisionKind } from './risk/decision.ts';
export * from './risk/index.ts';
export type { OutboxItem } from './risk/outbox.ts';
export type { SessionEvent } from './risk/sessionEvent.ts';
export {
  type AccountView,
  type BarView,
  type BarViews,
  type BeliefEvent,
  defineStrategy,
  type Strategy,
  type StrategyDefinition,
} from './strategy/strategy.ts';
export type {
  DelayInput,
  FaultInput,
  InvariantInput,
  MomentInput,
  ScenarioInput,
} from './stress/createScenario.ts';
export type { InvariantVerdict } from './stress/invariants/invariant.ts';
export type { LoadedScenario } from './stress/loadScenario.ts';
export type { MeasuredRun, Outcome, Trade, Verdict } from './stress/outcome.ts';
export type { Scenario } from './stress/scenario.ts';
export { createExchange } from './venue/createExchange.ts';
export type { Exchange, ExchangeOptions, ExchangeSink } from './venue/exchange.ts';

export interface LoadScenarioOptions {
  /** Used instead of the file's own: a whole number from 0 to 2^32 - 1. */
  readonly seed?: number;
  /** Path of a policy file, used instead of the one that the scenario names. */
  readonly policyFile?: string;
}

/**
 * A scenario from its YAML file, with its policy and its strategy. Paths in the file count from its folder; data that it does not find there is
 * looked for in the package, which ships the daily candles of four crashes.
 *
 * @returns the scenario, ready for `runScenario`, or everything that is wrong with it and with the files that it names, each with file, line
 * and key.
 */
export async function loadScenario(
  file: string,
  options: LoadScenarioOptions = {},
): Promise<Result<LoadedScenario>> {
  const { loadScenario: load } = await import('./stress/loadScenario.ts');
  const { seed, policyFile } = options;
  return load(file, {
    packageFolder: PACKAGE_FOLDER,
    ...(seed === undefined ? {} : { seed }),
    ...(policyFile === undefined ? {} : { policy: { path: policyFile, shownAs: policyFile } }),
  });
}

/**
 * A scenario made in code: the shape of a scenario file, in which tape, strategy and policy may be objects. The same checks read it, and the
 * same defaults hold.
 *
 * @returns the scenario, ready for `runScenario`, or everything that is wrong with it, each problem with its key.
 */
export async function createScenario(input: ScenarioInput): Promise<Result<LoadedScenario>> {
  const { createScenario: create } = await import('./stress/createScenario.ts');
  return create(input, { packageFolder: PACKAGE_FOLDER });
}

/**
 * A policy from its YAML file.
 *
 * @returns the policy with every default taken, or everything that is wrong with it, each problem with file, line and key.
 */
export async function loadPolicy(file: string): Promise<Result<Policy>> {
  const { loadPolicy: load } = await import('./stress/loadPolicy.ts');
  return load(file);
}

export interface RunOptions {
  /** Runs under this policy instead of the scenario's own. */
  readonly policy?: Policy;
  /** Runs the faulted run twice and compares the logs; the answer is in `outcome.verification`. Left out: false. */
  readonly verify?: boolean;
  /** Called as bars are done, over all the runs that the scenario needs; `label` names the run. */
  readonly onProgress?: (doneBars: number, totalBars: number, label: string) => void;
}

/**
 * Runs a scenario: the baseline without faults, the faulted run, one run without each fault for the attribution, and the judgement. The same
 * scenario gives the same outcome and the same fingerprint, in every process and on every day.
 *
 * @returns the outcome, or every problem of its data. A strategy that throws is no problem but a verdict.
 */
export async function runScenario(
  loaded: LoadedScenario,
  options: RunOptions = {},
): Promise<Result<Outcome>> {
  const { runScenario: run } = await import('./stress/runScenario.ts');
  const { policy, verify = false, onProgress } = options;
  const { tape, scenarioFile, strategyHash } = loaded;
  const scenario = policy === undefined ? loaded.scenario : { ...loaded.scenario, policy };
  return run(scenario, {
    scenarioFile: loaded.isFile ? scenarioFile : null,
    strategyHash,
    verify,
    ...(tape === undefined ? {} : { tape }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/**
 * The page of an outcome: one self-contained HTML document, no network, every chart drawn already.
 *
 * @returns the text of the document; the same outcome gives the same bytes.
 */
export async function renderPage(outcome: Outcome): Promise<string> {
  const { renderPage: render } = await import('./report/page.ts');
  return render(outcome);
}

/**
 * Writes the whole report of an outcome (`index.html`, `result.json`, `events.ndjson`, `orders.csv` and the rest) to a folder, whole or not
 * at all. An empty folder and an earlier report are replaced; a folder with other files in it is refused.
 *
 * @returns the folder, or what stood in the way.
 */
export async function writeReport(outcome: Outcome, folder: string): Promise<Result<string>> {
  const { runFiles } = await import('./report/runFiles.ts');
  const { writeFolder } = await import('./report/writeFolder.ts');
  return writeFolder({ folder, files: await runFiles(outcome) });
}
