import type { JournalEntry } from '../../engine/journal.ts';
import type { RunRecord } from '../../engine/runRecord.ts';
import { type OrderSnapshot, sideSign } from '../../market/order.ts';
import { defineInvariant, type Violation } from './invariant.ts';
import type { TruthFill } from './truthOf.ts';

type DecisionEntry = Extract<JournalEntry, { kind: 'decision' }>;
type RequestEntry = Extract<JournalEntry, { kind: 'request' }>;
type WishEntry = Extract<JournalEntry, { kind: 'wish' }>;

/** A halt stops what adds risk. One that stops an exit is a trap. */
export const haltAllowsExits = defineInvariant({
  name: 'haltAllowsExits',
  summary:
    'While a session is halted, no reducing order is refused, no stop is taken from a position without another in its place, and a wish to exit sends an order at once unless one is under way.',
  params: {
    underWayMs: {
      kind: 'duration',
      default: 60_000,
      min: 0,
      doc: 'A close counts as under way for this long after its last order was sent or ended: until then its next try may be waited for.',
    },
  },
  vacuousReason: 'nothing was closed, protected or to be closed while trading was halted',
  judge(run, params) {
    const watch = new ExitWatch(run, params.underWayMs);
    for (const [index, entry] of run.journal.entries()) watch.see(entry, index);
    return { antecedentCount: watch.antecedentCount, violations: watch.violations, excused: [] };
  },
});

/** Goes through the log once and keeps what is true at each entry. */
class ExitWatch {
  readonly violations: Violation[] = [];
  antecedentCount = 0;
  readonly #run: RunRecord;
  readonly #underWayMs: number;
  /** Balances are what only a spot account has. */
  readonly #isSpot: boolean;
  readonly #halted = new Set<string>();
  /** Of truth: base, signed. */
  readonly #positionQty = new Map<string, number>();
  /** When a reducing market order of a session and symbol was last sent or last ended. */
  readonly #closedLastMs = new Map<string, number>();
  /** Session and symbol of each reducing market order, by its key. */
  readonly #closeByKey = new Map<string, string>();
  readonly #keyByOrder = new Map<string, string>();
  /** Live stops at the venue, by venue order id. */
  readonly #stops = new Map<string, OrderSnapshot>();
  /** Wishes to exit, by session and ordinal. */
  readonly #exits = new Set<string>();

  constructor(run: RunRecord, underWayMs: number) {
    this.#run = run;
    this.#underWayMs = underWayMs;
    this.#isSpot = run.final.balances !== undefined;
  }

  see(entry: JournalEntry, index: number): void {
    if (entry.kind === 'decision') this.#seeDecision(entry);
    else if (entry.kind === 'wish') this.#seeWish(entry, index);
    else if (entry.kind === 'request') this.#seeRequest(entry);
    else if (entry.kind === 'truth') this.#seeTruth(entry, index);
  }

  #seeDecision({ sessionId, decision, atMs }: DecisionEntry): void {
    const { kind, symbol, orderKey, wishOrdinal, rule, reason } = decision;
    const isExit = wishOrdinal !== null && this.#exits.has(`${sessionId}/${wishOrdinal}`);
    const isReducing = orderKey !== null ? !orderKey.startsWith('entry:') : isExit;
    // That there is nothing to close is judged where the wish is.
    if (this.#halted.has(sessionId) && kind === 'refused' && isReducing && rule !== 'nothingToClose') {
      this.antecedentCount++;
      const message = `Session ${sessionId} refused ${orderKey ?? 'an exit'} while halted, by ${rule ?? 'no rule'}: ${reason}`;
      this.violations.push({ atMs, symbol, message });
    }
    if (decision.stateAfter === 'active') this.#halted.delete(sessionId);
    else this.#halted.add(sessionId);
  }

  #seeWish({ sessionId, wish, atMs }: WishEntry, index: number): void {
    if (wish.intent.kind !== 'exit') return;
    const { symbol } = wish.intent;
    this.#exits.add(`${sessionId}/${wish.ordinal}`);
    const positionQty = this.#positionQty.get(symbol) ?? 0;
    if (!this.#halted.has(sessionId) || positionQty === 0 || this.#isInGap(symbol, atMs)) return;
    if (this.#isClosing(sessionId, symbol, atMs)) return;
    this.antecedentCount++;
    if (this.#sendsReducing(sessionId, { symbol, atMs, fromIndex: index, stopsCount: false })) return;
    const message = `Session ${sessionId} was halted and wished to exit ${symbol}, of which it held ${positionQty}; nothing was sent.`;
    this.violations.push({ atMs, symbol, message });
  }

  #seeRequest({ sessionId, request, atMs }: RequestEntry): void {
    const { order, key } = request;
    if (order === null || !order.reduceOnly) return;
    if (this.#halted.has(sessionId)) this.antecedentCount++;
    // A stop and a target wait; a market order and a limit that takes at once are closes under way.
    if (waits(order)) return;
    this.#closeByKey.set(key, `${sessionId}/${order.symbol}`);
    this.#closedLastMs.set(`${sessionId}/${order.symbol}`, atMs);
  }

  #seeTruth({ event, atMs }: Extract<JournalEntry, { kind: 'truth' }>, index: number): void {
    if (event.accountId !== this.#run.accountId) return;
    if (event.kind === 'fill') this.#seeFill(event);
    else if (event.kind === 'orderRejected') this.#endClose(event.requestKey, atMs);
    else if (event.kind === 'orderAccepted') {
      this.#keyByOrder.set(event.order.venueOrderId, event.requestKey);
      if (isStop(event.order)) this.#stops.set(event.order.venueOrderId, event.order);
    } else if (event.kind === 'orderEnded') {
      this.#endClose(this.#keyByOrder.get(event.order.venueOrderId), atMs);
      const wasLive = this.#stops.delete(event.order.venueOrderId);
      if (wasLive && event.reason === 'requested') this.#seeCancelledStop(event.order, atMs, index);
    }
  }

  /** An order of the session's own that reduces is an exit that the halt has let through. */
  #seeFill({ fill, positionQtyBefore, positionQtyAfter }: TruthFill): void {
    this.#positionQty.set(fill.symbol, positionQtyAfter);
    const isReducing = Math.abs(positionQtyAfter) < Math.abs(positionQtyBefore);
    if (isReducing && fill.origin === 'order' && this.#halted.size > 0) this.antecedentCount++;
  }

  #seeCancelledStop({ symbol, side, venueOrderId }: OrderSnapshot, atMs: number, index: number): void {
    const positionQty = this.#positionQty.get(symbol) ?? 0;
    if (positionQty * sideSign(side) >= 0) return;
    let coveredQty = 0;
    for (const stop of this.#stops.values()) {
      if (stop.symbol === symbol && stop.side === side) coveredQty += stop.qty - stop.filledQty;
    }
    const { lot } = this.#run.instruments.find((instrument) => instrument.symbol === symbol)!;
    if (coveredQty >= Math.abs(positionQty) - lot / 2) return;
    for (const sessionId of this.#halted) {
      if (this.#isClosing(sessionId, symbol, atMs)) continue;
      if (
        this.#isSpot &&
        this.#sendsReducing(sessionId, { symbol, atMs, fromIndex: index, stopsCount: true })
      )
        continue;
      const message = `Session ${sessionId} was halted and took the stop ${venueOrderId} from a position of ${positionQty} in ${symbol}; stops for ${coveredQty} were left.`;
      this.violations.push({ atMs, symbol, message });
    }
  }

  #endClose(requestKey: string | undefined, atMs: number): void {
    const close = requestKey === undefined ? undefined : this.#closeByKey.get(requestKey);
    if (close !== undefined) this.#closedLastMs.set(close, atMs);
  }

  #isClosing(sessionId: string, symbol: string, atMs: number): boolean {
    const lastMs = this.#closedLastMs.get(`${sessionId}/${symbol}`);
    return lastMs !== undefined && atMs - lastMs <= this.#underWayMs;
  }

  /**
   * Whether a reducing order goes out in the same millisecond, or would have if the process had lived. On a spot account a stop has to be gone first, so
   * that the order follows while a close counts as under way.
   */
  #sendsReducing(
    sessionId: string,
    wanted: { symbol: string; atMs: number; fromIndex: number; stopsCount: boolean },
  ): boolean {
    const untilMs = wanted.atMs + (this.#isSpot ? this.#underWayMs : 0);
    for (let index = wanted.fromIndex; index < this.#run.journal.length; index++) {
      const entry = this.#run.journal[index]!;
      if (entry.atMs > untilMs) return false;
      // The process has died of something else, and the wish with it.
      if (entry.kind === 'crash' && entry.sessionId === sessionId) return true;
      if (entry.kind !== 'request' || entry.sessionId !== sessionId) continue;
      const { order } = entry.request;
      if (order?.reduceOnly !== true || order.symbol !== wanted.symbol) continue;
      if (wanted.stopsCount ? order.type !== 'takeProfitMarket' : !waits(order)) return true;
    }
    return false;
  }

  /** A session that has not heard of its position cannot close it: that is the belief's fault, not the halt's. */
  #isInGap(symbol: string, atMs: number): boolean {
    return this.#run.beliefGaps.some(
      (gap) => gap.symbol === symbol && gap.fromMs <= atMs && atMs <= gap.toMs,
    );
  }
}

/** A stop or a target, which closes nothing now. */
function waits({ type }: Pick<OrderSnapshot, 'type'>): boolean {
  return type === 'stopMarket' || type === 'takeProfitMarket';
}

function isStop(order: OrderSnapshot): boolean {
  return order.type === 'stopMarket' && order.reduceOnly;
}
