import { describe, expect, test } from 'vitest';
import { expectedShortfall } from '../../src/metrics/expectedShortfall.ts';
import { valueAtRisk, valueAtRiskRow } from '../../src/metrics/valueAtRisk.ts';

/** -0.01, -0.02 ... -count %, in an order that is not sorted. */
const losses = (count: number) => Array.from({ length: count }, (_, row) => -(((row * 7) % count) + 1) / 100);

describe('valueAtRisk', () => {
  // 10 observations at 25 %: k = ceil(2.5) = 3, the third worst of -10 % ... -1 %.
  test('is the k-th worst observation, not an interpolation', () => {
    expect(valueAtRisk(losses(10), { alpha: 0.25 }).value).toBe(0.08);
  });

  // 0.05 x 20 = 1: the worst. (1 - 0.95) x 20 is 1.0000000000000009 and still means 1.
  test('forgives alpha x N its last bits', () => {
    expect(valueAtRisk(losses(20), { alpha: 0.05 }).value).toBe(0.2);
    expect(valueAtRisk(losses(20), { alpha: 1 - 0.95 }).value).toBe(0.2);
    // 15.000000000000014 is the 15th worst of 300, not the 16th.
    const many = Array.from({ length: 300 }, (_, row) => row - 150);
    expect(valueAtRisk(many, { alpha: 1 - 0.95 }).value).toBe(136);
  });

  // 252 x 1 % = 2.52: the third worst.
  test('over 252 days at 99 % is the third worst', () => {
    const days = Array.from({ length: 252 }, (_, row) => row - 126);
    expect(valueAtRisk(days, { alpha: 0.01 }).value).toBe(124);
  });

  test('looks at the last rows of its window only', () => {
    const observations = [-0.9, 0.01, -0.02, 0.03];
    expect(valueAtRisk(observations, { alpha: 0.05, windowRows: 3 })).toMatchObject({
      value: 0.02,
      observationCount: 3,
    });
    expect(valueAtRisk(observations, { alpha: 0.05, windowRows: 4 }).value).toBe(0.9);
    expect(valueAtRisk(observations, { alpha: 0.05, windowRows: 252 }).observationCount).toBe(4);
  });

  test('is negative where even the tail gained', () => {
    expect(valueAtRisk([0.02, 0.03], { alpha: 0.05 }).value).toBe(-0.02);
  });

  test('says when the tail holds less than one observation', () => {
    expect(valueAtRisk(losses(99), { alpha: 0.01 }).insufficientSample).toBe(true);
    expect(valueAtRisk(losses(100), { alpha: 0.01 }).insufficientSample).toBe(false);
    expect(valueAtRisk(losses(20), { alpha: 0.05 }).insufficientSample).toBe(false);
    expect(valueAtRisk(losses(3), { alpha: 0.05 })).toMatchObject({ value: 0.03, insufficientSample: true });
  });

  test('is undefined without observations, and over what is not a number', () => {
    expect(valueAtRisk([], { alpha: 0.05 })).toEqual({
      value: null,
      reason: 'there are no observations',
      observationCount: 0,
      insufficientSample: true,
    });
    expect(valueAtRisk([0.1, Number.NaN], { alpha: 0.05 }).reason).toBe(
      'an observation is not a finite number',
    );
  });

  test.each([0, 1, -0.05, 5, Number.NaN])('an alpha of %s throws', (alpha) => {
    expect(() => valueAtRisk([0.1], { alpha })).toThrow(/probability between 0 and 1/);
  });

  test('leaves its column in order', () => {
    const column = Float64Array.of(0.03, -0.02, 0.01);
    valueAtRisk(column, { alpha: 0.05 });
    expect([...column]).toEqual([0.03, -0.02, 0.01]);
  });
});

describe('valueAtRiskRow', () => {
  test('names the observation, by its row in the whole column', () => {
    expect(valueAtRiskRow([-0.9, 0.01, -0.02, 0.03], { alpha: 0.05, windowRows: 3 })).toBe(2);
    expect(valueAtRiskRow([-0.02, 0.01, -0.02], { alpha: 0.05 })).toBe(2);
    expect(valueAtRiskRow([], { alpha: 0.05 })).toBeNull();
  });
});

describe('expectedShortfall', () => {
  // 10 observations at 25 %: the tail is 2.5 of them: (0.10 + 0.09 + 0.5 x 0.08) / 2.5 = 0.092.
  test('counts the k-th observation with the part that alpha still needs', () => {
    expect(expectedShortfall(losses(10), { alpha: 0.25 }).value).toBeCloseTo(0.092, 15);
  });

  // alpha N = 2 exactly: the plain mean of the two worst.
  test('with a whole tail is the mean of it', () => {
    expect(expectedShortfall(losses(10), { alpha: 0.2 }).value).toBeCloseTo(0.095, 15);
  });

  test('with less than one observation in the tail is the worst one', () => {
    expect(expectedShortfall(losses(3), { alpha: 0.05 })).toMatchObject({ insufficientSample: true });
    expect(expectedShortfall(losses(3), { alpha: 0.05 }).value).toBeCloseTo(0.03, 15);
  });

  test('looks at the last rows of its window only', () => {
    expect(expectedShortfall([-0.9, -0.5, -0.25], { alpha: 0.5, windowRows: 2 }).value).toBe(0.5);
  });

  test('is undefined without observations', () => {
    expect(expectedShortfall([], { alpha: 0.05 }).reason).toBe('there are no observations');
  });
});
