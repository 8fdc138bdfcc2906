import { describe, expect, test } from 'vitest';
import { documentOf } from '../../src/core/plainDocument.ts';
import { readRecord } from '../../src/core/recordReader.ts';
import type { Problem } from '../../src/core/result.ts';
import { policyShape, scenarioShape } from '../../src/stress/jsonSchema.ts';
import { readSizing } from '../../src/stress/readSettings.ts';

function read(sizing: unknown) {
  const problems: Problem[] = [];
  const root = readRecord(documentOf({ sizing }, 'scenario'), [], ['sizing'], problems)!;
  return { sizing: readSizing(root), said: problems.map(({ key, message }) => `${key}: ${message}`) };
}

const fits = (sizing: unknown): boolean => scenarioShape().shape.sizing.safeParse(sizing).success;
const FIXED = { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } };
const ATR = { name: 'atrSize', params: { riskRatio: 0.01, multiple: 3, barCount: 14, capRatio: 1 } };

describe('what a scenario says of sizing', () => {
  test.each([
    ['nothing', null, FIXED],
    ['a name', 'fixedFraction', FIXED],
    ['a name with parameters', { atrSize: { multiple: 3 } }, ATR],
    ['a name without a value', { fixedFraction: null }, FIXED],
    ['several, in the order of the registry', { atrSize: { multiple: 3 }, fixedFraction: {} }, [FIXED, ATR]],
    [
      'one and its parts',
      { tranches: { count: 2, by: 'price' }, fixedFraction: {} },
      [FIXED, { name: 'tranches', params: { count: 2, by: 'price', waitMs: 3_600_000, stepRatio: 0.005 } }],
    ],
  ])('%s', (_word, given, expected) => {
    expect(read(given)).toEqual({ sizing: expected, said: [] });
    if (given !== null) expect(fits(given)).toBe(true);
  });

  test('every problem is told at once', () => {
    const given = { fixedFracton: {}, atrSize: { multiple: 0 }, halfKelly: { recalcDay: 7 } };
    expect(read(given)).toEqual({
      sizing: null,
      said: [
        'sizing.fixedFracton: unknown sizer "fixedFracton"; did you mean "fixedFraction"?',
        'sizing.atrSize.multiple: 0 is not a number above 0',
        'sizing.halfKelly.recalcDay: unknown key "recalcDay"; did you mean "recalcDays"?',
      ],
    });
    expect(fits(given)).toBe(false);
  });

  test.each(['tranches', { tranches: { count: 2 } }])('parts of nothing are none: %j', (given) => {
    expect(read(given)).toEqual({
      sizing: null,
      said: [
        'sizing: tranches only split what a sizer wants; expected one beside it, such as {fixedFraction: {}, tranches: {}}',
      ],
    });
  });

  test('an empty mapping is no sizer', () => {
    expect(read({}).said).toEqual([
      'sizing: {} is not one sizer; expected its name, or {fixedFraction: {...}} with parameters',
    ]);
  });
});

test('the published shape of a policy knows its sizers, parts alone among them', () => {
  const { sizing } = policyShape().shape;
  expect(sizing.safeParse({ halfKelly: {}, tranches: { by: 'time', waitMs: '30m' } }).success).toBe(true);
  expect(sizing.safeParse({ tranches: { by: 'hope' } }).success).toBe(false);
  expect(sizing.safeParse('halfKelly').success).toBe(false);
});
