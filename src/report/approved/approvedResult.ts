import { z } from 'zod';
import { sha256 } from '../../core/hash.ts';
import { failed, ok, type Problem, type Result } from '../../core/result.ts';
import { type MetricDefinition, metrics as registry } from '../../metrics/index.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { decisionsOf } from '../facts/decisions.ts';
import { violatedNames } from '../facts/verdict.ts';
import { eventsNdjson, type RunFile } from '../runFiles.ts';

const APPROVED_VERSION = 1;

/** Two runs on one machine give one double; this forgives the last bits of another machine's `Math.log`. */
const DEFAULT_TOLERANCE_RATIO = 1e-9;

const counts = z.record(z.string(), z.number().int());

const approvedSchema = z.strictObject({
  version: z.literal(APPROVED_VERSION),
  scenario: z.string(),
  reason: z.string(),
  seed: z.number(),
  inputs: z.record(z.string(), z.string()),
  fingerprint: z.string(),
  eventCount: z.number().int(),
  verdict: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE']),
  violates: z.array(z.string()),
  counts: z.strictObject({ rules: counts, kinds: counts, faults: counts, refusals: counts }),
  metrics: z.record(
    z.string(),
    z.strictObject({
      value: z.number().nullable(),
      toleranceRatio: z.number().min(0),
      better: z.enum(['higher', 'lower', 'neither']),
    }),
  ),
});

/** What a scenario is held to: its events by fingerprint, its counts exactly, its metrics with a tolerance and a direction each. */
export type ApprovedResult = z.infer<typeof approvedSchema>;

/** An approved result and its log, as they were read. */
export interface Approved {
  readonly result: ApprovedResult;
  /** The log, one canonical entry a line: its SHA-256 is the result's fingerprint. */
  readonly events: string;
}

/**
 * An outcome as an approved result. Refused: a violated invariant that the scenario does not expect, a bound that was not kept, a run that
 * means nothing, and one that was found not to be deterministic.
 */
export function approvedResultOf(outcome: Outcome, reason: string): Result<ApprovedResult> {
  const problems = whyNotApproved(outcome, reason);
  if (problems.length > 0) return failed(problems);
  const { scenario, faulted, hashes, tape } = outcome;
  const { scenario: scenarioHash, data, policy, strategy } = hashes;
  return ok({
    version: APPROVED_VERSION,
    scenario: scenario.name,
    reason,
    seed: scenario.seed,
    inputs: { scenario: scenarioHash, data, policy, strategy, tape: tape.sha256 },
    fingerprint: faulted.record.fingerprint,
    eventCount: faulted.record.journal.length,
    verdict: outcome.verdict,
    violates: violatedNames(outcome.invariants),
    counts: countsOf(outcome),
    metrics: Object.fromEntries(
      Object.entries(faulted.metrics).map(([name, { value }]) => [
        name,
        { value, toleranceRatio: DEFAULT_TOLERANCE_RATIO, better: betterOf(name) },
      ]),
    ),
  });
}

/** The two files of an approved result: the numbers for people to compare, the events for the first one that differs. */
export function approvedFiles(
  outcome: Outcome,
  options: { name: string; reason: string },
): Result<RunFile[]> {
  const result = approvedResultOf(outcome, options.reason);
  if (!result.ok) return result;
  return ok([
    { name: `${options.name}.json`, content: `${JSON.stringify(result.value, null, 2)}\n` },
    { name: `${options.name}.events.ndjson`, content: eventsNdjson(outcome) },
  ]);
}

/** Reads an approved result back from its texts. A log that is not the one of the numbers beside it could only mislead: it is a problem. */
export function readApproved(texts: {
  readonly json: string;
  readonly events: string;
  readonly file: string;
  readonly eventsFile: string;
}): Result<Approved> {
  const problem = (message: string): Problem => ({ file: texts.file, line: null, key: null, message });
  let content: unknown;
  try {
    content = JSON.parse(texts.json);
  } catch {
    return failed([problem('is not JSON; approve the scenario again')]);
  }
  const result = approvedSchema.safeParse(content);
  if (result.success) {
    if (sha256(texts.events) === result.data.fingerprint) {
      return ok({ result: result.data, events: texts.events });
    }
    const message = `is not the log of ${texts.file}, whose fingerprint is another; approve the scenario again`;
    return failed([{ ...problem(message), file: texts.eventsFile }]);
  }
  return failed(
    result.error.issues.map(({ path, message }) => ({
      ...problem(`is not an approved result: ${message}`),
      key: path.join('.'),
    })),
  );
}

/** Exact counts: decisions by rule and by kind, refusals by rule, firings by fault. */
export function countsOf({ faulted, faults }: Outcome): ApprovedResult['counts'] {
  const kinds: Record<string, number> = {};
  const refusals: Record<string, number> = {};
  for (const { decision } of decisionsOf(faulted.record)) {
    kinds[decision.kind] = (kinds[decision.kind] ?? 0) + 1;
    if (decision.kind !== 'refused') continue;
    const rule = decision.rule ?? 'unnamed';
    refusals[rule] = (refusals[rule] ?? 0) + 1;
  }
  return {
    rules: { ...faulted.decisionCounts },
    kinds,
    faults: Object.fromEntries(faults.map(({ id, fireCount }) => [id, fireCount])),
    refusals,
  };
}

function whyNotApproved(outcome: Outcome, reason: string): Problem[] {
  const problems: Problem[] = [];
  const add = (key: string, message: string): void => {
    problems.push({ file: outcome.scenarioFile, line: null, key, message });
  };
  const unexpected = outcome.invariants.filter(
    ({ name, status }) => status === 'violated' && !outcome.scenario.expect.violates.includes(name),
  );
  for (const { name, violations } of unexpected) {
    add(
      'invariants',
      `${name} is violated and not expected to be; an approved result never holds that: ${violations[0]?.message ?? ''}`,
    );
  }
  if (unexpected.length === 0 && !outcome.expectation.isMet) {
    for (const unmet of outcome.expectation.unmet) add('expect', `is not met: ${unmet}`);
    if (outcome.expectation.unmet.length === 0) add('expect', 'is not met');
  }
  if (outcome.verdict === 'INCONCLUSIVE') {
    add('invariants', `the run proves little and cannot be held to: ${outcome.vacuities.join('; ')}`);
  }
  if (outcome.verification?.isDeterministic === false) {
    add('seed', 'the run is not deterministic: a second one had another fingerprint');
  }
  if (reason.trim() === '') add('reason', 'is empty; expected why the result is right');
  return problems;
}

function betterOf(name: string): MetricDefinition['better'] {
  return Object.hasOwn(registry, name) ? registry[name as keyof typeof registry].better : 'neither';
}
