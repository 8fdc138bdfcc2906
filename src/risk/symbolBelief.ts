import { DailyCloses } from '../market/dailyCloses.ts';
import { RecentCloses } from './recentCloses.ts';

/** What is believed of one symbol. */
export interface SymbolBelief {
  positionQty: number;
  entryPrice: number;
  markPrice: number | null;
  bid: number | null;
  ask: number | null;
  lastPrice: number | null;
  /** What the newest price is of; meaningless before the first bar. */
  asOfMs: number;
  /** Length of the bars; 0 before the first. */
  intervalMs: number;
  ended: boolean;
  /** What the position has paid to enter and brought in since it was opened; null while a part of it is not known. */
  trip: { enteredQuote: number; profitQuote: number } | null;
  readonly daily: DailyCloses;
  readonly recent: RecentCloses;
}

/** Flat, and without a price. */
export function createSymbolBelief(): SymbolBelief {
  return {
    positionQty: 0,
    entryPrice: 0,
    markPrice: null,
    bid: null,
    ask: null,
    lastPrice: null,
    asOfMs: 0,
    intervalMs: 0,
    ended: false,
    trip: null,
    daily: new DailyCloses(),
    recent: new RecentCloses(),
  };
}
