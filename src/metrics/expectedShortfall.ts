/**
 * Expected shortfall at exactly alpha: -(1 / (alpha N)) [sum of x_(i), i < k, + (alpha N - (k - 1)) x_(k)], k as in the value at risk.
 * The k-th observation counts with the part of it that alpha N still needs, so the answer does not jump with N.
 * C. Acerbi, D. Tasche, "On the coherence of expected shortfall", Journal of Banking & Finance (2002). https://arxiv.org/abs/cond-mat/0104295
 */

import { CompensatedSum } from '../core/compensatedSum.ts';
import { type Column, defined, undefinedBecause } from './metric.ts';
import { sortedTail, type TailMetric, type TailOptions, withSample } from './valueAtRisk.ts';

/**
 * @param observations returns (the answer is a ratio) or gains and losses in quote (the answer is quote), one row a period.
 * @returns a loss as a positive number, never below the value at risk of the same tail. Undefined without observations.
 * @example expectedShortfall([-0.5, -0.25, 0.25, 0.5], { alpha: 0.5 }).value // 0.375
 */
export function expectedShortfall(observations: Column, options: TailOptions): TailMetric {
  const tail = sortedTail(observations, options);
  if (tail.problem !== null) return withSample(undefinedBecause(tail.problem), tail);
  const { sorted, rank } = tail;
  const tailCount = options.alpha * sorted.length;
  const sum = new CompensatedSum();
  for (let index = 0; index < rank - 1; index++) sum.add(sorted[index]!);
  sum.add((tailCount - (rank - 1)) * sorted[rank - 1]!);
  return withSample(defined(-sum.total / tailCount), tail);
}
