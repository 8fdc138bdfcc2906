/**
 * What every ratio over returns shares: when a column of returns can carry a ratio at all, and the rate of one period.
 * A return is simple, r_t = E_t / E_(t-1) - 1, net of fees and funding.
 */

import type { Column } from './metric.ts';

/** Crypto trades every day. */
export const PERIODS_PER_YEAR = 365;

/**
 * Why no ratio can be formed from these returns, or null when one can. A return of exactly -1 is the end of an account: it may
 * stand in the last row only. A return below -1 means equity fell below zero, from where no return is defined.
 *
 * @param returns one row a period, ratio.
 * @example whyNoRatio([0.1, -1]) // null
 * @example whyNoRatio([-1, 0.1]) // 'samples follow after equity reached zero'
 */
export function whyNoRatio(returns: Column): string | null {
  if (returns.length === 0) return 'there are no returns';
  for (let row = 0; row < returns.length; row++) {
    const value = returns[row]!;
    if (!Number.isFinite(value)) return 'a return is not a finite number';
    if (value < -1) return 'equity fell below zero';
    if (value === -1 && row < returns.length - 1) return 'samples follow after equity reached zero';
  }
  return null;
}

/**
 * The rate of one period that compounds to an annual rate: (1 + annual)^(1 / periodsPerYear) - 1.
 *
 * @example ratePerPeriod(0.21, 2) // 0.1
 */
export function ratePerPeriod(annualRatio: number, periodsPerYear: number): number {
  return annualRatio === 0 ? 0 : (1 + annualRatio) ** (1 / periodsPerYear) - 1;
}
