import type { ParamValues } from '../core/params.ts';
import { DAY_MS, formatDay, formatDuration, formatTime } from '../core/time.ts';
import { burstText } from '../engine/latency/burst.ts';
import { type Delay, modelOf } from '../engine/latency/index.ts';
import type { OperatorReset } from '../engine/operatorReset.ts';
import type { FaultTrigger, ScheduledFault } from '../faults/fault.ts';
import type { FaultedTape } from '../faults/tapeFaults.ts';
import type { Tape } from '../market/tape.ts';
import type { Policy } from '../risk/policy.ts';
import type { LoadedScenario } from '../stress/loadScenario.ts';
import type { Expectation } from '../stress/scenario.ts';
import type { ScenarioTapes } from '../stress/scenarioTapes.ts';
import { type ImpactChoice, impactModels } from '../venue/impacts/index.ts';
import { describeBinding } from './describeBinding.ts';

/** A part of a scenario or a policy, and what it comes to, line by line. */
export type DescribedPart = readonly [label: string, lines: readonly string[]];

/** What a scenario comes to, every default taken and every time resolved, as lines for a person. */
export function describeScenario(loaded: LoadedScenario, tape: Tape, tapes: ScenarioTapes): DescribedPart[] {
  const { scenario, policyFile, strategyFile } = loaded;
  const { clock, data, strategy, sizing, venue } = scenario;
  const barCount = Math.round((tape.toMs - tape.fromMs) / tape.intervalMs);
  const moment = (timeMs: number): string => {
    const bar = (timeMs - tape.fromMs) / tape.intervalMs;
    return Number.isInteger(bar) ? `${formatTime(timeMs)} (bar ${bar})` : formatTime(timeMs);
  };
  const { command, reply, event } = clock.latency;
  const latency = Object.entries({ command, reply, event })
    .map(([way, delay]) => `${way} ${describeDelay(delay)}`)
    .concat(clock.latency.burst === undefined ? [] : [burstText(clock.latency.burst)])
    .join(', ');
  const window = `${shortTime(data.fromMs)} to ${shortTime(data.toMs)}, ${barCount} bars of ${formatDuration(tape.intervalMs)}`;
  const { profile, startEquityQuote } = venue;
  const from = strategyFile === null ? '' : ` from ${strategyFile}`;
  return [
    ['name', [scenario.name]],
    ['why', [scenario.why]],
    ['seed', [String(scenario.seed)]],
    ['data', [`${data.source}: ${data.symbols.join(', ')}`]],
    ['window', [`${window}, ${data.lookbackDays} days of look-back`]],
    ['clock', [`path ${clock.path}; ${latency}`]],
    ['venue', [`${profile}, ${describeAccount(venue)}, ${startEquityQuote} quote; ${impact(venue)}`]],
    ['strategy', [`${named(strategy.definition.name, strategy.params)}${from}`]],
    ['sizing', ('name' in sizing ? [sizing] : sizing).map(({ name, params }) => named(name, params))],
    ['policy', [`${scenario.policy.name} from ${policyFile}: ${counts(scenario.policy)}`]],
    ['market', orNone(scenario.market.map((fault) => describeFault(fault, moment)))],
    ['faults', orNone(scenario.faults.map((fault) => describeFault(fault, moment)))],
    ['heal', [moment(scenario.healMs)]],
    ['drain', [moment(scenario.drainMs)]],
    ...describeOperator(scenario.operator ?? [], moment),
    ['invariants', scenario.invariants.map(({ name, params }) => named(name, params))],
    ['expect', [describeExpectation(scenario.expect)]],
    ['notes', orNone([...tape.notes, ...notesOf(tapes.baseline), ...notesOf(tapes.faulted)])],
  ];
}

/** What the account is, in a few words; the assumptions of the report say all of it. */
function describeAccount(venue: LoadedScenario['scenario']['venue']): string {
  const { accountKind, marginMode, leverage, leverageOf = {}, funding, insuranceFundQuote } = venue;
  if (accountKind === 'spot') return 'spot';
  const others = Object.entries(leverageOf).map(([symbol, one]) => `${symbol} ${one}`);
  return [
    ...(marginMode === undefined ? [] : [`${marginMode} margin`]),
    `leverage ${others.length === 0 ? leverage : others.join(' and ')}`,
    ...(funding === undefined
      ? []
      : [
          funding.kind === 'constant'
            ? `funding ${funding.ratio * 10_000} bps`
            : `funding of ${funding.file}`,
        ]),
    ...(insuranceFundQuote === undefined ? [] : [`insurance fund ${insuranceFundQuote}`]),
  ].join(', ');
}

/** A line only where a person does something: most scenarios have nobody. */
function describeOperator(
  resets: readonly OperatorReset[],
  moment: (timeMs: number) => string,
): DescribedPart[] {
  if (resets.length === 0) return [];
  return [['operator', resets.map(({ rule, atMs }) => `resets ${rule} at ${moment(atMs)}`)]];
}

/** What a policy comes to: every rule and brake that is on, with its numbers. */
export function describePolicy(policy: Policy): DescribedPart[] {
  const section = (entries: object): readonly string[] =>
    orNone(Object.entries(entries).map(([name, params]) => named(name, params as ParamValues)));
  return [
    ['name', [policy.name]],
    ['why', [policy.why]],
    ['rules', section(policy.rules)],
    ...(policy.sizing === undefined
      ? []
      : [['sizing', policy.sizing.map(({ name, params }) => named(name, params))] as const]),
    ['guardian', section(policy.guardian)],
    ['binds', describeBinding(policy)],
  ];
}

function describeDelay(delay: Delay): string {
  return delay.model === undefined
    ? `${delay.minMs} + exp(${delay.meanMs - delay.minMs}) ms`
    : modelOf(delay).text(delay);
}

function notesOf({ effects }: FaultedTape): string[] {
  return effects.flatMap(({ notes }) => notes);
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['none'] : lines;
}

function counts(policy: Policy): string {
  return `${Object.keys(policy.rules).length} rules, ${Object.keys(policy.guardian).length} brakes`;
}

function impact(venue: LoadedScenario['scenario']['venue']): string {
  const { participationRatio, spread, fees, limitFill } = venue;
  const spreadPart = spread === undefined ? '' : `, spread ${spread.model} of ${spread.windowBars} bars`;
  const feePart =
    fees?.model === 'tiers'
      ? `, fees by tiers${fees.tier === undefined ? ` from ${fees.volumeQuote ?? 0} quote` : `, held at ${fees.tier}`}`
      : '';
  const limitPart = limitFill === undefined ? '' : `, limits fill at a ${limitFill}`;
  return `impact ${describeImpact(venue)}, participation ${participationRatio}${spreadPart}${feePart}${limitPart}`;
}

function describeImpact({
  impact: all,
  impactOf = {},
  impactCoefficient,
}: LoadedScenario['scenario']['venue']): string {
  const text = ({ model, coefficient }: ImpactChoice) =>
    impactModels[model].coefficient === null ? model : `${model} ${coefficient}`;
  return [
    all === undefined ? String(impactCoefficient) : text(all),
    ...Object.entries(impactOf).map(([symbol, choice]) => `${symbol} ${text(choice)}`),
  ].join(' and ');
}

function shortTime(timeMs: number): string {
  return timeMs % DAY_MS === 0 ? formatDay(timeMs) : formatTime(timeMs);
}

/** `smaCross fast 10, slow 30`; a parameter in milliseconds as a duration. */
function named(name: string, params: ParamValues): string {
  const texts = Object.entries(params).map(([key, value]) =>
    key.endsWith('Ms') && typeof value === 'number' ? `${key} ${formatDuration(value)}` : `${key} ${value}`,
  );
  return texts.length === 0 ? name : `${name} ${texts.join(', ')}`;
}

function describeFault(
  { id, fault, params, trigger }: ScheduledFault,
  moment: (timeMs: number) => string,
): string {
  return `${id} ${named(fault, params)}: ${describeTrigger(trigger, moment)}`;
}

function describeTrigger(trigger: FaultTrigger, moment: (timeMs: number) => string): string {
  switch (trigger.kind) {
    case 'at':
      return `at ${moment(trigger.timeMs)}${trigger.symbol === null ? '' : `, ${trigger.symbol} only`}`;
    case 'during':
      return `from ${moment(trigger.fromMs)} to ${moment(trigger.toMs)}${filters(trigger)}`;
    case 'on': {
      const which =
        trigger.nth === null ? `at every ${trigger.event}` : `at ${trigger.event} number ${trigger.nth}`;
      const after = trigger.afterMs === 0 ? '' : `, ${formatDuration(trigger.afterMs)} later`;
      const since = trigger.fromMs === null ? '' : `, from ${moment(trigger.fromMs)} on`;
      return `${which}${since}${after}${filters(trigger)}`;
    }
    case 'exactly':
      return `${trigger.firings.length} times, as resolved`;
  }
}

function filters(trigger: { symbol: string | null; probability: number; maxFires: number | null }): string {
  const { symbol, probability, maxFires } = trigger;
  const parts = [
    symbol === null ? '' : `, ${symbol} only`,
    probability === 1 ? '' : `, with probability ${probability}`,
    maxFires === null ? '' : `, ${maxFires} times at most`,
  ];
  return parts.join('');
}

function describeExpectation({ violates, metrics }: Expectation): string {
  const verdict = violates.length === 0 ? 'pass' : `violates ${violates.join(', ')}`;
  const bounds = metrics.map(({ metric, min, max }) => {
    const parts = [min === null ? '' : `at least ${min}`, max === null ? '' : `at most ${max}`];
    return `${metric} ${parts.filter((part) => part !== '').join(' and ')}`;
  });
  return [verdict, ...bounds].join('; ');
}
