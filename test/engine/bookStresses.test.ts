import { expect, test } from 'vitest';
import { BookStresses } from '../../src/engine/bookStresses.ts';
import type { BookStress, Exchange } from '../../src/venue/exchange.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';

const BAR: BarRow = [100, 100, 100, 100, 1];

/** What the venue was last told of each symbol. */
function rig() {
  const books = new Map<string, BookStress>();
  const exchange = {
    stressBook: (symbol: string, stress: BookStress) => books.set(symbol, stress),
  } as unknown as Exchange;
  const tape = makeTape([
    { symbol: 'BTC-USDT', bars: [BAR, BAR, BAR, BAR] },
    { symbol: 'ETH-USDT', bars: [BAR, BAR, null, null] },
  ]);
  const stresses = new BookStresses(tape, exchange);
  const begin = (key: string, symbol: string | null, hours: readonly [number, number], stress: BookStress) =>
    stresses.begin(
      key,
      { symbol, fromMs: TAPE_FROM_MS + hours[0] * HOUR_MS, untilMs: TAPE_FROM_MS + hours[1] * HOUR_MS },
      stress,
      TAPE_FROM_MS,
    );
  return { books, stresses, begin };
}

test('stresses of one symbol multiply, spread and depth, and those of another do not', () => {
  const { books, stresses, begin } = rig();
  begin('a', null, [0, 4], { spreadFactor: 10, depthDivisor: 4 });
  begin('b', 'BTC-USDT', [0, 4], { spreadFactor: 2, depthDivisor: 3 });
  begin('c', 'ETH-USDT', [0, 4], { spreadFactor: 5, depthDivisor: 1 });
  expect(books.get('BTC-USDT')).toEqual({ spreadFactor: 20, depthDivisor: 12 });
  expect(books.get('ETH-USDT')).toEqual({ spreadFactor: 50, depthDivisor: 4 });
  stresses.end('a', TAPE_FROM_MS);
  expect(books.get('BTC-USDT')).toEqual({ spreadFactor: 2, depthDivisor: 3 });
  expect(books.get('ETH-USDT')).toEqual({ spreadFactor: 5, depthDivisor: 1 });
  stresses.end('b', TAPE_FROM_MS);
  stresses.end('c', TAPE_FROM_MS);
  expect([...books.values()]).toEqual([
    { spreadFactor: 1, depthDivisor: 1 },
    { spreadFactor: 1, depthDivisor: 1 },
  ]);
});

test('a window inside the last bar touches it; one after it, or of no strength, touches nobody', () => {
  const { books, begin } = rig();
  const stress = { spreadFactor: 10, depthDivisor: 1 };
  expect(begin('late', 'ETH-USDT', [2, 4], stress)).toBe(false);
  expect(begin('none', null, [0, 4], { spreadFactor: 1, depthDivisor: 1 })).toBe(false);
  expect(books.size).toBe(0);
  expect(begin('inside', 'ETH-USDT', [1.25, 1.5], stress)).toBe(true);
  expect(begin('one of two', null, [2, 4], stress)).toBe(true);
});

test('one name is one stress', () => {
  const { begin } = rig();
  const stress = { spreadFactor: 10, depthDivisor: 1 };
  begin('a', null, [0, 1], stress);
  expect(() => begin('a', null, [0, 1], stress)).toThrow('already');
});
