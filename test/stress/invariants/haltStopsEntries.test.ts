import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/engine/journal.ts';
import { haltStopsEntries } from '../../../src/stress/invariants/haltStopsEntries.ts';
import { decided, halted, makeRecord, requested } from '../../support/makeRecord.ts';

const judge = (...journal: JournalEntry[]) => haltStopsEntries.judge(makeRecord({ journal }), {});
const entry = (atMs: number, sessionId = 's1') => requested(atMs, 'entry:BTC-USDT:1', {}, sessionId);

describe('haltStopsEntries', () => {
  test('holds when entries go out before a halt and after its end', () => {
    const found = judge(entry(1), halted(2), decided(3, { kind: 'resume' }), entry(4));
    expect(found).toEqual({ antecedentCount: 1, violations: [], excused: [] });
  });

  test('is violated by an entry while halted', () => {
    const { violations } = judge(halted(2), entry(3));
    expect(violations).toMatchObject([{ atMs: 3, symbol: 'BTC-USDT' }]);
    expect(violations[0]!.message).toContain('halted since 1970-01-01T00:00:00.002Z');
  });

  test('lets exits, stops, cancels and queries pass', () => {
    const found = judge(
      halted(2),
      requested(3, 'stop:BTC-USDT:1', { reduceOnly: true }),
      requested(3, 'health', null),
    );
    expect(found.violations).toEqual([]);
  });

  test('a session is not bound by the halt of another', () => {
    expect(judge(halted(2, 's2'), entry(3, 's1')).violations).toEqual([]);
    expect(judge(halted(2, 's2'), entry(3, 's2')).violations).toHaveLength(1);
  });

  test('counts a halt that goes on once', () => {
    expect(judge(halted(2), halted(3)).antecedentCount).toBe(1);
  });

  test('is vacuous without a halt', () => {
    expect(judge(entry(1), decided(2)).antecedentCount).toBe(0);
  });
});
