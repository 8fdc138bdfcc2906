import { describe, expect, test } from 'vitest';
import { rsiColumn } from '../../src/market/indicators/rsi.ts';
import { smaColumn } from '../../src/market/indicators/sma.ts';
import { buyAndHold } from '../../src/strategy/library/buyAndHold.ts';
import { rsiMeanReversion } from '../../src/strategy/library/rsiMeanReversion.ts';
import { smaCross } from '../../src/strategy/library/smaCross.ts';
import { closes, inShort, playBars } from './playBars.ts';

/** A wave with a drift: enough crossings of every kind. */
const wave = Array.from({ length: 300 }, (_, bar) => 100 + 20 * Math.sin(bar / 9) + 5 * Math.sin(bar / 2.3));

describe('buyAndHold', () => {
  test('enters every symbol once, long, under its stop, in the order of the scenario', () => {
    const turns = playBars(
      buyAndHold,
      [
        { B: 5, A: 1 },
        { A: 2, B: 6 },
      ],
      { symbols: ['A', 'B'] },
    );
    expect(inShort(turns)).toEqual(['buy A, buy B', '']);
    expect(turns[0]![0]).toEqual({
      kind: 'enter',
      symbol: 'A',
      side: 'buy',
      stop: { kind: 'fixedRatio', distanceRatio: 0.2 },
    });
  });

  test('waits for the first new bar of a symbol whose feed is silent', () => {
    const turns = playBars(buyAndHold, [{ A: 1, B: 5 }, { A: 2 }, { A: 3, B: 6 }], {
      symbols: ['A', 'B'],
      firstTurn: 1,
      params: { stopDistanceRatio: 0.5 },
    });
    expect(inShort(turns)).toEqual(['', 'buy A', 'buy B']);
    expect(turns[2]![0]).toMatchObject({ stop: { distanceRatio: 0.5 } });
  });
});

describe('smaCross', () => {
  const params = { fast: 2, slow: 3, stopBarCount: 2 };

  test('enters at the cross upwards and exits at the cross downwards', () => {
    // Averages of 2 and 3 from the third bar on: 9 / 9.33, 8 / 8.63, 9.45 / 9, 11.5 / 10.3, 10 / 10.33, 8.5 / 9.67.
    const turns = playBars(smaCross, closes(10, 9.9, 8.1, 7.9, 11, 12, 8, 9), { params });
    expect(inShort(turns)).toEqual(['', '', '', '', 'buy A', '', 'exit A', '']);
  });

  test('stops two average true ranges of 14 bars away unless told otherwise', () => {
    const wishes = playBars(smaCross, closes(...wave)).flat();
    expect(wishes.find(({ kind }) => kind === 'enter')).toMatchObject({
      stop: { kind: 'atrTrail', multiple: 2, barCount: 14 },
    });
  });

  test('needs one bar more than its slow average and its stop', () => {
    const warmup = (given: object) =>
      smaCross.create(
        { fast: 2, slow: 3, allowShort: false, stopMultiple: 2, stopBarCount: 14, ...given },
        [],
      ).warmupBars;
    expect(warmup({})).toBe(15);
    expect(warmup({ slow: 30 })).toBe(31);
  });

  test('does not take touching for crossing', () => {
    // Both averages are 10 for a while between the fall and the rise, and between the rise and the next.
    const falling = playBars(smaCross, closes(12, 11, 10, 10, 10, 10, 9, 8), { params });
    expect(inShort(falling).join('')).toBe('');
    const rising = playBars(smaCross, closes(12, 11, 10, 10, 10, 10, 11, 12), { params });
    expect(inShort(rising)).toEqual(['', '', '', '', '', '', 'buy A', '']);
  });

  test('agrees with the averages computed afresh, from look-back to end', () => {
    const fast = smaColumn(wave, 10);
    const slow = smaColumn(wave, 30);
    const expected = wave.map((_, bar) => {
      if (bar < 30) return '';
      const before = Math.sign(fast[bar - 1]! - slow[bar - 1]!);
      const now = Math.sign(fast[bar]! - slow[bar]!);
      return before === now ? '' : now > 0 ? 'buy A' : 'exit A';
    });
    expect(inShort(playBars(smaCross, closes(...wave)))).toEqual(expected);
    // A cross inside the look-back is past: the first turn sees only its own bar's.
    const late = inShort(playBars(smaCross, closes(...wave), { firstTurn: 150 }));
    expect(late).toEqual(expected.map((wish, bar) => (bar < 150 ? '' : wish)));
    expect(expected.filter((wish) => wish !== '').length).toBeGreaterThan(8);
  });

  test('with shorts exits at every cross and enters the new direction one bar later', () => {
    const turns = playBars(smaCross, closes(10, 9.9, 8.1, 7.9, 11, 12, 8, 7, 6), {
      params: { ...params, allowShort: true },
    });
    expect(inShort(turns)).toEqual(['', '', '', '', 'exit A', 'buy A', 'exit A', 'sell A', '']);
  });

  test('with shorts a cross back takes the place of the entry that was due', () => {
    const turns = playBars(smaCross, closes(10, 9.9, 8.1, 7.9, 11, 4, 3, 2), {
      params: { ...params, allowShort: true },
    });
    expect(inShort(turns)).toEqual(['', '', '', '', 'exit A', 'exit A', 'sell A', '']);
  });

  test('skips a symbol whose feed has stalled and goes on when it is back', () => {
    const turns = playBars(
      smaCross,
      [{ A: 10, B: 1 }, { A: 9.9, B: 1 }, { A: 8.1, B: 1 }, { A: 7.9, B: 1 }, { B: 1 }, { A: 11, B: 1 }],
      { params },
    );
    expect(inShort(turns)).toEqual(['', '', '', '', '', 'buy A']);
  });

  test('refuses a fast average that is not the shorter one', () => {
    expect(() => playBars(smaCross, closes(1), { params: { fast: 30, slow: 30 } })).toThrow(RangeError);
  });
});

describe('rsiMeanReversion', () => {
  test('enters when the index falls below 30 and exits when it rises above 50', () => {
    const level = rsiColumn(wave, 14);
    const expected = wave.map((_, bar) => {
      const before = level[bar - 1] ?? null;
      const now = level[bar] ?? null;
      if (bar < 15 || before === null || now === null) return '';
      if (before >= 30 && now < 30) return 'buy A';
      return before <= 50 && now > 50 ? 'exit A' : '';
    });
    expect(inShort(playBars(rsiMeanReversion, closes(...wave)))).toEqual(expected);
    expect(expected.filter((wish) => wish === 'buy A').length).toBeGreaterThan(2);
    expect(expected.filter((wish) => wish === 'exit A').length).toBeGreaterThan(2);
    const late = inShort(playBars(rsiMeanReversion, closes(...wave), { firstTurn: 120 }));
    expect(late).toEqual(expected.map((wish, bar) => (bar < 120 ? '' : wish)));
  });

  test('takes every threshold from its parameters', () => {
    // The index over 2 bars, from the third on: 66.7, 85.7, 26.1, 69.1.
    const turns = playBars(rsiMeanReversion, closes(10, 12, 11, 13, 9, 13), {
      params: { barCount: 2, stopBarCount: 1, enterBelow: 60, exitAbove: 60, stopMultiple: 3 },
    });
    expect(inShort(turns)).toEqual(['', '', '', '', 'buy A', 'exit A']);
    expect(turns[4]![0]).toMatchObject({ stop: { kind: 'atrTrail', multiple: 3, barCount: 1 } });
  });
});

describe.each([
  ['buyAndHold', buyAndHold],
  ['smaCross', smaCross],
  ['rsiMeanReversion', rsiMeanReversion],
])('%s', (_name, definition) => {
  test('wishes the same whatever is held, so that two policies judge the same wishes', () => {
    const flat = playBars(definition as never, closes(...wave));
    const held = playBars(definition as never, closes(...wave), { positionQty: () => 7 });
    expect(held).toEqual(flat);
  });
});
