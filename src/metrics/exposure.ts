/**
 * Exposure: how long a position was held, and how large. Averages are weighted by time: each row holds until the next one.
 * Gross is the sum of |notional|, net the signed sum.
 */

import { CompensatedSum } from '../core/compensatedSum.ts';
import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';

/** Columns of equal length; a row holds from its time until the next row's, the last one until `endTimeMs`. */
export interface ExposureSeries {
  /** Epoch ms, ascending. */
  readonly timeMs: Column;
  /** Sum of |notional| over the positions, quote. */
  readonly grossQuote: Column;
  /** Signed sum of notional, quote. */
  readonly netQuote: Column;
  /** Equity, quote. */
  readonly equityQuote: Column;
  readonly endTimeMs: number;
}

export interface Exposure {
  /** How long a position was held, in any symbol, ms. */
  readonly positionTime: Metric;
  /** The same as a share of the whole time. This one and the means are undefined when no time passes. */
  readonly timeInPosition: Metric;
  /** Mean of gross / equity. Undefined when equity was at or below zero while a position was held. */
  readonly meanGrossExposure: Metric;
  /** Mean of net / equity; the same cases are undefined. */
  readonly meanNetExposure: Metric;
  /** Mean of gross, quote. */
  readonly meanGrossNotional: Metric;
  /** Mean of net, quote. */
  readonly meanNetNotional: Metric;
}

/**
 * @example
 * const held = exposure({ timeMs: [0, 10, 20], grossQuote: [0, 50, 100], netQuote: [0, -50, 0], equityQuote: [100, 100, 100], endTimeMs: 40 });
 * held.timeInPosition.value // 0.75
 * held.meanGrossNotional.value // 62.5
 * held.meanNetExposure.value // -0.125
 */
export function exposure(series: ExposureSeries): Exposure {
  const { timeMs, grossQuote, netQuote, equityQuote, endTimeMs } = series;
  const gross = new CompensatedSum();
  const net = new CompensatedSum();
  const grossRatio = new CompensatedSum();
  const netRatio = new CompensatedSum();
  let timeInPositionMs = 0;
  let heldWithoutEquity = false;
  for (let row = 0; row < timeMs.length; row++) {
    const durationMs = (timeMs[row + 1] ?? endTimeMs) - timeMs[row]!;
    if (!(durationMs >= 0)) throw new Error(`the times of an exposure series ascend; row ${row} does not`);
    if (grossQuote[row] === 0 || durationMs === 0) continue;
    timeInPositionMs += durationMs;
    gross.add(grossQuote[row]! * durationMs);
    net.add(netQuote[row]! * durationMs);
    if (equityQuote[row]! <= 0) {
      heldWithoutEquity = true;
    } else {
      grossRatio.add((grossQuote[row]! / equityQuote[row]!) * durationMs);
      netRatio.add((netQuote[row]! / equityQuote[row]!) * durationMs);
    }
  }
  const totalMs = timeMs.length === 0 ? 0 : endTimeMs - timeMs[0]!;
  const share = (weighted: number) =>
    totalMs === 0 ? undefinedBecause('no time passed') : defined(weighted / totalMs);
  const ratio = (weighted: number) =>
    heldWithoutEquity ? undefinedBecause('a position was held without equity') : share(weighted);
  return {
    positionTime: defined(timeInPositionMs),
    timeInPosition: share(timeInPositionMs),
    meanGrossNotional: share(gross.total),
    meanNetNotional: share(net.total),
    meanGrossExposure: ratio(grossRatio.total),
    meanNetExposure: ratio(netRatio.total),
  };
}
