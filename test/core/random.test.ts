import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { hashText, keyedRandom, unitDraw } from '../../src/core/random.ts';

describe('keyed randomness', () => {
  test('the draws are frozen: a change here changes every run', () => {
    const draw = keyedRandom(42, 'faults', 'F1');
    expect([0, 1, 2, 3].map((ordinal) => draw('fill', ordinal))).toMatchInlineSnapshot(`
      [
        0.43828708468936384,
        0.8329498132225126,
        0.2781775842886418,
        0.5780838385690004,
      ]
    `);
    expect([hashText(''), hashText('BTC-USDT'), hashText('BTC-USDT', 7)]).toMatchInlineSnapshot(`
      [
        2872998923,
        3864043437,
        1922236039,
      ]
    `);
    expect(unitDraw(1, 2, 3)).toMatchInlineSnapshot(`0.39586142753250897`);
  });

  test('chi-square over 64 cells of 200,000 draws is that of a uniform', () => {
    const cells = new Array<number>(64).fill(0);
    const draw = keyedRandom(7, 'market', 'uniformity');
    for (let ordinal = 0; ordinal < 200_000; ordinal++) cells[Math.floor(draw('x', ordinal) * 64)]!++;
    const expected = 200_000 / 64;
    const chiSquare = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 63 degrees of freedom: 0.01 % of uniform samples lie above 113, and 0.01 % below 29.
    expect(chiSquare).toBeGreaterThan(29);
    expect(chiSquare).toBeLessThan(113);
  });

  test('neighbours do not correlate: ordinals, targets, ids, streams, seeds', () => {
    const base = keyedRandom(42, 'market', 'a');
    const neighbours: Record<string, (ordinal: number) => number> = {
      ordinal: (ordinal) => base('t', ordinal + 1),
      target: (ordinal) => base('u', ordinal),
      id: (ordinal) => keyedRandom(42, 'market', 'b')('t', ordinal),
      stream: (ordinal) => keyedRandom(42, 'faults', 'a')('t', ordinal),
      seed: (ordinal) => keyedRandom(43, 'market', 'a')('t', ordinal),
    };
    for (const [name, neighbour] of Object.entries(neighbours)) {
      let sum = 0;
      for (let ordinal = 0; ordinal < 20_000; ordinal++) {
        sum += (base('t', ordinal) - 0.5) * (neighbour(ordinal) - 0.5);
      }
      // Of 20,000 independent pairs the correlation has a standard deviation of 0.007.
      expect(Math.abs((sum / 20_000) * 12), name).toBeLessThan(0.03);
    }
  });

  test.prop([fc.integer(), fc.string(), fc.string(), fc.nat(), fc.array(fc.nat(), { maxLength: 20 })])(
    'a draw is in [0, 1) and does not depend on what was drawn between',
    (seed, id, target, ordinal, others) => {
      const draw = keyedRandom(seed, 'latency', id);
      const first = draw(target, ordinal);
      for (const other of others) draw(`${target}x`, other);
      expect(draw(target, ordinal)).toBe(first);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first).toBeLessThan(1);
    },
  );
});
