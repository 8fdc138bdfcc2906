import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/engine/journal.ts';
import { bookedOnce } from '../../../src/stress/invariants/bookedOnce.ts';
import { booked, filled, HOUR_MS, makeRecord, requested } from '../../support/makeRecord.ts';

const judge = (...journal: JournalEntry[]) =>
  bookedOnce.judge(makeRecord({ journal: [requested(0, 'entry:BTC-USDT:1'), ...journal] }), {
    graceMs: 60_000,
  });

describe('bookedOnce', () => {
  test('holds when every fill is booked once', () => {
    expect(judge(filled(1), booked(80, 't1'), filled(2), booked(90, 't2'))).toEqual({
      antecedentCount: 2,
      violations: [],
      excused: [],
    });
  });

  test('is violated by a second booking, at its time', () => {
    const { violations } = judge(filled(1), booked(80, 't1'), booked(330, 't1'));
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatchObject({ atMs: 330, symbol: 'BTC-USDT' });
    expect(violations[0]!.message).toContain('2 times for one fill');
  });

  test('is violated by a fill that is never booked, at the time of the fill', () => {
    const { violations } = judge(filled(1), booked(80, 't1'), filled(500));
    expect(violations).toMatchObject([{ atMs: 500 }]);
    expect(violations[0]!.message).toContain('never booked trade t500');
  });

  test('tells what it found in the order of time', () => {
    const { violations } = judge(filled(1), booked(80, 't1'), filled(200), booked(330, 't1'));
    expect(violations.map(({ atMs }) => atMs)).toEqual([200, 330]);
  });

  test('does not ask the session of another account', () => {
    const foreign = { ...requested(0, 'entry:BTC-USDT:1', {}, 's2'), accountId: 'other' } as JournalEntry;
    expect(judge(foreign, filled(1), booked(80, 't1'), booked(80, 't9', 's2')).violations).toEqual([]);
  });

  test('is violated by a booking of what never happened', () => {
    const [violation] = judge(filled(1), booked(80, 't1'), booked(81, 'ghost')).violations;
    expect(violation).toMatchObject({ atMs: 81, symbol: null });
    expect(violation!.message).toContain('never happened');
  });

  test('gives a fill at the end of the run the time to arrive', () => {
    expect(judge(filled(10 * HOUR_MS - 59_999)).violations).toEqual([]);
    expect(judge(filled(10 * HOUR_MS - 60_000)).violations).toHaveLength(1);
  });

  test('is judged for each session of the account', () => {
    const { violations } = judge(
      requested(0, 'entry:BTC-USDT:1', {}, 's2'),
      filled(1),
      booked(80, 't1'),
      booked(90, 't1', 's2'),
      filled(2),
      booked(95, 't2', 's2'),
    );
    expect(violations).toHaveLength(1);
    expect(violations[0]!.message).toContain('Session s1 never booked trade t2');
  });

  test('is vacuous without a fill', () => {
    expect(judge().antecedentCount).toBe(0);
  });
});
