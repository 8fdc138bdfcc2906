/** Throws when a period is not a whole number of bars above zero: the edge that reads it has checked it. */
export function assertPeriod(period: number): void {
  if (!Number.isInteger(period) || period < 1)
    throw new Error(`a period is a whole number of bars, got ${period}`);
}
