/**
 * Logarithm and power from additions, multiplications and divisions alone, which IEEE 754 fixes to the last bit. `Math.log`, `Math.exp` and
 * `Math.pow` may differ in that bit between engines, and a price that rests on one of them is a decision.
 */

/** ln 2 in two parts: the first has so few bits that a whole multiple of it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * Natural logarithm of a positive finite number, within two last bits of the true one.
 *
 * By the series of the inverse hyperbolic tangent, https://en.wikipedia.org/wiki/Logarithm#Power_series, after powers of two are taken out.
 *
 * @example portableLog(1) // 0
 * @example portableLog(10).toFixed(12) // '2.302585092994'
 */
export function portableLog(value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new Error(`${value} has no logarithm`);
  let mantissa = value;
  let exponent = 0;
  for (; mantissa > Math.SQRT2; exponent++) mantissa /= 2;
  for (; mantissa < Math.SQRT1_2; exponent--) mantissa *= 2;
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let power = 23; power >= 3; power -= 2) series = (series + 1 / power) * square;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * (s + s * series));
}

/**
 * A positive number to a real power, `exp(exponent * log(base))`: its relative error is some last bits times the size of that logarithm.
 *
 * @example portablePower(2, 10).toFixed(9) // '1024.000000000'
 * @example portablePower(7, 0) // 1
 */
export function portablePower(base: number, exponent: number): number {
  const logarithm = exponent * portableLog(base);
  const halvings = Math.round(logarithm / LN2_HIGH);
  const rest = logarithm - halvings * LN2_HIGH - halvings * LN2_LOW;
  let power = 1;
  for (let term = 15; term >= 1; term--) power = 1 + (power * rest) / term;
  for (let count = 0; count < halvings; count++) power *= 2;
  for (let count = 0; count > halvings; count--) power /= 2;
  return power;
}
