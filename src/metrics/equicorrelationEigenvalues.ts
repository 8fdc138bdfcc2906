/**
 * Eigenvalues of a matrix with ones on its diagonal and one correlation everywhere else: 1 + (n - 1) rho once, 1 - rho n - 1 times. The matrix
 * is one of correlations while neither is negative. https://en.wikipedia.org/wiki/Positive-definite_matrix
 */

/**
 * @param assetCount two or more.
 * @example equicorrelationEigenvalues(3, 0.5) // { min: 0.5, max: 2 }
 */
export function equicorrelationEigenvalues(
  assetCount: number,
  correlation: number,
): { readonly min: number; readonly max: number } {
  if (!Number.isInteger(assetCount) || assetCount < 2) throw new Error('a correlation needs two assets');
  const common = 1 + (assetCount - 1) * correlation;
  const rest = 1 - correlation;
  return { min: Math.min(common, rest), max: Math.max(common, rest) };
}
