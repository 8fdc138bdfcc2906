import type { Problem } from '../core/result.ts';

/** The rows of a candle file as they stand in it: nothing sorted, nothing dropped but what could not be read at all. */
export interface CandleRows {
  /** As the user named it. */
  readonly file: string;
  readonly length: number;
  /** Where each row stands, counted from 1: the line of a text, header included, or the row of a table. */
  readonly line: Uint32Array;
  /** Epoch milliseconds; number columns hold NaN only where `problems` has an entry for that line. */
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** What was recognised, to be said to the user. */
  readonly recognised: string;
  /** What was done about the meaning of a column (`adj close is ignored`), to be said wherever the candles are used. */
  readonly remarks: readonly string[];
  /** What could not be read. */
  readonly problems: readonly Problem[];
}

export type NumberColumn = 'open' | 'high' | 'low' | 'close' | 'volume';
export type Column = 'openTime' | NumberColumn;

export const NUMBER_COLUMNS: readonly NumberColumn[] = ['open', 'high', 'low', 'close', 'volume'];

/** Collects rows into columns that grow: a million rows never exist as objects. */
export class CandleRowsBuilder {
  readonly problems: Problem[] = [];
  readonly remarks: string[] = [];
  readonly file: string;
  #length = 0;
  #line = new Uint32Array(1_024);
  #columns = Array.from({ length: 6 }, () => new Float64Array(1_024));

  constructor(file: string) {
    this.file = file;
  }

  get length(): number {
    return this.#length;
  }

  /** A row: its line, its open time, and the values of `NUMBER_COLUMNS` in their order; NaN where one could not be read. */
  add(line: number, timeMs: number, values: ArrayLike<number>): void {
    const row = this.#length++;
    if (row === this.#line.length) this.#grow();
    this.#line[row] = line;
    this.#columns[0]![row] = timeMs;
    // Zero is added so that a file's -0 becomes 0: two zeros would be two hashes of one market.
    for (let index = 0; index < 5; index++) this.#columns[index + 1]![row] = values[index]! + 0;
  }

  problem(line: number | null, key: string | null, message: string): void {
    this.problems.push({ file: this.file, line, key, message });
  }

  finish(recognised: string): CandleRows {
    const [openTimeMs, open, high, low, close, volume] = this.#columns.map((column) =>
      column.slice(0, this.#length),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
    return {
      ...{ file: this.file, length: this.#length, line: this.#line.slice(0, this.#length) },
      ...{ openTimeMs, open, high, low, close, volume },
      ...{ recognised, remarks: this.remarks, problems: this.problems },
    };
  }

  #grow(): void {
    const line = new Uint32Array(this.#line.length * 2);
    line.set(this.#line);
    this.#line = line;
    this.#columns = this.#columns.map((column) => {
      const longer = new Float64Array(column.length * 2);
      longer.set(column);
      return longer;
    });
  }
}

/** The rows whose numbers are listed, in that order, with everything else that is known of the file. */
export function selectRows(rows: CandleRows, chosen: readonly number[]): CandleRows {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(chosen, (row) => column[row]!);
  return {
    ...rows,
    length: chosen.length,
    line: Uint32Array.from(chosen, (row) => rows.line[row]!),
    openTimeMs: pick(rows.openTimeMs),
    open: pick(rows.open),
    high: pick(rows.high),
    low: pick(rows.low),
    close: pick(rows.close),
    volume: pick(rows.volume),
  };
}
