/**
 * Calmar ratio: CAGR / |maximum drawdown|, both over the whole period.
 * T. W. Young, "Calmar Ratio: A Smoother Tool", Futures (1991). https://en.wikipedia.org/wiki/Calmar_ratio
 */

import { defined, type Metric, undefinedBecause } from './metric.ts';

/**
 * @param annualGrowth the CAGR, ratio per year.
 * @param deepestDrawdown the maximum drawdown, ratio, zero or negative.
 * @returns a pure number. Undefined where either is, and without a drawdown.
 * @example calmar({ value: 0.3, reason: null }, { value: -0.2, reason: null }).value // 1.5
 */
export function calmar(annualGrowth: Metric, deepestDrawdown: Metric): Metric {
  if (annualGrowth.value === null) return annualGrowth;
  if (deepestDrawdown.value === null) return deepestDrawdown;
  if (deepestDrawdown.value === 0) return undefinedBecause('there was no drawdown');
  return defined(annualGrowth.value / Math.abs(deepestDrawdown.value));
}
