import type { BracketLeg, OrderRequest, OrderType, Side } from '../market/order.ts';

/** What an order of a type must say, and what it waits for. */
interface OrderForm {
  readonly hasLimit: boolean;
  readonly hasTrigger: boolean;
  readonly hasTrail: boolean;
  readonly awaits: 'trigger' | 'quote' | 'nothing';
  /** Triggers when price goes with the side that it closes, as a target does, and not against it, as a stop does. */
  readonly isTarget: boolean;
}

const NONE = { hasLimit: false, hasTrigger: false, hasTrail: false, isTarget: false };

const FORMS: Readonly<Record<OrderType, OrderForm>> = {
  market: { ...NONE, awaits: 'nothing' },
  limit: { ...NONE, hasLimit: true, awaits: 'quote' },
  stopMarket: { ...NONE, hasTrigger: true, awaits: 'trigger' },
  stopLimit: { ...NONE, hasTrigger: true, hasLimit: true, awaits: 'trigger' },
  trailingStop: { ...NONE, hasTrail: true, awaits: 'trigger' },
  takeProfitMarket: { ...NONE, hasTrigger: true, isTarget: true, awaits: 'trigger' },
  takeProfitLimit: { ...NONE, hasTrigger: true, hasLimit: true, isTarget: true, awaits: 'trigger' },
  bracket: { ...NONE, awaits: 'nothing' },
};

export function formOf(type: OrderType): OrderForm {
  return FORMS[type];
}

/** False of a type that the venue has never heard of, as a client in another language may send. */
export function isOrderType(type: string): boolean {
  return Object.hasOwn(FORMS, type);
}

/** A stop sells into a falling price; a limit and a target buy in one. */
export function firesOnFall({ type, side }: { readonly type: OrderType; readonly side: Side }): boolean {
  const { awaits, isTarget } = FORMS[type];
  return (side === 'sell') === (awaits === 'trigger' && !isTarget);
}

/** True when the order says what its type needs, each a number that can be, and nothing that its type does not have. */
export function isWholeOrder(request: OrderRequest): boolean {
  const { type, qty, limitPrice, triggerPrice, trail, timeInForce, expiresAtMs, bracket } = request;
  if (!isOrderType(type) || !isPositive(qty)) return false;
  const form = FORMS[type];
  if (form.hasLimit ? !isPositive(limitPrice) : limitPrice !== null) return false;
  if (form.hasTrigger ? !isPositive(triggerPrice) : triggerPrice !== null) return false;
  if (form.hasTrail ? !isTrail(trail) : trail !== undefined) return false;
  if (request.triggerBy !== undefined && form.awaits !== 'trigger') return false;
  if (request.postOnly === true && (type !== 'limit' || timeInForce === 'ioc' || timeInForce === 'fok'))
    return false;
  if ((timeInForce === 'gtd') !== (expiresAtMs !== undefined)) return false;
  if (expiresAtMs !== undefined && !(Number.isInteger(expiresAtMs) && type !== 'market')) return false;
  if (type === 'bracket' && (bracket === undefined || !request.reduceOnly)) return false;
  if (bracket === undefined) return true;
  // What closes a position has nothing that a bracket could close in turn.
  return (type === 'bracket' || !request.reduceOnly) && isBracket(bracket);
}

/** The type of a bracket's leg follows from the prices that it names. */
export function legType(leg: BracketLeg, isTarget: boolean): OrderType {
  if (leg.triggerPrice === null) return 'limit';
  if (isTarget) return leg.limitPrice === null ? 'takeProfitMarket' : 'takeProfitLimit';
  return leg.limitPrice === null ? 'stopMarket' : 'stopLimit';
}

export function isPositive(value: number | null): boolean {
  return value !== null && Number.isFinite(value) && value > 0;
}

function isTrail(trail: OrderRequest['trail']): boolean {
  if (trail === undefined) return false;
  if ('callbackRatio' in trail) return isPositive(trail.callbackRatio) && trail.callbackRatio < 1;
  return isPositive(trail.offsetPrice);
}

function isBracket({ stopLoss, takeProfit }: NonNullable<OrderRequest['bracket']>): boolean {
  if (stopLoss === null && takeProfit === null) return false;
  const isPrice = (price: number | null) => price === null || isPositive(price);
  for (const leg of [stopLoss, takeProfit]) {
    if (leg === null) continue;
    if (!isPrice(leg.triggerPrice) || !isPrice(leg.limitPrice)) return false;
    if (leg.triggerPrice === null && (leg.limitPrice === null || leg === stopLoss)) return false;
    if (leg.triggerPrice === null && leg.triggerBy !== undefined) return false;
  }
  return true;
}
