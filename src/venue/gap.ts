import { maintenanceMarginQuote } from '../market/instrument.ts';
import type { MarginScope } from './account.ts';
import { fireAtOpen } from './fillOrder.ts';
import { continueLiquidation, startLiquidation } from './liquidate.ts';
import { balanceOf, canReachMaintenance, excessAt } from './margin.ts';
import { isPast } from './pricePath.ts';
import { steeredPrice } from './priceSteer.ts';
import { previousClose, type SymbolMarket } from './symbolMarket.ts';
import { midNow, type VenueState } from './venueState.ts';
import type { WorkingOrder } from './workingOrder.ts';

/**
 * What the jump from the last closes to the opens does. A jump travels its way in no time: what lies nearer to the old price comes first, be
 * it a stop or a liquidation, and a tie goes to the liquidation, then by symbol and venue id. But everything fills at the open,
 * because nothing was traded on the way.
 */
export function runGap(state: VenueState): void {
  // What an earlier bar left of a liquidation was there before anything that this jump reaches.
  for (const scope of state.scopes) {
    if (scope.isLiquidating) continueLiquidation(state, scope);
  }
  const dueAt = state.scopes.map((scope) => liquidationShare(state, scope));
  for (const { order, share } of reachedOrders(state)) {
    liquidateUpTo(state, dueAt, share);
    if (order.status === 'live') fireAtOpen(state, order);
  }
  // A stop that fired may have saved an account, and what it cost may have sunk one.
  liquidateUpTo(state, dueAt, Number.POSITIVE_INFINITY);
}

/** Of the scopes that are due by here, those that nothing has saved meanwhile. */
function liquidateUpTo(state: VenueState, dueAt: readonly number[], share: number): void {
  for (const [index, scope] of state.scopes.entries()) {
    if (dueAt[index]! <= share && isUnderMaintenance(state, scope)) startLiquidation(state, scope);
  }
}

function isUnderMaintenance(state: VenueState, scope: MarginScope): boolean {
  if (scope.markets.length === 0 || scope.isLiquidating || !canReachMaintenance(scope)) return false;
  return excessAt(state, scope, state.cursorMs) <= 0;
}

/** How far along the jump a scope falls to its maintenance margin, 0 to 1; Infinity where it does not. */
function liquidationShare(state: VenueState, scope: MarginScope): number {
  if (!isUnderMaintenance(state, scope)) return Number.POSITIVE_INFINITY;
  const before = excessBeforeJump(state, scope);
  return before <= 0 ? 0 : before / (before - excessAt(state, scope, state.cursorMs));
}

function excessBeforeJump(state: VenueState, scope: MarginScope): number {
  const { account } = scope;
  let excessQuote = balanceOf(scope);
  for (const market of scope.markets) {
    const mid = hasJumped(state, market) ? previousClose(market)! : midNow(state, market);
    const price = steeredPrice(market.steers.mark, mid);
    const positionQty = account.positionQty[market.index]!;
    excessQuote += positionQty * (price - account.entryPrice[market.index]!);
    excessQuote -= maintenanceMarginQuote(market.instrument, Math.abs(positionQty) * price);
  }
  return excessQuote;
}

/** The symbol's bar has just opened. */
export function hasJumped(state: VenueState, market: SymbolMarket): boolean {
  return market.isOpen && market.candles.openTimeMs[market.row] === state.baseMs;
}

interface ReachedOrder {
  readonly order: WorkingOrder;
  /** How far along the jump its level lies, 0 to 1. */
  readonly share: number;
}

function reachedOrders(state: VenueState): ReachedOrder[] {
  const reached: ReachedOrder[] = [];
  for (const market of state.markets) {
    if (!hasJumped(state, market)) continue;
    const openPrice = market.candles.open[market.row]!;
    const closePrice = previousClose(market);
    for (const order of market.working) {
      const { firesFalling, levelPrice } = order;
      if (!isPast(firesFalling, levelPrice, openPrice)) continue;
      const wasPast = closePrice === null || isPast(firesFalling, levelPrice, closePrice);
      reached.push({ order, share: wasPast ? 0 : (levelPrice - closePrice) / (openPrice - closePrice) });
    }
  }
  // The sort is stable, and the orders stand by symbol and venue id.
  return reached.sort((a, b) => a.share - b.share);
}
