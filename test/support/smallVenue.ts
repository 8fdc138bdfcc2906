import type { Fill } from '../../src/market/fill.ts';
import { type OrderRequest, type OrderSnapshot, type OrderStatus, sideSign } from '../../src/market/order.ts';
import type { OrderTarget, VenueRequest } from '../../src/market/request.ts';
import type { VenueEvent, VenueReply } from '../../src/market/venueEvent.ts';

export const LOT = 0.001;
export const SYMBOL = 'BTC-USDT';

export interface VenueOrder {
  request: OrderRequest;
  readonly key: string;
  readonly venueOrderId: string;
  filledQty: number;
  status: OrderStatus;
  /** Of an exit that an entry carries. */
  readonly parent?: VenueOrder;
}

/**
 * The books of a venue with one symbol, one account and no fees: the truth of small worlds whose wire is the test's. It answers at once and tells
 * nobody of its fills; when an order fills, and who hears of it, is for the test to say.
 */
export class SmallVenue {
  readonly orders: VenueOrder[] = [];
  readonly fills: Fill[] = [];
  /** What it would say of the exits that entries carry, for the test to deliver. */
  readonly told: Extract<VenueEvent, { kind: 'orderUpdate' }>[] = [];
  positionQty = 0;
  entryPrice = 0;
  walletQuote: number;
  price: number;

  constructor(startQuote: number, price: number) {
    this.walletQuote = startQuote;
    this.price = price;
  }

  get live(): VenueOrder[] {
    return this.orders.filter(({ status }) => status === 'live');
  }

  get equityQuote(): number {
    return this.walletQuote + this.positionQty * (this.price - this.entryPrice);
  }

  /** Base that live entries of a side may still take. */
  workingQty(side: 'buy' | 'sell'): number {
    return this.live
      .filter(({ request }) => request.side === side && !request.reduceOnly)
      .reduce((sum, { request, filledQty }) => sum + request.qty - filledQty, 0);
  }

  /** Base of the live stops that stand against the position. */
  get stopQty(): number {
    return this.live
      .filter(({ request }) => request.type === 'stopMarket')
      .filter(({ request }) => sideSign(request.side) === -Math.sign(this.positionQty))
      .reduce((sum, { request, filledQty }) => sum + request.qty - filledQty, 0);
  }

  answer(request: VenueRequest): VenueReply {
    const { requestId } = request;
    const found = 'target' in request ? this.#find(request.target) : undefined;
    switch (request.kind) {
      case 'placeOrder':
        return this.#place(request.order, requestId, request.key);
      case 'cancelOrder':
        if (found?.status === 'live') {
          found.status = 'cancelled';
          return { kind: 'cancelAccepted', requestId, order: snapshot(found) };
        }
        return {
          kind: 'cancelRejected',
          requestId,
          reason: found === undefined ? 'unknownOrder' : 'orderNotLive',
          code: '1',
        };
      case 'queryOrder':
        return { kind: 'orderReport', requestId, order: found === undefined ? null : snapshot(found) };
      case 'queryOpenOrders':
        return { kind: 'openOrdersReport', requestId, orders: this.live.map(snapshot) };
      case 'queryPositions': {
        const { positionQty, entryPrice } = this;
        const held = positionQty === 0 ? [] : [{ symbol: SYMBOL, positionQty, entryPrice }];
        return { kind: 'positionsReport', requestId, positions: held };
      }
      case 'queryBalances':
        return { kind: 'balancesReport', requestId, walletQuote: this.walletQuote };
      case 'queryAccount':
        return {
          kind: 'accountReport',
          requestId,
          permissions: ['read', 'trade'],
          hasIpAllowList: true,
          positionMode: 'net',
          leverage: { [SYMBOL]: 1 },
        };
      case 'amendOrder': {
        const { qty } = request.changes;
        if (found?.status !== 'live' || found.parent !== undefined || qty === null)
          return {
            kind: 'amendRejected',
            requestId,
            reason: found === undefined ? 'unknownOrder' : 'orderNotLive',
            code: '1',
          };
        found.request = { ...found.request, qty };
        return { kind: 'amendAccepted', requestId, order: snapshot(found) };
      }
      case 'queryFills': {
        const fills = this.fills.filter(({ venueTimeMs }) => venueTimeMs >= request.fromMs);
        return { kind: 'fillsReport', requestId, fills };
      }
    }
  }

  /** Fills a live order at the price, as far as reduce-only lets it. Null when nothing came of it. */
  fill(order: VenueOrder, wantedQty: number, atMs: number): Fill | null {
    const signed = sideSign(order.request.side);
    const before = this.positionQty;
    const heldQty = Math.abs(before);
    const isReducing = before !== 0 && Math.sign(before) !== signed;
    const openQty = Math.min(wantedQty, order.request.qty - order.filledQty);
    const qty = round(order.request.reduceOnly ? (isReducing ? Math.min(openQty, heldQty) : 0) : openQty);
    if (order.status !== 'live' || qty <= 0) return null;
    order.filledQty = round(order.filledQty + qty);
    this.positionQty = round(before + signed * qty);
    if (isReducing)
      this.walletQuote += Math.sign(before) * Math.min(qty, heldQty) * (this.price - this.entryPrice);
    else this.entryPrice = (heldQty * this.entryPrice + qty * this.price) / (heldQty + qty);
    if (before * this.positionQty < 0) this.entryPrice = this.price;
    if (order.filledQty >= order.request.qty - LOT / 2) order.status = 'filled';
    const fill: Fill = {
      tradeId: `t${this.fills.length + 1}`,
      venueOrderId: order.venueOrderId,
      clientOrderId: order.request.clientOrderId,
      symbol: SYMBOL,
      side: order.request.side,
      qty,
      price: this.price,
      feeQuote: 0,
      liquidity: 'taker',
      origin: 'order',
      venueTimeMs: atMs,
    };
    this.fills.push(fill);
    if (order.request.bracket !== undefined) this.#growExits(order, qty);
    return fill;
  }

  /** Live exits of an entry grow with its fills; where none is live they are opened. */
  #growExits(entry: VenueOrder, qty: number): void {
    const live = this.live.filter(({ parent }) => parent === entry);
    for (const leg of live) {
      leg.request = { ...leg.request, qty: round(leg.request.qty + qty) };
      this.#tell(leg, 'bracketGrew');
    }
    if (live.length > 0) return;
    const { symbol, side, bracket } = entry.request;
    for (const [leg, type] of [
      [bracket!.stopLoss, 'stopMarket'],
      [bracket!.takeProfit, 'takeProfitMarket'],
    ] as const) {
      if (leg === null) continue;
      const { triggerPrice, clientOrderId } = leg;
      const exit = {
        symbol,
        side: side === 'buy' ? ('sell' as const) : ('buy' as const),
        type,
        qty,
        triggerPrice,
        clientOrderId,
      };
      const request: OrderRequest = { ...exit, limitPrice: null, timeInForce: 'gtc', reduceOnly: true };
      const venueOrderId = `v${this.orders.length + 1}`;
      const order: VenueOrder = {
        request,
        key: `${entry.key}:${type}`,
        venueOrderId,
        filledQty: 0,
        status: 'live',
        parent: entry,
      };
      this.orders.push(order);
      this.#tell(order, 'bracketOpened');
    }
  }

  /** An exit that an entry carries has triggered: its twin goes. */
  trigger(order: VenueOrder): void {
    for (const twin of this.live) {
      if (order.parent === undefined || twin === order || twin.parent !== order.parent) continue;
      twin.status = 'cancelled';
      this.#tell(twin, 'bracketTriggered');
    }
  }

  #tell(order: VenueOrder, reason: string): void {
    this.told.push({ kind: 'orderUpdate', order: snapshot(order), status: order.status, reason });
  }

  #place(order: OrderRequest, requestId: string, key: string): VenueReply {
    const refuse = (reason: 'duplicateClientOrderId' | 'reduceOnly' | 'stopWouldTrigger'): VenueReply => ({
      kind: 'orderRejected',
      requestId,
      reason,
      code: '1',
    });
    const { clientOrderId } = order;
    const ids = [
      clientOrderId,
      order.bracket?.stopLoss?.clientOrderId,
      order.bracket?.takeProfit?.clientOrderId,
    ];
    if (clientOrderId !== null && this.orders.some(({ request }) => ids.includes(request.clientOrderId)))
      return refuse('duplicateClientOrderId');
    const isReducing = this.positionQty !== 0 && Math.sign(this.positionQty) !== sideSign(order.side);
    if (order.reduceOnly && !isReducing) return refuse('reduceOnly');
    if (order.triggerPrice !== null && isThrough(order, this.price)) return refuse('stopWouldTrigger');
    const venueOrderId = `v${this.orders.length + 1}`;
    const placed: VenueOrder = { request: order, key, venueOrderId, filledQty: 0, status: 'live' };
    this.orders.push(placed);
    return { kind: 'orderAccepted', requestId, order: snapshot(placed) };
  }

  #find({ clientOrderId, venueOrderId }: OrderTarget): VenueOrder | undefined {
    return this.orders.findLast((order) =>
      clientOrderId === null
        ? order.venueOrderId === venueOrderId
        : order.request.clientOrderId === clientOrderId,
    );
  }
}

export function snapshot({ request, venueOrderId, filledQty, status, parent }: VenueOrder): OrderSnapshot {
  const { bracket: _bracket, ...said } = request;
  const ofParent = parent === undefined ? {} : { parentVenueOrderId: parent.venueOrderId };
  return { ...said, venueOrderId, filledQty, status, ...ofParent };
}

/** Whether a stop or a target of this order would trigger at a price. */
export function isThrough({ side, type, triggerPrice }: OrderRequest, price: number): boolean {
  const firesFalling = (side === 'sell') === (type !== 'takeProfitMarket');
  return triggerPrice !== null && (firesFalling ? price <= triggerPrice : price >= triggerPrice);
}

export function round(qty: number): number {
  return Math.round(qty / LOT) * LOT;
}
