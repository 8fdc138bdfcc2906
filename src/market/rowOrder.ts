import type { CandleRows } from './candleRows.ts';

/** Row numbers from the earliest time to the latest: as they stand, or turned when no time of the file is above the one before it. */
export function ascendingOrder(rows: CandleRows): number[] {
  const order = Array.from({ length: rows.length }, (_, row) => row);
  return isDescending(rows) ? order.reverse() : order;
}

/** True when times fall somewhere and rise nowhere. */
export function isDescending(rows: CandleRows): boolean {
  const times = rows.openTimeMs;
  let isFalling = false;
  for (let row = 1; row < rows.length; row++) {
    if (times[row]! > times[row - 1]!) return false;
    if (times[row]! < times[row - 1]!) isFalling = true;
  }
  return isFalling;
}

/** The most common step between one time and the next; the shorter one where two are as common; null where there is none. */
export function commonStep(rows: CandleRows, order: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (let index = 1; index < order.length; index++) {
    const stepMs = rows.openTimeMs[order[index]!]! - rows.openTimeMs[order[index - 1]!]!;
    if (stepMs > 0) counts.set(stepMs, (counts.get(stepMs) ?? 0) + 1);
  }
  let common: number | null = null;
  for (const [stepMs, count] of counts) {
    const best = common === null ? 0 : counts.get(common)!;
    if (count > best || (count === best && stepMs < common!)) common = stepMs;
  }
  return common;
}

/**
 * A price that is this many times higher or lower after a gap than before it is taken for another coin under the same symbol.
 * LUNAUSDT came back on 2022-05-31 at some 100,000 times its last price; no outage of a venue has moved a price five times.
 */
const REUSE_PRICE_FACTOR = 5;

/** Whether the price after a gap has nothing to do with the one before it. A price that is no price says nothing. */
export function isPriceBreak(closeBefore: number, openAfter: number): boolean {
  const ratio = openAfter / closeBefore;
  return ratio > 0 && ratio < Infinity && (ratio >= REUSE_PRICE_FACTOR || ratio <= 1 / REUSE_PRICE_FACTOR);
}
