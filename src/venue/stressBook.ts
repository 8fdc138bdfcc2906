import type { PriceKind } from '../market/order.ts';
import type { BookStress } from './exchange.ts';
import type { PriceSteer } from './priceSteer.ts';
import { type SymbolMarket, updateLevels } from './symbolMarket.ts';
import type { VenueState } from './venueState.ts';
import { levelOf } from './workingOrder.ts';

/**
 * Makes the book of a symbol this thin from now on. Stops and margin look at mid and do not notice. A resting limit waits for the other side's
 * quote, so the mid price that it waits for is another now; and what the depth or the spread had put off until the next bar may go on when they
 * come back.
 */
export function applyStress(state: VenueState, market: SymbolMarket, stress: BookStress): void {
  const { spreadFactor, depthDivisor } = stress;
  if (spreadFactor === market.spreadFactor && depthDivisor === market.depthDivisor) return;
  const isRelieved = spreadFactor < market.spreadFactor || depthDivisor < market.depthDivisor;
  market.spreadFactor = spreadFactor;
  market.depthDivisor = depthDivisor;
  for (const order of market.working) {
    order.levelPrice = levelOf(order);
    if (isRelieved) order.restingRow = -1;
  }
  updateLevels(market);
  state.isNextKnown = false;
}

/** From now on one of the symbol's prices is steered: what waits for it waits at another place of the path. */
export function applySteer(
  state: VenueState,
  market: SymbolMarket,
  { kind, steer }: { readonly kind: PriceKind; readonly steer: PriceSteer },
): void {
  market.steers[kind] = steer;
  for (const order of market.working) order.levelPrice = levelOf(order);
  updateLevels(market);
  state.isNextKnown = false;
}

/** What makes a book better, or is no number, is a mistake of the program. */
export function checkStress(stress: BookStress): void {
  for (const [name, value] of Object.entries(stress)) {
    if (!(value >= 1 && Number.isFinite(value))) throw new Error(`${name} must be 1 or more, got ${value}`);
  }
}
