import { CompensatedSum } from '../core/compensatedSum.ts';
import { addSteps } from '../core/rounding.ts';
import type { Fill } from '../market/fill.ts';
import type { FundingPayment } from '../market/funding.ts';
import type { Side } from '../market/order.ts';
import type { AccountSettings } from '../market/venueEvent.ts';
import type { AccountKind, AccountOptions, MarginMode } from './exchange.ts';
import type { FeeSchedule } from './fees/feeModel.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import type { WorkingOrder } from './workingOrder.ts';

/** What stands and falls together: all positions of a cross account, one position of an isolated one. A spot account has none. */
export interface MarginScope {
  readonly account: Account;
  /** The symbol of an isolated position; null where all positions share the wallet. */
  readonly market: SymbolMarket | null;
  /** Those of its symbols with a position, in tape order. */
  markets: readonly SymbolMarket[];
  /** What an isolated position stands on, quote: fixed at entry, changed by nothing but its own fills and its funding. Of a cross account 0. */
  marginQuote: number;
  /** A liquidation has begun and the volume has not sufficed to end it. */
  isLiquidating: boolean;
}

/** One account's books: wallet, net positions, orders, fills. Positions are columns by the symbol's place in the tape. */
export interface Account {
  readonly accountId: string;
  readonly kind: AccountKind;
  readonly marginMode: MarginMode;
  /** Notional / initial margin, by the symbol's place in the tape. */
  readonly leverage: Float64Array;
  readonly scopes: readonly MarginScope[];
  /** How it is set up, as a query reports it. */
  settings: Omit<AccountSettings, 'leverage'>;
  wallet: CompensatedSum;
  readonly fees: CompensatedSum;
  /** What it pays for its fills. */
  readonly feeSchedule: FeeSchedule;
  readonly funding: CompensatedSum;
  readonly insurance: CompensatedSum;
  /** Of a spot account, the quote that it has, whatever of it live orders lock. */
  readonly cash: CompensatedSum;
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
  /** Of funding. */
  readonly payments: FundingPayment[];
  wasLiquidated: boolean;
}

export function createAccount(
  options: AccountOptions,
  markets: readonly SymbolMarket[],
  feeSchedule: FeeSchedule,
): Account {
  const { kind = 'perpetual', marginMode = 'cross' } = options;
  const scopes: MarginScope[] = [];
  const account: Account = {
    accountId: options.accountId,
    kind,
    marginMode,
    leverage: Float64Array.from(markets, ({ symbol }) => options.leverageOf?.[symbol] ?? options.leverage),
    scopes,
    settings: {
      permissions: options.permissions ?? ['read', 'trade'],
      hasIpAllowList: options.hasIpAllowList ?? true,
      positionMode: options.positionMode ?? 'net',
    },
    wallet: new CompensatedSum(options.startQuote),
    fees: new CompensatedSum(),
    feeSchedule,
    funding: new CompensatedSum(),
    insurance: new CompensatedSum(),
    cash: new CompensatedSum(options.startQuote),
    positionQty: new Float64Array(markets.length),
    entryPrice: new Float64Array(markets.length),
    held: [],
    live: [],
    byVenueId: new Map(),
    byClientId: new Map(),
    fills: [],
    payments: [],
    wasLiquidated: false,
  };
  if (kind === 'perpetual') {
    for (const market of marginMode === 'cross' ? [null] : markets) {
      scopes.push({ account, market, markets: [], marginQuote: 0, isLiquidating: false });
    }
  }
  return account;
}

/** What a fill does to the books, in quote. */
export interface Booking {
  readonly side: Side;
  readonly qty: number;
  readonly price: number;
  readonly feeQuote: number;
  /** The venue itself closes: then an isolated position can lose no more than it stands on. */
  readonly isByVenue: boolean;
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
  { side, qty, price, feeQuote, isByVenue }: Booking,
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
  if (account.kind === 'spot') account.cash.add(-signedQty * price - feeQuote);
  if (before === 0) {
    account.held = [...account.held, market].sort((a, b) => a.index - b.index);
  } else if (after === 0) {
    account.held = account.held.filter((one) => one !== market);
  }

  account.wallet.add(realisedQuote);
  account.wallet.add(-feeQuote);
  account.fees.add(feeQuote);
  if (account.kind === 'perpetual') {
    if (account.marginMode === 'isolated') {
      const resultQuote = realisedQuote - feeQuote;
      bookIsolated(account, account.scopes[index]!, { before, after, price, resultQuote, isByVenue });
    } else bookCross(account, account.scopes[0]!);
  }
  return realisedQuote;
}

/** Takes funding from the wallet, and from what an isolated position stands on. */
export function chargeFunding(account: Account, { index }: SymbolMarket, payment: FundingPayment): void {
  const { paidQuote } = payment;
  account.payments.push(payment);
  account.wallet.add(-paidQuote);
  account.funding.add(paidQuote);
  if (account.marginMode === 'isolated') account.scopes[index]!.marginQuote -= paidQuote;
}

/** The quote of an isolated account that no position stands on. */
export function freeQuote({ wallet, scopes }: Account): number {
  let freeQuote = wallet.total;
  for (const { marginQuote } of scopes) freeQuote -= marginQuote;
  return freeQuote;
}

function bookCross(account: Account, scope: MarginScope): void {
  scope.markets = account.held;
  if (account.held.length > 0) return;
  scope.isLiquidating = false;
  coverDeficit(account);
}

/**
 * What a fill does to the margin of an isolated position. What opens locks its initial margin; what closes frees its share of what is locked. When the venue
 * closes, a loss beyond that share is the insurance's; of an own order it is the account's, out of what is free, then of what the rest of the
 * position stands on, and only then the insurance's, because other positions stand on their own.
 */
function bookIsolated(
  account: Account,
  scope: MarginScope,
  fill: { before: number; after: number; price: number; resultQuote: number; isByVenue: boolean },
): void {
  const { before, after, price, resultQuote, isByVenue } = fill;
  const market = scope.market!;
  const keptQty = before * after > 0 ? Math.min(Math.abs(before), Math.abs(after)) : 0;
  const openedQty = Math.abs(after) - keptQty;
  const keptQuote = before === 0 ? 0 : (scope.marginQuote * keptQty) / Math.abs(before);
  const freedQuote = scope.marginQuote - keptQuote;
  scope.marginQuote = keptQuote + (openedQty * price) / account.leverage[market.index]!;
  scope.markets = after === 0 ? [] : [market];
  if (after === 0) scope.isLiquidating = false;
  if (isByVenue) insure(account, -(freedQuote + resultQuote));
  const shortQuote = -freeQuote(account);
  if (shortQuote <= 0) return;
  const givenQuote = Math.min(shortQuote, Math.max(0, scope.marginQuote));
  scope.marginQuote -= givenQuote;
  insure(account, shortQuote - givenQuote);
}

/** The insurance account pays into a wallet. */
function insure(account: Account, quote: number): void {
  if (quote <= 0) return;
  account.insurance.add(quote);
  account.wallet.add(quote);
}

/** An account that is flat cannot owe: the insurance account pays what is under zero, and stands inside conservation. */
function coverDeficit(account: Account): void {
  const deficitQuote = -account.wallet.total;
  if (deficitQuote <= 0) return;
  account.insurance.add(deficitQuote);
  // A new sum, so that the floor is exactly 0: the old one would keep the last bits of its compensation.
  account.wallet = new CompensatedSum();
}
