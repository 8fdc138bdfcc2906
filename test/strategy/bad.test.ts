import { describe, expect, test } from 'vitest';
import { flippedSide } from '../../src/strategy/bad/flippedSide.ts';
import { runaway } from '../../src/strategy/bad/runaway.ts';
import { thrower } from '../../src/strategy/bad/thrower.ts';
import { strategies } from '../../src/strategy/index.ts';
import { closes, inShort, playBars } from './playBars.ts';

describe('the registry', () => {
  test('names every strategy as it names itself', () => {
    for (const [name, definition] of Object.entries(strategies)) expect(definition.name).toBe(name);
  });

  test('says which are known bad', () => {
    const bad = Object.values(strategies).filter(({ summary }) => summary.startsWith('Known bad: '));
    expect(bad).toEqual([runaway, thrower, flippedSide]);
  });
});

describe('runaway', () => {
  test('sells at every bar, and again at every fill of an entry of its own', () => {
    const filled = { kind: 'filled', symbol: 'A', side: 'sell', qty: 1, price: 3 } as const;
    const turns = playBars(runaway, closes(1, 2, 3), {
      events: [
        { ...filled, purpose: 'entry' },
        { ...filled, purpose: 'stop' },
        { ...filled, purpose: 'entry' },
      ],
    });
    expect(inShort(turns)).toEqual(['sell A', 'sell A', 'sell A', 'sell A, sell A']);
    expect(turns[0]![0]).toMatchObject({ stop: { kind: 'fixedRatio', distanceRatio: 0.2 } });
  });

  test('leaves a symbol alone that has no new bar', () => {
    expect(inShort(playBars(runaway, [{ A: 1, B: 1 }, { B: 1 }]))).toEqual(['sell A, sell B', 'sell B']);
  });
});

describe('thrower', () => {
  test('holds until it throws', () => {
    expect(inShort(playBars(thrower, closes(1, 2), { params: { throwAtTurn: 3 } }))).toEqual(['buy A', '']);
    expect(() => playBars(thrower, closes(1, 2, 3), { params: { throwAtTurn: 3 } })).toThrow('turn 3');
  });
});

describe('flippedSide', () => {
  test('buys what it holds once more whenever it means to sell it', () => {
    const turns = playBars(flippedSide, closes(1, 2, 3, 4, 5), { positionQty: () => 4 });
    expect(inShort(turns)).toEqual(['buy A', '', 'buy A', '', 'buy A']);
    expect(turns[2]![0]).toMatchObject({ kind: 'enter', side: 'buy', qty: 4 });
    expect(turns[0]![0]).not.toHaveProperty('qty');
  });

  test('wishes nothing while it holds nothing', () => {
    expect(inShort(playBars(flippedSide, closes(1, 2, 3)))).toEqual(['buy A', '', '']);
  });
});
