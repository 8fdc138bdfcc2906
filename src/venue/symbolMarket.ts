import type { Candles } from '../market/candles.ts';
import type { Instrument } from '../market/instrument.ts';
import type { PriceKind } from '../market/order.ts';
import type { TapeSymbol } from '../market/tape.ts';
import type { ImpactChoice } from './impacts/index.ts';
import type { PathDefinition } from './paths/pathDefinition.ts';
import { ON_THE_PATH, type PriceSteer } from './priceSteer.ts';
import type { SpreadColumns } from './spread.ts';
import { type SpreadChoice, spreadColumn } from './spreads/index.ts';
import type { WorkingOrder } from './workingOrder.ts';

/** One symbol at the venue: where its tape stands, the path of its bar, what was traded in the bar, and its working orders. */
export interface SymbolMarket {
  /** Place in the tape; every tie between symbols is broken by it. */
  readonly index: number;
  readonly symbol: string;
  readonly instrument: Instrument;
  readonly candles: Candles;
  readonly path: PathDefinition;
  /** What all accounts held when the open bar had opened, base, signed; 0 where the path does not look at it. */
  pathPositionQty: number;
  /** The open bar, or the last one that has closed; -1 before the first. */
  row: number;
  isOpen: boolean;
  /** When the open bar closes. */
  closeMs: number;
  /** When the next bar opens; Infinity after the last. */
  nextOpenMs: number;
  hasEnded: boolean;
  /** When the data end: the close of the last bar. */
  readonly lastCloseMs: number;
  /** When the extremes are met and the bar closes, ms after its open. */
  readonly firstExtremeMs: number;
  readonly secondExtremeMs: number;
  readonly intervalMs: number;
  /** Row whose path points stand below. They are read only when something asks for a price inside a bar. */
  pointsRow: number;
  openPrice: number;
  firstExtremePrice: number;
  secondExtremePrice: number;
  closePrice: number;
  /** Row whose quantities stand below: the pool needs no clearing per bar. */
  poolRow: number;
  /** What takers took in the bar, base: they share one book. */
  takenBuyQty: number;
  takenSellQty: number;
  /** What takers and makers filled in the bar, base: they share one cap. */
  filledBuyQty: number;
  filledSellQty: number;
  /** Row whose sides stand below: whether something in the bar is met by a falling, and by a rising price. */
  sidesRow: number;
  isMetFalling: boolean;
  isMetRising: boolean;
  /** The last bar that was counted as ambiguous, and the opens of all of them. */
  ambiguousRow: number;
  readonly ambiguousOpensMs: number[];
  /** How many times as wide as usual the spread is, and by how much the depth is divided: 1 and 1 in a calm book. */
  spreadFactor: number;
  depthDivisor: number;
  /** How last, mark and index follow the path. */
  readonly steers: Record<PriceKind, PriceSteer>;
  /** Full calm spread of each bar, bps, where it is estimated; and what holds in the open bar. */
  readonly spreadColumn: Float64Array | null;
  spread: SpreadColumns;
  /** How many ticks past its limit the other side's quote must be before a resting limit fills: 1, or 0 where a touch is enough. */
  readonly throughTicks: 0 | 1;
  /** What taking costs beyond the quote. */
  readonly impact: ImpactChoice;
  /** Live orders in the order in which they came. */
  readonly working: WorkingOrder[];
  /** Trailing stops among them. */
  trailCount: number;
  /** No working order fires while price stays above the first and below the second. */
  highestFallingLevel: number;
  lowestRisingLevel: number;
}

export function createSymbolMarket(
  { instrument, candles, firstRow }: TapeSymbol,
  index: number,
  {
    path,
    impact,
    throughTicks = 1,
    spread,
  }: {
    readonly path: PathDefinition;
    readonly impact: ImpactChoice;
    readonly throughTicks?: 0 | 1;
    readonly spread?: SpreadChoice;
  },
): SymbolMarket {
  const { intervalMs, length, openTimeMs } = candles;
  const column = spread === undefined ? null : spreadColumn(spread, candles, instrument.spreadBps);
  return {
    index,
    symbol: instrument.symbol,
    instrument,
    candles,
    path,
    pathPositionQty: 0,
    row: firstRow - 1,
    isOpen: false,
    closeMs: Number.NEGATIVE_INFINITY,
    nextOpenMs: openTimeMs[firstRow] ?? Number.POSITIVE_INFINITY,
    // A symbol without a single bar never traded, so there is nothing to end.
    hasEnded: length === 0,
    lastCloseMs: length === 0 ? Number.POSITIVE_INFINITY : openTimeMs[length - 1]! + intervalMs,
    firstExtremeMs: Math.round(intervalMs / 3),
    secondExtremeMs: Math.round((2 * intervalMs) / 3),
    intervalMs,
    pointsRow: -1,
    openPrice: 0,
    firstExtremePrice: 0,
    secondExtremePrice: 0,
    closePrice: 0,
    poolRow: -1,
    takenBuyQty: 0,
    takenSellQty: 0,
    filledBuyQty: 0,
    filledSellQty: 0,
    sidesRow: -1,
    isMetFalling: false,
    isMetRising: false,
    ambiguousRow: -1,
    ambiguousOpensMs: [],
    spreadFactor: 1,
    depthDivisor: 1,
    steers: { last: ON_THE_PATH, mark: ON_THE_PATH, index: ON_THE_PATH },
    throughTicks,
    impact,
    spreadColumn: column,
    spread: column === null ? instrument : { tick: instrument.tick, spreadBps: instrument.spreadBps },
    working: [],
    trailCount: 0,
    highestFallingLevel: Number.NEGATIVE_INFINITY,
    lowestRisingLevel: Number.POSITIVE_INFINITY,
  };
}

/** The next bar opens. */
export function openNextBar(market: SymbolMarket): void {
  const { openTimeMs, length } = market.candles;
  const row = market.row + 1;
  market.row = row;
  market.isOpen = true;
  if (market.spreadColumn !== null) {
    market.spread = { tick: market.instrument.tick, spreadBps: market.spreadColumn[row]! };
  }
  market.closeMs = market.nextOpenMs + market.intervalMs;
  market.nextOpenMs = row + 1 < length ? openTimeMs[row + 1]! : Number.POSITIVE_INFINITY;
}

/** To be called after any change of `working`. */
export function updateLevels(market: SymbolMarket): void {
  let highestFalling = Number.NEGATIVE_INFINITY;
  let lowestRising = Number.POSITIVE_INFINITY;
  for (const order of market.working) {
    // A trailing stop moves with the bar, so it has to be looked at in every bar.
    if (order.request.trail !== undefined) lowestRising = Number.NEGATIVE_INFINITY;
    else if (order.firesFalling) highestFalling = Math.max(highestFalling, order.levelPrice);
    else lowestRising = Math.min(lowestRising, order.levelPrice);
  }
  market.highestFallingLevel = highestFalling;
  market.lowestRisingLevel = lowestRising;
}

/** True when the open bar reaches a level somewhere on its path: the test that lets most bars cost nothing. */
export function barReachesLevels(market: SymbolMarket): boolean {
  const { row, candles } = market;
  return candles.low[row]! <= market.highestFallingLevel || candles.high[row]! >= market.lowestRisingLevel;
}

/** Close of the last bar that ended before the open one. */
export function previousClose(market: SymbolMarket): number | null {
  const row = market.isOpen ? market.row - 1 : market.row;
  return row < 0 ? null : market.candles.close[row]!;
}
