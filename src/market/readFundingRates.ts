import Papa from 'papaparse';
import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { candleNumber, whyNoNumber } from './candleNumber.ts';
import { candleTime, whyNoTime } from './candleTime.ts';
import type { FundingRate } from './funding.ts';

/** A rate of a tenth of the notional at one time is a percentage that was not divided. */
const MOST_RATIO = 0.1;

const COLUMNS = {
  time: ['time', 'timestamp', 'date', 'fundingtime', 'calc_time'],
  symbol: ['symbol'],
  rate: ['rate', 'fundingrate', 'last_funding_rate'],
} as const;

type Column = keyof typeof COLUMNS;

/**
 * Reads a table of funding rates: the columns `time`, `symbol` and `rate` in any order and under the names that venues give them. A rate is a part of
 * the notional: 0.0001 is 1 bps, paid by longs to shorts. The symbol may be left out where there is only one.
 *
 * @param symbols those of the scenario; rows of others are passed over
 * @returns the rates by time, or every problem with its line
 */
export function readFundingRates(
  text: string,
  file: string,
  symbols: readonly string[],
): Result<readonly FundingRate[]> {
  const problems: Problem[] = [];
  const problem = (line: number, message: string): void => {
    problems.push({ file, line, key: null, message });
  };
  const { data } = Papa.parse<string[]>(text.replace(/^\ufeff/, ''), {
    header: false,
    skipEmptyLines: false,
  });
  const header = (data[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const placeOf = (column: Column): number =>
    header.findIndex((name) => (COLUMNS[column] as readonly string[]).includes(name));
  const places = { time: placeOf('time'), symbol: placeOf('symbol'), rate: placeOf('rate') };
  for (const column of ['time', 'rate'] as const) {
    if (places[column] < 0)
      problem(1, `no column ${COLUMNS[column].join(' or ')}; expected time,symbol,rate`);
  }
  if (places.symbol < 0 && symbols.length > 1)
    problem(1, `no column symbol, and there are ${symbols.length} symbols; expected time,symbol,rate`);
  if (problems.length > 0) return failed(problems);

  const rates: FundingRate[] = [];
  const lineByKey = new Map<string, number>();
  for (const [row, cells] of data.entries()) {
    const line = row + 1;
    if (row === 0 || (cells.length === 1 && cells[0]!.trim() === '')) continue;
    const symbol = places.symbol < 0 ? symbols[0]! : (cells[places.symbol] ?? '').trim();
    const timeCell = cells[places.time] ?? '';
    const rateCell = cells[places.rate] ?? '';
    const time = candleTime(timeCell);
    const ratio = candleNumber(rateCell);
    if (time === null) problem(line, whyNoTime(timeCell));
    if (!Number.isFinite(ratio)) problem(line, whyNoNumber(rateCell));
    else if (Math.abs(ratio) >= MOST_RATIO)
      problem(
        line,
        `a rate of ${rateCell} is a tenth of the notional or more; expected a part such as 0.0001`,
      );
    if (time === null || !symbols.includes(symbol)) continue;
    const key = `${symbol} ${time.timeMs}`;
    const before = lineByKey.get(key);
    if (before !== undefined) problem(line, `${symbol} has a rate of this time in line ${before} already`);
    lineByKey.set(key, line);
    rates.push({ symbol, atMs: time.timeMs, ratio });
  }
  if (problems.length === 0 && rates.length === 0)
    problem(1, `no row is of ${symbols.join(' or ')}; symbols are written such as BTC-USDT`);
  if (problems.length > 0) return failed(problems);
  return ok(rates.sort((a, b) => a.atMs - b.atMs || (a.symbol < b.symbol ? -1 : 1)));
}
