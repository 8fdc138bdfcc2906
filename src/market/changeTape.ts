import { DAY_MS } from '../core/time.ts';
import { allocateCandles, type Candles, rowAtOrAfter, sliceCandles } from './candles.ts';
import { resample } from './resample.ts';
import type { Tape, TapeSymbol } from './tape.ts';
import { tapeSha256 } from './tapeSha256.ts';

/** A changed tape, and how many of its bars are not what they were. */
export interface ChangedTape {
  readonly tape: Tape;
  readonly changedBarCount: number;
}

const COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

/**
 * A tape with other bars for some symbols: the daily candles of the days that changed follow from the new bars, and the tape is named anew.
 * Null when every bar is what it was.
 *
 * @throws when times or look-back rows differ: those are history, and no shock of the window may rewrite them.
 */
export function changeTape(
  tape: Tape,
  candles: ReadonlyMap<string, Candles>,
  notes: readonly string[],
): ChangedTape | null {
  let changedBarCount = 0;
  const symbols = tape.symbols.map((symbol) => {
    const after = candles.get(symbol.instrument.symbol);
    if (after === undefined) return symbol;
    const rows = changedRows(symbol, after);
    if (rows.length === 0) return symbol;
    changedBarCount += rows.length;
    return { ...symbol, candles: after, daily: changeDaily(symbol, after, rows) };
  });
  if (changedBarCount === 0) return null;
  const { intervalMs, fromMs, toMs } = tape;
  const content = { intervalMs, symbols, fromMs, toMs };
  return {
    tape: { ...content, sha256: tapeSha256(content), notes: [...tape.notes, ...notes] },
    changedBarCount,
  };
}

function changedRows({ candles: before, firstRow, instrument }: TapeSymbol, after: Candles): number[] {
  if (after.length !== before.length) {
    throw new Error(`${instrument.symbol} had ${before.length} bars and has ${after.length}`);
  }
  const rows: number[] = [];
  for (let row = 0; row < before.length; row++) {
    if (after.openTimeMs[row] !== before.openTimeMs[row]) {
      throw new Error(`${instrument.symbol}: the time of bar ${row} has changed`);
    }
    if (COLUMNS.every((column) => after[column][row] === before[column][row])) continue;
    if (row < firstRow) throw new Error(`${instrument.symbol}: bar ${row} of the look-back has changed`);
    rows.push(row);
  }
  return rows;
}

/** The daily candles, those of changed days made from their bars. Bars that a bridge refined give their days back exactly. */
function changeDaily(symbol: TapeSymbol, after: Candles, rows: readonly number[]): Candles {
  const { daily, candles: before } = symbol;
  const result = allocateCandles(daily.symbol, daily.intervalMs, daily.length);
  for (const column of ['openTimeMs', ...COLUMNS] as const) result[column].set(daily[column]);
  const days = new Set(rows.map((row) => Math.floor(after.openTimeMs[row]! / DAY_MS) * DAY_MS));
  for (const dayMs of days) {
    const dayRow = rowAtOrAfter(daily, dayMs);
    if (daily.openTimeMs[dayRow] !== dayMs) continue;
    const fromRow = rowAtOrAfter(after, dayMs);
    const toRow = rowAtOrAfter(after, dayMs + DAY_MS);
    const was = resample(sliceCandles(before, fromRow, toRow), DAY_MS);
    const is = resample(sliceCandles(after, fromRow, toRow), DAY_MS);
    // The tape may start inside the day: what the day had beyond these bars was before them, and stays.
    const startsInside = fromRow === 0 && after.openTimeMs[0]! > dayMs;
    const { high, low } = is;
    result.open[dayRow] = startsInside ? daily.open[dayRow]! : is.open[0]!;
    result.high[dayRow] = startsInside
      ? Math.max(high[0]!, daily.open[dayRow]!, daily.high[dayRow]! > was.high[0]! ? daily.high[dayRow]! : 0)
      : high[0]!;
    result.low[dayRow] = startsInside
      ? Math.min(
          low[0]!,
          daily.open[dayRow]!,
          daily.low[dayRow]! < was.low[0]! ? daily.low[dayRow]! : Number.POSITIVE_INFINITY,
        )
      : low[0]!;
    result.close[dayRow] = is.close[0]!;
    result.volume[dayRow] = startsInside
      ? daily.volume[dayRow]! - was.volume[0]! + is.volume[0]!
      : is.volume[0]!;
  }
  return result;
}
