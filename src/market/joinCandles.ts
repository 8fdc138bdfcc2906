import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { formatDuration, formatTime } from '../core/time.ts';
import { allocateCandles, type Candles } from './candles.ts';
import { isPriceBreak } from './rowOrder.ts';

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

export interface CandlePart {
  /** As the user named it. */
  readonly file: string;
  readonly candles: Candles;
}

/**
 * One symbol from several files, such as the months of a venue's archive, in order of time. Parts that overlap, have another interval or are
 * another coin are problems; so are bars that two of them have, equal or not: one of the files is then not what its name says.
 */
export function joinCandles(parts: readonly CandlePart[]): Result<Candles> {
  const ordered = [...parts].sort((a, b) => a.candles.openTimeMs[0]! - b.candles.openTimeMs[0]!);
  const [first] = ordered;
  if (first === undefined) throw new Error('there is nothing to join');
  const { symbol, intervalMs } = first.candles;
  const problems: Problem[] = [];
  const say = (part: CandlePart, message: string): void => {
    problems.push({ file: part.file, line: null, key: null, message });
  };
  for (const [index, part] of ordered.entries()) {
    const before = ordered[index - 1];
    if (before === undefined) continue;
    if (part.candles.intervalMs !== intervalMs) {
      say(
        part,
        `has bars of ${formatDuration(part.candles.intervalMs)}; expected ${formatDuration(intervalMs)} as in ${first.file}`,
      );
    }
    const last = before.candles.length - 1;
    const endMs = before.candles.openTimeMs[last]!;
    const startMs = part.candles.openTimeMs[0]!;
    if (startMs <= endMs) {
      say(
        part,
        `begins at ${formatTime(startMs)}, and ${before.file} has bars up to ${formatTime(endMs)}; expected parts of ${symbol} that do not overlap`,
      );
    } else if (
      startMs - endMs > intervalMs &&
      isPriceBreak(before.candles.close[last]!, part.candles.open[0]!)
    ) {
      say(
        part,
        `the symbol was reused for another coin: the price goes from ${before.candles.close[last]} to ${part.candles.open[0]} after ${before.file}`,
      );
    }
  }
  if (problems.length > 0) return failed(problems);
  const length = ordered.reduce((sum, { candles }) => sum + candles.length, 0);
  const joined = allocateCandles(symbol, intervalMs, length);
  let row = 0;
  for (const { candles } of ordered) {
    for (const column of COLUMNS) joined[column].set(candles[column], row);
    row += candles.length;
  }
  return ok(joined);
}
