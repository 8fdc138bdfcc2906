import { describe, expect, test } from 'vitest';
import { type ParamSpecs, withDefaults } from '../../../src/core/params.ts';
import { invariants } from '../../../src/stress/invariants/index.ts';
import type { Invariant } from '../../../src/stress/invariants/invariant.ts';
import { makeRecord } from '../../support/makeRecord.ts';

describe.each(Object.entries(invariants))('%s', (key, entry) => {
  const invariant = entry as unknown as Invariant<ParamSpecs>;

  test('stands under its name, in full sentences', () => {
    expect(invariant.name).toBe(key);
    expect(invariant.summary).toMatch(/^[A-Z].*\.$/);
    expect(invariant.vacuousReason).toMatch(/^[a-z].*[^.]$/);
  });

  test('finds nothing in a run in which nothing happened, and says that this means nothing', () => {
    const found = invariant.judge(makeRecord(), withDefaults(invariant.params));
    expect(found).toEqual({ antecedentCount: 0, violations: [], excused: [] });
  });
});
