/**
 * All rounding to tick and lot. A step is a decimal such as 0.01 or 0.00000001; a price or a quantity is a double that is
 * meant to be a multiple of it. `Math.floor(0.3 / 0.1)` is 2, so a quotient that is a whole number but for the last bits of the
 * doubles counts as that whole number.
 */

/** Distance from a whole number of steps below which a quotient counts as whole: a billionth of a step, or eight last bits. */
function wholeTolerance(stepCount: number): number {
  return Math.max(1e-9, 8 * Number.EPSILON * Math.abs(stepCount));
}

/** Number of decimals of a step: 0.01 has 2, 5 has 0, 1e-8 has 8. */
export function decimalsOf(step: number): number {
  const text = String(step);
  const [mantissa, exponent] = text.split('e') as [string, string | undefined];
  const point = mantissa.indexOf('.');
  const decimals = point < 0 ? 0 : mantissa.length - point - 1;
  return Math.max(0, decimals - Number(exponent ?? 0));
}

/**
 * The double nearest to `stepCount` steps. A whole number over a power of ten is rounded once, so 3 steps of 0.1 are exactly the
 * 0.3 that a file would be read as; where the whole number is too large for that, the decimal text does it.
 */
function fromSteps(stepCount: number, step: number): number {
  let decimals = knownDecimals.get(step);
  if (decimals === undefined) {
    decimals = Math.min(100, decimalsOf(step));
    knownDecimals.set(step, decimals);
  }
  if (decimals <= 22) {
    const scale = POWERS_OF_TEN[decimals]!;
    const numerator = stepCount * Math.round(step * scale);
    if (Math.abs(numerator) <= Number.MAX_SAFE_INTEGER) return numerator / scale + 0;
  }
  return Number((stepCount * step).toFixed(decimals)) + 0;
}

/** Decimals of the steps met so far, a tick and a lot a symbol: counting them in the text anew took a third of the bridge's time. */
const knownDecimals = new Map<number, number>();

/** 1 to 1e22: the powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Whole steps in `value`, with the last bits of the doubles forgiven. May be fractional where `value` is between two steps. */
function toSteps(value: number, step: number): number {
  const quotient = value / step;
  const whole = Math.round(quotient);
  return Math.abs(quotient - whole) <= wholeTolerance(whole) ? whole : quotient;
}

/** The largest multiple of `step` that is not above `value`. @example floorToStep(0.3, 0.1) // 0.3 */
export function floorToStep(value: number, step: number): number {
  return fromSteps(Math.floor(toSteps(value, step)), step);
}

/** The smallest multiple of `step` that is not below `value`. @example ceilToStep(0.31, 0.1) // 0.4 */
export function ceilToStep(value: number, step: number): number {
  return fromSteps(Math.ceil(toSteps(value, step)), step);
}

/** The multiple of `step` nearest to `value`; halves go up. @example roundToStep(7934.584, 0.01) // 7934.58 */
export function roundToStep(value: number, step: number): number {
  const stepCount = toSteps(value, step);
  if (Number.isInteger(stepCount)) return fromSteps(stepCount, step);
  // Counted in half steps, so that 0.15, whose double is a little less, is still half way between 0.1 and 0.2.
  return fromSteps(Math.floor((toSteps(value, step / 2) + 1) / 2), step);
}

/** True when `value` is a whole number of steps. @example isOnStep(0.3, 0.1) // true */
export function isOnStep(value: number, step: number): boolean {
  return Number.isInteger(toSteps(value, step));
}

/** `a + b` in whole steps, so that a position that was bought in parts comes back to exactly zero. */
export function addSteps(a: number, b: number, step: number): number {
  return fromSteps(Math.round(toSteps(a, step) + toSteps(b, step)), step);
}
