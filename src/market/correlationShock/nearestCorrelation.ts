import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** The smallest eigenvalue that a repaired matrix has: enough for a Cholesky factor that means something. */
export const LEAST_EIGENVALUE = 1e-6;

const MAX_ROUNDS = 2_000;

/**
 * The correlation matrix nearest to a symmetric matrix in the Frobenius norm: alternating projections onto the positive semi-definite matrices
 * and onto those with a unit diagonal, with Dykstra's correction. N. J. Higham, "Computing the nearest correlation matrix - a problem from
 * finance", IMA Journal of Numerical Analysis 22 (2002), algorithm 3.3. https://doi.org/10.1093/imanum/22.3.329
 *
 * Eigenvalues are kept at 1e-6 and above, so that what comes out is positive definite; a matrix that already is one comes back as it was.
 *
 * @example
 * const off = (row) => nearestCorrelation([[1, 1, 0], [1, 1, 1], [0, 1, 1]])[row].map((value) => value.toFixed(3));
 * off(0) // ['1.000', '0.761', '0.157']
 */
export function nearestCorrelation(target: readonly (readonly number[])[]): number[][] {
  if (isCorrelation(target)) return target.map((row) => [...row]);
  const count = target.length;
  let unit = new Matrix(target as number[][]);
  let correction = Matrix.zeros(count, count);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const start = Matrix.sub(unit, correction);
    const definite = clipEigenvalues(start);
    correction = Matrix.sub(definite, start);
    const next = definite.clone();
    for (let row = 0; row < count; row++) next.set(row, row, 1);
    const change = Matrix.sub(next, unit).norm('frobenius');
    unit = next;
    if (change < 1e-10) break;
  }
  // The last step set the diagonal, which can cost the smallest eigenvalue its sign.
  return withUnitDiagonal(clipEigenvalues(unit));
}

/** Whether a matrix is a positive definite correlation matrix. */
export function isCorrelation(matrix: readonly (readonly number[])[]): boolean {
  const isShaped = matrix.every(
    (row, i) => row[i] === 1 && row.every((value, j) => Math.abs(value) <= 1 && value === matrix[j]![i]),
  );
  return isShaped && Math.min(...eigenvalues(new Matrix(matrix as number[][]))) >= LEAST_EIGENVALUE * 0.99;
}

function eigenvalues(symmetric: Matrix): number[] {
  return new EigenvalueDecomposition(symmetric, { assumeSymmetric: true }).realEigenvalues;
}

function clipEigenvalues(matrix: Matrix): Matrix {
  const symmetric = Matrix.add(matrix, matrix.transpose()).mul(0.5);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  const clipped = Matrix.diag(realEigenvalues.map((value) => Math.max(LEAST_EIGENVALUE, value)));
  return eigenvectorMatrix.mmul(clipped).mmul(eigenvectorMatrix.transpose());
}

/** Scaled to a unit diagonal, and rounded so that the last bits of the eigenvectors decide nothing. */
function withUnitDiagonal(matrix: Matrix): number[][] {
  const rounded = (i: number, j: number): number => {
    const value = matrix.get(Math.max(i, j), Math.min(i, j));
    const scaled = value / Math.sqrt(matrix.get(i, i) * matrix.get(j, j));
    return Math.round(scaled * 1e9) / 1e9;
  };
  return matrix.to2DArray().map((row, i) => row.map((_, j) => (i === j ? 1 : rounded(i, j))));
}
