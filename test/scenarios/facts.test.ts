import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/runShipped.ts';

/** Column of a daily candle, in the order of the files. */
const COLUMNS = ['open', 'high', 'low', 'close'] as const;
type Column = (typeof COLUMNS)[number];

/** Days of a symbol as `data/daily` has them, by date. */
function daysOf(coin: string): Map<string, Record<Column, number>> {
  const rows = readFileSync(join(ROOT, `data/daily/${coin}-USDT.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return new Map(
    rows.map((row) => {
      const [date, ...numbers] = row.split(',');
      const day = Object.fromEntries(COLUMNS.map((column, index) => [column, Number(numbers[index])]));
      return [date!, day as Record<Column, number>];
    }),
  );
}

function priceOf(coin: string, column: string, date: string): number {
  const day = daysOf(coin).get(date);
  if (day === undefined) throw new Error(`${coin} has no candle of ${date}`);
  return day[column as Column];
}

/** `BTC fell 39.5 % from the close of 2020-03-11 to the close of 2020-03-12.` */
const MOVE =
  /^([A-Z]+) (fell|rose) ([\d.]+) % from the (open|high|low|close) of (\d{4}-\d\d-\d\d) to the (open|high|low|close) of (\d{4}-\d\d-\d\d)\.$/;
/** `BTC was at 7934.58 at the open of 2020-03-12.` */
const LEVEL = /^([A-Z]+) was at ([\d.]+) at the (open|high|low|close) of (\d{4}-\d\d-\d\d)\.$/;

/** What a line of a scenario's header says of the data, and what the data say: equal as texts, to the decimals that the line has. */
function compare(line: string): { said: string; measured: string } {
  const move = MOVE.exec(line);
  if (move !== null) {
    const [, coin, direction, said, fromColumn, fromDate, toColumn, toDate] = move as unknown as string[];
    const change = priceOf(coin!, toColumn!, toDate!) / priceOf(coin!, fromColumn!, fromDate!) - 1;
    const decimals = said!.split('.')[1]?.length ?? 0;
    const percent = (100 * Math.abs(change)).toFixed(decimals);
    return { said: `${direction} ${said}`, measured: `${change < 0 ? 'fell' : 'rose'} ${percent}` };
  }
  const level = LEVEL.exec(line);
  if (level === null) throw new Error(`"${line}" says nothing that the data could be asked`);
  const [, coin, said, column, date] = level as unknown as string[];
  return { said: String(Number(said)), measured: String(priceOf(coin!, column!, date!)) };
}

interface Header {
  /** Lines of the list in the header: `#   - BTC fell …`. */
  readonly facts: readonly string[];
  /** The other comments and `why`, in which a number could drift, too. */
  readonly prose: string;
}

function headerOf(name: string): Header {
  const lines = readFileSync(join(ROOT, `scenarios/${name}.yaml`), 'utf8').split('\n');
  const facts = lines.flatMap((line) => /^#\s+- (.*)$/.exec(line)?.[1] ?? []);
  const prose = lines
    .filter((line) => (/^\s*#/.test(line) && !/^#\s+- /.test(line)) || line.startsWith('why:'))
    .join('\n');
  return { facts, prose };
}

const CRASHES = ['covid-2020', 'may-2021', 'luna-2022', 'ftx-2022', 'incidents/disconnect-in-crash'];

describe.each(CRASHES)('%s', (name) => {
  const { facts, prose } = headerOf(name);

  test('states what was measured, with its base', () => {
    expect(facts.length).toBeGreaterThanOrEqual(4);
    for (const line of facts) {
      const { said, measured } = compare(line);
      expect(said, line).toBe(measured);
    }
  });

  test('says no percentage of the market that its facts do not have', () => {
    const known = facts.flatMap((line) => MOVE.exec(line)?.[3] ?? []);
    for (const [, percentage] of prose.matchAll(/([\d.]+) %/g)) expect(known, prose).toContain(percentage);
  });
});

/** The market model's table of facts: Binance spot, UTC days. */
const KNOWN: readonly (readonly [coin: string, column: Column, date: string, price: number])[] = [
  ['BTC', 'open', '2020-03-12', 7934.58],
  ['BTC', 'low', '2020-03-12', 4410],
  ['BTC', 'close', '2020-03-12', 4800],
  ['BTC', 'low', '2020-03-13', 3782.13],
  ['BTC', 'close', '2020-03-13', 5578.6],
  ['BTC', 'open', '2021-05-19', 42849.78],
  ['BTC', 'low', '2021-05-19', 30000],
  ['BTC', 'close', '2021-05-19', 36690.09],
  ['ETH', 'low', '2021-05-19', 1888],
  ['LUNA', 'close', '2022-05-09', 30.29],
  ['LUNA', 'close', '2022-05-10', 17.46],
  ['LUNA', 'close', '2022-05-11', 1.0769],
  ['LUNA', 'close', '2022-05-12', 0.00032],
  ['UST', 'low', '2022-05-11', 0.225],
  ['FTT', 'close', '2022-11-07', 22.08],
  ['FTT', 'low', '2022-11-08', 2.51],
  ['FTT', 'close', '2022-11-08', 5.5],
  ['BTC', 'close', '2022-11-07', 20591.13],
  ['BTC', 'close', '2022-11-09', 15922.81],
];

test.each(KNOWN)('%s: the %s of %s is %d', (coin, column, date, price) => {
  expect(priceOf(coin, column, date)).toBe(price);
});

test('LUNA fell 99.998 % in 48 hours, close to close, and its last full day is 12 May; the last of FTT is 14 November', () => {
  expect(compare('LUNA fell 99.998 % from the close of 2022-05-10 to the close of 2022-05-12.')).toEqual({
    said: 'fell 99.998',
    measured: 'fell 99.998',
  });
  expect([...daysOf('LUNA').keys()].at(-1)).toBe('2022-05-12');
  expect([...daysOf('FTT').keys()].at(-1)).toBe('2022-11-14');
});

test('a number that is wrong, a base that is another, and a line that says nothing are found out', () => {
  const { said, measured } = compare(
    'BTC fell 39.6 % from the close of 2020-03-11 to the close of 2020-03-12.',
  );
  expect(said).not.toBe(measured);
  const other = compare('BTC fell 39.5 % from the open of 2020-03-11 to the close of 2020-03-12.');
  expect(other.said).not.toBe(other.measured);
  const level = compare('BTC was at 7934.57 at the open of 2020-03-12.');
  expect(level.said).not.toBe(level.measured);
  expect(() => compare('BTC fell a lot.')).toThrow('says nothing');
});
