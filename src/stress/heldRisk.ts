import { closingUtcDay, DAY_MS } from '../core/time.ts';
import type { RunRecord } from '../engine/runRecord.ts';
import type { Tape } from '../market/tape.ts';
import { type AlignedDailyReturns, alignedDailyReturns, completedRowCount } from '../metrics/index.ts';
import type { HeldExposure } from '../metrics/portfolioPnl.ts';

/** The positions of a run at the close of a UTC day, with the daily returns of their assets that were complete by then. */
export interface HeldAtClose {
  /** Row of the run's samples. */
  readonly row: number;
  readonly atMs: number;
  /** One entry a symbol held; columns of one length, the common days, oldest first. */
  readonly exposures: readonly HeldExposure[];
  /** Days of those columns, 00:00 UTC at which each begins. */
  readonly dayStartMs: Float64Array;
}

/**
 * What was held at each daily close; days without a position are left out. The tape is the run's own: a fault may have changed it.
 */
export function heldAtCloses(run: RunRecord, tape: Tape): HeldAtClose[] {
  const returns = commonReturns(tape);
  const closes: HeldAtClose[] = [];
  for (const row of dailyCloseRows(run)) {
    const held = exposuresAt(run, row);
    if (held.length === 0) continue;
    const atMs = run.samples.timeMs[row]!;
    const aligned = returns(held.map(({ symbol }) => symbol));
    const dayCount = completedRowCount(aligned, atMs);
    closes.push({
      row,
      atMs,
      exposures: held.map(({ symbol, exposureQuote }) => ({
        symbol,
        exposureQuote,
        dailyReturns: aligned.returnsBySymbol.get(symbol)!.subarray(0, dayCount),
      })),
      dayStartMs: aligned.dayStartMs.subarray(0, dayCount),
    });
  }
  return closes;
}

/** The last sample of each UTC day. */
export function dailyCloseRows({ samples }: RunRecord): number[] {
  const rows: number[] = [];
  for (let row = 1; row < samples.timeMs.length; row++) {
    const next = samples.timeMs[row + 1];
    if (next === undefined || closingUtcDay(next) !== closingUtcDay(samples.timeMs[row]!)) rows.push(row);
  }
  return rows;
}

function exposuresAt({ instruments, samples }: RunRecord, row: number) {
  return instruments
    .map(({ symbol }) => ({ symbol, positionQty: samples.positionQty[symbol]![row]! }))
    .filter(({ positionQty }) => positionQty !== 0)
    .map(({ symbol, positionQty }) => ({
      symbol,
      exposureQuote: positionQty * samples.markPrice[symbol]![row]!,
    }));
}

/** The daily returns of a set of symbols on their common days, aligned once for each set that is asked for. */
export function commonReturns(tape: Tape): (symbols: readonly string[]) => AlignedDailyReturns {
  const bySet = new Map<string, AlignedDailyReturns>();
  return (symbols) => {
    const name = symbols.join(' ');
    let aligned = bySet.get(name);
    if (aligned === undefined) {
      const dailies = symbols.map(
        (symbol) => tape.symbols.find(({ instrument }) => instrument.symbol === symbol)!.daily,
      );
      aligned = alignedDailyReturns(
        dailies.map(({ symbol, openTimeMs, close }) => ({
          symbol,
          closeTimeMs: openTimeMs.map((timeMs) => timeMs + DAY_MS),
          close,
        })),
      );
      bySet.set(name, aligned);
    }
    return aligned;
  };
}
