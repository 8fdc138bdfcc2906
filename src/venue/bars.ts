import type { MarginScope } from './account.ts';
import { noteAmbiguity } from './ambiguity.ts';
import { fundingDueMs } from './funding.ts';
import { hasJumped, runGap } from './gap.ts';
import { canReachMaintenance } from './margin.ts';
import { advance } from './nextEvent.ts';
import { barReachesLevels, openNextBar, type SymbolMarket, updateLevels } from './symbolMarket.ts';
import { followPrice } from './trail.ts';
import { midNow, type VenueState } from './venueState.ts';
import { levelOf } from './workingOrder.ts';

/**
 * Opens the bars of one open time and runs the jump into them. Where no bar reaches an order's level or an account's maintenance margin, this is
 * all that is done in the bar.
 */
export function openBarsAt(state: VenueState, openTimeMs: number): void {
  advance(state, openTimeMs);
  let canHappen = false;
  for (const market of state.markets) {
    if (market.nextOpenMs <= openTimeMs) {
      if (market.nextOpenMs < openTimeMs) throw new Error(`${market.symbol}: a bar was skipped`);
      if (market.isOpen) throw new Error(`${market.symbol}: a bar opens before the last has closed`);
      openNextBar(market);
      if (market.spreadColumn !== null) moveLimits(market);
    }
    if (!canHappen && market.working.length > 0) canHappen = market.isOpen && barReachesLevels(market);
  }
  state.baseMs = openTimeMs;
  state.cursorMs = 0;
  for (const scope of state.scopes) canHappen ||= needsMarginCheck(scope);
  if (canHappen) {
    state.isNextKnown = false;
    runGap(state);
    if (state.trailCount > 0) followOpens(state);
    drawPaths(state);
    noteAmbiguity(state);
  } else {
    drawPaths(state);
    knowThatNothingHappens(state);
  }
}

/**
 * Tells the paths that ask for it what is held of their symbol: after the jump into the bar, and after a command that arrives at its open. Up to
 * there price has stood at the open whatever comes first.
 */
export function drawPaths(state: VenueState): void {
  for (const market of state.markets) {
    if (market.path.watchesPosition === undefined || !hasJumped(state, market)) continue;
    let positionQty = 0;
    for (const account of state.accounts) positionQty += account.positionQty[market.index]!;
    market.pathPositionQty = positionQty;
    state.isNextKnown = false;
    // Read at the open before this was known.
    market.pointsRow = -1;
  }
}

/** At another spread a resting limit waits for another place of the path. */
function moveLimits(market: SymbolMarket): void {
  for (const order of market.working) if (order.awaits === 'quote') order.levelPrice = levelOf(order);
  updateLevels(market);
}

/** Runs the paths to the close and ends the bars that close at this time; until a next bar opens, price stays at the close. */
export function closeBarsAt(state: VenueState, closeTimeMs: number): void {
  advance(state, closeTimeMs);
  let anyOpen = false;
  for (const market of state.markets) {
    if (market.closeMs <= closeTimeMs) market.isOpen = false;
    anyOpen ||= market.isOpen;
  }
  // Between bars nothing moves, so nothing can happen of itself.
  if (!anyOpen) knowThatNothingHappens(state);
}

/** What the jump did not reach moves behind the open. */
function followOpens(state: VenueState): void {
  for (const market of state.markets) {
    if (market.trailCount > 0 && hasJumped(state, market)) followPrice(market, midNow(state, market));
  }
}

function needsMarginCheck(scope: MarginScope): boolean {
  return scope.isLiquidating || (scope.markets.length > 0 && canReachMaintenance(scope));
}

function knowThatNothingHappens(state: VenueState): void {
  // Dates and funding come also when nothing moves.
  if (state.expiring.length > 0 || fundingDueMs(state) < Number.POSITIVE_INFINITY) {
    state.isNextKnown = false;
    return;
  }
  state.next.atMs = Number.POSITIVE_INFINITY;
  state.isNextKnown = true;
}
