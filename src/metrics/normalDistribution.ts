/**
 * The standard normal distribution and the two tails of chi-square that the tests of a VaR need, to some 1e-14 relative in the far tail
 * too, where general libraries lose their digits.
 */

/**
 * The complementary error function: its power series up to 2 (https://dlmf.nist.gov/7.6.E2), its continued fraction beyond
 * (https://dlmf.nist.gov/7.9.E1). The fraction is evaluated from a fixed depth upwards, at which it has long converged.
 *
 * @returns between 0 and 2.
 * @example erfc(0) // 1
 * @example erfc(1) // 0.157299207050285
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x >= 2) {
    let fraction = x;
    for (let depth = CONTINUED_FRACTION_DEPTH; depth >= 1; depth--) fraction = x + depth / 2 / fraction;
    return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
  }
  let term = x;
  let sum = x;
  for (let index = 1; term > sum * 1e-18; index++) {
    term *= (2 * x * x) / (2 * index + 1);
    sum += term;
  }
  return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const CONTINUED_FRACTION_DEPTH = 120;

/** Density of the standard normal distribution. @example normalDensity(0) // 0.398942280401433 */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** Probability that a standard normal variable is at or below x. @example normalCdf(0) // 0.5 */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2);
}

/** Numerator and denominator, the constant first. */
type Rational = readonly [numerator: readonly number[], denominator: readonly number[]];

/** The three fits of AS 241 (PPND16): round the middle, in the tail, and in the far tail. */
const MIDDLE: Rational = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
];
const TAIL: Rational = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const FAR_TAIL: Rational = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];

/**
 * The quantile of the standard normal distribution: M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution",
 * Applied Statistics 37 (1988), some 1e-16 relative. https://doi.org/10.2307/2347330
 *
 * @param probability between 0 and 1, both excluded; throws otherwise.
 * @example normalQuantile(0.5) // 0
 * @example normalQuantile(0.05) // -1.64485362695147
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1))
    throw new Error(`a quantile is asked for a probability between 0 and 1, got ${probability}`);
  const fromMiddle = probability - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) return fromMiddle * ratioOf(MIDDLE, 0.180625 - fromMiddle * fromMiddle);
  const depth = Math.sqrt(-Math.log(fromMiddle < 0 ? probability : 1 - probability));
  const size = depth <= 5 ? ratioOf(TAIL, depth - 1.6) : ratioOf(FAR_TAIL, depth - 5);
  return fromMiddle < 0 ? -size : size;
}

function ratioOf([numerator, denominator]: Rational, at: number): number {
  const polynomial = (terms: readonly number[]) => terms.reduceRight((sum, term) => sum * at + term, 0);
  return polynomial(numerator) / polynomial(denominator);
}

/**
 * Probability that a chi-square variable exceeds x, in closed form at one and at two degrees of freedom.
 *
 * @param x at or above 0.
 * @example chiSquareTail(0, 1) // 1
 * @example chiSquareTail(2 * Math.log(20), 2) // 0.05
 */
export function chiSquareTail(x: number, degreesOfFreedom: 1 | 2): number {
  return degreesOfFreedom === 1 ? erfc(Math.sqrt(x / 2)) : Math.exp(-x / 2);
}
