import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { isOnStep } from '../core/rounding.ts';
import { DAY_MS, formatDuration, formatTime } from '../core/time.ts';
import { type Candles, rowAtOrAfter, sliceCandles } from './candles.ts';
import type { Instrument } from './instrument.ts';
import { instrumentAt } from './instruments.ts';
import { resample } from './resample.ts';
import type { Tape } from './tape.ts';
import { tapeSha256 } from './tapeSha256.ts';

export interface TapeInput {
  /** One entry a symbol, all of one interval; their order breaks every tie. */
  readonly candles: readonly Candles[];
  /** What the venue says of them. A symbol without one gets assumptions, which the tape's notes name. */
  readonly instruments?: readonly Instrument[];
  /** Where trading begins, epoch ms; bars before it are look-back. Left out: the first bar. */
  readonly fromMs?: number;
  /** Where it ends, exclusive. Left out: the close of the last bar. */
  readonly toMs?: number;
}

/**
 * A tape from candles that are in memory, for `createScenario` and `simulate`.
 *
 * @returns the tape, named by the hash of its columns, or every problem: mixed intervals, a symbol that stands twice, a window that does not lie
 * on the bars, prices that are no multiples of the instrument's tick.
 * @example
 * const column = (...values) => Float64Array.from(values);
 * const candles = { symbol: 'BTC-USDT', intervalMs: 60_000, length: 2, openTimeMs: column(0, 60_000), open: column(1, 2), high: column(2, 3),
 *   low: column(1, 2), close: column(2, 3), volume: column(5, 5) };
 * createTape({ candles: [candles] }).value.toMs // 120000
 */
export function createTape(input: TapeInput): Result<Tape> {
  const { candles, instruments = [] } = input;
  const problems: Problem[] = [];
  const problem = (key: string, message: string): void => {
    problems.push({ file: 'tape', line: null, key, message });
  };
  const [first] = candles;
  if (first === undefined) problem('candles', 'is empty; expected the candles of at least one symbol');
  for (const [index, one] of candles.entries()) {
    if (one.length === 0) problem('candles', `${one.symbol} has no bars`);
    if (candles.findIndex(({ symbol }) => symbol === one.symbol) < index)
      problem('candles', `${one.symbol} stands twice; expected each symbol once`);
    if (one.intervalMs !== first!.intervalMs) {
      const expected = `expected ${formatDuration(first!.intervalMs)} as ${first!.symbol} has`;
      problem('candles', `${one.symbol} has ${formatDuration(one.intervalMs)} bars; ${expected}`);
    }
  }
  if (problems.length > 0) return failed(problems);
  const { intervalMs } = first!;
  const fromMs = input.fromMs ?? Math.min(...candles.map(({ openTimeMs }) => openTimeMs[0]!));
  const toMs = input.toMs ?? Math.max(...candles.map((one) => one.openTimeMs[one.length - 1]! + intervalMs));
  for (const [key, timeMs] of Object.entries({ fromMs, toMs })) {
    if (timeMs % intervalMs === 0) continue;
    problem(key, `${formatTime(timeMs)} is not at the edge of a bar of ${formatDuration(intervalMs)}`);
  }
  if (!(fromMs < toMs)) problem('toMs', `${formatTime(toMs)} is not after fromMs, ${formatTime(fromMs)}`);

  const notes: string[] = [];
  const symbols = candles.map((all) => {
    const named = instruments.find(({ symbol }) => symbol === all.symbol);
    const { instrument, note } =
      named === undefined ? instrumentAt(new Map(), all, fromMs) : { instrument: named, note: null };
    if (note !== null) notes.push(note);
    const bars = sliceCandles(all, 0, rowAtOrAfter(all, toMs));
    const firstRow = rowAtOrAfter(bars, fromMs);
    if (firstRow === bars.length && fromMs < toMs)
      problem('candles', `${all.symbol} has no bar from ${formatTime(fromMs)} to ${formatTime(toMs)}`);
    const offTick = offTickExample(bars, instrument.tick);
    if (offTick !== null) {
      const found = `${all.symbol}: ${offTick} is no multiple of the tick ${instrument.tick}`;
      problem('instruments', `${found}; expected a finer tick`);
    }
    const daily = DAY_MS % intervalMs === 0 ? resample(bars, DAY_MS, { start: 'drop' }) : bars;
    return { instrument, candles: bars, firstRow, daily };
  });
  if (problems.length > 0) return failed(problems);
  const content = { intervalMs, symbols, fromMs, toMs };
  return ok({ ...content, sha256: tapeSha256(content), notes: [...notes, 'candles made in code'] });
}

function offTickExample(candles: Candles, tick: number): string | null {
  for (const column of ['open', 'high', 'low', 'close'] as const) {
    for (let row = 0; row < candles.length; row++) {
      const price = candles[column][row]!;
      if (!isOnStep(price, tick)) return `the ${column} ${price} at ${formatTime(candles.openTimeMs[row]!)}`;
    }
  }
  return null;
}
