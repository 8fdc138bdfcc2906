import { describe, expect, test } from 'vitest';
import { readFundingRates } from '../../src/market/readFundingRates.ts';

const SYMBOLS = ['BTC-USDT', 'ETH-USDT'];
const read = (text: string, symbols = SYMBOLS) => readFundingRates(text, 'rates.csv', symbols);
const problems = (text: string, symbols = SYMBOLS) => {
  const found = read(text, symbols);
  return found.ok ? [] : found.problems.map(({ line, message }) => `${line}: ${message}`);
};
const at = (hour: number) => Date.UTC(2022, 4, 9, hour);

describe('a table of funding rates', () => {
  test('is read in any order of rows and columns, and what is of other symbols is passed over', () => {
    const text =
      'rate,symbol,time\n-0.0002,ETH-USDT,2022-05-09T08:00:00Z\n0.0001,BTC-USDT,2022-05-09T00:00:00Z\n1,DOGE,1\n';
    expect(problems(text)).toEqual(
      [
        '4: "1" is not a time; expected ISO 8601 such as 2022-05-12T00:00:00Z, or a whole number of seconds or milliseconds since 1970',
        '4: a rate of 1 is a tenth of the notional or more; expected a part such as 0.0001',
      ].map((line) => expect.stringContaining(line.slice(0, 5))),
    );
    expect(read(text.replace('1,DOGE,1', '0.01,DOGE,2022-05-09T00:00:00Z'))).toEqual({
      ok: true,
      value: [
        { symbol: 'BTC-USDT', atMs: at(0), ratio: 0.0001 },
        { symbol: 'ETH-USDT', atMs: at(8), ratio: -0.0002 },
      ],
    });
  });

  test("is read under a venue's own names, and without a symbol where there is one", () => {
    const text = `calc_time,funding_interval_hours,last_funding_rate\n${at(16)},8,0.0001\n`;
    expect(read(text, ['BTC-USDT'])).toEqual({
      ok: true,
      value: [{ symbol: 'BTC-USDT', atMs: at(16), ratio: 0.0001 }],
    });
    expect(problems(text)).toEqual([
      '1: no column symbol, and there are 2 symbols; expected time,symbol,rate',
    ]);
  });

  test('says every line that is wrong', () => {
    const text = [
      'time,symbol,rate',
      '2022-05-09T00:00:00Z,BTC-USDT,0.0001',
      'yesterday,BTC-USDT,0.0001',
      '2022-05-09T08:00:00Z,BTC-USDT,"0,01"',
      '2022-05-09T16:00:00Z,BTC-USDT,0.5',
      '2022-05-09T00:00:00Z,BTC-USDT,0.0002',
    ].join('\n');
    expect(problems(text)).toEqual([
      expect.stringMatching(/^3: "yesterday"/),
      expect.stringMatching(/^4: "0,01" has a decimal comma/),
      '5: a rate of 0.5 is a tenth of the notional or more; expected a part such as 0.0001',
      '6: BTC-USDT has a rate of this time in line 2 already',
    ]);
  });

  test('must have its columns and a row of the scenario', () => {
    expect(problems('a,b\n1,2\n')).toHaveLength(3);
    expect(problems('time,symbol,rate\n2022-05-09T00:00:00Z,DOGE,0.01\n')).toEqual([
      '1: no row is of BTC-USDT or ETH-USDT; symbols are written such as BTC-USDT',
    ]);
  });
});
