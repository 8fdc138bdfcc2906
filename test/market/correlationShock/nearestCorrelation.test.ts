import { fc, test } from '@fast-check/vitest';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect } from 'vitest';
import {
  isCorrelation,
  nearestCorrelation,
} from '../../../src/market/correlationShock/nearestCorrelation.ts';
import { leastEquicorrelation, targetMatrix } from '../../../src/market/correlationShock/targetMatrix.ts';

const wishes = fc
  .integer({ min: 2, max: 6 })
  .chain((count) =>
    fc
      .array(fc.integer({ min: -99, max: 99 }), { minLength: count * count, maxLength: count * count })
      .map((entries) =>
        Array.from({ length: count }, (_, i) =>
          Array.from({ length: count }, (_, j) =>
            i === j ? 1 : entries[Math.min(i, j) * count + Math.max(i, j)]! / 100,
          ),
        ),
      ),
  );

function distance(a: number[][], b: number[][]): number {
  return Matrix.sub(new Matrix(a), new Matrix(b)).norm('frobenius');
}

describe('the nearest correlation matrix', () => {
  test("is Higham's own example", () => {
    // The paper gives 0.7607 and 0.1573; the least eigenvalue of 1e-6 is in the fifth digit.
    const repaired = nearestCorrelation([
      [1, 1, 0],
      [1, 1, 1],
      [0, 1, 1],
    ]);
    expect(repaired[0]![1]).toBeCloseTo(0.7607, 4);
    expect(repaired[1]![2]).toBeCloseTo(0.7607, 4);
    expect(repaired[0]![2]).toBeCloseTo(0.1573, 4);
  });

  test.prop([wishes])('is a positive definite correlation matrix', (wish) => {
    const repaired = nearestCorrelation(wish);
    expect(isCorrelation(repaired)).toBe(true);
    expect(Math.min(...new EigenvalueDecomposition(new Matrix(repaired)).realEigenvalues)).toBeGreaterThan(
      5e-7,
    );
  });

  test.prop([wishes])('is nearer than the plain cut of the negative eigenvalues', (wish) => {
    const { realEigenvalues, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(new Matrix(wish), {
      assumeSymmetric: true,
    });
    const cut = vectors
      .mmul(Matrix.diag(realEigenvalues.map((value) => Math.max(1e-6, value))))
      .mmul(vectors.transpose());
    const scaled = cut
      .to2DArray()
      .map((row, i) => row.map((value, j) => value / Math.sqrt(cut.get(i, i) * cut.get(j, j))));
    expect(distance(nearestCorrelation(wish), wish)).toBeLessThanOrEqual(distance(scaled, wish) + 1e-5);
  });

  test.prop([wishes])('of a correlation matrix is that matrix, to the last bit', (wish) => {
    const repaired = nearestCorrelation(wish);
    expect(nearestCorrelation(repaired)).toEqual(repaired);
  });
});

describe('one correlation between all', () => {
  test.prop([fc.integer({ min: 2, max: 8 }), fc.infiniteStream(fc.constantFrom<1 | -1>(1, -1))])(
    'is possible above its bound and not below it, whatever the signs',
    (count, stream) => {
      const signs = Array.from({ length: count }, () => stream.next().value);
      const least = leastEquicorrelation(count);
      expect(isCorrelation(targetMatrix(least + 0.001, signs))).toBe(true);
      expect(isCorrelation(targetMatrix(least - 0.001, signs))).toBe(false);
      expect(isCorrelation(targetMatrix(0.99, signs))).toBe(true);
    },
  );
});
