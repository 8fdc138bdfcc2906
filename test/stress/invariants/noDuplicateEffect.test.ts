import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/engine/journal.ts';
import { noDuplicateEffect } from '../../../src/stress/invariants/noDuplicateEffect.ts';
import { accepted, ended, filled, makeRecord } from '../../support/makeRecord.ts';

const KEY = 'entry:BTC-USDT:1';
const judge = (...journal: JournalEntry[]) => noDuplicateEffect.judge(makeRecord({ journal }), {});

describe('noDuplicateEffect', () => {
  test('holds for one order an intent', () => {
    const found = judge(
      accepted(1, KEY),
      filled(1),
      ended(1, { status: 'filled' }),
      accepted(2, 'exit:BTC-USDT:1', { venueOrderId: 'v2' }),
    );
    expect(found).toEqual({ antecedentCount: 2, violations: [], excused: [] });
  });

  test('is violated by a second copy while the first is live, and names both', () => {
    const [violation] = judge(accepted(1, KEY), accepted(9, KEY, { venueOrderId: 'v2' })).violations;
    expect(violation).toMatchObject({ atMs: 9, symbol: 'BTC-USDT' });
    expect(violation!.message).toBe(
      `${KEY} had its effect more than once: v2 was accepted while v1 was live; the entry is doubled.`,
    );
  });

  test('is violated by a second copy after the first has filled', () => {
    const [violation] = judge(
      accepted(1, KEY),
      filled(1),
      ended(1, { status: 'filled' }),
      accepted(9, KEY, { venueOrderId: 'v2' }),
    ).violations;
    expect(violation!.message).toContain('v1 had filled');
  });

  test('counts doubled stops and exits, and does not call them entries', () => {
    const [violation] = judge(
      accepted(1, 'stop:BTC-USDT:1', { reduceOnly: true }),
      accepted(2, 'stop:BTC-USDT:1', { reduceOnly: true, venueOrderId: 'v2' }),
    ).violations;
    expect(violation!.message).not.toContain('doubled');
  });

  test('holds when the first copy was over without an effect', () => {
    expect(judge(accepted(1, KEY), ended(5), accepted(9, KEY, { venueOrderId: 'v2' })).violations).toEqual(
      [],
    );
  });

  test('is vacuous when no order was accepted', () => {
    expect(judge().antecedentCount).toBe(0);
  });
});
