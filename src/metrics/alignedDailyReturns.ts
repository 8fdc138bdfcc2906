/**
 * Daily simple returns of several assets on the days they have in common: what correlations and the VaR of held positions rest on.
 * Days are UTC; the day's close is the last in (00:00, 24:00]. A row stands for one day: a return over a missing day is left out.
 */

import { closingUtcDay, DAY_MS } from '../core/time.ts';
import type { Column } from './metric.ts';

export interface AssetCloses {
  readonly symbol: string;
  /** When each bar closed, epoch ms, ascending. */
  readonly closeTimeMs: Column;
  /** Quote per base. */
  readonly close: Column;
}

export interface AlignedDailyReturns {
  /** 00:00 UTC at which each common day begins, epoch ms, ascending. */
  readonly dayStartMs: Float64Array;
  /** One column of returns a symbol, one row a common day. */
  readonly returnsBySymbol: ReadonlyMap<string, Float64Array>;
}

/**
 * @param assets one entry a symbol. Throws when a symbol stands there twice.
 * @returns columns of length 0 when the assets have no two consecutive days in common.
 * @example
 * const midnight = [86_400_000, 172_800_000, 259_200_000];
 * const aligned = alignedDailyReturns([
 *   { symbol: 'BTCUSDT', closeTimeMs: midnight, close: [100, 150, 75] },
 *   { symbol: 'ETHUSDT', closeTimeMs: midnight.slice(1), close: [10, 15] },
 * ]);
 * aligned.dayStartMs // [172800000]
 * aligned.returnsBySymbol.get('BTCUSDT') // [-0.5]
 */
export function alignedDailyReturns(assets: readonly AssetCloses[]): AlignedDailyReturns {
  const closesByDay = assets.map(dailyCloses);
  const returns = assets.map((): number[] => []);
  const days: number[] = [];
  for (const day of closesByDay[0]?.keys() ?? []) {
    if (!closesByDay.every((closes) => closes.has(day) && closes.has(day - 1))) continue;
    days.push(day * DAY_MS);
    for (const [index, closes] of closesByDay.entries()) {
      returns[index]!.push(closes.get(day)! / closes.get(day - 1)! - 1);
    }
  }
  const returnsBySymbol = new Map<string, Float64Array>();
  for (const [index, { symbol }] of assets.entries()) {
    if (returnsBySymbol.has(symbol)) throw new Error(`the symbol ${symbol} stands in the list twice`);
    returnsBySymbol.set(symbol, Float64Array.from(returns[index]!));
  }
  return { dayStartMs: Float64Array.from(days), returnsBySymbol };
}

/** The last close of each UTC day, by day since the epoch, in ascending order. */
function dailyCloses({ closeTimeMs, close }: AssetCloses): Map<number, number> {
  const closes = new Map<number, number>();
  for (let row = 0; row < close.length; row++) closes.set(closingUtcDay(closeTimeMs[row]!), close[row]!);
  return closes;
}

/**
 * How many of the leading rows are over at `timeMs`: a decision at that time may use `column.subarray(0, count)` and no more.
 *
 * @example completedRowCount({ dayStartMs: [0, 86_400_000], returnsBySymbol: new Map() }, 172_799_999) // 1
 */
export function completedRowCount({ dayStartMs }: AlignedDailyReturns, timeMs: number): number {
  let count = dayStartMs.length;
  while (count > 0 && dayStartMs[count - 1]! + DAY_MS > timeMs) count--;
  return count;
}
