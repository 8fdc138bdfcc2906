import type { Instrument } from '../market/instrument.ts';
import type { Side } from '../market/order.ts';
import type { DailyCorrelation, DailyCorrelationMatrix } from './dailyCorrelations.ts';
import type { DailyVolatility } from './dailyVolatility.ts';

/** What rules and sizers may know: belief, never truth. */
export interface RiskView {
  readonly atMs: number;
  readonly symbols: readonly string[];
  /** Wallet + unrealised profit at the believed marks. */
  readonly equityQuote: number;
  /** Notional / initial margin of the account; 1 is none borrowed. */
  readonly leverage: number;
  /** A spot account has no margin: rules that speak of maintenance do not apply. Left out: it is none. */
  readonly isSpot?: boolean;
  /** Wealth of the same owner that is not at this venue. */
  readonly offVenueQuote: number;
  instrument(symbol: string): Instrument;
  /** Base, signed. */
  positionQty(symbol: string): number;
  /** Quote per base; null before the first price of the symbol. */
  markPrice(symbol: string): number | null;
  /** The last trade that was seen, a bar's close or a mark's; null before the first. */
  lastPrice(symbol: string): number | null;
  /** Median of the last `barCount` closes, or of as many as there are; null before the first. */
  medianClose(symbol: string, barCount: number): number | null;
  /** The moment that the newest price is of, and the length of the bars; null before the first bar. */
  feed(symbol: string): { readonly asOfMs: number; readonly intervalMs: number } | null;
  /** What a market order of this side is priced at: the ask to a buyer, the bid to a seller, as last seen; null while neither is known. */
  takerPrice(symbol: string, side: Side): number | null;
  /** How two symbols' daily returns moved together over the completed UTC days that both are known of, up to `lookbackDays` back. */
  dailyCorrelation(symbol: string, otherSymbol: string, lookbackDays: number): DailyCorrelation;
  /** The same between every two of several symbols, over the days that all of them have. */
  dailyCorrelationMatrix(symbols: readonly string[], lookbackDays: number): DailyCorrelationMatrix;
  /** Annualised, over the last `lookbackDays` daily returns that are known. */
  dailyVolatility(symbol: string, lookbackDays: number): DailyVolatility;
  /** Wilder's, over the bars that were seen, in quote; null before `barCount` + 1 bars. */
  averageTrueRange(symbol: string, barCount: number): number | null;
  /**
   * The largest position on this side (base, unsigned) if every live, in-flight and unknown order of it fills and none of the other
   * side does. Reduce-only orders count only as what takes a position of the other side away.
   */
  worstCaseQty(symbol: string, side: Side): number;
  /** Base, signed: the position with every live, in-flight and unknown entry of this side filled; reduce-only orders are left out. */
  netWorstQty(symbol: string, side: Side): number;
  /** Stops that the venue has live against the position. */
  liveStops(symbol: string): readonly LiveStop[];
  /** Entries that may still fill. */
  pendingEntries(symbol: string): readonly PendingEntry[];
}

export interface LiveStop {
  /** Base that it closes at most. */
  readonly qty: number;
  /** Quote per base. */
  readonly triggerPrice: number;
}

export interface PendingEntry {
  readonly side: Side;
  /** Base that may still fill. */
  readonly qty: number;
  /** Its limit, or what is known of the market; null when neither is. */
  readonly price: number | null;
  /** Where its stop is to stand. Null: it has none, or nobody knows what became of the entry and so whether a stop stands. */
  readonly stopPrice: number | null;
}

/** An order before it is approved, priced at belief's ask or bid where it is a market order. */
export interface RiskOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly qty: number;
  readonly price: number;
  /** Where the protective stop will stand; null when there is none. */
  readonly stopPrice: number | null;
}

/** A wish whose quantity is still open, for sizers and headrooms. */
export type SizingOrder = Omit<RiskOrder, 'qty'>;
