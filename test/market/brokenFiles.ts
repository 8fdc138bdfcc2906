import type { ReadOptions } from '../../src/market/candleTable.ts';

/** A file with one thing wrong with it, or several, and everything that is to be said of it. */
export interface BrokenFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** As `formatProblem` writes them, in order, whole. */
  readonly problems: readonly string[];
  readonly read?: ReadOptions;
}

const HEADER = 'date,open,high,low,close,volume';
const DAYS = [
  '2022-05-01,10,12,9,11,100',
  '2022-05-02,11,13,10,12,100',
  '2022-05-03,12,14,11,13,100',
  '2022-05-04,13,15,12,14,100',
];

/** The good file with lines put in the place of others: line 1 is the header. */
function daily(changes: Readonly<Record<number, string>> = {}, more: readonly string[] = []): string {
  const lines = [HEADER, ...DAYS].map((line, index) => changes[index + 1] ?? line);
  return `${[...lines, ...more].join('\n')}\n`;
}

const EXPECTED_HEADER = 'expected a header with date (or timestamp), open, high, low, close, volume';

export const GOOD_FILE = daily();

export const BROKEN_FILES: readonly BrokenFile[] = [
  {
    name: 'an empty file',
    content: '',
    problems: [`x.csv: is empty; ${EXPECTED_HEADER}`],
  },
  {
    name: 'a header and nothing else',
    content: `${HEADER}\n`,
    problems: ['x.csv: has no rows; expected at least one candle'],
  },
  {
    name: 'a column missing, and one misspelt',
    content: daily({ 1: 'date,open,hgih,low,close,trades' }),
    problems: [
      `x.csv:1: high: the header has no column high; ${EXPECTED_HEADER}`,
      `x.csv:1: volume: the header has no column volume; ${EXPECTED_HEADER}`,
      'x.csv:1: hgih: unknown column "hgih"; did you mean "high"?',
    ],
  },
  {
    name: 'a column twice',
    content: daily({ 1: 'date,open,high,low,close,close' }),
    problems: [
      'x.csv:1: close: the header has several columns for close (close, close); expected one, or --columns to say which',
      `x.csv:1: volume: the header has no column volume; ${EXPECTED_HEADER}`,
    ],
  },
  {
    name: 'an impossible candle: low above the open, high below the close',
    content: daily({ 3: '2022-05-02,11,11.5,11.2,12,100' }),
    problems: [
      'x.csv:3: low: the low 11.2 is above the open or the close; expected at most min(open, close) = 11',
      'x.csv:3: high: the high 11.5 is below the open or the close; expected at least max(open, close) = 12',
    ],
  },
  {
    name: 'zero, negative and infinite prices',
    content: daily({ 2: '2022-05-01,0,12,9,11,100', 3: '2022-05-02,11,Infinity,-10,12,100' }),
    problems: [
      'x.csv:2: open: the price is zero (0); expected a price above zero',
      'x.csv:3: high: the price is not finite (Infinity); expected a price above zero',
      'x.csv:3: low: the price is negative (-10); expected a price above zero',
    ],
  },
  {
    name: 'a negative volume, and one that is no number',
    content: daily({ 3: '2022-05-02,11,13,10,12,-1', 4: '2022-05-03,12,14,11,13,n/a' }),
    problems: [
      'x.csv:3: volume: the volume is negative (-1); expected zero or more',
      'x.csv:4: volume: "n/a" stands for no value; expected a decimal, or no row where there is no candle',
    ],
  },
  {
    name: 'days that Yahoo writes as null',
    content:
      'Date,Open,High,Low,Close,Adj Close,Volume\n2022-05-01,10,12,9,11,11,100\n2022-05-02,null,null,null,null,null,null\n',
    problems: [
      ...['Open', 'High', 'Low', 'Close', 'Volume'].map(
        (column) =>
          `x.csv:3: ${column}: "null" stands for no value; expected a decimal, or no row where there is no candle`,
      ),
    ],
  },
  {
    name: 'decimal commas between semicolons',
    content: daily({ 3: '2022-05-02,11,13,10,12,100' })
      .replaceAll(',', ';')
      .replace('2022-05-02;11;', '2022-05-02;11,5;'),
    problems: [
      'x.csv:3: open: "11,5" has a decimal comma; expected digits and a decimal point, such as 11.5',
    ],
  },
  {
    name: 'decimal commas between commas',
    content: daily({ 3: '2022-05-02,11,5,13,10,12,100' }),
    problems: [
      'x.csv:3: has 7 columns; expected 6 as in the header (a decimal comma, or a comma between thousands, makes two columns of one)',
    ],
  },
  {
    name: 'separators between thousands, of every kind',
    content: daily({
      2: '2022-05-01,"1,000.5","1,200",9,11,"1,234,567"',
      3: "2022-05-02,11,13,10,12,1'234.5",
      4: '2022-05-03,12,14,11,13,"1.234.567,8"',
    }),
    problems: [
      'x.csv:2: open: "1,000.5" has commas between thousands; expected digits and a decimal point, such as 1000.5',
      'x.csv:2: high: "1,200" has a comma that parts thousands or begins the decimals; expected digits and a decimal point: 1200 or 1.200',
      'x.csv:2: volume: "1,234,567" has commas between thousands; expected digits and a decimal point, such as 1234567',
      'x.csv:3: volume: "1\'234.5" has separators between thousands; expected digits and a decimal point, such as 1234.5',
      'x.csv:4: volume: "1.234.567,8" has points between thousands and a decimal comma; expected digits and a decimal point, such as 1234567.8',
    ],
  },
  {
    name: 'a currency sign, a hexadecimal number, an empty cell',
    content: daily({ 2: '2022-05-01,$10,12,0x9,11,' }),
    problems: [
      'x.csv:2: open: "$10" has a sign of currency or percent; expected a bare decimal',
      'x.csv:2: low: "0x9" is not a number; expected a decimal',
      'x.csv:2: volume: "" is not a number; expected a decimal',
    ],
  },
  {
    name: 'times of twelve hours, slashes, no dashes, a rounded epoch, a day that the calendar does not have',
    content: daily(
      {
        2: '2020-07-01 01-PM,10,12,9,11,100',
        3: '05/02/2022,11,13,10,12,100',
        4: '20220503,12,14,11,13,100',
        5: '1.65154E+12,13,15,12,14,100',
      },
      ['2022-02-30,14,16,13,15,100', '2022-05-06,14,16,13,15,100', '2022-05-07,14,16,13,15,100'],
    ),
    problems: [
      'x.csv:2: date: "2020-07-01 01-PM" is a time of twelve hours (AM, PM); expected one of 24 hours such as 2022-05-12T13:00:00Z',
      'x.csv:3: date: "05/02/2022" is a date in which day and month cannot be told apart for certain; expected 2022-05-12',
      'x.csv:4: date: "20220503" is a date without dashes; expected 2022-05-03',
      'x.csv:5: date: "1.65154E+12" is rounded, as spreadsheets write a large number, and its last digits are lost; expected all digits',
      'x.csv:6: date: "2022-02-30" is not a time; expected 2022-05-12, 2022-05-12T13:00:00Z, or epoch seconds, milliseconds or microseconds',
    ],
  },
  {
    name: 'rows out of order',
    content: daily({ 3: DAYS[2]!, 4: DAYS[1]! }),
    problems: [
      'x.csv:4: is unsorted: 2022-05-02T00:00:00Z stands after 2022-05-03T00:00:00Z; expected times to ascend',
    ],
  },
  {
    name: 'a row twice, and a time with two contents',
    content: daily({}, [DAYS[3]!, '2022-05-04,13,15,12,14.5,100']),
    problems: [
      'x.csv:6: is an exact copy of line 5 (2022-05-04T00:00:00Z); expected each time once',
      'x.csv:7: is the same time with other content as line 5 (2022-05-04T00:00:00Z); expected each time once',
    ],
  },
  {
    name: 'hours among days',
    content: daily({}, ['2022-05-04T12:00:00Z,13,15,12,14,100', '2022-05-05,14,16,13,15,100']),
    problems: [
      'x.csv:6: 2022-05-04T12:00:00Z is not a whole multiple of 1d in UTC; expected bars aligned to UTC',
      'x.csv:6: mixed intervals: 12h after the row before; expected 1d or a multiple of it',
      'x.csv:7: mixed intervals: 12h after the row before; expected 1d or a multiple of it',
    ],
  },
  {
    name: 'days that begin at another midnight',
    content: daily().replace(/^(2022-05-\d\d)/gm, '$1T00:00:00+02:00'),
    problems: [
      'x.csv:2: 2022-04-30T22:00:00Z is not a whole multiple of 1d in UTC; expected bars aligned to UTC',
    ],
  },
  {
    name: 'another coin under the same symbol',
    content: daily({}, ['2022-05-31,0.5,0.6,0.4,0.5,100', '2022-06-01,0.5,0.6,0.4,0.5,100']),
    problems: [
      'x.csv:6: the symbol was reused for another coin: the price goes from 14 to 0.5 over a gap of 26 missing bars (26d) between 2022-05-05T00:00:00Z and 2022-05-31T00:00:00Z; expected the file to end before it',
    ],
  },
  {
    name: 'two files joined, the second with its header',
    content: daily({ 4: HEADER }),
    problems: [
      'x.csv:4: the header of line 1 stands here again, as where two files were joined; expected a row',
    ],
  },
  {
    name: 'a row cut short, as by a broken download',
    content: daily({ 5: '2022-05-04,13,15' }),
    problems: ['x.csv:5: has 3 columns; expected 6 as in the header'],
  },
  {
    name: 'a quote that is never closed',
    content: daily({ 4: '"2022-05-03,12,14,11,13,100' }),
    problems: [
      'x.csv:4: has 1 column; expected 6 as in the header',
      'x.csv:4: a quote is opened and never closed; expected quotes round whole cells',
    ],
  },
  {
    name: 'no header, and an order in which the volume could be the high',
    content: '1651363200,11,100,10,12,9\n1651449600,12,100,11,13,10\n',
    problems: [
      'x.csv:1: there is no header, so the columns cannot be told apart (the line is "1651363200,11,100,10,12,9"): no known order makes possible candles of all rows (timestamp,open,high,low,close,volume: 0 of 2 rows impossible, but in 2 the high is more than twice the low; timestamp,open,close,high,low,volume: 2 of 2 rows impossible; timestamp,low,high,open,close,volume: 2 of 2 rows impossible; timestamp,volume,open,high,low,close: 2 of 2 rows impossible); expected a header, or say their order with --columns, such as --columns timestamp,open,high,low,close,volume',
    ],
  },
  {
    name: 'no header, and too few columns',
    content: '2022-05-01,10,12,9,11\n2022-05-02,10,12,9,11\n',
    problems: [
      'x.csv:1: there is no header, so the columns cannot be told apart (the line is "2022-05-01,10,12,9,11"): no known format without one has 5 columns; expected a header, or say their order with --columns, such as --columns timestamp,open,high,low,close,volume',
    ],
  },
  {
    name: 'volumes of which none is known to be the base',
    content:
      'unix,date,open,high,low,close,Volume USD,Volume USDT\n1651363200,2022-05-01,10,12,9,11,100,1000\n',
    problems: [
      `x.csv:1: volume: the header has no column volume (Volume USD, Volume USDT do not say which is in base currency; --columns can say it); ${EXPECTED_HEADER}`,
    ],
  },
  {
    name: 'JSON that is cut off',
    content: '[[1651363200000,10,12,9,11,100],[16514',
    problems: [
      'x.csv: is not JSON: character 38 cannot stand where it does; expected a list of candles, [[1652313600000, open, high, low, close, volume], ...] as ccxt gives them, or a list of objects with named members',
    ],
  },
  {
    name: 'JSON that holds no candles',
    content: '{"error": "rate limit"}',
    problems: [
      'x.csv: holds an object; expected a list of candles, [[1652313600000, open, high, low, close, volume], ...] as ccxt gives them, or a list of objects with named members',
    ],
  },
  {
    name: 'a null inside ccxt arrays',
    content:
      '[[1651363200000,10,12,9,11,100],[1651449600000,11,13,10,null,100],[1651536000000,12,14,11,13,100]]',
    problems: [
      'x.csv:1: there is no header, so the columns cannot be told apart (the line is "1651363200000,10,12,9,11,100"): no known order makes possible candles of all rows (timestamp,open,high,low,close,volume: 1 of 3 rows impossible; timestamp,open,close,high,low,volume: 3 of 3 rows impossible; timestamp,low,high,open,close,volume: 3 of 3 rows impossible; timestamp,volume,open,high,low,close: 3 of 3 rows impossible); expected a header, or say their order with --columns, such as --columns timestamp,open,high,low,close,volume',
    ],
  },
  {
    name: 'an archive',
    content: Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0x14, 0x00),
    problems: ['x.csv: is a ZIP archive; expected the file inside it: unpack it first'],
  },
  {
    name: 'text in UTF-16',
    content: Uint8Array.of(0xff, 0xfe, 0x64, 0x00),
    problems: ['x.csv: is text in UTF-16; expected UTF-8: save it as such'],
  },
  {
    name: 'a Parquet file that is cut off',
    content: new TextEncoder().encode('PAR1 and then nothing that is one'),
    problems: ['x.csv: cannot be read as Parquet: parquet file invalid (footer != PAR1)'],
  },
];
