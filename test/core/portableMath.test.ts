import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { portableLog, portablePower } from '../../src/core/portableMath.ts';

const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });

describe('mathematics that is the same everywhere', () => {
  test.prop([positive])('the logarithm is that of Math.log to some last bits', (value) => {
    const expected = Math.log(value);
    // Near one the engine's own logarithm is tiny; there the argument's last bit is what counts.
    expect(Math.abs(portableLog(value) - expected)).toBeLessThanOrEqual(
      4e-16 * Math.max(1, Math.abs(expected)),
    );
  });

  test.prop([fc.double({ min: 0.9999, max: 1.0001, noNaN: true })])(
    'a logarithm close to zero keeps its digits',
    (value) => {
      const expected = Math.log(value);
      expect(Math.abs(portableLog(value) - expected)).toBeLessThanOrEqual(4e-16 * Math.abs(expected));
    },
  );

  test.prop([fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.double({ min: -10, max: 10, noNaN: true })])(
    'the power is that of Math.pow',
    (base, exponent) => {
      const expected = base ** exponent;
      expect(Math.abs(portablePower(base, exponent) / expected - 1)).toBeLessThanOrEqual(1e-13);
    },
  );

  test('whole powers of two and of one are exact', () => {
    expect(portableLog(1)).toBe(0);
    expect(portablePower(3, 0)).toBe(1);
    expect(portablePower(1, 123)).toBe(1);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('%d has no logarithm', (value) => {
    expect(() => portableLog(value)).toThrow('has no logarithm');
  });
});
