import { canonicalJson, sha256 } from '../core/hash.ts';
import { ok, type Result } from '../core/result.ts';
import { VERSION } from '../core/version.ts';
import { groundsDivergence } from '../engine/groundsDivergence.ts';
import { firstDivergence } from '../engine/journal.ts';
import { oneTurn } from '../engine/oneTurn.ts';
import type { RunRecord } from '../engine/runRecord.ts';
import { scopeOf, type WriterStart } from '../engine/secondWriters.ts';
import { Session, type SessionOptions } from '../engine/session.ts';
import type { SessionSetup } from '../engine/sessionSetup.ts';
import { simulate } from '../engine/simulate.ts';
import type { ScheduledFault } from '../faults/fault.ts';
import { type FaultName, faults } from '../faults/index.ts';
import type { FaultedTape } from '../faults/tapeFaults.ts';
import { buildTape } from '../market/buildTape.ts';
import type { Tape } from '../market/tape.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { createExchange } from '../venue/createExchange.ts';
import type { AccountOptions } from '../venue/exchange.ts';
import type { PathName } from '../venue/paths/index.ts';
import { profiles } from '../venue/profiles/index.ts';
import { assumptionsOf } from './assumptions.ts';
import { bothOrders } from './bothOrders.ts';
import { brokenIn, judge } from './judge.ts';
import { measureRun } from './measure.ts';
import type { Attribution, FaultSummary, Outcome, OutcomeHashes, Verification } from './outcome.ts';
import { stressOf } from './runStress.ts';
import type { Scenario } from './scenario.ts';
import { withFeesOfStart } from './scenarioFees.ts';
import { BRACKET_PATHS } from './scenarioPath.ts';
import { type ScenarioTapes, scenarioTapes } from './scenarioTapes.ts';
import { verdictOf } from './verdict.ts';

export interface RunScenarioOptions {
  /** The file as the user named it; null for a scenario made in code. */
  readonly scenarioFile: string | null;
  /** The tape, where it was made in code; left out, it is built from the scenario's data. */
  readonly tape?: Tape;
  /** SHA-256 of the strategy's source. */
  readonly strategyHash: string;
  /** Runs the faulted run a second time and compares the logs. */
  readonly verify: boolean;
  /** Where parsed columns of large candle files are kept; null, or left out, for nowhere. No result depends on it. */
  readonly cacheFolder?: string | null;
  /** Called as bars are done, over all the runs that the scenario needs. */
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

/**
 * Runs a scenario: its tapes, the baseline without faults, the faulted run, one run without each fault for the attribution, and the judgement.
 * A fault of the tape is part of a run's tape: each run has that of its own schedule.
 *
 * @returns the outcome, or every problem of the data.
 */
export async function runScenario(scenario: Scenario, options: RunScenarioOptions): Promise<Result<Outcome>> {
  const { cacheFolder = null } = options;
  const request = { ...scenario.data, seed: scenario.seed, instrumentsFile: null, cacheFolder };
  const read = options.tape === undefined ? await buildTape(request) : ok(options.tape);
  if (!read.ok) return read;
  const built = withFeesOfStart(read.value, scenario.venue);
  const made = await scenarioTapes(scenario, built);
  if (!made.ok) return made;
  const tapes = made.value;
  const { tape } = tapes.baseline;
  const progress = countProgress(scenario, tape, options);
  const { path } = scenario.clock;
  if (path !== 'bracket') return ok(runAlong(scenario, path, { tapes, progress, options, built }));
  const ran = BRACKET_PATHS.map((one): [typeof one, Outcome] => [
    one,
    runAlong(scenario, one, {
      tapes,
      options,
      built,
      progress: (label) => progress(`${one} ${label}`),
    }),
  ]);
  return ok(bothOrders(ran));
}

/** Everything that a scenario needs, with the extremes of every bar in one order. */
function runAlong(
  given: Scenario,
  path: PathName,
  {
    tapes,
    built,
    options,
    progress,
  }: {
    readonly tapes: ScenarioTapes;
    readonly built: Tape;
    readonly options: RunScenarioOptions;
    readonly progress: (label: string) => (doneBars: number, totalBars: number) => void;
  },
): Outcome {
  const scenario = given.clock.path === path ? given : { ...given, clock: { ...given.clock, path } };
  const { tape } = tapes.baseline;
  const baselineRecord = runOnce(scenario, tape, [], progress('baseline'));
  const record = runOn(scenario, tapes.faulted, progress('faulted'));
  const attribution = attribute(scenario, tapes, record, baselineRecord, progress);
  const verification = options.verify ? verify(scenario, tapes.faulted, record, progress('verify')) : null;

  const faulted = measureRun(record, tapes.faulted.tape, scenario.policy);
  const baseline = measureRun(baselineRecord, tape, scenario.policy);
  const judgement = judge(scenario, record, baselineRecord, faulted.metrics);
  return {
    scenario: given,
    scenarioFile: options.scenarioFile,
    tape,
    faultedTape: tapes.faulted.tape,
    hashes: hashesOf(given, built, options.strategyHash),
    faulted,
    baseline,
    ...judgement,
    ...verdictOf(scenario, judgement, record, attribution, brokenIn(scenario, baselineRecord)),
    faults: scenario.faults.map((fault) => summarise(fault, record, tapes.faulted)),
    market: tapes.baseline.effects,
    attribution,
    verification,
    assumptions: assumptionsOf(given, built, { tapes, runs: { baseline: baselineRecord, faulted: record } }),
  };
}

/** A run with the tape of its schedule. */
function runOn(
  scenario: Scenario,
  { tape, schedule }: FaultedTape,
  onProgress: (doneBars: number, totalBars: number) => void,
): RunRecord {
  return runOnce(scenario, tape, schedule, onProgress);
}

/** One run of a scenario over a tape, with the faults given instead of its own. */
export function runOnce(
  scenario: Scenario,
  tape: Tape,
  schedule: readonly ScheduledFault[],
  onProgress?: (doneBars: number, totalBars: number) => void,
): RunRecord {
  const { venue } = scenario;
  const { path } = scenario.clock;
  if (path === 'bracket') throw new Error('one run has one order of the extremes, not both');
  const startQuote = venue.startEquityQuote;
  // Only a fault of a process kills one.
  const keepsRecords = schedule.some(({ fault }) => faults[fault as FaultName].layer === 'process');
  const make = (bootEpoch: number, tradeFromMs: number) =>
    makeSession(scenario, tape, {
      writer: 'w1',
      bootEpoch,
      startQuote,
      tradeFromMs,
      keepsRecords,
      strategy: makeStrategy(scenario),
    });
  const session = make(0, tape.fromMs);
  return simulate({
    tape,
    venue: (sink) =>
      createExchange(
        {
          tape,
          accounts: [
            {
              accountId: 'main',
              startQuote: venue.startEquityQuote,
              leverage: venue.leverage,
              ...accountOf(venue),
              ...venue.asFound,
            },
          ],
          path,
          impactCoefficient: venue.impactCoefficient,
          participationRatio: venue.participationRatio,
          ...(venue.impact === undefined ? {} : { impact: venue.impact }),
          ...(venue.impactOf === undefined ? {} : { impactOf: venue.impactOf }),
          ...(venue.fees === undefined ? {} : { fees: venue.fees }),
          ...(venue.limitFill === undefined ? {} : { limitFill: venue.limitFill }),
          ...(venue.spread === undefined ? {} : { spread: venue.spread }),
          profile: venue.profile,
          ...(venue.funding === undefined ? {} : { funding: venue.funding }),
          ...(venue.insuranceFundQuote === undefined ? {} : { insuranceFundQuote: venue.insuranceFundQuote }),
        },
        sink,
      ),
    sessions: [{ sessionId: 's1', accountId: 'main', writer: 'w1', startQuote, session, lives: { make } }],
    secondWriter: (start) => makeSecondWriter(scenario, tape, start),
    faults: schedule,
    seed: scenario.seed,
    latency: scenario.clock.latency,
    healMs: scenario.healMs,
    drainMs: scenario.drainMs,
    ...(scenario.operator === undefined ? {} : { operator: scenario.operator }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/** What the account is where it is not as by default. */
function accountOf({
  accountKind,
  marginMode,
  leverageOf,
  asFound,
}: Scenario['venue']): Partial<AccountOptions> {
  return {
    ...(accountKind === undefined ? {} : { kind: accountKind }),
    ...(marginMode === undefined ? {} : { marginMode }),
    // A leverage that was found is that of every symbol.
    ...(leverageOf === undefined || asFound?.leverage !== undefined ? {} : { leverageOf }),
  };
}

function makeStrategy({ strategy, data }: Scenario): Strategy {
  return strategy.definition.create(strategy.params as never, data.symbols);
}

function makeSession(
  { venue, policy, sizing }: Scenario,
  tape: Tape,
  own: Pick<SessionOptions, 'writer' | 'startQuote' | 'tradeFromMs' | 'strategy' | 'keyScope'> &
    Partial<Pick<SessionOptions, 'bootEpoch' | 'keepsRecords'>>,
): Session {
  return new Session({
    bootEpoch: 0,
    instruments: tape.symbols.map(({ instrument }) => instrument),
    leverage: venue.leverage,
    ...(venue.leverageOf === undefined ? {} : { leverageOf: venue.leverageOf }),
    ...(venue.accountKind === undefined ? {} : { accountKind: venue.accountKind }),
    offVenueQuote: venue.offVenueQuote ?? 0,
    abilities: profiles[venue.profile]!.capabilities,
    policy,
    sizing,
    ...own,
  });
}

/** The same bot once more, under its own name, for one turn. */
function makeSecondWriter(scenario: Scenario, tape: Tape, start: WriterStart): SessionSetup {
  const { writer, accountId, atMs, walletQuote } = start;
  const session = makeSession(scenario, tape, {
    writer,
    startQuote: walletQuote,
    tradeFromMs: atMs,
    strategy: oneTurn(makeStrategy(scenario)),
    keyScope: scopeOf(writer),
  });
  return { sessionId: writer.replace('w', 's'), accountId, writer, startQuote: walletQuote, session };
}

/** A fault's share is the whole difference minus the run without it; what the shares do not add up to is said. */
function attribute(
  scenario: Scenario,
  tapes: ScenarioTapes,
  record: RunRecord,
  baseline: RunRecord,
  progress: (label: string) => (doneBars: number, totalBars: number) => void,
): Attribution {
  const totalQuote = record.final.equityQuote - baseline.final.equityQuote;
  const byFault = scenario.faults.map(({ id, fault }) => {
    const without =
      scenario.faults.length === 1 ? baseline : runOn(scenario, tapes.without(id), progress(`without ${id}`));
    const quote = record.final.equityQuote - without.final.equityQuote;
    return { faultId: id, fault, quote, without: stressOf(without) };
  });
  return {
    totalQuote,
    byFault,
    residualQuote: totalQuote - byFault.reduce((sum, { quote }) => sum + quote, 0),
  };
}

function verify(
  scenario: Scenario,
  tape: FaultedTape,
  record: RunRecord,
  onProgress: (doneBars: number, totalBars: number) => void,
): Verification {
  const again = runOn(scenario, tape, onProgress);
  const divergence = firstDivergence(record.journal, again.journal) ?? groundsDivergence(record, again);
  return {
    isDeterministic: again.fingerprint === record.fingerprint && divergence === null,
    fingerprint: again.fingerprint,
    divergence,
  };
}

function summarise(fault: ScheduledFault, record: RunRecord, { effects }: FaultedTape): FaultSummary {
  const firings = record.firings.filter(({ faultId }) => faultId === fault.id);
  return {
    id: fault.id,
    fault: fault.fault,
    summary: faults[fault.fault as FaultName].summary,
    fireCount: firings.length,
    firings: firings.map(({ atMs, untilMs, target, symbol }) => ({
      atMs,
      untilMs,
      symbol: target?.symbol ?? symbol,
    })),
    tapeEffect: effects.find(({ faultId }) => faultId === fault.id) ?? null,
  };
}

function hashesOf(scenario: Scenario, tape: Tape, strategyHash: string): OutcomeHashes {
  const { policy, strategy, data, ...rest } = scenario;
  const { baseFolder: _baseFolder, ...namedData } = data;
  return {
    scenario: sha256(
      canonicalJson({
        ...rest,
        data: namedData,
        strategy: { name: strategy.definition.name, params: strategy.params },
      }),
    ),
    data: tape.sha256,
    policy: sha256(canonicalJson({ rules: policy.rules, guardian: policy.guardian })),
    strategy: strategyHash,
    codeVersion: VERSION,
  };
}

function countProgress(scenario: Scenario, tape: Tape, options: RunScenarioOptions) {
  const barsPerRun = Math.round((tape.toMs - tape.fromMs) / tape.intervalMs);
  const faultCount = scenario.faults.length;
  const orderCount = scenario.clock.path === 'bracket' ? BRACKET_PATHS.length : 1;
  const runCount = orderCount * (2 + (faultCount > 1 ? faultCount : 0) + (options.verify ? 1 : 0));
  let startedRuns = 0;
  return (label: string) => {
    const before = startedRuns++ * barsPerRun;
    return (doneBars: number) => options.onProgress?.(before + doneBars, runCount * barsPerRun, label);
  };
}
