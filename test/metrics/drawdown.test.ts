import { describe, expect, test } from 'vitest';
import { drawdownEpisodes } from '../../src/metrics/drawdownEpisodes.ts';
import type { EquitySeries } from '../../src/metrics/equitySeries.ts';
import { maxDrawdown } from '../../src/metrics/maxDrawdown.ts';
import { ulcerIndex } from '../../src/metrics/ulcerIndex.ts';

/** Rows at 0, 10, 20 ... ms, unless times are given. */
function series(equityQuote: number[], timeMs = equityQuote.map((_, row) => row * 10)): EquitySeries {
  return { timeMs, equityQuote };
}

describe('drawdownEpisodes', () => {
  test('from the last row at the mark, over the trough, to the first row back at it', () => {
    // The mark of 100 is held in rows 0 and 1; the trough is row 3; row 5 is back at it exactly.
    expect(drawdownEpisodes(series([100, 100, 90, 80, 90, 100, 120]))).toEqual([
      {
        peakRow: 1,
        troughRow: 3,
        recoveryRow: 5,
        peakTimeMs: 10,
        troughTimeMs: 30,
        recoveryTimeMs: 50,
        depthRatio: 80 / 100 - 1,
        durationMs: 40,
        open: false,
      },
    ]);
  });

  test('one that the series ends in is open and lasts to its end', () => {
    expect(drawdownEpisodes(series([100, 50, 75]))).toEqual([
      {
        peakRow: 0,
        troughRow: 1,
        recoveryRow: null,
        peakTimeMs: 0,
        troughTimeMs: 10,
        recoveryTimeMs: null,
        depthRatio: -0.5,
        durationMs: 20,
        open: true,
      },
    ]);
  });

  test('a trough is the first of equal lows', () => {
    expect(drawdownEpisodes(series([100, 80, 80, 100]))[0]?.troughRow).toBe(1);
  });

  test('several in the order of time', () => {
    const depths = drawdownEpisodes(series([100, 90, 110, 88, 110, 105])).map(({ depthRatio }) => depthRatio);
    expect(depths).toEqual([90 / 100 - 1, 88 / 110 - 1, 105 / 110 - 1]);
  });

  test.each([[[100]], [[100, 100, 100]], [[100, 110, 120]]])('none in %j', (equity) => {
    expect(drawdownEpisodes(series(equity))).toEqual([]);
  });
});

describe('maxDrawdown', () => {
  test('the mark includes the initial equity', () => {
    expect(maxDrawdown(series([100, 80, 90])).depth.value).toBe(80 / 100 - 1);
  });

  test('depth, duration, recovery and the longest time under water are told apart', () => {
    // Shallow and long: 100 -> 90, rows 0 to 4 (40 ms). Deep and short: 110 -> 55 -> 110, rows 5 to 7, trough to recovery 10 ms.
    const drawdown = maxDrawdown(series([100, 90, 95, 95, 100, 110, 55, 110]));
    expect(drawdown.depth.value).toBe(-0.5);
    expect(drawdown.durationMs.value).toBe(20);
    expect(drawdown.recoveryMs.value).toBe(10);
    expect(drawdown.longestUnderwaterMs.value).toBe(40);
    expect(drawdown.open).toBe(false);
  });

  test('durations are calendar time, not rows', () => {
    const drawdown = maxDrawdown(series([100, 50, 100], [0, 1_000, 61_000]));
    expect(drawdown.durationMs.value).toBe(61_000);
    expect(drawdown.recoveryMs.value).toBe(60_000);
  });

  test('an open one is flagged, and has no recovery', () => {
    const drawdown = maxDrawdown(series([100, 80, 90]));
    expect(drawdown.open).toBe(true);
    expect(drawdown.durationMs.value).toBe(20);
    expect(drawdown.recoveryMs).toEqual({
      value: null,
      reason: 'the deepest drawdown had not recovered at the end',
    });
  });

  test('an earlier one that recovered is not open because a shallower one is', () => {
    expect(maxDrawdown(series([100, 50, 100, 90])).open).toBe(false);
  });

  test('none: depth and durations are 0, a recovery does not exist', () => {
    const drawdown = maxDrawdown(series([100, 100, 101]));
    expect(drawdown.depth.value).toBe(0);
    expect(drawdown.durationMs.value).toBe(0);
    expect(drawdown.longestUnderwaterMs.value).toBe(0);
    expect(drawdown.recoveryMs.reason).toBe('there was no drawdown');
    expect(drawdown).toMatchObject({ open: false, episode: null });
  });

  test('equity below zero is a drawdown below -1', () => {
    expect(maxDrawdown(series([100, 200, -50])).depth.value).toBe(-1.25);
    expect(maxDrawdown(series([100, 200, 0])).depth.value).toBe(-1);
  });
});

describe('ulcerIndex', () => {
  // Drawdowns 0, -0.5, -0.25 over three samples: sqrt((0.25 + 0.0625) / 3).
  test('the initial equity sets the mark and is no sample', () => {
    expect(ulcerIndex([100, 200, 100, 150]).value).toBeCloseTo(Math.sqrt(0.3125 / 3), 15);
  });
  test('never under water is 0, no sample is undefined', () => {
    expect(ulcerIndex([100, 101]).value).toBe(0);
    expect(ulcerIndex([100]).reason).toBe('there are no samples');
  });
});
