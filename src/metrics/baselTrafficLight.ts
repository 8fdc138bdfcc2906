/**
 * The Basel traffic light: the zone in which a number of exceptions lies, by the probability of no more than so many when the VaR is right
 * (binomial): green below 95 %, yellow below 99.99 %, red from there on. With 250 days at 99 %: green to 4, yellow 5 to 9, red from 10.
 * Basel Committee, "Supervisory framework for the use of backtesting" (1996). https://www.bis.org/publ/bcbs22.htm
 */

import { CompensatedSum } from '../core/compensatedSum.ts';
import { assertExceptionCount, type ExceptionCount } from './kupiecPof.ts';

export interface TrafficLight {
  readonly zone: 'green' | 'yellow' | 'red';
  /** Probability of this many exceptions or fewer. */
  readonly cumulativeProbability: number;
}

/**
 * @returns the zone, or null without days. Throws as `kupiecPof` does.
 * @example baselTrafficLight({ exceptionCount: 4, dayCount: 250, alpha: 0.01 }).zone // 'green'
 * @example baselTrafficLight({ exceptionCount: 10, dayCount: 250, alpha: 0.01 }).zone // 'red'
 */
export function baselTrafficLight(count: ExceptionCount): TrafficLight | null {
  assertExceptionCount(count);
  if (count.dayCount === 0) return null;
  const cumulativeProbability = binomialCdf(count);
  let zone: TrafficLight['zone'] = 'red';
  if (cumulativeProbability < 0.95) zone = 'green';
  else if (cumulativeProbability < 0.9999) zone = 'yellow';
  return { zone, cumulativeProbability };
}

/** Term by term, each from the one before: exact to the last digits for the few exceptions of a backtest. */
function binomialCdf({ exceptionCount, dayCount, alpha }: ExceptionCount): number {
  const odds = Math.log(alpha) - Math.log1p(-alpha);
  // In logarithms: (1 - alpha)^T is below the smallest double for a few years at 50 %.
  let logTerm = dayCount * Math.log1p(-alpha);
  const sum = new CompensatedSum(Math.exp(logTerm));
  for (let hits = 1; hits <= exceptionCount; hits++) {
    logTerm += Math.log((dayCount - hits + 1) / hits) + odds;
    sum.add(Math.exp(logTerm));
  }
  return Math.min(1, sum.total);
}
