/**
 * Value at risk and expected shortfall with the normal quantile corrected for skewness and kurtosis (Cornish-Fisher, "modified" VaR), on
 * population moments and excess kurtosis K:
 * h = z + (z^2 - 1) S / 6 + (z^3 - 3 z) K / 24 - (2 z^3 - 5 z) S^2 / 36, VaR = -(mean + h sqrt(m2)).
 *
 * Far from the normal distribution the expansion is no longer a quantile: it turns back, so that a rarer tail may get a smaller loss. The
 * answer then stands with `isMonotone: false`. C. Maillard, "A User's Guide to the Cornish Fisher Expansion" (2012).
 * https://papers.ssrn.com/sol3/papers.cfm?abstract_id=1997178
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { normalDensity, normalQuantile } from './normalDistribution.ts';
import { populationMoments } from './populationMoments.ts';
import { tailWindow } from './tailWindow.ts';
import type { TailOptions } from './valueAtRisk.ts';

export type CornishFisherMetric = Metric & {
  /** Whether the expansion rises with the probability everywhere; false means that the answer is not to be trusted. Null without one. */
  readonly isMonotone: boolean | null;
};

/**
 * @param observations returns (the answer is a ratio) or gains and losses in quote (the answer is quote), one row a period.
 * @returns a loss as a positive number. Undefined without variance.
 * @example cornishFisherValueAtRisk([-1, 1], { alpha: 0.5 }).value // 0
 */
export function cornishFisherValueAtRisk(observations: Column, options: TailOptions): CornishFisherMetric {
  return expanded(observations, options, ({ quantile }) => quantile);
}

/**
 * The modified expected shortfall of the same expansion. K. Boudt, B. Peterson, C. Croux, "Estimation and decomposition of downside risk for
 * portfolios with non-normal returns", Journal of Risk 11 (2008). https://doi.org/10.21314/JOR.2008.188
 *
 * @param observations as for `cornishFisherValueAtRisk`.
 * @example cornishFisherExpectedShortfall([0.5, 0.5], { alpha: 0.05 }).reason // 'the observations have no variance'
 */
export function cornishFisherExpectedShortfall(
  observations: Column,
  options: TailOptions,
): CornishFisherMetric {
  return expanded(observations, options, ({ quantile: h, skewness, excessKurtosis }) => {
    const square = h * h;
    const correction =
      1 +
      (excessKurtosis / 24) * (square * square - 2 * square - 1) +
      (skewness / 6) * square * h +
      (skewness ** 2 / 72) * (square ** 3 - 9 * square * square + 9 * square + 3);
    return (-normalDensity(h) * correction) / options.alpha;
  });
}

interface Expansion {
  /** The corrected quantile h, in standard deviations. */
  readonly quantile: number;
  readonly skewness: number;
  readonly excessKurtosis: number;
}

/** -(mean + deviations x sqrt(m2)). */
function expanded(
  observations: Column,
  options: TailOptions,
  deviationsOf: (expansion: Expansion) => number,
): CornishFisherMetric {
  const { rows, problem } = tailWindow(observations, options);
  if (problem !== null) return { ...undefinedBecause(problem), isMonotone: null };
  const moments = populationMoments(rows);
  if (moments === null) return { ...undefinedBecause('the observations have no variance'), isMonotone: null };
  const { skewness, kurtosis } = moments;
  const excessKurtosis = kurtosis - 3;
  const z = normalQuantile(options.alpha);
  const quantile =
    z +
    ((z * z - 1) * skewness) / 6 +
    ((z ** 3 - 3 * z) * excessKurtosis) / 24 -
    ((2 * z ** 3 - 5 * z) * skewness ** 2) / 36;
  const deviations = deviationsOf({ quantile, skewness, excessKurtosis });
  return {
    ...defined(-(moments.mean + deviations * Math.sqrt(moments.variance))),
    isMonotone: isMonotone(skewness, excessKurtosis),
  };
}

/**
 * The slope of the expansion, a z^2 + b z + c, is nowhere negative.
 *
 * @example isMonotone(0, 0) // true
 * @example isMonotone(-3, 1) // false
 */
export function isMonotone(skewness: number, excessKurtosis: number): boolean {
  const a = excessKurtosis / 8 - skewness ** 2 / 6;
  const b = skewness / 3;
  const c = 1 - excessKurtosis / 8 + (5 * skewness ** 2) / 36;
  return a >= 0 && c >= 0 && b * b <= 4 * a * c;
}
