import { portableLog } from '../../core/portableMath.ts';

/**
 * Scores of the ranks 1 to `count`: the standard normal quantiles at rank / (count + 1), after van der Waerden. They rise strictly, and each is
 * the negative of its mirror image, so that their mean is zero.
 *
 * @example Array.from(normalScores(3), (score) => score.toFixed(4)) // ['-0.6745', '0.0000', '0.6745']
 */
export function normalScores(count: number): Float64Array {
  const scores = new Float64Array(count);
  for (let row = 0; row < count - 1 - row; row++) {
    scores[row] = normalQuantile((row + 1) / (count + 1));
    scores[count - 1 - row] = -scores[row]!;
  }
  return scores;
}

const TAIL = 0.02425;
const NUMERATOR = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const DENOMINATOR = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const TAIL_NUMERATOR = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_DENOMINATOR = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

/**
 * Standard normal quantile of a probability up to a half, by the rational approximations of P. J. Acklam (relative error 1.2e-9). They need a
 * square root and a logarithm, and are the same to the last bit everywhere: a library's quantile goes through functions that are not.
 * https://web.archive.org/web/20151030215612/http://home.online.no/~pjacklam/notes/invnorm/
 */
function normalQuantile(probability: number): number {
  if (probability < TAIL) {
    const q = Math.sqrt(-2 * portableLog(probability));
    return polynomial(TAIL_NUMERATOR, q) / polynomial(TAIL_DENOMINATOR, q);
  }
  const q = probability - 0.5;
  const square = q * q;
  return (q * polynomial(NUMERATOR, square)) / polynomial(DENOMINATOR, square);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
