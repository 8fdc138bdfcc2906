import { expect, test } from 'vitest';
import { groundsDivergence } from '../../src/engine/groundsDivergence.ts';
import type { DecisionGrounds } from '../../src/risk/ruleCheck.ts';
import { HOUR_MS, halted, makeRecord, operatorStop } from '../support/makeRecord.ts';

const journal = [halted(0), operatorStop(HOUR_MS), halted(2 * HOUR_MS)];
const grounds = (actual: number): DecisionGrounds => ({
  askedQty: 1,
  checkedQty: 1,
  sizedBy: null,
  checks: [{ rule: 'maxPosition', actual, limit: 0.1, unit: 'ratio', isBreached: false, reason: null }],
});

test('two runs with one log whose decisions rest on other numbers are told apart, by entry and by member', () => {
  const left = makeRecord({ journal, grounds: [null, grounds(0.05)] });
  expect(groundsDivergence(left, makeRecord({ grounds: [null, grounds(0.05)] }))).toBeNull();
  expect(groundsDivergence(left, makeRecord({ grounds: [null, grounds(0.06)] }))).toEqual({
    index: 2,
    atMs: 2 * HOUR_MS,
    field: 'grounds.checks.0.actual',
    left: 0.05,
    right: 0.06,
  });
  expect(groundsDivergence(left, makeRecord({ grounds: [null] }))).toMatchObject({
    index: 2,
    field: 'grounds',
  });
});
