import { BINANCE_KLINES, type ColumnOrder, type VolumeUnit } from './candleFormats.ts';
import { candleNumber, whyNoNumber } from './candleNumber.ts';
import { type CandleRows, CandleRowsBuilder, NUMBER_COLUMNS } from './candleRows.ts';
import { candleTime, type TimeFormat, whyNoTime } from './candleTime.ts';
import {
  type ColumnLayout,
  describeLayout,
  EXPECTED_HEADER,
  inVolumeUnit,
  isBinanceKline,
  layoutOfHeader,
  layoutOfOrder,
} from './columnLayout.ts';
import { OrderTally } from './orderTally.ts';
import { divideVolumeByHigh } from './quoteVolume.ts';

export interface ReadOptions {
  /** The order of the columns where the file does not say it, or says it wrongly; a header is then passed over. */
  readonly columns?: ColumnOrder;
  /** The unit of the volume, where the user knows better than the format. */
  readonly volume?: VolumeUnit;
}

/**
 * Rows of cells become candles: the header or the order of the columns is recognised, every time and number is read, and every row that
 * cannot be read is a problem with its line. Nothing stops at the first.
 */
export class CandleTable {
  readonly #builder: CandleRowsBuilder;
  readonly #options: ReadOptions;
  readonly #timeFormats = new Set<TimeFormat>();
  readonly #values = new Float64Array(5);
  #header: { readonly cells: readonly string[]; readonly line: number } | null = null;
  #layout: ColumnLayout | null = null;
  #tally: OrderTally | null = null;
  #isAbandoned = false;
  #symbol: string | null = null;
  #hasSecondSymbol = false;

  constructor(file: string, options: ReadOptions) {
    this.#builder = new CandleRowsBuilder(file);
    this.#options = options;
  }

  /** The next row that is not blank. */
  add(cells: readonly string[], line: number): void {
    if (this.#isAbandoned) return;
    if (this.#layout !== null) this.#read(cells, line, this.#layout);
    else if (this.#tally !== null) this.#tally.add(cells);
    else if (this.#header !== null) this.#begin(cells, line);
    else if (looksLikeHeader(cells)) this.#header = { cells, line };
    else this.#beginWithoutHeader(cells, line);
  }

  /** Something that stands in the way of a row, or of all. */
  problem(line: number | null, message: string): void {
    this.#builder.problem(line, null, message);
  }

  /** The order of the columns of a file without a header, once all of its rows were seen; null where there is nothing to find out, or no answer. */
  orderFound(): ColumnOrder | null {
    const decided = this.#tally?.decide() ?? null;
    if (decided === null || 'columns' in decided) return decided;
    this.#builder.problem(decided.line, null, decided.message);
    return null;
  }

  finish(): CandleRows {
    if (this.#header !== null && this.#layout === null && !this.#isAbandoned) this.#readHeader(null);
    const builder = this.#builder;
    const layout = this.#layout;
    if (layout === null) {
      if (builder.problems.length === 0) this.problem(null, `is empty; ${EXPECTED_HEADER}`);
      return builder.finish('nothing');
    }
    builder.remarks.push(...layout.remarks);
    const rows = builder.finish(describeLayout(layout, this.#timeFormats));
    if (layout.volume === 'quote') divideVolumeByHigh(rows);
    return rows;
  }

  /** The first row after a header. */
  #begin(cells: readonly string[], line: number): void {
    this.#readHeader(cells);
    if (this.#layout !== null) this.#read(cells, line, this.#layout);
  }

  #readHeader(firstCells: readonly string[] | null): void {
    const { cells, line } = this.#header!;
    const given = this.#options.columns;
    const layout = given === undefined ? layoutOfHeader(cells, firstCells) : layoutOfOrder(given);
    if (Array.isArray(layout)) {
      for (const { key, message } of layout) this.#builder.problem(line, key, message);
      this.#isAbandoned = true;
      return;
    }
    this.#layout = inVolumeUnit(layout, this.#options.volume);
  }

  #beginWithoutHeader(cells: readonly string[], line: number): void {
    const given = this.#options.columns;
    const order = given ?? (isBinanceKline(cells) ? BINANCE_KLINES : null);
    if (order === null) {
      this.#tally = new OrderTally(cells, line);
      this.#tally.add(cells);
      return;
    }
    this.#layout = inVolumeUnit(layoutOfOrder(order), this.#options.volume);
    this.#read(cells, line, this.#layout);
  }

  #read(cells: readonly string[], line: number, layout: ColumnLayout): void {
    const builder = this.#builder;
    if (cells.length !== layout.columnCount) {
      builder.problem(line, null, this.#whyNotSoMany(cells, layout));
      return;
    }
    if (layout.symbolAt !== null) this.#checkSymbol(cells[layout.symbolAt]!.trim(), line, layout.symbolAt);
    const timeText = cells[layout.index.openTime]!;
    const time = candleTime(timeText);
    if (time === null) {
      const isHeader = this.#header !== null && cells.join() === this.#header.cells.join();
      const message = isHeader
        ? `the header of line ${this.#header!.line} stands here again, as where two files were joined; expected a row`
        : whyNoTime(timeText);
      builder.problem(line, isHeader ? null : layout.name.openTime, message);
      return;
    }
    this.#timeFormats.add(time.format);
    const values = this.#values;
    for (let index = 0; index < 5; index++) {
      const column = NUMBER_COLUMNS[index]!;
      const cell = cells[layout.index[column]]!;
      const value = candleNumber(cell);
      if (Number.isNaN(value)) builder.problem(line, layout.name[column], whyNoNumber(cell));
      values[index] = value;
    }
    builder.add(line, time.timeMs, values);
  }

  /** Two coins one below the other are one coin that fell by nine tenths, unless somebody looks. */
  #checkSymbol(symbol: string, line: number, position: number): void {
    this.#symbol ??= symbol;
    if (symbol === this.#symbol || this.#hasSecondSymbol) return;
    const key = this.#header!.cells[position]!.trim();
    // The header of a second part is said where its time is read.
    if (symbol === key) return;
    this.#hasSecondSymbol = true;
    const message = `"${symbol}" stands after "${this.#symbol}"; expected one symbol in a file: split it by this column first`;
    this.#builder.problem(line, key, message);
  }

  #whyNotSoMany(cells: readonly string[], layout: ColumnLayout): string {
    const as =
      this.#header === null || this.#options.columns !== undefined ? 'as it was said' : 'as in the header';
    const expected = `has ${cells.length} ${cells.length === 1 ? 'column' : 'columns'}; expected ${layout.columnCount} ${as}`;
    // Five prices and volumes with a comma each, in a file that parts columns with commas.
    const isCut = cells.length > layout.columnCount && cells.length <= 2 * layout.columnCount - 1;
    return isCut
      ? `${expected} (a decimal comma, or a comma between thousands, makes two columns of one)`
      : expected;
  }
}

/**
 * The candles of rows that `feed` hands over one by one. It is called a second time where the file has no header: which column is which
 * shows only when all rows were seen, and they are not held meanwhile.
 */
export function readTable(
  file: string,
  options: ReadOptions,
  feed: (table: CandleTable) => void,
): CandleRows {
  const table = new CandleTable(file, options);
  feed(table);
  const order = table.orderFound();
  if (order === null) return table.finish();
  const again = new CandleTable(file, { ...options, columns: order });
  feed(again);
  return again.finish();
}

/** A row is a header unless its cells are times and numbers only. */
function looksLikeHeader(cells: readonly string[]): boolean {
  return !cells.every((cell) => {
    const text = cell.trim();
    return text === '' || !Number.isNaN(+text) || candleTime(text) !== null;
  });
}
