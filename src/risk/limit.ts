/**
 * Comparing with a limit, with the last bits of the doubles forgiven: 1 - 90,000 / 100,000 is 0.09999999999999998 and has reached a limit of 0.1,
 * and a quantity that was sized to a cap must not be refused by it.
 */
const FORGIVEN = 1e-12;

/** A limit allows equality: true only beyond it. Not a number is beyond every limit. @example exceeds(0.1 + 0.2, 0.3) // false */
export function exceeds(actual: number, limit: number): boolean {
  return !(actual <= limit + FORGIVEN * Math.max(1, Math.abs(limit)));
}

/** A breaker trips at equality. Not a number trips every breaker. @example reaches(1 - 90000 / 100000, 0.1) // true */
export function reaches(actual: number, limit: number): boolean {
  return !(actual < limit - FORGIVEN * Math.max(1, Math.abs(limit)));
}
