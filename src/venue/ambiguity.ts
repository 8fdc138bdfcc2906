import { maintenanceMarginQuote } from '../market/instrument.ts';
import type { Account, MarginScope } from './account.ts';
import { feeQuote } from './fee.ts';
import { impactModels } from './impacts/index.ts';
import { canReachMaintenance } from './margin.ts';
import { crossingOffset, inOtherOrder, isPast, midAtOffset } from './pricePath.ts';
import { steeredPrice } from './priceSteer.ts';
import { halfSpread } from './spread.ts';
import type { SymbolMarket } from './symbolMarket.ts';
import { midOfTrail, trailPrice } from './trail.ts';
import { openCursor, type VenueState } from './venueState.ts';
import { remainingQty, type WorkingOrder } from './workingOrder.ts';

/** A bar in which the order of its extremes, which nobody knows, may change which order fills. */
export interface AmbiguousBar {
  readonly symbol: string;
  readonly openTimeMs: number;
}

/**
 * Looks at what waits in the open bars now, and counts those bars in which the other order of the extremes may end otherwise.
 *
 * What fires on a falling price alone is met in one sequence whichever extreme comes first, and so is what fires on a rising price. Only where
 * both can be met in one bar does the order decide which is met first: an entry and its stop, a stop and a target, a target and a liquidation. A
 * liquidation is of the whole account, so with more than one symbol in play it counts whatever the sides are. So does a trailing stop that the
 * bar both moves and meets, and an order whose date comes inside the bar. No bar is missed by this; some are counted that would have come out alike.
 *
 * It is asked after the opens and after everything that happens inside a bar.
 */
export function noteAmbiguity(state: VenueState): void {
  for (const market of state.markets) {
    if (market.isOpen && market.working.length > 0) noteOrders(market);
  }
  for (const scope of state.scopes) {
    if (!scope.isLiquidating) noteLiquidation(scope);
  }
}

/**
 * A request that comes in the midst of a bar meets another price in the other order. A market order fills in both; an order with a price of its
 * own may be past it in one and not in the other, or be met by what is left of one path and not of the other.
 */
export function noteArrival(state: VenueState, order: WorkingOrder): void {
  const { market } = order;
  if (!market.isOpen || market.ambiguousRow === market.row || order.awaits === 'nothing') return;
  const offsetMs = state.cursorMs - openCursor(state, market);
  if (offsetMs <= 0) return;
  const meets = () => {
    if (isPast(order.firesFalling, order.levelPrice, midAtOffset(market, offsetMs))) return 'now';
    return crossingOffset(market, order, offsetMs) < Number.POSITIVE_INFINITY ? 'later' : 'never';
  };
  if (meets() !== inOtherOrder(market, meets)) count(market);
}

function noteOrders(market: SymbolMarket): void {
  const { row, candles } = market;
  if (market.ambiguousRow === row) return;
  const low = candles.low[row]!;
  const high = candles.high[row]!;
  for (const order of market.working) {
    if (order.restingRow === row || order.awaits === 'nothing') continue;
    const { firesFalling, request } = order;
    const level = request.trail === undefined ? order.levelPrice : furthestTrail(order, high, low);
    if (firesFalling ? level < low : level > high) continue;
    // A leg is over with its bracket.
    const { expiresAtMs = Number.POSITIVE_INFINITY } = order.group?.parent.request ?? request;
    if (expiresAtMs < market.closeMs || level !== order.levelPrice) count(market);
    else noteSide(market, firesFalling);
  }
}

/** The level of a trailing stop once the bar's best price has moved it. */
function furthestTrail(order: WorkingOrder, high: number, low: number): number {
  const { market, firesFalling, bestPrice } = order;
  const price = steeredPrice(market.steers[order.triggerBy], firesFalling ? high : low);
  if (firesFalling ? price <= bestPrice : price >= bestPrice) return order.levelPrice;
  const { tick } = market.instrument;
  return midOfTrail(order, trailPrice(order.request.trail!, price, { firesFalling, tick }));
}

function noteLiquidation(scope: MarginScope): void {
  const { account } = scope;
  if (account.held.length === 0 && account.live.length === 0) return;
  // An isolated position stands for itself.
  const inPlay = scope.market === null ? marketsInPlay(account) : scope.markets;
  const [first, second] = inPlay;
  if (first === undefined) return;
  if (second !== undefined) {
    if (worstExcess(account) <= 0) for (const market of inPlay) count(market);
  } else if (first.isOpen && scope.markets.length > 0 && canReachMaintenance(scope)) {
    noteSide(first, account.positionQty[first.index]! > 0);
  }
}

/** Symbols with an open bar in which the account holds something or has an order that the bar can meet. */
function marketsInPlay(account: Account): readonly SymbolMarket[] {
  const held = account.held.filter(({ isOpen }) => isOpen);
  if (account.live.length === 0) return held;
  const inPlay = new Set(held);
  for (const order of account.live) {
    if (order.status === 'live' && order.market.isOpen && canBeMet(order)) inPlay.add(order.market);
  }
  return [...inPlay];
}

function canBeMet({ market, request, firesFalling, levelPrice, awaits }: WorkingOrder): boolean {
  if (awaits === 'nothing') return false;
  if (request.trail !== undefined) return true;
  const { row, candles } = market;
  return firesFalling ? levelPrice >= candles.low[row]! : levelPrice <= candles.high[row]!;
}

/**
 * Margin balance above maintenance, quote, when everything that the account holds or may come to hold in the open bars goes from one extreme to
 * the other at once, and trades at the worst that spread, impact and fee can be: no sequence inside the bars ends lower.
 */
function worstExcess(account: Account): number {
  let excessQuote = account.wallet.total;
  const lose = (market: SymbolMarket, qty: number, isPending: boolean): void => {
    const { instrument, row, candles, spread, spreadFactor, impact, intervalMs } = market;
    const high = candles.high[row]!;
    const low = candles.low[row]!;
    const rangePrice = high - low;
    const half = halfSpread(spread, high, spreadFactor);
    const { coefficient } = impact;
    const impactPrice = impactModels[impact.model].mostPrice({ coefficient, high, low, intervalMs });
    const costPrice = impactPrice + half + feeQuote(high, account.feeSchedule.mostTakerBps(instrument));
    excessQuote -= qty * ((isPending ? rangePrice : 0) + 2 * costPrice);
    excessQuote -= maintenanceMarginQuote(instrument, qty * high);
  };
  for (const market of account.held) {
    const { index, isOpen, row, candles } = market;
    const positionQty = account.positionQty[index]!;
    const worst = isOpen ? (positionQty > 0 ? candles.low : candles.high)[row]! : candles.close[row]!;
    excessQuote += positionQty * (steeredPrice(market.steers.mark, worst) - account.entryPrice[index]!);
    lose(market, Math.abs(positionQty), false);
  }
  for (const order of account.live) {
    if (order.status !== 'live' || order.request.reduceOnly || !order.market.isOpen) continue;
    if (canBeMet(order)) lose(order.market, remainingQty(order), true);
  }
  return excessQuote;
}

/** Something in the open bar is met by a falling, or by a rising price. */
function noteSide(market: SymbolMarket, isFalling: boolean): void {
  if (market.sidesRow !== market.row) {
    market.sidesRow = market.row;
    market.isMetFalling = false;
    market.isMetRising = false;
  }
  if (isFalling) market.isMetFalling = true;
  else market.isMetRising = true;
  if (market.isMetFalling && market.isMetRising) count(market);
}

function count(market: SymbolMarket): void {
  if (market.ambiguousRow === market.row) return;
  market.ambiguousRow = market.row;
  market.ambiguousOpensMs.push(market.candles.openTimeMs[market.row]!);
}

/** All of them so far, by the tape's order of symbols and then by time. */
export function ambiguousBars(state: VenueState): AmbiguousBar[] {
  return state.markets.flatMap(({ symbol, ambiguousOpensMs }) =>
    ambiguousOpensMs.map((openTimeMs) => ({ symbol, openTimeMs })),
  );
}
