import { sampleCorrelation } from 'simple-statistics';

/** What a correlation shock made of one pair of symbols. Correlations are of close-to-close log returns over the common bars of the window. */
export interface PairCorrelation {
  /** The first stands before the second in the order of the shock, the leader first of all. */
  readonly symbols: readonly [string, string];
  /** The target that the scenario asks for, of the measure that it names. */
  readonly requested: number;
  /** The correlation of normal scores that was imposed: the target after calibration and repair. */
  readonly applied: number;
  readonly spearmanBefore: number;
  readonly spearmanAchieved: number;
  readonly pearsonBefore: number;
  readonly pearsonAchieved: number;
  /**
   * The Pearson correlation that these two columns of returns cannot pass in the direction of the target, in whatever order they stand: both
   * sorted alike for a positive target, against each other for a negative one.
   */
  readonly pearsonBound: number;
}

/** The two ways in which a shock can be asked for and is measured. */
export type CorrelationMeasure = 'spearman' | 'pearson';

/**
 * Pearson correlation of two columns; both must vary.
 *
 * @example pearson([1, 2, 4], [2, 4, 8]) // 1
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return clamp(sampleCorrelation(Array.from(a), Array.from(b)));
}

/**
 * Spearman correlation: Pearson of ranks, those of equal values averaged.
 * https://en.wikipedia.org/wiki/Spearman%27s_rank_correlation_coefficient
 *
 * @example spearman([1, 2, 3, 100], [1, 8, 27, 64]) // 1
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return pearson(averageRanks(a), averageRanks(b));
}

/**
 * The correlation that no order of the two columns can pass: sorted alike (comonotone) upwards, sorted against each other downwards. It
 * follows from the rearrangement inequality, for the sum of products is largest, and smallest, in these orders.
 *
 * @example correlationBound([1, 2, 3], [5, 4, 6], { measure: 'spearman', direction: 1 }) // 1
 */
export function correlationBound(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: { readonly measure: CorrelationMeasure; readonly direction: 1 | -1 },
): number {
  const { measure, direction } = options;
  const sortedA = Float64Array.from(a).sort();
  const sortedB = Float64Array.from(b).sort();
  if (direction < 0) sortedB.reverse();
  return measure === 'pearson' ? pearson(sortedA, sortedB) : spearman(sortedA, sortedB);
}

/** Ranks from 1; equal values share the mean of theirs. @example averageRanks([5, 3, 5]) // [2.5, 1, 2.5] */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = orderOf(values);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let place = from; place < to; place++) ranks[order[place]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Rows from the smallest value to the largest; of equal values the earlier row first. @example orderOf([5, 3, 5]) // [1, 0, 2] */
export function orderOf(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length }, (_, row) => row).sort(
    (a, b) => values[a]! - values[b]! || a - b,
  );
}

/** The last bits of the division can leave the interval. */
function clamp(value: number): number {
  return Math.min(1, Math.max(-1, value));
}
