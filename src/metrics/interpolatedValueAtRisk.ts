/**
 * Historical value at risk between two observations: the negative type-7 quantile, as spreadsheets and most libraries have it. Here for
 * comparison with them; brakecheck's own is the order statistic of valueAtRisk.ts, a loss that happened.
 * R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages", American Statistician (1996). https://doi.org/10.2307/2684934
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { tailWindow } from './tailWindow.ts';
import type { TailOptions } from './valueAtRisk.ts';

/**
 * @param observations returns (the answer is a ratio) or gains and losses in quote (the answer is quote), one row a period.
 * @returns a loss as a positive number. Undefined without observations.
 * @example interpolatedValueAtRisk([-0.04, 0, 0.04], { alpha: 0.25 }).value // 0.02
 */
export function interpolatedValueAtRisk(observations: Column, options: TailOptions): Metric {
  const { rows, problem } = tailWindow(observations, options);
  if (problem !== null) return undefinedBecause(problem);
  const sorted = Float64Array.from(rows).sort();
  const place = (sorted.length - 1) * options.alpha;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return defined(-(sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!)));
}
