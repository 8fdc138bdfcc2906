/**
 * Pearson correlation of two columns of returns, sample moments.
 * https://en.wikipedia.org/wiki/Pearson_correlation_coefficient
 */

import { sampleCorrelation } from 'simple-statistics';
import { asArray, type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { hasZeroVariance } from './zeroVariance.ts';

/**
 * @param a returns, ratio; row i is the same period as in `b`. Throws when the lengths differ.
 * @param b returns, ratio.
 * @returns between -1 and 1. Undefined with fewer than two rows, and when either column has no variance.
 * @example correlation([0.01, 0.02, 0.03], [0.03, 0.02, 0.01]).value // -1
 */
export function correlation(a: Column, b: Column): Metric {
  if (a.length !== b.length) throw new Error('a correlation needs two columns of one length');
  if (a.length < 2) return undefinedBecause('a correlation needs two common returns');
  if (hasZeroVariance(a) || hasZeroVariance(b)) return undefinedBecause('the returns have no variance');
  // The last bits of the division can leave the interval.
  return defined(Math.min(1, Math.max(-1, sampleCorrelation(asArray(a), asArray(b)))));
}
