import * as fc from 'fast-check';
import type { Tape } from '../../src/market/tape.ts';
import { type BarRow, makeTape } from './makeTape.ts';

/** A bar as moves in percent from the close before: gap, up, down, and where between them it closes. */
const move = fc.record({
  gap: fc.integer({ min: -6, max: 6 }),
  up: fc.integer({ min: 0, max: 8 }),
  down: fc.integer({ min: 0, max: 8 }),
  closeAt: fc.integer({ min: 0, max: 10 }),
  volume: fc.integer({ min: 1, max: 50 }),
});

export type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

export function arbitraryMoves(barCount: number): fc.Arbitrary<Move[]> {
  return fc.array(move, { minLength: barCount, maxLength: barCount });
}

/** Bars from moves, on a tick of 0.01. */
export function barsOf(moves: readonly Move[], startPrice = 100): BarRow[] {
  let price = startPrice;
  return moves.map(({ gap, up, down, closeAt, volume }) => {
    const cent = (value: number) => Math.max(0.01, Math.round(value * 100) / 100);
    const open = cent(price * (1 + gap / 100));
    const high = cent(open * (1 + up / 100));
    const low = Math.min(open, cent(open * (1 - down / 100)));
    const close = Math.min(high, Math.max(low, cent(low + ((high - low) * closeAt) / 10)));
    price = close;
    return [open, high, low, close, volume * 1_000];
  });
}

export function tapeOf(moves: readonly Move[], lookbackCount = 6): Tape {
  const bars = barsOf(moves);
  return makeTape({ lookback: bars.slice(0, lookbackCount), bars: bars.slice(lookbackCount) });
}
