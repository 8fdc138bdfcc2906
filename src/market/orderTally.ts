import { COLUMN_ORDERS, type ColumnOrder } from './candleFormats.ts';
import { candleNumber } from './candleNumber.ts';
import { NUMBER_COLUMNS } from './candleRows.ts';
import { candleTime } from './candleTime.ts';

/**
 * A volume in the place of the high makes a possible candle wherever it is large. Bars whose price doubles are rare also in the worst of
 * crashes: 17 of the last 103 hours of LUNA.
 */
const WILD_RATIO = 0.5;

/** How one order of columns fares with the rows seen so far. */
interface Trial {
  readonly order: ColumnOrder;
  /** Positions of `NUMBER_COLUMNS`. */
  readonly positions: readonly number[];
  impossibleCount: number;
  /** Possible rows whose high is more than twice the low. */
  wildCount: number;
  /** Whether every row was the same candle under this order as under each other one, by their numbers. */
  readonly agrees: boolean[];
}

/**
 * Finds the order of columns in a file without a header: the one known order under which every row is a possible candle. Where none is, or
 * two are that mean different candles, nothing is guessed.
 */
export class OrderTally {
  readonly #firstCells: readonly string[];
  readonly #firstLine: number;
  readonly #trials: readonly Trial[];
  #rowCount = 0;

  /** @param known the orders to try */
  constructor(
    firstCells: readonly string[],
    firstLine: number,
    known: readonly ColumnOrder[] = COLUMN_ORDERS,
  ) {
    this.#firstCells = firstCells;
    this.#firstLine = firstLine;
    const orders = known.filter(({ columns }) => columns.length === firstCells.length);
    this.#trials = orders.map((order) => ({
      order,
      positions: NUMBER_COLUMNS.map((column) => order.columns.indexOf(column)),
      impossibleCount: 0,
      wildCount: 0,
      agrees: orders.map(() => true),
    }));
  }

  add(cells: readonly string[]): void {
    this.#rowCount++;
    const numbers = cells.map(candleNumber);
    const isReadable = cells.length === this.#firstCells.length && candleTime(cells[0]!) !== null;
    for (const trial of this.#trials) {
      const [open, high, low, close, volume] = trial.positions.map((position) => numbers[position]!);
      const isPossible =
        isReadable &&
        low! > 0 &&
        low! <= Math.min(open!, close!) &&
        high! >= Math.max(open!, close!) &&
        volume! >= 0;
      if (!isPossible) trial.impossibleCount++;
      else if (high! > 2 * low!) trial.wildCount++;
      for (const [index, other] of this.#trials.entries()) {
        if (!trial.agrees[index]) continue;
        trial.agrees[index] = trial.positions.every(
          (position, column) => numbers[position] === numbers[other.positions[column]!],
        );
      }
    }
  }

  /** The one order that fits, or why none is taken and how each of them fares. */
  decide(): ColumnOrder | { readonly line: number; readonly message: string } {
    const trials = this.#trials;
    const fitting = trials.filter(
      ({ impossibleCount, wildCount }) => impossibleCount === 0 && wildCount <= WILD_RATIO * this.#rowCount,
    );
    const [first] = fitting;
    // A bar without any movement reads the same in several orders.
    if (first !== undefined && fitting.every((trial) => first.agrees[trials.indexOf(trial)])) {
      const name = `no header, taken in the order of ${first.order.name}, the one known order in which all rows are possible`;
      return { ...first.order, name };
    }
    const count = this.#firstCells.length;
    const line = `the line is "${shorten(this.#firstCells.join(','))}"`;
    const say = 'say their order with --columns, such as --columns timestamp,open,high,low,close,volume';
    const fared = trials.map(
      ({ order, impossibleCount, wildCount }) =>
        `${orderText(order)}: ${impossibleCount} of ${this.#rowCount} rows impossible` +
        (impossibleCount === 0 ? `, but in ${wildCount} the high is more than twice the low` : ''),
    );
    const why =
      fitting.length > 1
        ? `several known orders make possible but different candles of all rows (${fitting.map(({ order }) => orderText(order)).join('; ')})`
        : trials.length === 0
          ? `no known format without one has ${count} ${count === 1 ? 'column' : 'columns'}`
          : `no known order makes possible candles of all rows (${fared.join('; ')})`;
    const message = `there is no header, so the columns cannot be told apart (${line}): ${why}; expected a header, or ${say}`;
    return { line: this.#firstLine, message };
  }
}

function orderText({ columns }: ColumnOrder): string {
  return columns.map((column) => (column === 'openTime' ? 'timestamp' : (column ?? '-'))).join(',');
}

function shorten(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 97)}...`;
}
