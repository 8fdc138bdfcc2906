import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../src/engine/journal.ts';
import { fingerprintOf } from '../../src/engine/journal.ts';
import {
  type Approved,
  approvedFiles,
  approvedResultOf,
  readApproved,
} from '../../src/report/approved/approvedResult.ts';
import { compareWithApproved } from '../../src/report/approved/compare.ts';
import { describeDifference } from '../../src/report/approved/describe.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { makeOutcome } from '../support/makeOutcome.ts';

const outcome = makeOutcome({ isExpected: true });
const FILES = { file: 'luna.json', eventsFile: 'luna.events.ndjson.gz' };

function approvedOf(made: Outcome): Approved {
  const files = approvedFiles(made, { name: 'luna', reason: 'first approval' });
  if (!files.ok) throw new Error(JSON.stringify(files.problems));
  const [json, events] = files.value;
  const read = readApproved({ json: json!.content, events: events!.content, ...FILES });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

/** The outcome with another log. */
function withJournal(made: Outcome, journal: readonly JournalEntry[]): Outcome {
  const record = { ...made.faulted.record, journal, fingerprint: fingerprintOf(journal) };
  return { ...made, faulted: { ...made.faulted, record } };
}

const approved = approvedOf(outcome);

test('an outcome is what was approved of it, over the way to the disk and back', () => {
  expect(compareWithApproved(makeOutcome({ isExpected: true }), approved)).toEqual([]);
});

describe('what is refused', () => {
  test('a violation that nobody expects', () => {
    const result = approvedResultOf(makeOutcome(), 'because');
    expect(result.ok).toBe(false);
    expect(!result.ok && result.problems[0]!.message).toContain('protected is violated');
  });

  test('a run that proves little, a bound that was not kept, one that is not deterministic, no reason', () => {
    const messages = (made: Outcome, reason = 'because') => {
      const result = approvedResultOf(made, reason);
      return result.ok ? '' : result.problems.map(({ message }) => message).join();
    };
    expect(messages({ ...outcome, verdict: 'INCONCLUSIVE', vacuities: ['nothing fired'] })).toContain(
      'nothing fired',
    );
    expect(messages({ ...outcome, expectation: { isMet: false, unmet: ['maxDrawdown'] } })).toContain(
      'maxDrawdown',
    );
    const verification = { isDeterministic: false, fingerprint: 'f'.repeat(64), divergence: null };
    expect(messages({ ...outcome, verification })).toContain('not deterministic');
    expect(messages(outcome, ' ')).toContain('expected why');
  });

  test('a file that is no approved result', () => {
    expect(readApproved({ json: '{', events: '', ...FILES }).ok).toBe(false);
    const wrong = readApproved({ json: '{"version":7}', events: '', ...FILES });
    expect(!wrong.ok && wrong.problems.some(({ key }) => key === 'version')).toBe(true);
  });
});

test('a log that belongs to another result is no log to compare with', () => {
  const files = approvedFiles(outcome, { name: 'luna', reason: 'first approval' });
  if (!files.ok) throw new Error(JSON.stringify(files.problems));
  const [json, events] = files.value;
  const shorter = events!.content.split('\n').slice(1).join('\n');
  const read = readApproved({ json: json!.content, events: shorter, ...FILES });
  expect(!read.ok && read.problems).toEqual([
    expect.objectContaining({
      file: 'luna.events.ndjson.gz',
      message: expect.stringContaining('is not the log of luna.json'),
    }),
  ]);
});

test('a metric that a later version brought is no difference; one that is gone is', () => {
  const { faulted } = outcome;
  const later = { ...faulted.metrics, brandNew: { value: 1, reason: null } };
  expect(compareWithApproved({ ...outcome, faulted: { ...faulted, metrics: later } }, approved)).toEqual([]);
  const { sharpe: _sharpe, ...fewer } = faulted.metrics;
  expect(
    compareWithApproved({ ...outcome, faulted: { ...faulted, metrics: fewer } }, approved),
  ).toContainEqual(expect.objectContaining({ kind: 'metric', name: 'sharpe', actual: null }));
});

describe('what differs', () => {
  test('the first event, with its field, both values, five events and the fault before it', () => {
    const { journal } = outcome.faulted.record;
    const index = journal.findIndex(
      (entry) => entry.kind === 'decision' && entry.decision.kind === 'emergencyClose',
    );
    const changed = journal.map((entry, row) =>
      row === index && entry.kind === 'decision'
        ? { ...entry, decision: { ...entry.decision, reason: 'Another reason.' } }
        : entry,
    );
    const [event] = compareWithApproved(withJournal(outcome, changed), approved);
    expect(event).toMatchObject({
      kind: 'event',
      index,
      field: 'decision.reason',
      approved: 'No stop could be set.',
      actual: 'Another reason.',
      fault: { faultId: 'F1', fault: 'silentStop' },
    });
    expect(event?.kind === 'event' && event.around.map((row) => row.index)).toEqual(
      [-2, -1, 0, 1, 2].map((step) => index + step),
    );
    const lines = describeDifference(event!, 'USDT');
    expect(lines[0]).toContain(`number ${index} at 2022-`);
    expect(lines.filter((line) => line.startsWith('  -') || line.startsWith('  +')).length).toBe(2);
  });

  test('a log that ends early, and one that goes on', () => {
    const { journal } = outcome.faulted.record;
    const shorter = compareWithApproved(withJournal(outcome, journal.slice(0, -1)), approved);
    expect(shorter[0]).toMatchObject({ kind: 'event', index: journal.length - 1, field: null, actual: null });
    const longer = compareWithApproved(withJournal(outcome, [...journal, journal[0]!]), approved);
    expect(longer[0]).toMatchObject({ kind: 'event', index: journal.length, field: null, approved: null });
    expect(describeDifference(longer[0]!, 'USDT')[0]).toContain('the approved log has ended');
  });

  test('the inputs that explain them, counts exactly, metrics beyond their tolerance and in which direction', () => {
    const { metrics, decisionCounts } = outcome.faulted;
    const made: Outcome = {
      ...outcome,
      hashes: { ...outcome.hashes, policy: 'f'.repeat(64) },
      faulted: {
        ...outcome.faulted,
        decisionCounts: { ...decisionCounts, verifyStop: decisionCounts.verifyStop! + 1 },
        metrics: {
          ...metrics,
          maxDrawdown: { value: metrics.maxDrawdown!.value! * 1.01, reason: null },
          totalReturn: { value: metrics.totalReturn!.value! * (1 + 1e-12), reason: null },
          sharpe: { value: null, reason: 'no variance' },
        },
      },
    };
    const differences = compareWithApproved(made, approved);
    expect(differences.map(({ kind }) => kind)).toEqual(['input', 'count', 'metric', 'metric']);
    expect(differences).toContainEqual(
      expect.objectContaining({ kind: 'metric', name: 'maxDrawdown', tendency: 'worse' }),
    );
    expect(differences).toContainEqual(
      expect.objectContaining({ kind: 'metric', name: 'sharpe', actual: null }),
    );
    for (const difference of differences)
      expect(describeDifference(difference, 'USDT')[0]).not.toMatch(/undefined:|NaN/);
  });

  test('an input alone is no difference', () => {
    expect(
      compareWithApproved({ ...outcome, hashes: { ...outcome.hashes, policy: 'f'.repeat(64) } }, approved),
    ).toEqual([]);
  });

  test('an invariant is never tolerated, and one that no longer breaks is said', () => {
    const invariants = outcome.invariants.map((verdict) =>
      verdict.name === 'positionCap'
        ? {
            ...verdict,
            status: 'violated' as const,
            violations: [{ atMs: 0, symbol: null, message: 'Over.' }],
          }
        : verdict.name === 'protected'
          ? { ...verdict, status: 'held' as const, violations: [] }
          : verdict,
    );
    const differences = compareWithApproved({ ...outcome, invariants }, approved);
    expect(differences.map((difference) => difference.kind === 'invariant' && difference.name)).toEqual([
      'positionCap',
      'protected',
    ]);
  });
});
