/**
 * One equity sample per UTC day, and the daily returns: what every headline ratio rests on.
 *
 * The day's sample is the last in (00:00, 24:00]: a bar that closes at exactly 00:00 belongs to the day that ends there. A day inside
 * the series without any sample carries the equity it began with (its return is 0), so that N returns are N calendar days and the
 * annualisation stays right over a gap or with weekly bars.
 *
 * Ruin: the first equity at or below zero, in the finest series, ruins the account for good. Ratios then use the returns up to it
 * when equity is exactly 0 in the last daily sample; when it is negative, or samples follow, they are undefined.
 */

import { closingUtcDay, DAY_MS } from '../core/time.ts';
import { assertEquitySeries, type EquitySeries } from './equitySeries.ts';

export interface DailySamples {
  /** 00:00 UTC at which each day begins, epoch ms; one row a day, no day left out. */
  readonly dayStartMs: Float64Array;
  /** The last equity of each day, quote; one row a day. */
  readonly equityQuote: Float64Array;
  /** r_t = E_t / E_(t-1) - 1, E_0 being the initial equity; one row a day, ending with the day of ruin. */
  readonly returns: Float64Array;
  /** How many days had no sample of their own and carry the equity they began with. */
  readonly carriedDayCount: number;
  /** When equity was first at or below zero, epoch ms; null when it never was. */
  readonly ruinTimeMs: number | null;
  /** Why ratios over these returns are undefined; null when they are not. */
  readonly noRatioReason: string | null;
}

/**
 * @param equity row 0 is the initial equity; at least that row. Throws on a series that breaks its contract.
 * @example
 * const noon = 43_200_000;
 * const midnight = 86_400_000;
 * const samples = dailySamples({ timeMs: [0, noon, midnight, midnight + noon], equityQuote: [100, 90, 110, 121] });
 * samples.equityQuote // [110, 121]
 * samples.returns // [0.1, 0.1]
 */
export function dailySamples(equity: EquitySeries): DailySamples {
  assertEquitySeries(equity);
  const { timeMs, equityQuote } = equity;
  const sampleCount = timeMs.length;
  const firstDay = sampleCount > 1 ? closingUtcDay(timeMs[1]!) : 0;
  const dayCount = sampleCount > 1 ? closingUtcDay(timeMs[sampleCount - 1]!) - firstDay + 1 : 0;
  const dayStartMs = new Float64Array(dayCount);
  const dayEquityQuote = new Float64Array(dayCount);
  let carriedDayCount = 0;
  let row = 1;
  for (let day = 0; day < dayCount; day++) {
    dayStartMs[day] = (firstDay + day) * DAY_MS;
    const firstRow = row;
    while (row < sampleCount && closingUtcDay(timeMs[row]!) <= firstDay + day) row++;
    dayEquityQuote[day] = equityQuote[row - 1]!;
    if (row === firstRow) carriedDayCount++;
  }

  const ruinRow = equityQuote.findIndex((value) => value <= 0);
  let returnCount = dayEquityQuote.findIndex((value) => value <= 0) + 1;
  if (returnCount === 0) returnCount = dayCount;
  const returns = new Float64Array(returnCount);
  for (let day = 0; day < returnCount; day++) {
    returns[day] = dayEquityQuote[day]! / (day === 0 ? equityQuote[0]! : dayEquityQuote[day - 1]!) - 1;
  }
  return {
    dayStartMs,
    equityQuote: dayEquityQuote,
    returns,
    carriedDayCount,
    ruinTimeMs: ruinRow < 0 ? null : timeMs[ruinRow]!,
    noRatioReason: ruinRow < 0 ? null : whyRuinForbidsRatios(equityQuote, dayEquityQuote, returnCount),
  };
}

function whyRuinForbidsRatios(
  equityQuote: EquitySeries['equityQuote'],
  dayEquityQuote: Float64Array,
  returnCount: number,
): string | null {
  if (equityQuote.some((value) => value < 0)) return 'equity fell below zero';
  const endsAtZero = returnCount === dayEquityQuote.length && dayEquityQuote[returnCount - 1] === 0;
  return endsAtZero ? null : 'samples follow after equity reached zero';
}
