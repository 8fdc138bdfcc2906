import { canonicalJson } from '../../core/hash.ts';
import { firstDivergence, type JournalEntry } from '../../engine/journal.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { violatedNames } from '../facts/verdict.ts';
import { type Approved, countsOf } from './approvedResult.ts';

/** One thing in which an outcome is not what was approved. */
export type Difference =
  | { readonly kind: 'invariant'; readonly name: string; readonly message: string }
  | { readonly kind: 'verdict'; readonly approved: string; readonly actual: string }
  | EventDifference
  | {
      readonly kind: 'count';
      /** `rules`, `kinds`, `faults` or `refusals`. */
      readonly of: string;
      readonly name: string;
      readonly approved: number;
      readonly actual: number;
    }
  | {
      readonly kind: 'metric';
      readonly name: string;
      readonly approved: number | null;
      readonly actual: number | null;
      readonly toleranceRatio: number;
      readonly tendency: 'better' | 'worse' | 'changed';
    }
  /** An input that is another: no difference by itself, but why there are others. */
  | { readonly kind: 'input'; readonly name: string; readonly approved: string; readonly actual: string };

/** The first event of the log that is not the approved one. */
interface EventDifference {
  readonly kind: 'event';
  readonly index: number;
  readonly atMs: number | null;
  /** Path of the first member that differs; null where one log has ended. */
  readonly field: string | null;
  readonly approved: unknown;
  readonly actual: unknown;
  /** Events of both logs round it, canonical lines: two before, the one, two after. */
  readonly around: readonly {
    readonly index: number;
    readonly approved: string | null;
    readonly actual: string | null;
  }[];
  /** The last fault that fired before it in the run: its likely cause; null when none did. */
  readonly fault: { readonly faultId: string; readonly fault: string; readonly atMs: number } | null;
}

const EVENTS_BEFORE = 2;
const EVENTS_AFTER = 2;

/**
 * Everything in which an outcome is not what was approved, most telling first: other inputs, which are why there are differences at all, invariants
 * (never tolerated), the verdict, the first event that differs, counts (exact), metrics (tolerance and direction each). Empty when it is the same.
 */
export function compareWithApproved(outcome: Outcome, approved: Approved): Difference[] {
  const { result } = approved;
  const differences: Difference[] = [];
  const violated = violatedNames(outcome.invariants);
  for (const { name, status, violations } of outcome.invariants) {
    if (status !== 'violated' || result.violates.includes(name)) continue;
    const message = violations[0]?.message ?? 'It was violated.';
    differences.push({ kind: 'invariant', name, message });
  }
  for (const name of result.violates) {
    if (violated.includes(name)) continue;
    differences.push({
      kind: 'invariant',
      name,
      message: 'The approved result has it violated, as expected; it is not.',
    });
  }
  if (outcome.verdict !== result.verdict) {
    differences.push({ kind: 'verdict', approved: result.verdict, actual: outcome.verdict });
  }
  if (outcome.faulted.record.fingerprint !== result.fingerprint) {
    const event = firstEventThatDiffers(outcome.faulted.record.journal, approved.events);
    if (event !== null) differences.push(event);
  }
  differences.push(...countDifferences(outcome, approved), ...metricDifferences(outcome, approved));
  // A policy whose comment was reworded runs as before: an input counts only beside a difference that it may explain.
  return differences.length === 0 ? [] : [...inputDifferences(outcome, approved), ...differences];
}

function firstEventThatDiffers(
  actual: readonly JournalEntry[],
  approvedText: string,
): EventDifference | null {
  const lines = approvedText.split('\n').filter((line) => line !== '');
  const approved = lines.map((line) => JSON.parse(line) as JournalEntry);
  const divergence = firstDivergence(approved, actual);
  if (divergence === null) return null;
  const { index, atMs, field, left, right } = divergence;
  const around = [];
  const last = Math.min(index + EVENTS_AFTER, Math.max(approved.length, actual.length) - 1);
  for (let row = Math.max(0, index - EVENTS_BEFORE); row <= last; row++) {
    const entry = actual[row];
    around.push({
      index: row,
      approved: lines[row] ?? null,
      actual: entry === undefined ? null : canonicalJson(entry),
    });
  }
  const cause = actual.slice(0, index + 1).findLast((entry) => entry.kind === 'fault');
  return {
    kind: 'event',
    index,
    atMs,
    field,
    approved: left,
    actual: right,
    around,
    fault:
      cause === undefined
        ? null
        : { faultId: cause.firing.faultId, fault: cause.firing.fault, atMs: cause.atMs },
  };
}

function countDifferences(outcome: Outcome, { result }: Approved): Difference[] {
  const differences: Difference[] = [];
  for (const [of, actualCounts] of Object.entries(countsOf(outcome))) {
    const approvedCounts = result.counts[of as keyof typeof result.counts];
    for (const name of namesOf(approvedCounts, actualCounts)) {
      const approved = approvedCounts[name] ?? 0;
      const actual = actualCounts[name] ?? 0;
      if (approved !== actual) differences.push({ kind: 'count', of, name, approved, actual });
    }
  }
  return differences;
}

function metricDifferences({ faulted }: Outcome, { result }: Approved): Difference[] {
  const differences: Difference[] = [];
  // A metric that came with a later version was never approved, and is no difference.
  for (const name of Object.keys(result.metrics)) {
    const held = result.metrics[name];
    const approved = held?.value ?? null;
    const actual = faulted.metrics[name]?.value ?? null;
    const toleranceRatio = held?.toleranceRatio ?? 0;
    if (isWithin(approved, actual, toleranceRatio)) continue;
    const better = held?.better ?? 'neither';
    const tendency =
      better === 'neither' || approved === null || actual === null
        ? 'changed'
        : actual > approved === (better === 'higher')
          ? 'better'
          : 'worse';
    differences.push({ kind: 'metric', name, approved, actual, toleranceRatio, tendency });
  }
  return differences;
}

function isWithin(approved: number | null, actual: number | null, toleranceRatio: number): boolean {
  if (approved === null || actual === null) return approved === actual;
  return Math.abs(actual - approved) <= toleranceRatio * Math.max(Math.abs(approved), Math.abs(actual));
}

function inputDifferences({ hashes, tape, scenario }: Outcome, { result }: Approved): Difference[] {
  const { scenario: scenarioHash, data, policy, strategy } = hashes;
  const now: Record<string, string> = { scenario: scenarioHash, data, policy, strategy, tape: tape.sha256 };
  const differences: Difference[] = Object.entries(now)
    .filter(([name, hash]) => result.inputs[name] !== hash)
    .map(([name, hash]) => ({ kind: 'input', name, approved: result.inputs[name] ?? 'none', actual: hash }));
  if (scenario.seed !== result.seed) {
    differences.push({
      kind: 'input',
      name: 'seed',
      approved: String(result.seed),
      actual: String(scenario.seed),
    });
  }
  return differences;
}

function namesOf(left: object, right: object): string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])];
}
