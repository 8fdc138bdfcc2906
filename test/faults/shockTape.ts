import { isOnStep } from '../../src/core/rounding.ts';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import { applyTapeFaults, type FaultedTape } from '../../src/faults/tapeFaults.ts';
import type { Candles } from '../../src/market/candles.ts';
import { resample } from '../../src/market/resample.ts';
import type { Tape } from '../../src/market/tape.ts';
import { tapeSha256 } from '../../src/market/tapeSha256.ts';
import { barsOf, type Move } from '../support/arbitraryTape.ts';
import { HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';

export const LOOKBACK = 6;

/** A tape of hourly bars with its daily candles and its name, as `buildTape` makes it. */
export function shockTape(
  moves: Readonly<Record<string, readonly (Move | null)[]>>,
  options: { tick?: number; startPrice?: number } = {},
): Tape {
  const { tick = 0.01, startPrice = 100 } = options;
  const made = makeTape(
    Object.entries(moves).map(([symbol, path]) => {
      const bars = barsOf(
        path.map((move) => move ?? { gap: 0, up: 0, down: 0, closeAt: 0, volume: 1 }),
        startPrice,
      ).map((bar, row) => (path[row] === null ? null : bar));
      return { symbol, lookback: bars.slice(0, LOOKBACK), bars: bars.slice(LOOKBACK), instrument: { tick } };
    }),
  );
  const symbols = made.symbols.map((symbol) => ({ ...symbol, daily: resample(symbol.candles, 86_400_000) }));
  const { intervalMs, fromMs, toMs } = made;
  const content = { intervalMs, symbols, fromMs, toMs };
  return { ...content, sha256: tapeSha256(content), notes: [] };
}

export const barMs = (bar: number): number => TAPE_FROM_MS + bar * HOUR_MS;

export function atBar(
  fault: string,
  bar: number,
  params: ScheduledFault['params'],
  symbol: string | null = null,
): ScheduledFault {
  return { id: 'F1', fault, params, trigger: { kind: 'at', timeMs: barMs(bar), symbol } };
}

export function duringBars(
  fault: string,
  [from, to]: readonly [number, number],
  params: ScheduledFault['params'],
  symbol: string | null = null,
): ScheduledFault {
  const trigger = {
    kind: 'during',
    fromMs: barMs(from),
    toMs: barMs(to),
    symbol,
    probability: 1,
    maxFires: null,
  } as const;
  return { id: 'F1', fault, params, trigger };
}

/** The faulted tape; throws what is wrong. */
export async function shocked(tape: Tape, ...schedule: ScheduledFault[]): Promise<FaultedTape> {
  const result = await applyTapeFaults(tape, schedule);
  if (!result.ok) throw new Error(result.problems.map(({ key, message }) => `${key}: ${message}`).join('\n'));
  return result.value;
}

/** Everything that must hold of a tape that was changed, in words; empty when it holds. */
export function wrongWith(before: Tape, after: Tape): string[] {
  const wrong: string[] = [];
  for (const [index, { candles, firstRow, instrument, daily }] of after.symbols.entries()) {
    const was = before.symbols[index]!;
    const { tick, symbol } = instrument;
    for (let row = 0; row < candles.length; row++) {
      const [open, high, low, close, volume] = rowOf(candles, row);
      const isPossible = low <= Math.min(open, close) && high >= Math.max(open, close) && volume >= 0;
      if (!isPossible) wrong.push(`${symbol} ${row}: ${open} ${high} ${low} ${close} is no candle`);
      for (const price of [open, high, low, close]) {
        if (!(price >= tick && isOnStep(price, tick))) wrong.push(`${symbol} ${row}: ${price} is no price`);
      }
      if (row < firstRow && !sameRow(candles, was.candles, row)) wrong.push(`${symbol} ${row}: look-back`);
      if (candles.openTimeMs[row] !== was.candles.openTimeMs[row]) wrong.push(`${symbol} ${row}: time`);
    }
    const days = resample(candles, 86_400_000);
    for (let row = 0; row < days.length; row++) {
      if (!sameRow(days, daily, row)) wrong.push(`${symbol}: day ${row} is not what its bars make`);
    }
  }
  if (after.sha256 !== tapeSha256(after)) wrong.push('the hash is of another tape');
  return wrong;
}

export function rowOf(candles: Candles, row: number): [number, number, number, number, number] {
  const { open, high, low, close, volume } = candles;
  return [open[row]!, high[row]!, low[row]!, close[row]!, volume[row]!];
}

export function sameRow(a: Candles, b: Candles, row: number): boolean {
  const other = rowOf(b, row);
  return rowOf(a, row).every((value, column) => value === other[column]);
}
