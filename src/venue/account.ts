import { CompensatedSum } from '../core/compensatedSum.ts';
import { addSteps } from '../core/rounding.ts';
import type { Fill } from '../market/fill.ts';
import type { Side } from '../market/order.ts';
import type { AccountSettings } from '../market/venueEvent.ts';
import type { AccountOptions } from './exchange.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import type { WorkingOrder } from './workingOrder.ts';

/** One account's books: wallet, net positions, orders, fills. Positions are columns by the symbol's place in the tape. */
export interface Account {
  readonly accountId: string;
  readonly leverage: number;
  /** How it is set up, as a query reports it. */
  settings: Omit<AccountSettings, 'leverage'>;
  wallet: CompensatedSum;
  readonly fees: CompensatedSum;
  readonly insurance: CompensatedSum;
  /** Base, signed. */
  readonly positionQty: Float64Array;
  /** Average entry price; means nothing where the position is 0. */
  readonly entryPrice: Float64Array;
  /** Symbols with a position, in tape order. */
  held: readonly SymbolMarket[];
  /** Live orders by venue id. */
  readonly live: WorkingOrder[];
  readonly byVenueId: Map<string, WorkingOrder>;
  readonly byClientId: Map<string, WorkingOrder>;
  readonly fills: Fill[];
  wasLiquidated: boolean;
  /** A liquidation has begun and the volume has not sufficed to end it. */
  isLiquidating: boolean;
}

export function createAccount(options: AccountOptions, symbolCount: number): Account {
  return {
    accountId: options.accountId,
    leverage: options.leverage,
    settings: {
      permissions: options.permissions ?? ['read', 'trade'],
      hasIpAllowList: options.hasIpAllowList ?? true,
      positionMode: options.positionMode ?? 'net',
    },
    wallet: new CompensatedSum(options.startQuote),
    fees: new CompensatedSum(),
    insurance: new CompensatedSum(),
    positionQty: new Float64Array(symbolCount),
    entryPrice: new Float64Array(symbolCount),
    held: [],
    live: [],
    byVenueId: new Map(),
    byClientId: new Map(),
    fills: [],
    wasLiquidated: false,
    isLiquidating: false,
  };
}

/** What a fill does to the books, in quote. */
export interface Booking {
  readonly side: Side;
  readonly qty: number;
  readonly price: number;
  readonly feeQuote: number;
}

/**
 * Books one execution: average entry price, realised profit on the part that closes, fee. Quantities move in whole lots, so a position
 * that was built in parts returns to exactly 0.
 *
 * @returns the realised profit before the fee, quote
 */
export function book(
  account: Account,
  market: SymbolMarket,
  { side, qty, price, feeQuote }: Booking,
): number {
  const { index } = market;
  const before = account.positionQty[index]!;
  const entry = account.entryPrice[index]!;
  const signedQty = side === 'buy' ? qty : -qty;
  const after = addSteps(before, signedQty, market.instrument.lot);
  const isReducing = before * signedQty < 0;
  const realisedQuote = isReducing
    ? Math.min(qty, Math.abs(before)) * (price - entry) * Math.sign(before)
    : 0;

  account.positionQty[index] = after;
  if (!isReducing) {
    account.entryPrice[index] = (Math.abs(before) * entry + qty * price) / (Math.abs(before) + qty);
  } else if (after * before < 0) {
    // The order went through zero: what is left was opened at this price.
    account.entryPrice[index] = price;
  }
  if (before === 0) {
    account.held = [...account.held, market].sort((a, b) => a.index - b.index);
  } else if (after === 0) {
    account.held = account.held.filter((one) => one !== market);
  }

  account.wallet.add(realisedQuote);
  account.wallet.add(-feeQuote);
  account.fees.add(feeQuote);
  if (account.held.length === 0) {
    account.isLiquidating = false;
    coverDeficit(account);
  }
  return realisedQuote;
}

/** An account that is flat cannot owe: the insurance account pays what is under zero, and stands inside conservation. */
function coverDeficit(account: Account): void {
  const deficitQuote = -account.wallet.total;
  if (deficitQuote <= 0) return;
  account.insurance.add(deficitQuote);
  // A new sum, so that the floor is exactly 0: the old one would keep the last bits of its compensation.
  account.wallet = new CompensatedSum();
}
