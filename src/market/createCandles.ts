import { failed, ok, type Problem, type Result } from '../core/result.ts';
import type { CandleRows } from './candleRows.ts';
import type { Candles } from './candles.ts';
import { validateCandles } from './validateCandles.ts';

/** Candles as code has them: columns of one length, one row a bar, in ascending order of time. */
export interface CandlesInput {
  /** `BTC-USDT`: base, hyphen, quote. */
  readonly symbol: string;
  /** Found from the times where it is left out; one row alone needs it. */
  readonly intervalMs?: number;
  /** Epoch milliseconds, UTC, of the opens; on the grid of the interval. */
  readonly openTimeMs: ArrayLike<number>;
  /** Prices are quote per base. */
  readonly open: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
  /** Base. */
  readonly volume: ArrayLike<number>;
}

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

/**
 * Candles from arrays, checked as those of a file are: every impossible bar, disorder, duplicate, mixed interval and number that is not finite
 * is a problem, and its `line` is the row, counted from 1. A gap is allowed: it is a bar that does not exist.
 *
 * @returns the candles on columns of their own, or every problem at once.
 * @example createCandles({ symbol: 'BTC-USDT', openTimeMs: [0, 60_000], open: [1, 2], high: [2, 3], low: [1, 2], close: [2, 3], volume: [5, 5] }).value.intervalMs // 60000
 * @example createCandles({ symbol: 'BTC-USDT', intervalMs: 60_000, openTimeMs: [0], open: [1], high: [NaN], low: [1], close: [1], volume: [1] }).ok // false
 */
export function createCandles(input: CandlesInput): Result<Candles> {
  const { symbol, intervalMs } = input;
  const length = input.openTimeMs.length;
  const uneven = COLUMNS.filter((name) => input[name].length !== length);
  const name = `candles of ${symbol}`;
  if (uneven.length > 0) {
    return failed(
      uneven.map((key) => ({
        file: name,
        line: null,
        key,
        message: `has ${input[key].length} rows; expected ${length}, as openTimeMs has`,
      })),
    );
  }
  const column = (key: (typeof COLUMNS)[number]) => Float64Array.from(input[key]);
  const rows: CandleRows = {
    file: name,
    length,
    line: Uint32Array.from({ length }, (_, row) => row + 1),
    openTimeMs: column('openTimeMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
    recognised: 'arrays',
    remarks: [],
    problems: [],
  };
  const odd = oddValues(rows);
  if (odd.length > 0) return failed(odd);
  const valid = validateCandles(rows, { symbol, ...(intervalMs === undefined ? {} : { intervalMs }) });
  return valid.ok ? ok(valid.value.candles) : valid;
}

/** A file's reader has refused such values already; of arrays nobody has asked. */
function oddValues(rows: CandleRows): Problem[] {
  return COLUMNS.flatMap((key) =>
    Array.from(rows[key]).flatMap((value, row) => {
      const isRight = key === 'openTimeMs' ? Number.isSafeInteger(value) : Number.isFinite(value);
      const expected = key === 'openTimeMs' ? 'a whole number of milliseconds' : 'a number';
      return isRight ? [] : [{ file: rows.file, line: row + 1, key, message: `${value} is not ${expected}` }];
    }),
  );
}
