import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { LEAST_EIGENVALUE, nearestCorrelation } from './nearestCorrelation.ts';
import { normalScores } from './normalScores.ts';
import { averageRanks, type CorrelationMeasure, orderOf } from './pairCorrelation.ts';

/** Columns in a new order, so that they have other correlations and every marginal that they had. */
export interface ImposedRanks {
  /** Of each column: the row whose value now stands in each row. The first column stays as it was. */
  readonly sourceRows: readonly (readonly number[])[];
  /** The correlation matrix of normal scores that was imposed. */
  readonly applied: readonly (readonly number[])[];
}

export interface ImposeOptions {
  /** A correlation matrix of the columns, or a wish for one: what no columns can have is replaced by the nearest that they can. */
  readonly target: readonly (readonly number[])[];
  readonly measure: CorrelationMeasure;
}

/** A pair that misses its target by less is left alone. */
const TOLERANCE = 0.0005;
const MAX_ROUNDS = 60;

/**
 * Reorders columns to a target correlation, R. L. Iman and W. J. Conover, "A distribution-free approach to inducing rank correlation among
 * input variables", Communications in Statistics B11 (1982): the normal scores of the ranks are whitened by the Cholesky factor of their own
 * correlation and recoloured by that of the target, and each column takes on the ranks of its new scores. The first column leads: its new
 * scores are its old ones.
 *
 * What is imposed on the scores is not what the columns then have. So each pair's entry is corrected by that pair's own miss, round by round,
 * and the matrix is repaired when it is no longer a correlation matrix; the round with the smallest largest miss is taken.
 *
 * Everything that decides an order is made of additions, multiplications, divisions and square roots, and scores are compared to nine
 * decimals, equal ones by row: engines that differ in a last bit give the same order.
 *
 * @param columns of equal length, each with some variance.
 * @returns null when the columns' own scores have no inverse: one of them follows from others.
 */
export function imposeRanks(
  columns: readonly ArrayLike<number>[],
  { target, measure }: ImposeOptions,
): ImposedRanks | null {
  const whitened = whiten(columns);
  if (whitened === null) return null;
  const ascending = columns.map(orderOf);
  const measured = columns.map((column) =>
    standardised(measure === 'spearman' ? averageRanks(column) : column),
  );
  let matrix = nearestCorrelation(
    target.map((row, i) => row.map((value, j) => (i === j ? 1 : startOf(value, measure)))),
  );
  let best: (ImposedRanks & { misses: number[][] }) | null = null;
  let smallestMiss = Number.POSITIVE_INFINITY;
  let gain = 1;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const sourceRows = recoloured(whitened, matrix).map((scores, index) =>
      index === 0 ? ascending[0]!.map((_, row) => row) : takeRanks(scores, ascending[index]!),
    );
    const misses = missesOf(measured, sourceRows, target);
    const miss = Math.max(...misses.flat().map(Math.abs));
    if (best === null || miss < smallestMiss) {
      smallestMiss = miss;
      best = { sourceRows, applied: matrix, misses };
    } else {
      // A step too far: one value that changes places can be worth more than the miss. A shorter step from where it was best.
      gain *= 0.8;
    }
    if (smallestMiss <= TOLERANCE) break;
    const from = best;
    const wanted = from.applied.map((row, i) =>
      row.map((value, j) => (i === j ? 1 : bounded(value + gain * from.misses[i]![j]!))),
    );
    matrix = nearestCorrelation(wanted);
  }
  return best;
}

/** For normal columns a Spearman correlation of s goes with a Pearson correlation of 2 sin(pi s / 6). */
function startOf(value: number, measure: CorrelationMeasure): number {
  return measure === 'pearson' ? value : rounded(2 * Math.sin((Math.PI * value) / 6));
}

/** Inside -1 and 1, where a matrix can be definite. */
function bounded(correlation: number): number {
  return rounded(Math.min(0.99999, Math.max(-0.99999, correlation)));
}

/** To nine decimals. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

/** The normal scores of each column's ranks, made uncorrelated: by column. */
function whiten(columns: readonly ArrayLike<number>[]): Float64Array[] | null {
  const rowCount = columns[0]!.length;
  const scoreOfRank = normalScores(rowCount);
  const scores = columns.map((column) => {
    const byRow = new Float64Array(rowCount);
    for (const [rank, row] of orderOf(column).entries()) byRow[row] = scoreOfRank[rank]!;
    return byRow;
  });
  // All columns have the same scores in some order: one variance, and a mean of zero.
  const variance = dot(scoreOfRank, scoreOfRank);
  const correlation = new Matrix(scores.map((a) => scores.map((b) => dot(a, b) / variance)));
  const factor = new CholeskyDecomposition(correlation).lowerTriangularMatrix;
  if (scores.some((_, index) => !(factor.get(index, index) ** 2 > LEAST_EIGENVALUE))) return null;
  for (const [index, column] of scores.entries()) {
    for (let row = 0; row < rowCount; row++) {
      let value = column[row]!;
      for (let before = 0; before < index; before++)
        value -= factor.get(index, before) * scores[before]![row]!;
      column[row] = value / factor.get(index, index);
    }
  }
  return scores;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += a[row]! * b[row]!;
  return sum;
}

function recoloured(whitened: readonly Float64Array[], matrix: number[][]): Float64Array[] {
  const factor = new CholeskyDecomposition(new Matrix(matrix)).lowerTriangularMatrix;
  return whitened.map((column, index) =>
    column.map((_, row) => {
      let score = 0;
      for (let before = 0; before <= index; before++)
        score += factor.get(index, before) * whitened[before]![row]!;
      return rounded(score);
    }),
  );
}

/** The row with the smallest score takes the smallest value, and so on. */
function takeRanks(scores: Float64Array, ascending: readonly number[]): number[] {
  const sourceRows = new Array<number>(scores.length);
  for (const [rank, row] of orderOfScores(scores).entries()) sourceRows[row] = ascending[rank]!;
  return sourceRows;
}

/**
 * As `orderOf`, for scores to nine decimals: with its row in the low digits a score is one whole number, and numbers sort by themselves many
 * times faster than rows by a comparison. Scores of symbols that are nearly one are large where they part, and such a number may have more
 * digits than a double holds: then rows are compared.
 */
function orderOfScores(scores: Float64Array): Float64Array | number[] {
  const count = scores.length;
  const largest = scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  if ((largest * 1e9 + 1) * count > Number.MAX_SAFE_INTEGER) return orderOf(scores);
  const keys = scores.map((score, row) => Math.round(score * 1e9) * count + row);
  return keys.sort().map((key) => ((key % count) + count) % count);
}

/** With a mean of zero and a sum of squares of one, so that a correlation is a sum of products. */
function standardised(column: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(column);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const norm = Math.sqrt(dot(centred, centred));
  return centred.map((value) => value / norm);
}

function missesOf(
  columns: readonly Float64Array[],
  sourceRows: readonly (readonly number[])[],
  target: ImposeOptions['target'],
): number[][] {
  const reordered = columns.map((column, index) =>
    Float64Array.from(sourceRows[index]!, (row) => column[row]!),
  );
  const misses = columns.map(() => columns.map(() => 0));
  for (const [i, a] of reordered.entries()) {
    for (let j = 0; j < i; j++) {
      const miss = rounded(target[i]![j]! - dot(a, reordered[j]!));
      misses[i]![j] = miss;
      misses[j]![i] = miss;
    }
  }
  return misses;
}
