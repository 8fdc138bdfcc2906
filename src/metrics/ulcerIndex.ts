/**
 * Ulcer index: sqrt(sum dd_t^2 / N), dd_t = E_t / max(E_0 ... E_t) - 1, N the samples after the initial equity. A ratio, not percent.
 * P. G. Martin, B. McCann, "The Investor's Guide to Fidelity Funds" (1989). https://en.wikipedia.org/wiki/Ulcer_index
 */

import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';

/**
 * @param equityQuote daily equity, quote, row 0 being the initial equity above zero.
 * @returns ratio; 0 when equity never fell below its mark. Undefined without a sample after the initial one.
 * @example ulcerIndex([100, 50, 100, 100, 100]).value // 0.25
 */
export function ulcerIndex(equityQuote: Column): Metric {
  const sampleCount = equityQuote.length - 1;
  if (sampleCount < 1) return undefinedBecause('there are no samples');
  let markQuote = equityQuote[0]!;
  let sumOfSquares = 0;
  for (let row = 1; row <= sampleCount; row++) {
    markQuote = Math.max(markQuote, equityQuote[row]!);
    sumOfSquares += (equityQuote[row]! / markQuote - 1) ** 2;
  }
  return defined(Math.sqrt(sumOfSquares / sampleCount));
}
