/**
 * Calmar ratio: CAGR / |maximum drawdown|, both over the whole period.
 * T. W. Young, "Calmar Ratio: A Smoother Tool", Futures (1991). https://en.wikipedia.org/wiki/Calmar_ratio
 */

import { defined, type Metric, undefinedBecause } from './metric.ts';

/**
 * @param annualGrowth the CAGR, ratio per year.
 * @param deepestDrawdown the maximum drawdown, ratio, zero or negative.
 * @returns a pure number. Undefined where either is, and without a drawdown.
 * @example calmar(defined(0.3), defined(-0.2)).value // 1.4999999999999998
 */
export function calmar(annualGrowth: Metric, deepestDrawdown: Metric): Metric {
  if (annualGrowth.value === null) return annualGrowth;
  if (deepestDrawdown.value === null) return deepestDrawdown;
  if (deepestDrawdown.value === 0) return undefinedBecause('there was no drawdown');
  return defined(annualGrowth.value / Math.abs(deepestDrawdown.value));
}
