import { addSteps, floorToStep } from '../../core/rounding.ts';
import type { RejectReason } from '../../market/rejectReason.ts';
import { backoffMs } from './backoff.ts';
import type { Desk } from './desk.ts';
import { freesBase, isDust, isOfPosition } from './lockedBase.ts';
import type { ManagedOrder, OrderPurpose } from './managedOrder.ts';
import type { OrderDesk } from './orderDesk.ts';

/** A close that is under way: plain data. */
interface Closing {
  purpose: Extract<
    OrderPurpose,
    'exit' | 'emergency' | 'localStop' | 'timeStop' | 'localTakeProfit' | 'panic'
  >;
  attempt: number;
  wishOrdinal: number | null;
  /** Base to close at most, and base to leave: a strategy may have asked for a part. Null and 0 mean all of it. */
  readonly askedQty: number | null;
  readonly keptQty: number;
}

/** A venue that refuses a close so often for want of a position has none: belief is wrong, and asking again does not mend it. */
export const MOST_REDUCE_ONLY_REFUSALS = 5;

/** What of the closes survives a restart, by symbol. */
export interface KeptClosings {
  readonly underWay: Readonly<Record<string, Closing>>;
  /** The believed position at which a close was given up. */
  readonly givenUpQty: Readonly<Record<string, number>>;
}

/** Closes positions at market, reduce-only, one order at a time, and again until they are gone where a brake demands it. */
export class Closer {
  readonly #desk: Desk;
  readonly #orders: OrderDesk;
  readonly #closing = new Map<string, Closing>();
  /** The believed position at which a close was given up, by symbol: at the same again, it would be given up again. */
  readonly #givenUpQty = new Map<string, number>();

  constructor(parts: { desk: Desk; orders: OrderDesk }) {
    this.#desk = parts.desk;
    this.#orders = parts.orders;
  }

  isClosing(symbol: string): boolean {
    return this.#closing.has(symbol);
  }

  /** Whether the venue has refused to reduce this very position so often that asking again would be noise. */
  hasGivenUp(symbol: string): boolean {
    return this.#givenUpQty.get(symbol) === this.#desk.belief.positionQty(symbol);
  }

  /** A position that cannot be reduced: left alone, and said so. */
  giveUpReducing(order: ManagedOrder): void {
    this.#giveUp(
      order,
      'The venue says again and again that there is nothing to reduce: the close is given up.',
    );
  }

  /** Whether a closing order is on its way or live, and not merely to be tried again. */
  hasOrderOut(symbol: string): boolean {
    return this.#desk.belief.openOrders.some(
      (order) => order.order.symbol === symbol && isClosing(order.purpose),
    );
  }

  /** Whether something is out that sells the position, in whose way a stop would only be. A reduction's is, where a stop would lock what it sells. */
  sellsNow(symbol: string): boolean {
    return this.hasOrderOut(symbol) || (this.#desk.belief.isSpot && this.#isDeRisking(symbol));
  }

  /**
   * Sends one reducing market order for the position, or for `qty` of it.
   *
   * @returns the base quantity asked for; 0 when there is nothing to close or a close is under way.
   */
  close(
    symbol: string,
    purpose: Closing['purpose'],
    why: {
      rule: string | null;
      reason: string;
      wishOrdinal: number | null;
      qty?: number;
      actual?: number;
      limit?: number;
      unit?: string;
    },
  ): number {
    const { belief } = this.#desk;
    const heldQty = Math.abs(belief.positionQty(symbol));
    if (heldQty === 0 || this.#closing.has(symbol)) return 0;
    const { lot } = belief.instrument(symbol);
    const qty = floorToStep(Math.min(heldQty, why.qty ?? heldQty), lot);
    // Written so that what is not a number closes nothing.
    if (!(qty > 0)) return 0;
    this.#closing.set(symbol, {
      purpose,
      attempt: 0,
      wishOrdinal: why.wishOrdinal,
      askedQty: qty < heldQty ? qty : null,
      keptQty: addSteps(heldQty, -qty, lot),
    });
    if (purpose !== 'exit') {
      this.#desk.decide({
        kind: DECISION_OF[purpose],
        symbol,
        side: this.#desk.belief.positionQty(symbol) > 0 ? 'sell' : 'buy',
        wishOrdinal: why.wishOrdinal,
        qty,
        price: this.#desk.belief.markPrice(symbol),
        rule: why.rule,
        actual: why.actual ?? null,
        limit: why.limit ?? null,
        unit: why.unit ?? null,
        reason: why.reason,
      });
    }
    // One reducing order at a time: where the de-risk has one out, its result comes first, and then what is left is closed.
    if (!this.#isDeRisking(symbol)) this.#send(symbol, qty);
    return qty;
  }

  /** The de-risk's order in the symbol, or on a spot account a stop, is over: a close that waited for it goes out. */
  resume(symbol: string): void {
    this.#sendRest(symbol);
  }

  /** The symbol has ended: there is nothing to close any more. */
  forget(symbol: string): void {
    this.#closing.delete(symbol);
  }

  /** The position may have gone. */
  onPosition(symbol: string): void {
    if (this.#desk.belief.positionQty(symbol) === 0) this.#closing.delete(symbol);
  }

  /** A closing order has filled: what it was asked to close is closed, whatever else has filled since. */
  onFilled(order: ManagedOrder): void {
    this.#closing.delete(order.order.symbol);
  }

  /** A closing order is over and has not filled, or not wholly. Returns true when the account must be fetched. */
  onEnded(order: ManagedOrder, reason: RejectReason | null): boolean {
    const { symbol } = order.order;
    const closing = this.#closing.get(symbol);
    if (closing === undefined) return false;
    if (this.#desk.belief.positionQty(symbol) === 0) {
      this.#closing.delete(symbol);
      return false;
    }
    // A panic goes on until nothing is left, whatever brake is off.
    if (this.#desk.brakes.emergencyClose === undefined && closing.purpose !== 'panic') {
      this.#giveUp(
        order,
        'A close was left unfinished, and nothing is done about it: emergencyClose is off.',
      );
      return isOfPosition(reason);
    }
    if (this.#desk.belief.isSpot && isDust(reason)) {
      this.#giveUp(
        order,
        'What is left is too little for the venue to take an order for it: it is kept as dust.',
      );
      return false;
    }
    if (isOfPosition(reason) && closing.attempt >= MOST_REDUCE_ONLY_REFUSALS) {
      this.giveUpReducing(order);
      return true;
    }
    // The wait doubles, so that a market that takes nothing in this bar is asked again in the next.
    const waitMs = Math.max(1_000, backoffMs(this.#desk.brakes, `close:${symbol}`, closing.attempt));
    this.#desk.wake(`close:${symbol}`, this.#desk.nowMs + waitMs);
    return isOfPosition(reason);
  }

  /** What a restart must know. */
  snapshot(): KeptClosings {
    const underWay: Record<string, Closing> = {};
    for (const [symbol, closing] of this.#closing) underWay[symbol] = { ...closing };
    return { underWay, givenUpQty: Object.fromEntries(this.#givenUpQty) };
  }

  restore({ underWay, givenUpQty }: KeptClosings): void {
    const { belief } = this.#desk;
    for (const [symbol, closing] of Object.entries(underWay)) {
      if (belief.knows(symbol)) this.#closing.set(symbol, { ...closing });
    }
    for (const [symbol, qty] of Object.entries(givenUpQty)) this.#givenUpQty.set(symbol, qty);
  }

  /** After a restart: closes that have no order out go on at once. */
  resumeAll(): void {
    for (const symbol of [...this.#closing.keys()]) {
      this.onPosition(symbol);
      this.#sendRest(symbol);
    }
  }

  handleWake(key: string): boolean {
    if (!key.startsWith('close:')) return false;
    this.#sendRest(key.slice('close:'.length));
    return true;
  }

  #sendRest(symbol: string): void {
    const heldQty = Math.abs(this.#desk.belief.positionQty(symbol));
    const closing = this.#closing.get(symbol);
    if (closing === undefined || this.hasOrderOut(symbol) || this.#isDeRisking(symbol)) return;
    const { lot } = this.#desk.belief.instrument(symbol);
    const qty = Math.min(closing.askedQty ?? heldQty, addSteps(heldQty, -closing.keptQty, lot));
    if (qty > 0) this.#send(symbol, qty);
    else this.#closing.delete(symbol);
  }

  #isDeRisking(symbol: string): boolean {
    return this.#desk.belief.openOrders.some(
      (order) => order.order.symbol === symbol && order.purpose === 'deRisk',
    );
  }

  #giveUp(order: ManagedOrder, reason: string): void {
    const { symbol } = order.order;
    this.#closing.delete(symbol);
    this.#givenUpQty.set(symbol, this.#desk.belief.positionQty(symbol));
    this.#desk.decide({
      kind: 'alert',
      symbol,
      orderKey: order.key,
      qty: this.#desk.belief.positionQty(symbol),
      reason,
    });
  }

  #send(symbol: string, qty: number): void {
    if (freesBase({ desk: this.#desk, orders: this.#orders }, symbol)) return;
    const closing = this.#closing.get(symbol)!;
    closing.attempt++;
    const key = this.#desk.nextKey(closing.purpose, symbol);
    const order = this.#desk.gateway.approveProtective(
      {
        symbol,
        side: this.#desk.belief.positionQty(symbol) > 0 ? 'sell' : 'buy',
        qty,
        type: 'market',
        triggerPrice: null,
        clientOrderId: this.#desk.clientOrderIdFor(key),
      },
      this.#desk.belief.instrument(symbol),
    );
    this.#orders.place(key, closing.purpose, order, closing.wishOrdinal);
  }
}

/** True for the purposes that take a position away at market. */
export function isClosing(purpose: OrderPurpose): purpose is Closing['purpose'] {
  return purpose === 'exit' || Object.hasOwn(DECISION_OF, purpose);
}

const DECISION_OF = {
  emergency: 'emergencyClose',
  localStop: 'localStop',
  timeStop: 'timeStop',
  localTakeProfit: 'localTakeProfit',
  panic: 'panicClose',
} as const;
