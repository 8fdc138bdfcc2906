/** The CSV files of a run: full precision, UTC times as ISO 8601, an empty cell where there is no value. */
import { formatTime } from '../../core/time.ts';
import type { ProtectionStatus } from '../../engine/runRecord.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { PROTECTION_ORDER } from '../facts/protection.ts';
import { type Cell, csvText } from './csv.ts';

/** Positions from flat to flat. */
export function tradesCsv({ faulted }: Outcome): string {
  const header = [
    'symbol',
    'side',
    'openTime',
    'closeTime',
    'maxQty',
    'entryPrice',
    'exitPrice',
    'pnlQuote',
    'feesQuote',
    'exitCause',
  ];
  const rows = faulted.trades.map((trade): Cell[] => [
    trade.symbol,
    trade.side,
    formatTime(trade.openMs),
    formatTime(trade.closeMs),
    trade.maxQty,
    trade.entryPrice,
    trade.exitPrice,
    trade.pnlQuote,
    trade.feesQuote,
    trade.exitCause,
  ]);
  return csvText(header, rows);
}

/** One row a bar close of the faulted run, beside the baseline's equity. */
export function equityCsv(outcome: Outcome): string {
  const { samples } = outcome.faulted.record;
  const baseline = baselineEquityAt(outcome);
  const symbols = outcome.tape.symbols.map(({ instrument }) => instrument.symbol);
  const header = [
    'time',
    'equityQuote',
    'believedEquityQuote',
    'baselineEquityQuote',
    'grossNotionalQuote',
    'netNotionalQuote',
    'marginBufferRatio',
    ...symbols.map((symbol) => `${symbol} positionQty`),
    ...symbols.map((symbol) => `${symbol} markPrice`),
  ];
  const rows = Array.from(samples.timeMs, (timeMs, row): Cell[] => [
    formatTime(timeMs),
    samples.equityQuote[row]!,
    samples.believedEquityQuote[row]!,
    baseline(timeMs),
    samples.grossNotionalQuote[row]!,
    samples.netNotionalQuote[row]!,
    samples.marginBufferRatio[row]!,
    ...symbols.map((symbol) => samples.positionQty[symbol]?.[row] ?? null),
    ...symbols.map((symbol) => samples.markPrice[symbol]?.[row] ?? null),
  ]);
  return csvText(header, rows);
}

/** One row a bar close: the bars of each symbol, equity of both runs, the margin buffer, and the worst protection that each position had inside the bar. */
export function timelineCsv(outcome: Outcome): string {
  const { samples, protection } = outcome.faulted.record;
  const baseline = baselineEquityAt(outcome);
  const symbols = outcome.tape.symbols.map(({ instrument }) => instrument.symbol);
  const bars = outcome.tape.symbols.map(({ candles, firstRow }) => {
    const rowAt = new Map<number, number>();
    for (let row = firstRow; row < candles.length; row++) {
      rowAt.set(candles.openTimeMs[row]! + candles.intervalMs, row);
    }
    return { candles, rowAt };
  });
  const worst = worstProtection(protection, samples.timeMs);
  const header = [
    'time',
    ...symbols.flatMap((symbol) => ['open', 'high', 'low', 'close'].map((part) => `${symbol} ${part}`)),
    'equityQuote',
    'baselineEquityQuote',
    'marginBufferRatio',
    ...symbols.map((symbol) => `${symbol} protection`),
  ];
  const rows = Array.from(samples.timeMs, (timeMs, row): Cell[] => [
    formatTime(timeMs),
    ...bars.flatMap(({ candles, rowAt }): Cell[] => {
      const bar = rowAt.get(timeMs);
      if (bar === undefined) return [null, null, null, null];
      return [candles.open[bar]!, candles.high[bar]!, candles.low[bar]!, candles.close[bar]!];
    }),
    samples.equityQuote[row]!,
    baseline(timeMs),
    samples.marginBufferRatio[row]!,
    ...symbols.map((symbol) => worst.get(symbol)?.[row] ?? null),
  ]);
  return csvText(header, rows);
}

function baselineEquityAt({ baseline }: Outcome): (timeMs: number) => number | null {
  const { samples } = baseline.record;
  const byTime = new Map<number, number>();
  for (const [row, timeMs] of samples.timeMs.entries()) byTime.set(timeMs, samples.equityQuote[row]!);
  return (timeMs) => byTime.get(timeMs) ?? null;
}

/** By symbol and sample: the most severe status of the intervals that overlap the stretch from the sample before; null where it was flat. */
function worstProtection(
  intervals: Outcome['faulted']['record']['protection'],
  timeMs: Float64Array,
): ReadonlyMap<string, (ProtectionStatus | null)[]> {
  const worst = new Map<string, (ProtectionStatus | null)[]>();
  for (const { symbol, fromMs, toMs, status } of intervals) {
    let column = worst.get(symbol);
    if (column === undefined) {
      column = new Array<ProtectionStatus | null>(timeMs.length).fill(null);
      worst.set(symbol, column);
    }
    for (let row = firstAfter(timeMs, fromMs); row < timeMs.length; row++) {
      const known = column[row] ?? null;
      if (known === null || PROTECTION_ORDER.indexOf(status) > PROTECTION_ORDER.indexOf(known))
        column[row] = status;
      if (timeMs[row]! >= toMs) break;
    }
  }
  return worst;
}

/** The first row whose time is after `timeMs`. */
function firstAfter(times: Float64Array, timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
