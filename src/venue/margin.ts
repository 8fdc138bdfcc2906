import { maintenanceMarginQuote } from '../market/instrument.ts';
import type { Account, MarginScope } from './account.ts';
import { nextPointOffset } from './pricePath.ts';
import { steeredPrice } from './priceSteer.ts';
import { markAtCursor, openCursor, type VenueState } from './venueState.ts';

/** Wallet and unrealised profit at mark, quote. Mark is mid unless it is steered, so a wider spread takes nobody's margin. */
export function equityAt(state: VenueState, account: Account, cursorMs: number): number {
  let equityQuote = account.wallet.total;
  for (const market of account.held) {
    const mark = markAtCursor(state, market, cursorMs);
    equityQuote += account.positionQty[market.index]! * (mark - account.entryPrice[market.index]!);
  }
  return equityQuote;
}

/** Sum of |position| x mark, quote. */
export function grossNotionalAt(state: VenueState, account: Account, cursorMs: number): number {
  let notionalQuote = 0;
  for (const market of account.held) {
    notionalQuote += Math.abs(account.positionQty[market.index]!) * markAtCursor(state, market, cursorMs);
  }
  return notionalQuote;
}

/** Of a spot account nothing is asked. */
export function maintenanceAt(state: VenueState, { scopes }: Account, cursorMs: number): number {
  let marginQuote = 0;
  for (const scope of scopes) marginQuote += scopeMaintenanceAt(state, scope, cursorMs);
  return marginQuote;
}

/** Maintenance margin of the positions of a scope, quote. */
export function scopeMaintenanceAt(state: VenueState, scope: MarginScope, cursorMs: number): number {
  const { account } = scope;
  let marginQuote = 0;
  for (const market of scope.markets) {
    const notional = Math.abs(account.positionQty[market.index]!) * markAtCursor(state, market, cursorMs);
    marginQuote += maintenanceMarginQuote(market.instrument, notional);
  }
  return marginQuote;
}

/** What a scope's positions stand on, with their unrealised profit at mark, quote. */
export function marginBalanceAt(state: VenueState, scope: MarginScope, cursorMs: number): number {
  const { account, markets } = scope;
  let balanceQuote = balanceOf(scope);
  for (const market of markets) {
    const mark = markAtCursor(state, market, cursorMs);
    balanceQuote += account.positionQty[market.index]! * (mark - account.entryPrice[market.index]!);
  }
  return balanceQuote;
}

/** What a scope's positions stand on without their profit, quote. */
export function balanceOf({ account, market, marginQuote }: MarginScope): number {
  return market === null ? account.wallet.total : marginQuote;
}

/** Margin balance above maintenance, quote; at 0 and below the scope is liquidated. */
export function excessAt(state: VenueState, scope: MarginScope, cursorMs: number): number {
  return marginBalanceAt(state, scope, cursorMs) - scopeMaintenanceAt(state, scope, cursorMs);
}

/** What the positions have for initial margin, quote: of an isolated account what was put behind them. */
export function initialMarginAt(state: VenueState, account: Account, cursorMs: number): number {
  let marginQuote = 0;
  if (account.kind === 'perpetual' && account.marginMode === 'isolated') {
    for (const scope of account.scopes) marginQuote += scope.marginQuote;
    return marginQuote;
  }
  for (const market of account.held) {
    const notionalQuote =
      Math.abs(account.positionQty[market.index]!) * markAtCursor(state, market, cursorMs);
    marginQuote += notionalQuote / account.leverage[market.index]!;
  }
  return marginQuote;
}

/**
 * When the margin balance falls to maintenance inside the open bars, on the scale of `cursorMs`; Infinity when it does not.
 *
 * Between two points of the paths equity is a straight line and maintenance, whose rates rise with the tiers, is convex. Their difference is
 * concave: above zero at both ends it is above zero between them, and where it ends below there is one crossing, which halving finds.
 */
export function liquidationCursor(state: VenueState, scope: MarginScope): number {
  if (scope.markets.length === 0 || scope.isLiquidating) return Number.POSITIVE_INFINITY;
  if (!canReachMaintenance(scope)) return Number.POSITIVE_INFINITY;
  let from = state.cursorMs;
  if (excessAt(state, scope, from) <= 0) return from;
  for (;;) {
    const to = nextPointCursor(state, scope, from);
    if (to === Number.POSITIVE_INFINITY) return to;
    if (excessAt(state, scope, to) <= 0) return crossing(state, scope, { fromMs: from, toMs: to });
    from = to;
  }
}

/**
 * False when the open bars cannot bring the scope to its maintenance margin, even with every position at its bar's worst price at once and
 * every maintenance at its highest: the test that lets most bars with a position cost a few operations.
 */
export function canReachMaintenance(scope: MarginScope): boolean {
  const { account } = scope;
  let excessQuote = balanceOf(scope);
  for (const { index, isOpen, row, candles, instrument, steers } of scope.markets) {
    const positionQty = account.positionQty[index]!;
    const high = steeredPrice(steers.mark, isOpen ? candles.high[row]! : candles.close[row]!);
    const low = steeredPrice(steers.mark, isOpen ? candles.low[row]! : candles.close[row]!);
    excessQuote += positionQty * ((positionQty > 0 ? low : high) - account.entryPrice[index]!);
    excessQuote -= maintenanceMarginQuote(instrument, Math.abs(positionQty) * high);
  }
  return excessQuote <= 0;
}

function nextPointCursor(state: VenueState, { markets }: MarginScope, cursorMs: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const market of markets) {
    if (!market.isOpen) continue;
    const start = openCursor(state, market);
    next = Math.min(next, start + nextPointOffset(market, cursorMs - start));
  }
  return next;
}

/** Sixty halvings of a day end below the last bit of a millisecond's double. The later end is returned: there the excess is not above 0. */
function crossing(
  state: VenueState,
  scope: MarginScope,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): number {
  let low = fromMs;
  let high = toMs;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (excessAt(state, scope, middle) <= 0) high = middle;
    else low = middle;
  }
  return high;
}
