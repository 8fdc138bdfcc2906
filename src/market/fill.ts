import type { Side } from './order.ts';

/** Why a fill happened that no order of ours asked for. */
export type FillOrigin = 'order' | 'liquidation' | 'autoDeleverage' | 'settlement';

/** One execution. A trade id is given once by the venue; a client may be told of it more than once. */
export interface Fill {
  readonly tradeId: string;
  readonly venueOrderId: string;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly side: Side;
  /** Base, unsigned. */
  readonly qty: number;
  /** Quote per base. */
  readonly price: number;
  readonly feeQuote: number;
  readonly liquidity: 'maker' | 'taker';
  readonly origin: FillOrigin;
  /** Venue time of the execution. */
  readonly venueTimeMs: number;
}
