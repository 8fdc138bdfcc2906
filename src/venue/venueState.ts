import type { Account, MarginScope } from './account.ts';
import type { ExchangeOptions, ExchangeSink } from './exchange.ts';
import type { FundingClock } from './funding.ts';
import { midAtOffset } from './pricePath.ts';
import { steeredPrice } from './priceSteer.ts';
import type { VenueProfile } from './profiles/profile.ts';
import type { RateLedger } from './rateLimits.ts';
import { halfSpread } from './spread.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import type { WorkingOrder } from './workingOrder.ts';

/** Everything that the venue remembers. The functions of this folder take it as their first argument; nothing is kept elsewhere. */
export interface VenueState {
  readonly options: ExchangeOptions;
  readonly sink: ExchangeSink;
  readonly profile: VenueProfile;
  /** In tape order. */
  readonly markets: readonly SymbolMarket[];
  readonly marketOf: ReadonlyMap<string, SymbolMarket>;
  readonly accounts: readonly Account[];
  /** Of all accounts, in their order: what can be liquidated. */
  readonly scopes: readonly MarginScope[];
  readonly accountOf: ReadonlyMap<string, Account>;
  /** What was counted of the requests of each account. */
  readonly rateLedgers: ReadonlyMap<string, RateLedger>;
  /** The venue's clock: epoch ms. */
  nowMs: number;
  /** Open time of the bars that opened last. */
  baseMs: number;
  /** Where on the path the venue stands, ms after `baseMs`, exact inside the millisecond. From the base, so that no digits are lost. */
  cursorMs: number;
  /** When the next symbol's data end. */
  nextEndMs: number;
  /** Live orders with a date. */
  readonly expiring: WorkingOrder[];
  /** Live trailing stops over all symbols. */
  trailCount: number;
  /** Null where none is charged. */
  readonly funding: FundingClock | null;
  orderCount: number;
  tradeCount: number;
  liquidationCount: number;
  settlementCount: number;
  fundingCount: number;
  /** What happens next inside the open bars. One object, used again. */
  readonly next: NextEvent;
  /** False once anything changed that `next` was found from. */
  isNextKnown: boolean;
  /** True while a call runs. What the sink is told of then must be queued: answering from inside would see half of what happened. */
  isBusy: boolean;
}

/** An order fires or expires, a scope of an account is liquidated, or funding is charged; or (all null and false) nothing happens. */
export interface NextEvent {
  /** The venue's clock: the crossing rounded up, so that nothing happens before its time. */
  atMs: number;
  /** The crossing itself, on the scale of `VenueState.cursorMs`. */
  cursorMs: number;
  order: WorkingOrder | null;
  /** The order's date has come. */
  isExpiry: boolean;
  scope: MarginScope | null;
  /** Funding is due. */
  isFunding: boolean;
}

/** Mid price at a place of the path: inside the open bar, or the last close between bars. Only for a symbol that has a price. */
export function midAtCursor(state: VenueState, market: SymbolMarket, cursorMs: number): number {
  if (!market.isOpen) return market.candles.close[market.row]!;
  return midAtOffset(market, cursorMs - openCursor(state, market));
}

/** Mark price at a place of the path: mid, unless it is steered away. */
export function markAtCursor(state: VenueState, market: SymbolMarket, cursorMs: number): number {
  return steeredPrice(market.steers.mark, midAtCursor(state, market, cursorMs));
}

/** Mid price now. */
export function midNow(state: VenueState, market: SymbolMarket): number {
  return midAtCursor(state, market, state.cursorMs);
}

/** Best bid or ask that a taker meets now. */
export function takerQuote(state: VenueState, market: SymbolMarket, side: 'buy' | 'sell'): number {
  const mid = midNow(state, market);
  const half = halfSpread(market.spread, mid, market.spreadFactor);
  return side === 'buy' ? mid + half : mid - half;
}

/** Where the symbol's open bar began on the scale of `cursorMs`: 0, or less where a bar began before the base. */
export function openCursor(state: VenueState, market: SymbolMarket): number {
  return market.candles.openTimeMs[market.row]! - state.baseMs;
}

/** A symbol has a price once its first bar has opened, look-back included. */
export function hasPrice(market: SymbolMarket): boolean {
  return market.row >= 0;
}
