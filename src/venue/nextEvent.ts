import { noteAmbiguity } from './ambiguity.ts';
import { fireInside } from './fillOrder.ts';
import { fundingDueMs, passFunding, payFunding } from './funding.ts';
import { startLiquidation } from './liquidate.ts';
import { liquidationCursor } from './margin.ts';
import { endOrder } from './orderLife.ts';
import { crossingOffset, isPast } from './pricePath.ts';
import { barReachesLevels } from './symbolMarket.ts';
import { moveCursor, trailCrossing } from './trail.ts';
import { midNow, type NextEvent, openCursor, type VenueState } from './venueState.ts';

/**
 * What happens next inside the open bars: the first crossing of a path with an order's level, or the first account that falls to its
 * maintenance margin. At one point of the path the liquidation comes first, which is the worse for the account; then the tape's
 * order of symbols, then venue ids. The answer holds until an order, a position or a bar changes.
 */
export function findNext(state: VenueState): NextEvent {
  const { next } = state;
  if (state.isNextKnown) return next;
  state.isNextKnown = true;
  next.cursorMs = Number.POSITIVE_INFINITY;
  next.order = null;
  next.scope = null;
  next.isExpiry = false;
  next.isFunding = false;
  for (const market of state.markets) {
    if (!market.isOpen || market.working.length === 0 || !barReachesLevels(market)) continue;
    const start = openCursor(state, market);
    for (const order of market.working) {
      if (order.restingRow === market.row) continue;
      const fromMs = state.cursorMs - start;
      const offsetMs =
        order.request.trail === undefined
          ? crossingOffset(market, order, fromMs)
          : trailCrossing(market, order, fromMs);
      const cursorMs = start + offsetMs;
      if (cursorMs < next.cursorMs) {
        next.cursorMs = cursorMs;
        next.order = order;
      }
    }
  }
  for (const scope of state.scopes) {
    const cursorMs = liquidationCursor(state, scope);
    if (cursorMs < next.cursorMs || (cursorMs === next.cursorMs && next.order !== null)) {
      next.cursorMs = cursorMs;
      next.order = null;
      next.scope = scope;
    }
  }
  // What a date and a price would end at one moment is over before the price is met.
  for (const order of state.expiring) {
    const cursorMs = order.request.expiresAtMs! - state.baseMs;
    if (cursorMs < next.cursorMs || (cursorMs === next.cursorMs && !next.isExpiry)) {
      next.cursorMs = cursorMs;
      next.order = order;
      next.scope = null;
      next.isExpiry = true;
    }
  }
  // What price does in the moment of a funding comes first: a position that it closes pays no more.
  const fundingCursorMs = fundingDueMs(state) - state.baseMs;
  if (fundingCursorMs < next.cursorMs) {
    next.cursorMs = fundingCursorMs;
    next.order = null;
    next.scope = null;
    next.isExpiry = false;
    next.isFunding = true;
  }
  next.atMs = state.baseMs + Math.ceil(next.cursorMs - WHOLE_MS_TOLERANCE);
  return next;
}

/** A crossing a hair after a whole millisecond is that millisecond: the hair is the last bits of the doubles. */
const WHOLE_MS_TOLERANCE = 1e-6;

/** Lets everything happen up to and including a time, each at its own place of the path, then stands at that time. */
export function advance(state: VenueState, atMs: number): void {
  if (atMs < state.nowMs) throw new Error(`the venue is at ${state.nowMs} and cannot go back to ${atMs}`);
  while (findNext(state).atMs <= atMs) {
    happen(state, state.next);
    noteAmbiguity(state);
  }
  state.nowMs = atMs;
  const cursorMs = atMs - state.baseMs;
  if (cursorMs > state.cursorMs) moveCursor(state, cursorMs);
  passFunding(state);
}

function happen(state: VenueState, { atMs, cursorMs, order, scope, isExpiry, isFunding }: NextEvent): void {
  state.isNextKnown = false;
  state.nowMs = Math.max(state.nowMs, atMs);
  if (isFunding) {
    moveCursor(state, Math.max(state.cursorMs, cursorMs));
    payFunding(state);
    return;
  }
  if (order === null) {
    moveCursor(state, cursorMs);
    startLiquidation(state, scope!);
    return;
  }
  if (isExpiry) {
    moveCursor(state, Math.max(state.cursorMs, cursorMs));
    endOrder(state, order, 'expired', 'goodTillDate');
    return;
  }
  // Reached on the way, an order fires at its level to the last bit. One that the price was past when it came to wait fires where price is.
  const midBefore = midNow(state, order.market);
  const wasPast = isPast(order.firesFalling, order.levelPrice, midBefore);
  // A trailing stop has followed the path to where it met it.
  moveCursor(state, cursorMs);
  fireInside(state, order, wasPast ? midBefore : order.levelPrice);
}
