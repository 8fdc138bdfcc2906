import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { createCandles } from '../../src/market/createCandles.ts';
import { joinCandles } from '../../src/market/joinCandles.ts';

const DAY_MS = 86_400_000;

/** Days that neither rise nor fall, at the given prices. */
function part(file: string, firstDay: number, prices: readonly number[], intervalMs = DAY_MS) {
  const candles = createCandles({
    symbol: 'X-USDT',
    intervalMs,
    openTimeMs: prices.map((_, row) => (firstDay + row) * intervalMs),
    ...{ open: prices, high: prices, low: prices, close: prices },
    volume: prices.map(() => 1),
  });
  if (!candles.ok) throw new Error('the candles are possible');
  return { file, candles: candles.value };
}

function join(...parts: Parameters<typeof joinCandles>[0]): number[] | string[] {
  const joined = joinCandles(parts);
  return joined.ok ? Array.from(joined.value.close) : joined.problems.map(formatProblem);
}

describe('candles of several files', () => {
  test('are joined in order of time, whatever the order of the files', () => {
    const [a, b, c] = [part('a', 1, [1, 2]), part('b', 3, [3]), part('c', 5, [4])];
    expect(join(a, b, c)).toEqual([1, 2, 3, 4]);
    expect(join(c, a, b)).toEqual([1, 2, 3, 4]);
  });

  test('that share one bar are refused, though it is the same', () => {
    expect(join(part('a', 1, [1, 2]), part('b', 2, [2, 3]))).toEqual([
      'b: begins at 1970-01-03T00:00:00Z, and a has bars up to 1970-01-03T00:00:00Z; expected parts of X-USDT that do not overlap',
    ]);
  });

  test('are one coin across a crash from one bar to the next, and another after a gap', () => {
    expect(join(part('a', 1, [50]), part('b', 2, [1]))).toEqual([50, 1]);
    expect(join(part('a', 1, [50]), part('b', 3, [1]))).toEqual([
      'b: the symbol was reused for another coin: the price goes from 50 to 1 after a',
    ]);
  });

  test('of two intervals are refused', () => {
    expect(join(part('a', 1, [1]), part('b', 4, [1], DAY_MS / 2))).toEqual([
      'b: has bars of 12h; expected 1d as in a',
    ]);
  });
});
