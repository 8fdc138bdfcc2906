import { portableLog } from '../../core/portableMath.ts';
import { failed, ok, type Problem, type Result } from '../../core/result.ts';
import type { Candles } from '../candles.ts';
import { imposeRanks } from './imposeRanks.ts';
import {
  type CorrelationMeasure,
  correlationBound,
  type PairCorrelation,
  pearson,
  spearman,
} from './pairCorrelation.ts';
import { remixBars } from './remixBars.ts';

/** Returns that all symbols must have in common: fewer say little about a correlation. */
const FEWEST_COMMON_BARS = 60;

/** A pair that ends further from its target than this was not reached, and the shock is refused. */
const LARGEST_MISS = 0.05;

/** One symbol of a shock: its bars, of which the rows [fromRow, toRow) are the window. */
export interface ShockedSymbol {
  readonly symbol: string;
  readonly candles: Candles;
  readonly tick: number;
  readonly fromRow: number;
  readonly toRow: number;
}

export interface ShockTarget {
  /** The wanted correlation of each pair, rows and columns in the order of the symbols; repaired where no columns can have it. */
  readonly matrix: readonly (readonly number[])[];
  readonly measure: CorrelationMeasure;
}

export interface CorrelationShock {
  /** By symbol; the leader's bars are not among them. */
  readonly candles: ReadonlyMap<string, Candles>;
  readonly correlations: readonly PairCorrelation[];
  /** Bars that changed places, of each symbol. */
  readonly commonBarCount: number;
  /** Bars at the floor of one tick, where a return could not be kept. */
  readonly liftedBarCount: number;
  /** The largest difference between a log return and the one that was to stand there: what the tick costs. */
  readonly largestReturnError: number;
}

/**
 * Imposes correlations on the close-to-close log returns of symbols over the bars of a window that all of them have, by giving each symbol's own
 * bars another order (see `imposeRanks` and `remixBars`). The first symbol leads and keeps its bars. What each symbol's returns are, one by
 * one, stays: only when they happen changes.
 *
 * Bars that a symbol has and another has not stay in their places. The first bar of the data has no return and is only an anchor.
 *
 * @param symbols the leader first; at least two.
 * @returns the new bars and what was achieved, measured on them; or why it cannot be: too few bars in common, a symbol that does not move, a target
 * beyond the bound of a pair.
 */
export function correlationShock(
  symbols: readonly ShockedSymbol[],
  { matrix, measure }: ShockTarget,
): Result<CorrelationShock> {
  const rows = commonRows(symbols);
  const commonBarCount = rows[0]!.length;
  if (commonBarCount < FEWEST_COMMON_BARS) {
    const names = symbols.map(({ symbol }) => symbol).join(', ');
    return refused(
      `finds ${commonBarCount} bars of the window that ${names} all have with a close before; expected at least ${FEWEST_COMMON_BARS}`,
    );
  }
  const returns = symbols.map(({ candles }, index) => returnsAt(candles, rows[index]!));
  const still = symbols.filter((_, index) => returns[index]!.every((value) => value === returns[index]![0]));
  if (still.length > 0) {
    return refused(
      `cannot correlate ${still.map(({ symbol }) => symbol).join(', ')}: it does not move in the window`,
    );
  }
  const beyond = beyondBounds(symbols, returns, { matrix, measure });
  if (beyond.length > 0) return failed(beyond);
  const imposed = imposeRanks(returns, { target: matrix, measure });
  if (imposed === null) {
    return refused('cannot tell the symbols apart: the moves of one of them follow from those of others');
  }

  const candles = new Map<string, Candles>();
  let liftedBarCount = 0;
  let largestReturnError = 0;
  const achieved = symbols.map((symbol, index) => {
    if (index === 0) return returns[0]!;
    const places = rows[index]!;
    const sources = imposed.sourceRows[index]!;
    const sourceRows = new Map(places.map((row, place) => [row, places[sources[place]!]!]));
    const remixed = remixBars({ ...symbol, fromRow: Math.max(1, symbol.fromRow), sourceRows });
    candles.set(symbol.symbol, remixed.candles);
    liftedBarCount += remixed.liftedBarCount;
    const now = returnsAt(remixed.candles, places);
    for (const [place, source] of sources.entries()) {
      largestReturnError = Math.max(largestReturnError, Math.abs(now[place]! - returns[index]![source]!));
    }
    return now;
  });
  const correlations = pairsOf(symbols.length).map(([i, j]): PairCorrelation => {
    const requested = matrix[i]![j]!;
    const direction = requested < 0 ? -1 : 1;
    return {
      symbols: [symbols[i]!.symbol, symbols[j]!.symbol],
      requested,
      applied: imposed.applied[i]![j]!,
      spearmanBefore: spearman(returns[i]!, returns[j]!),
      spearmanAchieved: spearman(achieved[i]!, achieved[j]!),
      pearsonBefore: pearson(returns[i]!, returns[j]!),
      pearsonAchieved: pearson(achieved[i]!, achieved[j]!),
      pearsonBound: correlationBound(returns[i]!, returns[j]!, { measure: 'pearson', direction }),
    };
  });
  const missed = correlations.filter(
    (pair) => Math.abs(achievedOf(pair, measure) - pair.requested) > LARGEST_MISS,
  );
  if (missed.length > 0) {
    return failed(
      missed.map((pair) =>
        about(
          'rho',
          `asks for a ${nameOf(measure)} correlation of ${pair.requested} between ${pair.symbols.join(' and ')}, and their bars reach ${achievedOf(pair, measure).toFixed(3)} together with the other pairs`,
        ),
      ),
    );
  }
  return ok({ candles, correlations, commonBarCount, liftedBarCount, largestReturnError });
}

/** Of each symbol, the rows of its window whose times all symbols have, each with a close before it. */
function commonRows(symbols: readonly ShockedSymbol[]): number[][] {
  const rowsByTime = symbols.map(({ candles, fromRow, toRow }) => {
    const rows = new Map<number, number>();
    for (let row = Math.max(1, fromRow); row < toRow; row++) rows.set(candles.openTimeMs[row]!, row);
    return rows;
  });
  const times = [...rowsByTime[0]!.keys()].filter((timeMs) => rowsByTime.every((rows) => rows.has(timeMs)));
  return rowsByTime.map((rows) => times.map((timeMs) => rows.get(timeMs)!));
}

/** Log returns from the symbol's bar before, whenever that was. */
function returnsAt({ close }: Candles, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => portableLog(close[row]! / close[row - 1]!));
}

/** A correlation beyond what the columns can have in any order is a wish that nothing can grant. */
function beyondBounds(
  symbols: readonly ShockedSymbol[],
  returns: readonly Float64Array[],
  { matrix, measure }: ShockTarget,
): Problem[] {
  return pairsOf(symbols.length).flatMap(([i, j]) => {
    const requested = matrix[i]![j]!;
    const direction = requested < 0 ? -1 : 1;
    const bound = correlationBound(returns[i]!, returns[j]!, { measure, direction });
    if (direction * requested <= direction * bound) return [];
    const pair = `${symbols[i]!.symbol} and ${symbols[j]!.symbol}`;
    const hint = measure === 'pearson' ? ', or measure: spearman' : '';
    return [
      about(
        'rho',
        `asks for a ${nameOf(measure)} correlation of ${requested} between ${pair}, and no order of their returns passes ${bound.toFixed(3)}; expected at most that${hint}`,
      ),
    ];
  });
}

function pairsOf(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count - i - 1 }, (_, after): [number, number] => [i, i + 1 + after]),
  ).flat();
}

function achievedOf(pair: PairCorrelation, measure: CorrelationMeasure): number {
  return measure === 'spearman' ? pair.spearmanAchieved : pair.pearsonAchieved;
}

function nameOf(measure: CorrelationMeasure): string {
  return measure === 'spearman' ? 'Spearman' : 'Pearson';
}

function refused(message: string): Result<never> {
  return failed([about(null, message)]);
}

function about(key: string | null, message: string): Problem {
  return { file: null, line: null, key, message };
}
