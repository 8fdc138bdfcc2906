import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { parseTime } from '../../src/core/time.ts';
import { buildTape } from '../../src/market/buildTape.ts';
import { parseCandleCsv } from '../../src/market/csv.ts';
import { repairRows } from '../../src/market/repair.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const HEADER = 'date,open,high,low,close,volume';
const DAY_1 = '2022-05-10,10,12,9,11,100';
const DAY_2 = '2022-05-11,11,13,10,12,100';
const DAY_3 = '2022-05-12,1.1,1.4,0.00028,0.00032,100';
const OTHER_COIN = ['2022-05-31,9,11,8,10,100', '2022-06-01,10,11,8,9,100'];

function repair(rows: readonly string[]) {
  const { rows: left, repairs } = repairRows(parseCandleCsv([HEADER, ...rows].join('\n'), 'x.csv'));
  return { lines: [...left.line], repairs };
}

describe('a repair', () => {
  test('of a whole file is none', () => {
    expect(repair([DAY_1, DAY_2, DAY_3])).toEqual({ lines: [2, 3, 4], repairs: [] });
  });

  test('drops exact copies and keeps the first, wherever they stand', () => {
    expect(repair([DAY_1, DAY_2, DAY_2, DAY_3, DAY_1])).toEqual({
      lines: [2, 3, 5],
      repairs: ['dropped 2 exact copies of earlier rows, lines 4, 6'],
    });
  });

  test('does not choose between two rows of one time', () => {
    expect(repair([DAY_1, DAY_2, DAY_2.replace('12,100', '12,101'), DAY_3])).toEqual({
      lines: [2, 3, 4, 5],
      repairs: [],
    });
  });

  test.each([
    ['ascending', [DAY_1, DAY_2, DAY_3, ...OTHER_COIN], 5, [2, 3, 4]],
    ['descending', [DAY_1, DAY_2, DAY_3, ...OTHER_COIN].reverse(), 3, [4, 5, 6]],
  ])('cuts at a reuse, %s', (_order, rows, line, left) => {
    expect(repair(rows)).toEqual({
      lines: left,
      repairs: [
        `cut at line ${line}, 2022-05-31T00:00:00Z, where the symbol was reused for another coin (0.00032 to 9 after 18d without a bar): 2 rows dropped`,
      ],
    });
  });

  test('leaves a crash alone: the same fall without a gap is the same coin', () => {
    expect(
      repair([DAY_1, DAY_2, '2022-05-12,0.1,0.2,0.01,0.02,100', '2022-05-13,0.02,1,0.02,0.9,1']),
    ).toEqual({
      lines: [2, 3, 4, 5],
      repairs: [],
    });
  });

  test('does not cut away a crash of which a bar is missing', () => {
    const fallen = (day: string): string => `${day},1.1,1.4,0.9,1,100`;
    expect(repair([DAY_1, DAY_2, fallen('2022-05-13')])).toEqual({ lines: [2, 3, 4], repairs: [] });
    expect(repair([DAY_1, DAY_2, fallen('2022-05-18')]).repairs).toEqual([]);
    // A week without a bar, or a price that rose: another coin, as far as one can tell.
    expect(repair([DAY_1, DAY_2, fallen('2022-05-19')]).lines).toEqual([2, 3]);
    expect(repair([DAY_1, DAY_2, '2022-05-13,60,70,50,60,100']).lines).toEqual([2, 3]);
  });

  test('drops a last row that stands between two bars, and no other', () => {
    const snapshot = '2022-05-12T13:45:00Z,12,13,11,12,50';
    expect(repair([DAY_1, DAY_2, DAY_3, snapshot])).toEqual({
      lines: [2, 3, 4],
      repairs: [
        'dropped line 5, the last row: 2022-05-12T13:45:00Z is between two bars of 1d, a snapshot of a bar that was not over',
      ],
    });
    expect(repair([DAY_1, DAY_2, snapshot, '2022-05-13,1,2,1,1,5']).repairs).toEqual([]);
    // A last row from before is out of order, and no snapshot of anything.
    expect(repair([DAY_1, DAY_2, DAY_3, '2022-05-11T13:45:00Z,12,13,11,12,50']).repairs).toEqual([]);
  });
});

describe('a tape of a repaired file', () => {
  const request = {
    source: 'daily',
    symbols: ['LUNA-USDT'],
    fromMs: parseTime('2022-05-11')!,
    toMs: parseTime('2022-05-13')!,
    refineMs: null,
    lookbackDays: 1,
    seed: 1,
    instrumentsFile: null,
  };
  const tape = (rows: readonly string[], repair: boolean) => {
    const baseFolder = temporaryFolder({ 'daily/LUNA-USDT.csv': `${[HEADER, ...rows].join('\n')}\n` });
    return buildTape({ ...request, baseFolder, repair });
  };

  test('says what was done, has the candles of the whole file, and another hash', async () => {
    const whole = await tape([DAY_1, DAY_2, DAY_3], true);
    const repaired = await tape([DAY_1, DAY_2, DAY_2, DAY_3, ...OTHER_COIN], true);
    if (!whole.ok || !repaired.ok) throw new Error('both can be read');
    expect(repaired.value.symbols).toEqual(whole.value.symbols);
    expect(repaired.value.notes.filter((note) => note.includes('repaired'))).toEqual([
      'LUNA-USDT, repaired: dropped line 4, an exact copy of an earlier row',
      'LUNA-USDT, repaired: cut at line 6, 2022-05-31T00:00:00Z, where the symbol was reused for another coin (0.00032 to 9 after 18d without a bar): 2 rows dropped',
    ]);
    expect(repaired.value.sha256).not.toBe(whole.value.sha256);
  });

  test('that needs no repair is the tape without it', async () => {
    expect(await tape([DAY_1, DAY_2, DAY_3], true)).toEqual(await tape([DAY_1, DAY_2, DAY_3], false));
  });

  test('is refused when nobody asked for the repair', async () => {
    const refused = await tape([DAY_1, DAY_2, DAY_2, DAY_3], false);
    expect(refused.ok ? [] : refused.problems.map(formatProblem)).toEqual([
      'daily/LUNA-USDT.csv:4: is an exact copy of line 3 (2022-05-11T00:00:00Z); expected each time once',
    ]);
  });
});
