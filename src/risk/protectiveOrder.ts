import { ceilToStep, floorToStep } from '../core/rounding.ts';
import type { Instrument } from '../market/instrument.ts';
import { type Bracket, type OrderRequest, oppositeSide, type Side } from '../market/order.ts';
import type { Breach } from './breach.ts';

/** What the guardian asks for: a stop, a target or an exit. */
export interface ProtectiveOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly qty: number;
  readonly type: 'market' | 'stopMarket' | 'takeProfitMarket' | 'limit';
  readonly triggerPrice: number | null;
  /** Of a limit: the worst price that is taken at once; what cannot be had within it expires. */
  readonly limitPrice?: number;
  readonly clientOrderId: string | null;
}

/** The exits that an entry is to carry; at least one has a price. Prices are quote per base. */
export interface AttachedExits {
  readonly stopPrice: number | null;
  readonly targetPrice: number | null;
  readonly stopId: string;
  readonly targetId: string;
}

/** As a venue takes it: reduce-only, on the lot and on the tick. */
export function protectiveRequest(order: ProtectiveOrder, instrument: Instrument): OrderRequest {
  const qty = floorToStep(order.qty, instrument.lot);
  if (!(qty > 0) || !Number.isFinite(qty))
    throw new Error(`a protective order needs a quantity, got ${order.qty}`);
  const inside = order.side === 'sell' ? ceilToStep : floorToStep;
  return {
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    qty,
    limitPrice: order.limitPrice === undefined ? null : inside(order.limitPrice, instrument.tick),
    triggerPrice: order.triggerPrice === null ? null : soonerTrigger(order, order.triggerPrice, instrument),
    timeInForce: order.type === 'limit' ? 'ioc' : 'gtc',
    reduceOnly: true,
    clientOrderId: order.clientOrderId,
  };
}

/** An entry with the exits of what it fills, each where the guardian's own order of that kind would stand. */
export function withExits(entry: OrderRequest, exits: AttachedExits, instrument: Instrument): OrderRequest {
  const side = oppositeSide(entry.side);
  const leg = (type: 'stopMarket' | 'takeProfitMarket', price: number | null, clientOrderId: string) =>
    price === null
      ? null
      : { triggerPrice: soonerTrigger({ side, type }, price, instrument), limitPrice: null, clientOrderId };
  const bracket: Bracket = {
    stopLoss: leg('stopMarket', exits.stopPrice, exits.stopId),
    takeProfit: leg('takeProfitMarket', exits.targetPrice, exits.targetId),
  };
  return { ...entry, bracket };
}

/** An entry without them. */
export function withoutExits({ bracket: _bracket, ...entry }: OrderRequest): OrderRequest {
  return entry;
}

/**
 * Why the quantity of a live order may not become this; null when it may. No rule has been asked, so nothing may come of it that the order as it was approved
 * could not do, and what only reduces may do no more than end the position.
 *
 * @param heldQty what is held against the order, base, unsigned.
 */
export function whyNotAmended(
  order: OrderRequest,
  { qty, heldQty }: { readonly qty: number; readonly heldQty: number },
): Breach | null {
  const limit = order.reduceOnly ? Math.max(heldQty, 0) : order.qty;
  if (qty > 0 && qty <= limit * (1 + 1e-12)) return null;
  const reason = order.reduceOnly
    ? 'A reducing order is for no more than what is held.'
    : 'What an entry was approved for may become less and never more.';
  return { rule: 'sanity', actual: Number.isFinite(qty) ? qty : 0, limit, unit: 'qty', reason };
}

/** A trigger on the tick, on the side that triggers sooner: of a stop that sells above, of a target that sells below. */
function soonerTrigger(
  { side, type }: Pick<ProtectiveOrder, 'side' | 'type'>,
  price: number,
  { tick }: Instrument,
): number {
  const isAbove = (side === 'sell') === (type !== 'takeProfitMarket');
  return isAbove ? ceilToStep(price, tick) : floorToStep(price, tick);
}
