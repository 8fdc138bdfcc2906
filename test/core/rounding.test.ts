import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  addSteps,
  ceilToStep,
  decimalsOf,
  floorToStep,
  isOnStep,
  roundToStep,
} from '../../src/core/rounding.ts';

describe('rounding to a step', () => {
  test('0.3 is three steps of 0.1 although Math.floor(0.3 / 0.1) is 2', () => {
    expect(Math.floor(0.3 / 0.1)).toBe(2);
    expect(floorToStep(0.3, 0.1)).toBe(0.3);
    expect(ceilToStep(0.3, 0.1)).toBe(0.3);
    expect(isOnStep(0.3, 0.1)).toBe(true);
  });

  test('0.1 + 0.2 rounds to the double that 0.3 is read as', () => {
    expect(roundToStep(0.1 + 0.2, 0.1)).toBe(0.3);
    expect(floorToStep(0.1 + 0.2, 0.1)).toBe(0.3);
    expect(ceilToStep(0.1 + 0.2, 0.1)).toBe(0.3);
  });

  test('between two steps, floor goes down, ceil goes up, and halves go up', () => {
    expect(floorToStep(7934.589, 0.01)).toBe(7934.58);
    expect(ceilToStep(7934.581, 0.01)).toBe(7934.59);
    expect(roundToStep(7934.584, 0.01)).toBe(7934.58);
    expect(roundToStep(0.25, 0.1)).toBe(0.3);
    expect(roundToStep(0.15, 0.1)).toBe(0.2);
    expect(roundToStep(-0.25, 0.1)).toBe(-0.2);
    expect(roundToStep(1.005, 0.01)).toBe(1.01);
  });

  test('steps of 1e-8 and steps that are no power of ten', () => {
    expect(decimalsOf(1e-8)).toBe(8);
    expect(decimalsOf(5)).toBe(0);
    expect(decimalsOf(2.5e-7)).toBe(8);
    expect(floorToStep(0.000000019, 1e-8)).toBe(1e-8);
    expect(roundToStep(0.00005, 1e-8)).toBe(0.00005);
    expect(floorToStep(1.74, 0.25)).toBe(1.5);
    expect(ceilToStep(11, 5)).toBe(15);
    expect(isOnStep(0.000000015, 1e-8)).toBe(false);
  });

  test('a whole number above 2^52 stays what it is, where adding a half would round it to even', () => {
    const whole = 2 ** 52 + 1;
    expect(Math.floor(whole + 0.5)).not.toBe(whole);
    expect(roundToStep(whole, 1)).toBe(whole);
  });

  test("LUNA's last volume survives a lot of 0.1", () => {
    expect(floorToStep(145150420958.3, 0.1)).toBe(145150420958.3);
    expect(addSteps(145150420958.3, -145150420958.3, 0.1)).toBe(0);
  });

  test('no negative zero comes out', () => {
    expect(Object.is(ceilToStep(-0.05, 0.1), 0)).toBe(true);
    expect(Object.is(roundToStep(-0.01, 0.1), 0)).toBe(true);
  });

  const step = fc.constantFrom(1e-8, 1e-5, 0.0001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 10);
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

  test.prop([value, step])(
    'floor <= value <= ceil, at most one step apart, both on the step',
    (given, by) => {
      const floor = floorToStep(given, by);
      const ceil = ceilToStep(given, by);
      const slack = 1e-9 * by + 1e-15 * Math.abs(given) * 8;
      expect(floor).toBeLessThanOrEqual(given + slack);
      expect(ceil).toBeGreaterThanOrEqual(given - slack);
      expect(ceil - floor).toBeLessThanOrEqual(by * (1 + 1e-6) + slack);
      expect(isOnStep(floor, by) && isOnStep(ceil, by)).toBe(true);
    },
  );

  test.prop([fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 8 })])(
    'what a file writes in decimals is its own floor, ceil and rounding, to the bit',
    (count, decimals) => {
      const by = Number(`1e-${decimals}`);
      const decimal = Number(`${count}e-${decimals}`);
      for (const round of [floorToStep, ceilToStep, roundToStep])
        expect(round(decimal, by)).toBe(decimal + 0);
    },
  );

  test.prop([fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 50 })])(
    'a position that was bought in parts and sold in one comes back to exactly zero',
    (parts) => {
      let position = 0;
      for (const part of parts) position = addSteps(position, roundToStep(part * 0.001, 0.001), 0.001);
      const total = parts.reduce((sum, part) => sum + part, 0);
      expect(addSteps(position, -roundToStep(total * 0.001, 0.001), 0.001)).toBe(0);
    },
  );
});
