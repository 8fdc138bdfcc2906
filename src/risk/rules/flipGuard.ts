import type { Side } from '../../market/order.ts';
import { defineRule } from '../riskRule.ts';

export interface Flips {
  /** Side of the last entry, by symbol. */
  readonly lastSide: Readonly<Record<string, Side>>;
  readonly flips: readonly { readonly atMs: number; readonly symbol: string }[];
}

/**
 * A sign that is wrong in a loop buys and sells by turns, and pays for each. A flip is an entry on the other side than the last one of its
 * symbol, whatever was held between; the entry that would be one flip too many halts.
 */
export const flipGuard = defineRule({
  name: 'flipGuard',
  summary: 'Halts when entries of one symbol change direction too often in a sliding window.',
  params: {
    limitCount: {
      kind: 'number',
      unit: 'count',
      default: 4,
      min: 1,
      integer: true,
      doc: 'Flips of one symbol in the window.',
    },
    windowMs: { kind: 'duration', default: 3_600_000, min: 1, doc: 'Length of the sliding window.' },
  },
  answer: { state: 'halted', end: 'reset' },
  initial: (): Flips => ({ lastSide: {}, flips: [] }),
  fold(state, event, { windowMs }) {
    if (event.kind !== 'entrySent') return state;
    const { atMs, symbol, side } = event;
    const before = state.lastSide[symbol];
    if (before === side) return state;
    const lastSide = { ...state.lastSide, [symbol]: side };
    if (before === undefined) return { lastSide, flips: state.flips };
    const kept = state.flips.filter((flip) => flip.atMs > atMs - windowMs);
    return { lastSide, flips: [...kept, { atMs, symbol }] };
  },
  measure(order, view, state, { limitCount, windowMs }) {
    const before = state.lastSide[order.symbol];
    const isFlip = before !== undefined && before !== order.side;
    const actual = (isFlip ? 1 : 0) + countOf(state, order.symbol, view.atMs - windowMs);
    return {
      actual,
      limit: limitCount,
      unit: 'count',
      isBreached: isFlip && actual > limitCount,
      reason: 'Entries of the symbol change direction too often: a sign may be wrong in a loop.',
    };
  },
  usesClock: true,
  use: (view, state, { limitCount, windowMs }) =>
    Math.max(0, ...view.symbols.map((symbol) => countOf(state, symbol, view.atMs - windowMs))) / limitCount,
});

function countOf(state: Flips, symbol: string, sinceMs: number): number {
  let count = 0;
  for (const flip of state.flips) if (flip.symbol === symbol && flip.atMs > sinceMs) count++;
  return count;
}
