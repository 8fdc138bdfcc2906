import { describe, expect, test } from 'vitest';
import { paths } from '../../src/venue/path.ts';
import { crossingOffset, midAtOffset } from '../../src/venue/pricePath.ts';
import { createSymbolMarket, openNextBar } from '../../src/venue/symbolMarket.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';

/** A 3-second bar, so that each part of its path takes one second. */
function openMarket(bar: NonNullable<BarRow>, path: keyof typeof paths = 'adaptive') {
  const tape = makeTape({ bars: [bar] }, { intervalMs: 3_000 });
  const market = createSymbolMarket(tape.symbols[0]!, 0, { highFirst: paths[path] });
  openNextBar(market);
  return market;
}

describe('the order of the extremes', () => {
  test('adaptive meets the nearer extreme first, and the low in a tie', () => {
    expect(paths.adaptive(100, 104, 90)).toBe(true);
    expect(paths.adaptive(100, 110, 96)).toBe(false);
    expect(paths.adaptive(100, 110, 90)).toBe(false);
  });

  test('ohlc and olhc say what they do', () => {
    expect(paths.ohlc(100, 110, 99)).toBe(true);
    expect(paths.olhc(100, 101, 90)).toBe(false);
  });
});

describe('the path', () => {
  test('goes through its four points at 0, 1/3, 2/3 and 1', () => {
    const market = openMarket([100, 110, 90, 105, 1]);
    const offsets = [0, 500, 1_000, 1_500, 2_000, 2_500, 3_000];
    expect(offsets.map((offset) => midAtOffset(market, offset))).toEqual([100, 95, 90, 100, 110, 107.5, 105]);
  });

  test('goes the other way where the high comes first', () => {
    const market = openMarket([100, 110, 90, 105, 1], 'ohlc');
    expect([500, 1_000, 2_000].map((offset) => midAtOffset(market, offset))).toEqual([105, 110, 90]);
  });

  test('stays at the close after it', () => {
    expect(midAtOffset(openMarket([100, 110, 90, 105, 1]), 9_999)).toBe(105);
  });
});

describe('a crossing', () => {
  const falling = (levelPrice: number) => ({ firesFalling: true, levelPrice });
  const rising = (levelPrice: number) => ({ firesFalling: false, levelPrice });
  const market = openMarket([100, 110, 90, 105, 1]);

  test('lies where the line meets the level', () => {
    expect(crossingOffset(market, falling(97.5), 0)).toBe(250);
    expect(crossingOffset(market, rising(108), 0)).toBe(1_900);
    // 105 is first met on the way up: (105 - 90) / 20 of the second part.
    expect(crossingOffset(market, rising(105), 0)).toBe(1_750);
  });

  test('counts the touch of an extreme', () => {
    expect(crossingOffset(market, falling(90), 0)).toBe(1_000);
    expect(crossingOffset(market, rising(110), 0)).toBe(2_000);
  });

  test('does not happen where the path does not go', () => {
    expect(crossingOffset(market, falling(89.99), 0)).toBe(Number.POSITIVE_INFINITY);
    // After the low the path never comes under 90 again.
    expect(crossingOffset(market, falling(90), 1_000.5)).toBe(Number.POSITIVE_INFINITY);
  });

  test('has happened where price is past the level already', () => {
    expect(crossingOffset(market, falling(105), 2_500)).toBe(3_000);
    expect(crossingOffset(market, falling(108), 2_500)).toBe(2_500);
  });
});
