import { maintenanceMarginQuote } from '../market/instrument.ts';
import type { Account } from './account.ts';
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

export function maintenanceAt(state: VenueState, account: Account, cursorMs: number): number {
  let marginQuote = 0;
  for (const market of account.held) {
    const notional = Math.abs(account.positionQty[market.index]!) * markAtCursor(state, market, cursorMs);
    marginQuote += maintenanceMarginQuote(market.instrument, notional);
  }
  return marginQuote;
}

/** Margin balance above maintenance, quote; at 0 and below the account is liquidated. */
export function excessAt(state: VenueState, account: Account, cursorMs: number): number {
  return equityAt(state, account, cursorMs) - maintenanceAt(state, account, cursorMs);
}

/**
 * When the margin balance falls to maintenance inside the open bars, on the scale of `cursorMs`; Infinity when it does not.
 *
 * Between two points of the paths equity is a straight line and maintenance, whose rates rise with the tiers, is convex. Their difference is
 * concave: above zero at both ends it is above zero between them, and where it ends below there is one crossing, which halving finds.
 */
export function liquidationCursor(state: VenueState, account: Account): number {
  if (account.held.length === 0 || account.isLiquidating) return Number.POSITIVE_INFINITY;
  if (!canReachMaintenance(account)) return Number.POSITIVE_INFINITY;
  let from = state.cursorMs;
  if (excessAt(state, account, from) <= 0) return from;
  for (;;) {
    const to = nextPointCursor(state, account, from);
    if (to === Number.POSITIVE_INFINITY) return to;
    if (excessAt(state, account, to) <= 0) return crossing(state, account, from, to);
    from = to;
  }
}

/**
 * False when the open bars cannot bring the account to its maintenance margin, even with every position at its bar's worst price at once and
 * every maintenance at its highest: the test that lets most bars with a position cost a few operations.
 */
export function canReachMaintenance(account: Account): boolean {
  let excessQuote = account.wallet.total;
  for (const { index, isOpen, row, candles, instrument, steers } of account.held) {
    const positionQty = account.positionQty[index]!;
    const high = steeredPrice(steers.mark, isOpen ? candles.high[row]! : candles.close[row]!);
    const low = steeredPrice(steers.mark, isOpen ? candles.low[row]! : candles.close[row]!);
    excessQuote += positionQty * ((positionQty > 0 ? low : high) - account.entryPrice[index]!);
    excessQuote -= maintenanceMarginQuote(instrument, Math.abs(positionQty) * high);
  }
  return excessQuote <= 0;
}

function nextPointCursor(state: VenueState, account: Account, cursorMs: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const market of account.held) {
    if (!market.isOpen) continue;
    const start = openCursor(state, market);
    next = Math.min(next, start + nextPointOffset(market, cursorMs - start));
  }
  return next;
}

/** Sixty halvings of a day end below the last bit of a millisecond's double. The later end is returned: there the excess is not above 0. */
function crossing(state: VenueState, account: Account, fromMs: number, toMs: number): number {
  let low = fromMs;
  let high = toMs;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (excessAt(state, account, middle) <= 0) high = middle;
    else low = middle;
  }
  return high;
}
