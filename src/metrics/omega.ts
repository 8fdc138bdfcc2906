/**
 * Omega ratio: sum of max(r - threshold, 0) / sum of max(threshold - r, 0).
 * C. Keating, W. F. Shadwick, "A Universal Performance Measure" (2002). https://en.wikipedia.org/wiki/Omega_ratio
 */

import { CompensatedSum } from '../core/compensatedSum.ts';
import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { whyNoRatio } from './returns.ts';

/**
 * @param returns simple returns, ratio, one row a period.
 * @param thresholdRatio the return per period that separates gains from losses.
 * @returns a pure number; 0 when nothing was gained. Undefined without returns, without losses, and after ruin.
 * @example omega([0.5, -0.25, 0.25]).value // 3
 */
export function omega(returns: Column, thresholdRatio = 0): Metric {
  const obstacle = whyNoRatio(returns);
  if (obstacle !== null) return undefinedBecause(obstacle);
  const gains = new CompensatedSum();
  const losses = new CompensatedSum();
  for (let row = 0; row < returns.length; row++) {
    const excess = returns[row]! - thresholdRatio;
    if (excess > 0) gains.add(excess);
    else losses.add(-excess);
  }
  if (losses.total === 0) return undefinedBecause('no return is below the threshold');
  return defined(gains.total / losses.total);
}
