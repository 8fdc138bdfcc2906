/**
 * The matrix of one correlation between all, in which hedges fail: a symbol that stands against the others has the opposite sign towards
 * them and the same sign towards its like. A sign on both sides of a matrix changes no eigenvalue.
 *
 * @example targetMatrix(0.9, [1, 1, -1]) // [[1, 0.9, -0.9], [0.9, 1, -0.9], [-0.9, -0.9, 1]]
 */
export function targetMatrix(rho: number, signs: readonly (1 | -1)[]): number[][] {
  return signs.map((a, i) => signs.map((b, j) => (i === j ? 1 : rho * a * b + 0)));
}

/**
 * The bound above which one correlation between `count` symbols is possible: the matrix has the eigenvalues 1 + (n - 1) rho and 1 - rho.
 *
 * @example leastEquicorrelation(5) // -0.25
 */
export function leastEquicorrelation(count: number): number {
  return -1 / (count - 1);
}
