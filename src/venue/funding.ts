import type { FundingPayment, FundingRate, FundingTerms } from '../market/funding.ts';
import { type Account, chargeFunding } from './account.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { markAtCursor, type VenueState } from './venueState.ts';

/** When funding is next due, and at which rates. */
export interface FundingClock {
  nextMs: number;
  readonly toMs: number;
  /** Charged on every symbol, every interval from midnight UTC; null where the rates stand in a table. */
  readonly constant: { readonly ratio: number; readonly intervalMs: number } | null;
  /** By time, those of one time by symbol; `row` is the first that is not over. */
  readonly rates: readonly FundingRate[];
  row: number;
}

/**
 * @param fromMs when the venue begins; what was due at it or before is over
 * @param toMs when it ends; what is due at it or later belongs to what comes after, and nobody here could be told of it
 */
export function createFundingClock(
  terms: FundingTerms,
  {
    fromMs,
    toMs,
    intervalMs,
  }: { readonly fromMs: number; readonly toMs: number; readonly intervalMs: number },
): FundingClock {
  if (terms.kind === 'constant') {
    const constant = { ratio: terms.ratio, intervalMs };
    return { nextMs: nextMultiple(fromMs, intervalMs), toMs, constant, rates: [], row: 0 };
  }
  const rates = [...terms.rates].sort(
    (a, b) => a.atMs - b.atMs || (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0),
  );
  const clock = { nextMs: Number.NEGATIVE_INFINITY, toMs, constant: null, rates, row: 0 };
  goOn(clock, fromMs);
  return clock;
}

/** When the next funding is due that anybody here has to pay or to get; Infinity where there is none. */
export function fundingDueMs({ funding, accounts }: VenueState): number {
  if (funding === null) return Number.POSITIVE_INFINITY;
  if (funding.nextMs >= funding.toMs) return Number.POSITIVE_INFINITY;
  return accounts.some((account) => owesFunding(account)) ? funding.nextMs : Number.POSITIVE_INFINITY;
}

/** The venue stands at this time: what was due until now is over. */
export function passFunding({ funding, nowMs }: VenueState): void {
  if (funding !== null && funding.nextMs <= nowMs) goOn(funding, nowMs);
}

/** Charges what is due now on every position, at mark: longs pay the venue and shorts are paid by it, or the other way round. */
export function payFunding(state: VenueState): void {
  const funding = state.funding!;
  const dueMs = funding.nextMs;
  for (const account of state.accounts) {
    if (!owesFunding(account)) continue;
    for (const market of account.held) {
      const ratio = ratioOf(funding, market, dueMs);
      if (ratio !== null) pay(state, account, { market, ratio });
    }
  }
  goOn(funding, dueMs);
  state.isNextKnown = false;
}

function pay(
  state: VenueState,
  account: Account,
  { market, ratio }: { readonly market: SymbolMarket; readonly ratio: number },
): void {
  const { symbol } = market;
  const { accountId } = account;
  const positionQty = account.positionQty[market.index]!;
  const markPrice = markAtCursor(state, market, state.cursorMs);
  const payment: FundingPayment = {
    paymentId: `funding-${++state.fundingCount}`,
    symbol,
    venueTimeMs: state.nowMs,
    positionQty,
    markPrice,
    ratio,
    paidQuote: positionQty * markPrice * ratio,
  };
  chargeFunding(account, market, payment);
  state.sink.truth({ kind: 'funding', atMs: state.nowMs, accountId, payment });
  state.sink.stream(accountId, { kind: 'funding', payment }, `${symbol}:${payment.paymentId}`);
}

function owesFunding({ kind, held }: Account): boolean {
  return kind === 'perpetual' && held.length > 0;
}

function ratioOf(
  { constant, rates, row }: FundingClock,
  { symbol }: SymbolMarket,
  dueMs: number,
): number | null {
  if (constant !== null) return constant.ratio;
  for (let at = row; at < rates.length && rates[at]!.atMs === dueMs; at++) {
    if (rates[at]!.symbol === symbol) return rates[at]!.ratio;
  }
  return null;
}

/** To the first that is due after a time. */
function goOn(clock: FundingClock, afterMs: number): void {
  if (clock.constant !== null) {
    clock.nextMs = nextMultiple(afterMs, clock.constant.intervalMs);
    return;
  }
  while (clock.row < clock.rates.length && clock.rates[clock.row]!.atMs <= afterMs) clock.row++;
  clock.nextMs = clock.rates[clock.row]?.atMs ?? Number.POSITIVE_INFINITY;
}

function nextMultiple(afterMs: number, intervalMs: number): number {
  return (Math.floor(afterMs / intervalMs) + 1) * intervalMs;
}
