import type { Side } from '../../market/order.ts';
import { sideSign } from '../../market/order.ts';
import type { Breach } from '../breach.ts';
import type { Desk } from '../guardian/desk.ts';
import type { EnterIntent } from '../intent.ts';
import type { SizingOrder } from '../riskView.ts';
import { partsOf, type TrancheParams } from './tranches.ts';

/** One part of an entry that is to go through the gate now. */
export interface Tranche {
  readonly intent: EnterIntent;
  readonly wishOrdinal: number;
  /** 2 for the second of `count`. */
  readonly number: number;
  readonly count: number;
  /** Base. */
  readonly qty: number;
}

/** An entry in parts, before the first of them goes out. */
export interface SplitEntry {
  readonly params: TrancheParams;
  /** Base, part by part, the first included. */
  readonly parts: readonly number[];
  /** Base: their sum. */
  readonly wholeQty: number;
  /** What the first part was priced at, quote per base. */
  readonly firstPrice: number;
  /** Why less than the whole goes out now. */
  readonly breach: Breach;
}

/** An entry of which parts are still to come: plain data. */
export interface Waiting {
  readonly intent: EnterIntent;
  readonly wishOrdinal: number;
  readonly params: TrancheParams;
  /** Base, part by part, the first included. */
  readonly parts: readonly number[];
  /** What the first part was priced at, quote per base. */
  readonly firstPrice: number;
  /** Parts that have been before the gate. */
  doneCount: number;
  /** By time: when the next part is due. */
  dueMs: number;
}

/**
 * The parts of entries that are still to come. They are wishes and no orders: nothing of them is at the venue, and none of them counts as a
 * position.
 */
export class TrancheKeeper {
  readonly #desk: Desk;
  readonly #submit: (tranche: Tranche) => void;
  readonly #bySymbol = new Map<string, Waiting>();

  constructor(parts: { desk: Desk; submit: (tranche: Tranche) => void }) {
    this.#desk = parts.desk;
    this.#submit = parts.submit;
  }

  /** Whether parts of an entry are still to come. */
  get isWaiting(): boolean {
    return this.#bySymbol.size > 0;
  }

  /** The parts of an entry where the scenario or the policy splits it; null where it goes out whole. */
  split(intent: EnterIntent, sizing: SizingOrder): SplitEntry | null {
    const { gateway, belief } = this.#desk;
    const params = gateway.tranches;
    if (params === null) return null;
    const wholeQty = gateway.wishedQty(intent, sizing, belief);
    const instrument = belief.instrument(intent.symbol);
    const parts = partsOf(wholeQty, params.count, { instrument, price: sizing.price });
    if (parts.length < 2) return null;
    const breach = {
      rule: 'tranches',
      actual: wholeQty,
      limit: parts[0]!,
      unit: 'qty',
      reason: `The first of ${parts.length} parts; the others follow by ${params.by}.`,
    };
    return { params, parts, wholeQty, firstPrice: sizing.price, breach };
  }

  /** The first part has gone out: the others wait for their time or price. They take the place of what was left of an earlier entry. */
  begin(entry: SplitEntry & Pick<Waiting, 'intent' | 'wishOrdinal'>): void {
    const { symbol } = entry.intent;
    this.drop(symbol, 'a later wish takes its place');
    const { intent, wishOrdinal, params, parts, firstPrice } = entry;
    const dueMs = this.#desk.nowMs + params.waitMs;
    const waiting = { intent, wishOrdinal, params, parts, firstPrice, doneCount: 1, dueMs };
    this.#bySymbol.set(symbol, waiting);
    if (entry.params.by === 'time') this.#desk.wake(wakeKey(symbol), waiting.dueMs);
  }

  /** What is left of an entry is not wanted any more; of all of them where no symbol is named. */
  drop(symbol: string | null, reason: string): void {
    if (this.#bySymbol.size === 0) return;
    for (const [held, waiting] of [...this.#bySymbol]) {
      if (symbol !== null && held !== symbol) continue;
      this.#bySymbol.delete(held);
      this.#desk.cancelWake(wakeKey(held));
      const { parts, doneCount, intent, wishOrdinal } = waiting;
      this.#desk.decide({
        kind: 'alert',
        symbol: held,
        side: intent.side,
        wishOrdinal,
        rule: 'tranches',
        actual: parts.length - doneCount,
        limit: parts.length,
        unit: 'count',
        reason: `Of the ${parts.length} parts of the entry ${parts.length - doneCount} are dropped: ${reason}.`,
      });
    }
  }

  /** What a restart must know, by symbol. */
  snapshot(): Readonly<Record<string, Waiting>> {
    const kept: Record<string, Waiting> = {};
    for (const [symbol, waiting] of this.#bySymbol) kept[symbol] = { ...waiting };
    return kept;
  }

  restore(kept: Readonly<Record<string, Waiting>>): void {
    for (const [symbol, waiting] of Object.entries(kept)) {
      if (this.#desk.belief.knows(symbol)) this.#bySymbol.set(symbol, { ...waiting });
    }
  }

  /** After a restart: parts that are due by time come no sooner than they would have, and those that were missed come now. */
  resume(): void {
    for (const [symbol, { params, dueMs }] of this.#bySymbol) {
      if (params.by === 'time') this.#desk.wake(wakeKey(symbol), Math.max(dueMs, this.#desk.nowMs));
    }
  }

  /** True when the wake was ours. */
  handleWake(key: string): boolean {
    if (!key.startsWith('tranche:')) return false;
    const waiting = this.#bySymbol.get(key.slice('tranche:'.length));
    if (waiting !== undefined && waiting.params.by === 'time' && this.#desk.nowMs >= waiting.dueMs)
      this.#next(waiting);
    return true;
  }

  /** Prices have moved: parts that wait for a better one may be due, several at once in a fall. */
  watchPrices(): void {
    if (this.#bySymbol.size === 0) return;
    for (const [symbol, waiting] of [...this.#bySymbol]) {
      if (waiting.params.by !== 'price') continue;
      while (this.#bySymbol.get(symbol) === waiting && this.#isReached(symbol, waiting)) this.#next(waiting);
    }
  }

  #isReached(symbol: string, { intent: { side }, params, firstPrice, doneCount }: Waiting): boolean {
    const price = this.#desk.belief.takerPrice(symbol, side);
    return (
      price !== null &&
      isAsGood(side, price, firstPrice * (1 - sideSign(side) * params.stepRatio * doneCount))
    );
  }

  #next(waiting: Waiting): void {
    const { intent, wishOrdinal, parts, params } = waiting;
    const qty = parts[waiting.doneCount]!;
    const number = ++waiting.doneCount;
    if (number === parts.length) this.#bySymbol.delete(intent.symbol);
    else if (params.by === 'time') {
      waiting.dueMs += params.waitMs;
      this.#desk.wake(wakeKey(intent.symbol), waiting.dueMs);
    }
    this.#submit({ intent, wishOrdinal, number, count: parts.length, qty });
  }
}

function isAsGood(side: Side, price: number, wanted: number): boolean {
  return side === 'buy' ? price <= wanted : price >= wanted;
}

function wakeKey(symbol: string): string {
  return `tranche:${symbol}`;
}
