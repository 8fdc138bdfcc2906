/**
 * Acerbi and Szekely's tests of an expected shortfall. X the outcome, I = 1 where X < -VaR, over T days:
 * Z1 = sum(X I / ES) / sum(I) + 1, given that there were exceptions; Z2 = sum(X I / ES) / (T alpha) + 1, of their number and their size at once.
 * Both are expected to be 0 when the forecast is right, and negative when it is too low. There is no closed p-value: it is
 * the share of simulated worlds, in which the forecasts are right, whose Z is no better than the one seen.
 * C. Acerbi, B. Szekely, "Backtesting Expected Shortfall", Risk (December 2014). https://www.msci.com/documents/10199/22aa9922-f874-4060-b77a-0f0e267a489b
 */

import { keyedRandom } from '../core/random.ts';
import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';

/** Columns of one length, one row a day: what was foretold, and what came. Throws when the lengths differ. */
export interface ShortfallForecasts {
  /** Returns or gains and losses. */
  readonly outcomes: Column;
  /** Losses as positive numbers, each known before its outcome. */
  readonly valueAtRisk: Column;
  readonly expectedShortfall: Column;
  /** The probability of the tail: 0.01 for 99 %. */
  readonly alpha: number;
}

/**
 * The mean size of the exceptions.
 *
 * @returns a pure number. Undefined without exceptions, and where an expected shortfall is no loss.
 * @example acerbiSzekelyZ1({ outcomes: [-2, 1], valueAtRisk: [1, 1], expectedShortfall: [1, 1], alpha: 0.5 }).value // -1
 * @example acerbiSzekelyZ1({ outcomes: [1], valueAtRisk: [1], expectedShortfall: [1], alpha: 0.5 }).reason // 'there was no exception'
 */
export function acerbiSzekelyZ1(forecasts: ShortfallForecasts): Metric {
  const tail = tailOf(forecasts, forecasts.outcomes);
  if (typeof tail === 'string') return undefinedBecause(tail);
  return tail.count === 0 ? undefinedBecause('there was no exception') : defined(tail.sum / tail.count + 1);
}

/**
 * Number and size of the exceptions together.
 *
 * @returns a pure number, 1 without exceptions. Undefined without days, and where an expected shortfall is no loss.
 * @example acerbiSzekelyZ2({ outcomes: [-2, 1], valueAtRisk: [1, 1], expectedShortfall: [1, 1], alpha: 0.5 }).value // -1
 */
export function acerbiSzekelyZ2(forecasts: ShortfallForecasts): Metric {
  const tail = tailOf(forecasts, forecasts.outcomes);
  if (typeof tail === 'string') return undefinedBecause(tail);
  return defined(tail.sum / (forecasts.outcomes.length * forecasts.alpha) + 1);
}

export interface SimulationOptions {
  /** Row i: the observations that day i was foretold from, by historical simulation. Two or more. */
  readonly windows: readonly Column[];
  readonly seed: number;
  /** How many worlds are drawn. Default 1000: a p-value is then known to some 0.007 at 0.05. */
  readonly worldCount?: number;
}

export interface ShortfallPValues {
  /** Of Z1, among the worlds with an exception. */
  readonly z1: Metric;
  readonly z2: Metric;
}

/**
 * One-sided p-values by simulation: (worlds no better + 1) / (worlds + 1), which is never 0. The same seed gives the same p-values.
 *
 * A forecast is right when the day that it is of is one more of the days that it was made from. So in each world each day is one of its own
 * window, drawn at random, and is judged by the forecast of the others: new worst days come as often as they do. To draw from the window and
 * keep its forecast would make every new worst day impossible, and reject forecasts that are right.
 *
 * @returns null with a reason where the Z is undefined, and where a window without one of its losses has no loss in its tail.
 * @example
 * acerbiSzekelyPValues(
 *   { outcomes: [-9], valueAtRisk: [1], expectedShortfall: [1], alpha: 0.5 },
 *   { windows: [[-2, -1, 1, 2]], seed: 7, worldCount: 99 },
 * ).z2.value // 0.01
 */
export function acerbiSzekelyPValues(
  forecasts: ShortfallForecasts,
  { windows, seed, worldCount = 1000 }: SimulationOptions,
): ShortfallPValues {
  const z1 = acerbiSzekelyZ1(forecasts);
  const z2 = acerbiSzekelyZ2(forecasts);
  if (z2.value === null) return { z1: undefinedBecause(z2.reason), z2: undefinedBecause(z2.reason) };
  const dayCount = forecasts.outcomes.length;
  if (windows.length !== dayCount) throw new Error('a simulation needs the window of each forecast');
  const days = windows.map((window) => exceptionsWithin(window, forecasts.alpha));
  if (!days.every((day) => day !== null)) {
    const noTail = undefinedBecause('the tail of a window rests on a single loss, and cannot be simulated');
    return { z1: noTail, z2: noTail };
  }
  const draw = keyedRandom(seed, 'statistics', 'acerbiSzekely');
  const worse = { z1: 0, z2: 0 };
  let worldsWithException = 0;
  for (let world = 0; world < worldCount; world++) {
    let sum = 0;
    let count = 0;
    for (let row = 0; row < dayCount; row++) {
      const day = days[row]!;
      const rank = Math.floor(draw('day', world * dayCount + row) * day.observationCount);
      if (rank >= day.ratios.length) continue;
      sum += day.ratios[rank]!;
      count++;
    }
    if (sum / (dayCount * forecasts.alpha) + 1 <= z2.value) worse.z2++;
    if (count === 0) continue;
    worldsWithException++;
    if (z1.value !== null && sum / count + 1 <= z1.value) worse.z1++;
  }
  return {
    z1: z1.value === null ? z1 : defined((worse.z1 + 1) / (worldsWithException + 1)),
    z2: defined((worse.z2 + 1) / (worldCount + 1)),
  };
}

interface WindowExceptions {
  readonly observationCount: number;
  /** X / ES of each observation that is an exception to the forecast of the others, the worst first. */
  readonly ratios: readonly number[];
}

/** Null when some such forecast is no loss. */
function exceptionsWithin(window: Column, alpha: number): WindowExceptions | null {
  const sorted = Float64Array.from(window).sort();
  const otherCount = sorted.length - 1;
  if (otherCount < 1) throw new Error('a forecast by historical simulation needs two observations');
  const ratios: number[] = [];
  const rank = Math.max(1, Math.ceil(alpha * otherCount - 1e-9));
  // Without one of the worst `rank`, the VaR of the others is the one after them; without any other it does not change.
  for (let row = 0; row < rank && sorted[row]! < sorted[rank]!; row++) {
    // A short prefix is enough: the shortfall reads `rank` observations.
    const tail = sorted.slice(0, rank + 1).filter((_, index) => index !== row);
    const tailCount = alpha * otherCount;
    let sum = 0;
    for (let index = 0; index < rank - 1; index++) sum += tail[index]!;
    const shortfall = -(sum + (tailCount - (rank - 1)) * tail[rank - 1]!) / tailCount;
    if (!(shortfall > 0)) return null;
    ratios.push(sorted[row]! / shortfall);
  }
  return { observationCount: sorted.length, ratios };
}

/** Sum of X / ES over the exceptions and their number, or why there is none. */
function tailOf(
  { valueAtRisk, expectedShortfall, alpha }: ShortfallForecasts,
  outcomes: Column,
): { sum: number; count: number } | string {
  if (!(alpha > 0 && alpha < 1)) throw new Error(`alpha is a probability between 0 and 1, got ${alpha}`);
  if (outcomes.length !== valueAtRisk.length || outcomes.length !== expectedShortfall.length)
    throw new Error('a backtest needs a value at risk and an expected shortfall for each outcome');
  if (outcomes.length === 0) return 'there are no days to judge';
  let sum = 0;
  let count = 0;
  for (let row = 0; row < outcomes.length; row++) {
    const shortfall = expectedShortfall[row]!;
    if (!(shortfall > 0)) return 'an expected shortfall is no loss';
    const outcome = outcomes[row]!;
    if (!(outcome < -valueAtRisk[row]!)) continue;
    sum += outcome / shortfall;
    count++;
  }
  return { sum, count };
}
