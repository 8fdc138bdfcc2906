/**
 * A venue that is slow and obvious: it walks the path in small steps and looks at every order at every step. One symbol, one account, volume
 * without end, no impact, no margin. It is given what the venue accepted, and must come to the same.
 */
import { ceilToStep, floorToStep } from '../../src/core/rounding.ts';
import type { Amendment, BracketLeg, OrderRequest, Side } from '../../src/market/order.ts';
import type { BarRow } from '../support/makeTape.ts';

type Bar = NonNullable<BarRow>;

interface Kept {
  readonly id: string;
  readonly request: OrderRequest;
  readonly parent: Kept | null;
  side: Side;
  qty: number;
  filled: number;
  limit: number | null;
  trigger: number | null;
  waitsFor: 'trigger' | 'limit' | 'nothing';
  best: number;
  /** Mid price when it came to wait as it waits now. */
  seen: number;
  isOver: boolean;
}

export interface ReferenceOptions {
  readonly bars: readonly Bar[];
  readonly intervalMs: number;
  readonly tick: number;
  readonly spreadBps: number;
  readonly takerFeeBps: number;
  readonly makerFeeBps: number;
}

const STEPS_PER_MS = 8;
const NEAR = 1e-9;
const isStop = ({ type }: OrderRequest) =>
  type === 'stopMarket' || type === 'stopLimit' || type === 'trailingStop';

export class ReferenceVenue {
  /** What happened, one line each, with the ms since the start first. */
  readonly log: string[] = [];
  /** Of the fills, in their order. */
  readonly prices: number[] = [];
  /** Quote that went out and came in, fees included. */
  cash = 0;
  position = 0;
  readonly #options: ReferenceOptions;
  readonly #all: Kept[] = [];
  /** In the order in which they came to wait. */
  #waiting: Kept[] = [];
  #count = 0;
  #step = 0;
  #mid = 0;
  #ms = 0;

  constructor(options: ReferenceOptions) {
    this.#options = options;
    this.#mid = options.bars[0]![0];
  }

  get mid(): number {
    return this.#mid;
  }

  /** Walks up to and with a time, which on a boundary is after the open. */
  runTo(ms: number): void {
    const { intervalMs, bars } = this.#options;
    const last = ms * STEPS_PER_MS;
    while (this.#step < last) {
      this.#step++;
      const row = Math.floor((this.#step - 1) / (intervalMs * STEPS_PER_MS));
      const from = this.#mid;
      this.#mid = midIn(bars[row]!, this.#step / STEPS_PER_MS - row * intervalMs, intervalMs);
      this.#ms = Math.ceil(this.#step / STEPS_PER_MS);
      this.#walk(from);
      const isBoundary = this.#step % (intervalMs * STEPS_PER_MS) === 0;
      if (isBoundary && bars[row + 1] !== undefined) this.#jump(bars[row + 1]![0]);
    }
  }

  place(request: OrderRequest): void {
    const order = this.#keep(request, null, request.qty);
    if (request.type === 'bracket') {
      this.#openLegs(order, order.qty);
    } else if (request.type === 'market') {
      this.#take(order, this.#mid);
    } else {
      this.#wait(order);
      if (order.waitsFor === 'limit' && request.postOnly !== true) this.#meet(order, this.#mid);
    }
    this.#settle();
  }

  /** @returns false when the order is over */
  cancel(id: string): boolean {
    const order = this.#all.find((one) => one.id === id)!;
    if (order.isOver) return false;
    this.#end(order, 'cancelled');
    return true;
  }

  amend(id: string, { qty, limitPrice, triggerPrice }: Amendment): void {
    const order = this.#all.find((one) => one.id === id)!;
    order.qty = qty ?? order.qty;
    order.limit = limitPrice ?? order.limit;
    order.trigger = triggerPrice ?? order.trigger;
    order.seen = this.#mid;
    if (limitPrice !== null && order.waitsFor === 'limit') this.#meet(order, this.#mid);
    this.#settle();
  }

  #keep(request: OrderRequest, parent: Kept | null, qty: number): Kept {
    const order: Kept = {
      id: `v${++this.#count}`,
      request,
      parent,
      side: request.side,
      qty,
      filled: 0,
      limit: request.limitPrice,
      trigger: request.triggerPrice,
      waitsFor:
        request.type === 'limit'
          ? 'limit'
          : /^(?:market|bracket)$/.test(request.type)
            ? 'nothing'
            : 'trigger',
      best: this.#mid,
      seen: this.#mid,
      isOver: false,
    };
    this.#all.push(order);
    this.#follow(order, true);
    return order;
  }

  #wait(order: Kept): void {
    order.seen = this.#mid;
    this.#waiting.push(order);
  }

  /** A trailing stop stands behind the best mid price so far. */
  #follow(order: Kept, isNew = false): void {
    const { trail, side } = order.request;
    if (trail === undefined || order.isOver) return;
    const isBetter = side === 'sell' ? this.#mid > order.best : this.#mid < order.best;
    if (!isNew && !isBetter) return;
    order.best = this.#mid;
    const away = 'offsetPrice' in trail ? trail.offsetPrice : order.best * trail.callbackRatio;
    const { tick } = this.#options;
    order.trigger =
      side === 'sell' ? floorToStep(order.best - away, tick) : ceilToStep(order.best + away, tick);
  }

  #half(mid: number): number {
    return Math.max(this.#options.tick, (mid * this.#options.spreadBps) / 10_000) / 2;
  }

  #quote(side: Side, mid: number): number {
    return side === 'buy' ? mid + this.#half(mid) : mid - this.#half(mid);
  }

  /** True of what fires when price falls to it. */
  #isFalling(order: Kept): boolean {
    return order.waitsFor === 'limit' || !isStop(order.request)
      ? order.side === 'buy'
      : order.side === 'sell';
  }

  /** Mid price at which the order fires, found by halving. */
  #level(order: Kept): number {
    if (order.waitsFor === 'trigger') return order.trigger!;
    const { tick } = this.#options;
    const wanted = order.side === 'buy' ? order.limit! - tick : order.limit! + tick;
    let low = 0;
    let high = 2 * wanted + 1;
    for (let halving = 0; halving < 80; halving++) {
      const middle = (low + high) / 2;
      if (this.#quote(order.side, middle) < wanted) low = middle;
      else high = middle;
    }
    return high;
  }

  #isPast(order: Kept, mid: number): boolean {
    return this.#isFalling(order) ? mid <= this.#level(order) + NEAR : mid >= this.#level(order) - NEAR;
  }

  /** One small step of the path: what it passes fires in the order in which it is met. */
  #walk(from: number): void {
    const direction = Math.sign(this.#mid - from);
    const place = (price: number) => direction * (price - from);
    const end = place(this.#mid);
    for (const phase of ['passed', 'dates', 'touched'] as const) {
      if (phase === 'dates') {
        if (this.#step % STEPS_PER_MS === 0) this.#expire();
        continue;
      }
      for (;;) {
        const due = this.#waiting
          // What came to wait inside the step may have been past then and not be at its end.
          .filter((order) => this.#isPast(order, this.#mid) || this.#isPast(order, order.seen))
          .map((order) => {
            const wasPast = this.#isPast(order, order.seen);
            const mid = wasPast ? order.seen : this.#level(order);
            return { order, mid, at: Math.max(0, place(mid)) };
          })
          .filter(({ at }) => phase === 'touched' || at < end - NEAR)
          .sort((a, b) => a.at - b.at);
        if (due.length === 0) break;
        this.#fire(due[0]!.order, due[0]!.mid, null);
      }
    }
    for (const order of this.#waiting) {
      this.#follow(order);
      order.seen = this.#mid;
    }
  }

  #expire(): void {
    for (const order of [...this.#all]) {
      if (!order.isOver && order.request.expiresAtMs === this.#ms) this.#end(order, 'expired');
    }
  }

  /** The jump to an open: what it passes fires there, nearest first, and what is new then is looked at once more. */
  #jump(open: number): void {
    const close = this.#mid;
    this.#mid = open;
    const due = this.#waiting
      .filter((order) => this.#isPast(order, open))
      .map((order) => {
        const wasPast = this.#isPast(order, close);
        return { order, wasPast, at: wasPast ? 0 : Math.abs(this.#level(order) - close) };
      })
      .sort((a, b) => a.at - b.at);
    for (const { order, wasPast } of due) {
      if (order.isOver) continue;
      this.#fire(order, open, wasPast ? null : this.#quote(order.side, open));
    }
    for (const order of this.#waiting) {
      this.#follow(order);
      order.seen = this.#mid;
    }
    this.#settle();
  }

  /** What is past at the moment at which it comes to wait fires where price is. */
  #settle(): void {
    for (;;) {
      const due = this.#waiting.find((order) => this.#isPast(order, this.#mid));
      if (due === undefined) return;
      this.#fire(due, this.#mid, null);
    }
  }

  #fire(order: Kept, mid: number, openQuote: number | null): void {
    if (order.waitsFor === 'limit') {
      const walked = this.#mid;
      this.#mid = mid;
      this.#fill(order, openQuote ?? order.limit!, this.#options.makerFeeBps);
      this.#mid = walked;
      if (!order.isOver) this.#end(order, 'expired');
      return;
    }
    this.#waiting = this.#waiting.filter((one) => one !== order);
    this.log.push(`${this.#ms} triggered ${order.id}`);
    for (const leg of this.#siblings(order)) this.#end(leg, 'cancelled');
    if (order.limit === null) {
      this.#take(order, mid);
      return;
    }
    order.waitsFor = 'limit';
    const walked = this.#mid;
    this.#mid = mid;
    this.#wait(order);
    this.#meet(order, mid);
    this.#mid = walked;
  }

  #take(order: Kept, mid: number): void {
    const before = this.#mid;
    this.#mid = mid;
    this.#fill(order, this.#quote(order.side, mid), this.#options.takerFeeBps);
    this.#mid = before;
    if (!order.isOver) this.#end(order, 'expired');
  }

  /** A limit that comes: takes where the quote is within it, and waits if it may. */
  #meet(order: Kept, mid: number): void {
    const quote = this.#quote(order.side, mid);
    const isWithin = order.side === 'buy' ? quote <= order.limit! : quote >= order.limit!;
    if (isWithin) this.#take(order, mid);
    else if (/^(?:ioc|fok)$/.test(order.request.timeInForce)) this.#end(order, 'expired');
    else if (this.#reducible(order) === 0) this.#end(order, 'expired');
  }

  #reducible(order: Kept): number {
    const rest = order.qty - order.filled;
    if (!order.request.reduceOnly) return rest;
    return Math.min(rest, Math.max(0, order.side === 'sell' ? this.position : -this.position));
  }

  #fill(order: Kept, price: number, feeBps: number): void {
    const qty = round(this.#reducible(order));
    if (qty <= 0) return;
    order.filled = round(order.filled + qty);
    this.position = round(this.position + (order.side === 'buy' ? qty : -qty));
    this.cash += (order.side === 'buy' ? -1 : 1) * qty * price - (qty * price * feeBps) / 10_000;
    this.log.push(`${this.#ms} fill ${order.id} ${qty}`);
    this.prices.push(price);
    this.#followFill(order, qty);
    if (round(order.qty - order.filled) === 0) this.#end(order, 'filled');
  }

  #followFill(order: Kept, qty: number): void {
    if (order.parent !== null) {
      if (order.parent.request.type === 'bracket') order.parent.filled = round(order.parent.filled + qty);
      for (const leg of this.#siblings(order)) {
        leg.qty = round(leg.qty - qty);
        if (leg.qty - leg.filled <= NEAR) this.#end(leg, 'cancelled');
      }
    } else if (order.request.bracket !== undefined) {
      this.#openLegs(order, qty);
    }
  }

  /** Volume without end: an entry fills once, so its legs are opened and never grow. */
  #openLegs(parent: Kept, qty: number): void {
    const { stopLoss, takeProfit } = parent.request.bracket!;
    const open = (leg: BracketLeg | null, isTarget: boolean) => {
      if (leg === null) return;
      const { type, side, symbol } = parent.request;
      const name = isTarget ? 'takeProfit' : 'stop';
      const legType =
        leg.triggerPrice === null ? 'limit' : `${name}${leg.limitPrice === null ? 'Market' : 'Limit'}`;
      const request: OrderRequest = {
        ...{ symbol, qty, reduceOnly: true, timeInForce: 'gtc', clientOrderId: null },
        ...{ limitPrice: leg.limitPrice, triggerPrice: leg.triggerPrice },
        side: type === 'bracket' ? side : side === 'buy' ? 'sell' : 'buy',
        type: legType as OrderRequest['type'],
      };
      this.#wait(this.#keep(request, parent, qty));
    };
    open(stopLoss, false);
    open(takeProfit, true);
  }

  #siblings(order: Kept): Kept[] {
    if (order.parent === null) return [];
    return this.#all.filter((one) => one.parent === order.parent && one !== order && !one.isOver);
  }

  #end(order: Kept, status: string): void {
    if (order.isOver) return;
    order.isOver = true;
    this.#waiting = this.#waiting.filter((one) => one !== order);
    this.log.push(`${this.#ms} ${status} ${order.id}`);
    const isOwn = (one: Kept) => one.parent === order && order.request.type === 'bracket' && !one.isOver;
    for (const leg of this.#all.filter(isOwn)) this.#end(leg, 'cancelled');
    const { parent } = order;
    if (parent?.request.type !== 'bracket' || parent.isOver || this.#siblings(order).length > 0) return;
    this.#end(parent, round(parent.qty - parent.filled) === 0 ? 'filled' : 'cancelled');
  }
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;

function midIn([open, high, low, close]: Bar, offsetMs: number, intervalMs: number): number {
  const points = high - open < open - low ? [open, high, low, close] : [open, low, high, close];
  const third = intervalMs / 3;
  const part = Math.min(2, Math.floor(offsetMs / third));
  const share = (offsetMs - part * third) / third;
  return points[part]! * (1 - share) + points[part + 1]! * share;
}
