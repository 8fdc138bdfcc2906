import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { candleTime } from '../../src/market/candleTime.ts';
import { parseCandleCsv } from '../../src/market/csv.ts';

describe('reading candle files', () => {
  test('columns in any order, Windows line ends, a byte order mark, another separator, a column too many', () => {
    const rows = parseCandleCsv(
      '\ufeffTimestamp;Volume;Open;High;Low;Close;trades\r\n1652313600000;5;1;4;0.5;2;9\r\n',
      'x.csv',
    );
    expect(rows.problems).toEqual([]);
    expect([...rows.openTimeMs]).toEqual([1652313600000]);
    expect(
      [rows.open, rows.high, rows.low, rows.close, rows.volume].flatMap((column) => [...column]),
    ).toEqual([1, 4, 0.5, 2, 5]);
    expect([...rows.line]).toEqual([2]);
    expect(rows.recognised).toBe(
      'columns Timestamp, Open, High, Low, Close, Volume; times as epoch milliseconds; ignored: trades',
    );
  });

  test('times in every unit, told apart by magnitude', () => {
    const expected = 1652313600000;
    for (const text of [
      '2022-05-12',
      '2022-05-12T00:00:00Z',
      '1652313600',
      '1652313600000',
      '1652313600000000',
    ]) {
      expect(candleTime(text)?.timeMs, text).toBe(expected);
    }
    for (const text of ['', 'yesterday', '20220512', '-5', '1652313600000.5', '2022-05-32']) {
      expect(candleTime(text), text).toBeNull();
    }
  });

  test('a misspelt column is named beside the one that is missing; an empty file is said', () => {
    const rows = parseCandleCsv('date,open,hihg,low,close,volume\n2022-05-12,1,1,1,1,1\n', 'x.csv');
    expect(rows.problems.map(formatProblem)).toEqual([
      'x.csv:1: high: the header has no column high; expected a header with date (or timestamp), open, high, low, close, volume',
      'x.csv:1: hihg: unknown column "hihg"; did you mean "high"?',
    ]);
    expect(parseCandleCsv('', 'x.csv').problems.map(formatProblem)[0]).toContain('x.csv: is empty');
  });

  test('line numbers hold across the pieces in which a large file is parsed', () => {
    const line = '1652313600000,1.00000001,1.00000002,1.00000000,1.00000001,12345.678901\n';
    const count = Math.ceil(2_500_000 / line.length);
    const text = `timestamp,open,high,low,close,volume\n${line.repeat(count)}1652313600000,1,x,1,1,1\n`;
    const rows = parseCandleCsv(text, 'x.csv');
    expect(rows.length).toBe(count + 1);
    expect(rows.problems.map(({ line }) => line)).toEqual([count + 2]);
    expect(rows.line[count]).toBe(count + 2);
  });

  test('a volume of -0 is 0: two zeros would be two hashes of one market', () => {
    const { volume } = parseCandleCsv('date,open,high,low,close,volume\n2022-05-12,1,1,1,1,-0\n', 'x.csv');
    expect(Object.is(volume[0], 0)).toBe(true);
  });

  test('a second symbol in the column of the symbol is said once, where it begins; one symbol is not', () => {
    const rows = (...symbols: string[]): string[] => {
      const lines = symbols.map((symbol, day) => `2022-05-0${day + 1},${symbol},10,12,9,11,100`);
      const text = ['date,Symbol,open,high,low,close,volume', ...lines].join('\n');
      return parseCandleCsv(text, 'x.csv').problems.map(formatProblem);
    };
    expect(rows('BTCUSDT', 'BTCUSDT ', 'BTCUSDT')).toEqual([]);
    expect(rows('BTCUSDT', 'BTCUSDT', 'ETHUSDT', 'XRPUSDT')).toEqual([
      'x.csv:4: Symbol: "ETHUSDT" stands after "BTCUSDT"; expected one symbol in a file: split it by this column first',
    ]);
  });
});
