/**
 * Effective exposure: what a portfolio weighs once its correlations are counted, sqrt(x' C x), x signed exposures / equity. Between perfectly
 * correlated long positions it is their sum; a perfect hedge takes nothing of it.
 */

import { CompensatedSum } from '../core/compensatedSum.ts';

export interface EffectiveExposure {
  /** Sum |x|, ratio of equity. */
  readonly grossRatio: number;
  readonly netRatio: number;
  readonly longRatio: number;
  /** A positive number. */
  readonly shortRatio: number;
  readonly effectiveRatio: number;
}

/**
 * @param exposureRatios signed exposure / equity of each asset.
 * @param correlations square, row and column i the asset of exposure i; throws when it has another size.
 * @example effectiveExposure([0.3, -0.4], [[1, 0], [0, 1]]).effectiveRatio // 0.5
 */
export function effectiveExposure(
  exposureRatios: readonly number[],
  correlations: readonly (readonly number[])[],
): EffectiveExposure {
  const size = exposureRatios.length;
  if (correlations.length !== size || correlations.some((row) => row.length !== size))
    throw new Error(`${size} exposures need ${size} x ${size} correlations`);
  const form = new CompensatedSum();
  const long = new CompensatedSum();
  const short = new CompensatedSum();
  for (const [row, exposure] of exposureRatios.entries()) {
    if (exposure > 0) long.add(exposure);
    else short.add(-exposure);
    for (const [column, other] of exposureRatios.entries())
      form.add(exposure * other * correlations[row]![column]!);
  }
  return {
    grossRatio: long.total + short.total,
    netRatio: long.total - short.total,
    longRatio: long.total,
    shortRatio: short.total,
    effectiveRatio: Math.sqrt(Math.max(0, form.total)),
  };
}

/**
 * By how much a portfolio has to shrink to keep a cap of effective exposure: min(1, cap / effective).
 *
 * @example scaleToCap(0.8, 0.4) // 0.5
 * @example scaleToCap(0, 0.4) // 1
 */
export function scaleToCap(effectiveRatio: number, capRatio: number): number {
  return effectiveRatio <= capRatio ? 1 : capRatio / effectiveRatio;
}
