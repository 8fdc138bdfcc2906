/**
 * Exceptions of a value at risk: the days whose outcome was strictly below -VaR. A loss of exactly the VaR is none.
 * Basel Committee, "Supervisory framework for the use of backtesting" (1996). https://www.bis.org/publ/bcbs22.htm
 */

import type { Column } from './metric.ts';

/**
 * @param outcomes what came, returns or gains and losses; row i is what `valueAtRisk` row i foretold. Throws when the lengths differ.
 * @param valueAtRisk losses as positive numbers, in the unit of the outcomes, each known before its outcome.
 * @returns one row an outcome: true for an exception.
 * @example valueAtRiskExceptions([-0.05, -0.06], [0.05, 0.05]) // [false, true]
 */
export function valueAtRiskExceptions(outcomes: Column, valueAtRisk: Column): boolean[] {
  if (outcomes.length !== valueAtRisk.length)
    throw new Error('a backtest needs an outcome for each value at risk');
  return Array.from(outcomes, (outcome, row) => outcome < -valueAtRisk[row]!);
}
