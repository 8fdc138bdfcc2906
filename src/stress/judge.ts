import type { ParamValues } from '../core/params.ts';
import { formatDuration } from '../core/time.ts';
import type { RunRecord } from '../engine/runRecord.ts';
import type { Metric } from '../metrics/metric.ts';
import { type InvariantName, invariants } from './invariants/index.ts';
import type { Invariant, InvariantVerdict } from './invariants/invariant.ts';
import type { Outcome } from './outcome.ts';
import type { Scenario } from './scenario.ts';

/** What the invariants, the vacuity guards and `expect` say of a run. */
export type Judgement = Pick<Outcome, 'invariants' | 'vacuities' | 'expectation'>;

/** Judges a faulted run. A pass that could not have failed is named as such. */
export function judge(
  scenario: Scenario,
  record: RunRecord,
  baseline: RunRecord,
  metrics: Readonly<Record<string, Metric>>,
): Judgement {
  const verdicts = judgeAll(scenario, record);
  const vacuities = [
    ...scenario.faults
      .filter(({ id }) => !record.firings.some(({ faultId }) => faultId === id))
      .map(({ id, fault }) => `the fault ${id} (${fault}) never fired`),
    ...scenario.faults
      .filter(({ id }) => tookNothing(record, id))
      .map(({ id, fault }) => `the fault ${id} (${fault}) fired and took no message away`),
    ...verdicts
      .filter(({ status }) => status === 'vacuous')
      .map(({ name, vacuousReason }) => `${name} could not have failed: ${vacuousReason}`),
    ...(baseline.journal.some((entry) => entry.kind === 'truth' && entry.event.kind === 'fill')
      ? []
      : ['the baseline without faults does not trade']),
  ];
  return { invariants: verdicts, vacuities, expectation: compare(scenario, verdicts, metrics) };
}

/** The invariants that a run breaks, by name. */
export function brokenIn(scenario: Scenario, record: RunRecord): ReadonlySet<string> {
  return new Set(
    judgeAll(scenario, record)
      .filter(({ status }) => status === 'violated')
      .map(({ name }) => name),
  );
}

/** A fault that takes messages away, and met none whenever it fired. */
function tookNothing(record: RunRecord, id: string): boolean {
  const firings = record.firings.filter(({ faultId }) => faultId === id);
  return firings.length > 0 && firings.every(({ lostCount }) => lostCount === 0);
}

function judgeAll(scenario: Scenario, record: RunRecord): InvariantVerdict[] {
  const verdicts = scenario.invariants.map(({ name, params }) =>
    judgeOne(invariants[name as InvariantName] as unknown as AnyInvariant, params, record),
  );
  return record.strategyError === null ? verdicts : [...verdicts, strategyErrorVerdict(record)];
}

type AnyInvariant = Invariant<Record<never, never>>;

function judgeOne(invariant: AnyInvariant, params: ParamValues, record: RunRecord): InvariantVerdict {
  const finding = invariant.judge(record, params as never);
  const status =
    finding.violations.length > 0 ? 'violated' : finding.antecedentCount === 0 ? 'vacuous' : 'held';
  return {
    name: invariant.name,
    summary: invariant.summary,
    status,
    bounds: boundsText(params),
    ...finding,
    vacuousReason: status === 'vacuous' ? invariant.vacuousReason : null,
  };
}

function boundsText(params: ParamValues): string {
  return Object.entries(params)
    .map(([name, value]) =>
      name.endsWith('Ms') ? `${name.slice(0, -2)} ${formatDuration(Number(value))}` : `${name} ${value}`,
    )
    .join(', ');
}

/** A strategy that throws is contained, and the run has failed all the same. */
function strategyErrorVerdict(record: RunRecord): InvariantVerdict {
  const thrown = record.journal.find((entry) => entry.kind === 'strategyError');
  return {
    name: 'strategyError',
    summary: 'The strategy throws nothing.',
    status: 'violated',
    bounds: '',
    antecedentCount: 1,
    violations: [
      {
        atMs: thrown?.atMs ?? record.fromMs,
        symbol: null,
        message: `The strategy threw ${record.strategyError}.`,
      },
    ],
    excused: [],
    vacuousReason: null,
  };
}

function compare(
  scenario: Scenario,
  verdicts: readonly InvariantVerdict[],
  metrics: Readonly<Record<string, Metric>>,
): Outcome['expectation'] {
  const { expect } = scenario;
  const violated = verdicts.filter(({ status }) => status === 'violated').map(({ name }) => name);
  const unmet = [
    ...violated.filter((name) => !expect.violates.includes(name)).map((name) => `${name} was violated`),
    ...expect.violates
      .filter((name) => !violated.includes(name))
      .map((name) => `${name} was expected to be violated and was not`),
  ];
  for (const { metric, min, max } of expect.metrics) {
    const value = metrics[metric]?.value ?? null;
    if (value === null)
      unmet.push(`${metric} has no value: ${metrics[metric]?.reason ?? 'it is not measured'}`);
    else if (min !== null && value < min) unmet.push(`${metric} is ${value}, at least ${min} was expected`);
    else if (max !== null && value > max) unmet.push(`${metric} is ${value}, at most ${max} was expected`);
  }
  return { isMet: unmet.length === 0, unmet };
}
