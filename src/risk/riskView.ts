import type { Instrument } from '../market/instrument.ts';
import type { Side } from '../market/order.ts';
import type { DailyCorrelation } from './dailyCorrelations.ts';

/** What rules and sizers may know: belief, never truth. */
export interface RiskView {
  readonly atMs: number;
  readonly symbols: readonly string[];
  /** Wallet + unrealised profit at the believed marks. */
  readonly equityQuote: number;
  instrument(symbol: string): Instrument;
  /** Base, signed. */
  positionQty(symbol: string): number;
  /** Quote per base; null before the first price of the symbol. */
  markPrice(symbol: string): number | null;
  /** What a market order of this side is priced at: the ask to a buyer, the bid to a seller, as last seen; null while neither is known. */
  takerPrice(symbol: string, side: Side): number | null;
  /** How two symbols' daily returns moved together over the completed UTC days that both are known of, up to `lookbackDays` back. */
  dailyCorrelation(symbol: string, otherSymbol: string, lookbackDays: number): DailyCorrelation;
  /**
   * The largest position on this side (base, unsigned) if every live, in-flight and unknown order of it fills and none of the other
   * side does. Reduce-only orders count only as what takes a position of the other side away.
   */
  worstCaseQty(symbol: string, side: Side): number;
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
