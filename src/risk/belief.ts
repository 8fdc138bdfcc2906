import { CompensatedSum } from '../core/compensatedSum.ts';
import { addSteps } from '../core/rounding.ts';
import type { Bar } from '../market/bar.ts';
import { DailyCloses } from '../market/dailyCloses.ts';
import type { Fill } from '../market/fill.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Mark } from '../market/mark.ts';
import { type Side, sideSign } from '../market/order.ts';
import type { PositionSnapshot } from '../market/venueEvent.ts';
import type { BarIndicators } from './barIndicators.ts';
import {
  type DailyCorrelation,
  type DailyCorrelationMatrix,
  DailyCorrelations,
} from './dailyCorrelations.ts';
import { type DailyVolatility, dailyVolatility } from './dailyVolatility.ts';
import { type ManagedOrder, remainingQty } from './guardian/managedOrder.ts';
import { RecentCloses } from './recentCloses.ts';
import type { LiveStop, PendingEntry, RiskView } from './riskView.ts';

interface SymbolBelief {
  positionQty: number;
  entryPrice: number;
  markPrice: number | null;
  bid: number | null;
  ask: number | null;
  lastPrice: number | null;
  /** What the newest price is of; meaningless before the first bar. */
  asOfMs: number;
  /** Length of the bars; 0 before the first. */
  intervalMs: number;
  ended: boolean;
  /** What the position has paid to enter and brought in since it was opened; null while a part of it is not known. */
  trip: { enteredQuote: number; profitQuote: number } | null;
  readonly daily: DailyCloses;
  readonly recent: RecentCloses;
}

/** What a session is told of its account and can see nowhere else. */
export interface AccountTerms {
  /** Notional / initial margin. Left out: 1. */
  readonly leverage?: number;
  /** Wealth of the same owner that is not at this venue. Left out: 0. */
  readonly offVenueQuote?: number;
}

/** How a fill closed a position. */
export interface ClosedPosition {
  /** Of the part that this fill closed, before fees. */
  readonly profitQuote: number;
  /** Of the whole position since it was opened, after fees / what was paid to enter; null where a part of it is not known. */
  readonly returnRatio: number | null;
}

/**
 * What a session believes of its account, built only from what reached it: replies, fills, bars, marks. Rules decide on this, and it can be
 * wrong; how long it is wrong is a result of the run.
 */
export class Belief implements RiskView {
  readonly symbols: readonly string[];
  readonly #instruments = new Map<string, Instrument>();
  readonly #bySymbol = new Map<string, SymbolBelief>();
  /** The same in the order of the symbols, for what looks at all of them at every bar. */
  readonly #all: SymbolBelief[] = [];
  readonly #orders: ManagedOrder[] = [];
  /** Orders that are not closed, in order of creation: the only ones that a hot path looks at. */
  #openOrders: ManagedOrder[] = [];
  /** Trade id to content, so that a second delivery is known and a changed one is an alarm. */
  readonly #trades = new Map<string, string>();
  readonly #correlations = new DailyCorrelations();
  /** Where the stop of an entry that may still fill is to stand, by order key. */
  readonly #plannedStops = new Map<string, number>();
  readonly #indicators: BarIndicators | null;
  readonly leverage: number;
  readonly offVenueQuote: number;
  #wallet: CompensatedSum;
  atMs = 0;

  constructor(
    instruments: readonly Instrument[],
    startQuote: number,
    terms: AccountTerms & { readonly indicators?: BarIndicators } = {},
  ) {
    this.#indicators = terms.indicators ?? null;
    this.leverage = terms.leverage ?? 1;
    this.offVenueQuote = terms.offVenueQuote ?? 0;
    this.symbols = instruments.map(({ symbol }) => symbol);
    this.#wallet = new CompensatedSum(startQuote);
    for (const instrument of instruments) {
      this.#instruments.set(instrument.symbol, instrument);
      const believed: SymbolBelief = {
        positionQty: 0,
        entryPrice: 0,
        markPrice: null,
        bid: null,
        ask: null,
        lastPrice: null,
        asOfMs: 0,
        intervalMs: 0,
        ended: false,
        trip: null,
        daily: new DailyCloses(),
        recent: new RecentCloses(),
      };
      this.#bySymbol.set(instrument.symbol, believed);
      this.#all.push(believed);
    }
  }

  get walletQuote(): number {
    return this.#wallet.total;
  }

  get equityQuote(): number {
    let unrealisedQuote = 0;
    for (const believed of this.#all) {
      if (believed.positionQty === 0) continue;
      unrealisedQuote +=
        believed.positionQty * ((believed.markPrice ?? believed.entryPrice) - believed.entryPrice);
    }
    return this.#wallet.total + unrealisedQuote;
  }

  instrument(symbol: string): Instrument {
    const instrument = this.#instruments.get(symbol);
    if (instrument === undefined) throw new Error(`${symbol} is not in this session`);
    return instrument;
  }

  knows(symbol: string): boolean {
    return this.#instruments.has(symbol);
  }

  positionQty(symbol: string): number {
    return this.#of(symbol).positionQty;
  }

  entryPrice(symbol: string): number | null {
    const believed = this.#of(symbol);
    return believed.positionQty === 0 ? null : believed.entryPrice;
  }

  markPrice(symbol: string): number | null {
    return this.#of(symbol).markPrice;
  }

  lastPrice(symbol: string): number | null {
    return this.#of(symbol).lastPrice;
  }

  medianClose(symbol: string, barCount: number): number | null {
    return this.#of(symbol).recent.median(barCount);
  }

  feed(symbol: string): { readonly asOfMs: number; readonly intervalMs: number } | null {
    const { asOfMs, intervalMs } = this.#of(symbol);
    return intervalMs === 0 ? null : { asOfMs, intervalMs };
  }

  takerPrice(symbol: string, side: Side): number | null {
    const believed = this.#of(symbol);
    return side === 'buy' ? believed.ask : believed.bid;
  }

  dailyCorrelation(symbol: string, otherSymbol: string, lookbackDays: number): DailyCorrelation {
    return this.#correlations.of(
      `${symbol}/${otherSymbol}/${lookbackDays}`,
      [this.#of(symbol).daily, this.#of(otherSymbol).daily],
      { atMs: this.atMs, lookbackDays },
    );
  }

  dailyCorrelationMatrix(symbols: readonly string[], lookbackDays: number): DailyCorrelationMatrix {
    return this.#correlations.matrixOf(
      `${symbols.join('/')}/${lookbackDays}`,
      symbols.map((symbol) => this.#of(symbol).daily),
      { atMs: this.atMs, lookbackDays },
    );
  }

  dailyVolatility(symbol: string, lookbackDays: number): DailyVolatility {
    return dailyVolatility(this.#of(symbol).daily, lookbackDays);
  }

  averageTrueRange(symbol: string, barCount: number): number | null {
    return this.#indicators?.averageTrueRange(symbol, barCount) ?? null;
  }

  hasEnded(symbol: string): boolean {
    return this.#of(symbol).ended;
  }

  endSymbol(symbol: string): void {
    this.#of(symbol).ended = true;
  }

  get isFlat(): boolean {
    for (const believed of this.#all) if (believed.positionQty !== 0) return false;
    return true;
  }

  /** Whether prices of this symbol matter between closes: a position, or an order that is not over. */
  isWatching(symbol: string): boolean {
    return (
      this.#of(symbol).positionQty !== 0 || this.#openOrders.some((open) => open.order.symbol === symbol)
    );
  }

  seeBar(bar: Bar): void {
    const believed = this.#of(bar.symbol);
    believed.markPrice = bar.close;
    believed.lastPrice = bar.close;
    // A bar that comes after a newer one makes nothing older.
    believed.asOfMs = Math.max(believed.asOfMs, bar.closeTimeMs);
    believed.intervalMs = bar.closeTimeMs - bar.openTimeMs;
    believed.recent.see(bar.close);
    if (bar.bid !== null) believed.bid = bar.bid;
    if (bar.ask !== null) believed.ask = bar.ask;
    believed.daily.see(bar);
  }

  seeMark(mark: Mark): void {
    const believed = this.#of(mark.symbol);
    believed.markPrice = mark.mark;
    believed.lastPrice = mark.last;
    believed.asOfMs = this.atMs;
    believed.bid = mark.bid;
    believed.ask = mark.ask;
  }

  // --- orders ---

  addOrder(order: ManagedOrder): void {
    this.#orders.push(order);
    this.#openOrders.push(order);
  }

  closeOrder(order: ManagedOrder, outcome: NonNullable<ManagedOrder['outcome']>): void {
    order.phase = 'closed';
    order.outcome = outcome;
    order.requestId = null;
    this.#openOrders = this.#openOrders.filter((open) => open !== order);
    this.#plannedStops.delete(order.key);
  }

  /** A fill or a report shows that an order which was thought closed is not. */
  reopenOrder(order: ManagedOrder): void {
    if (order.phase !== 'closed') return;
    order.phase = 'live';
    order.outcome = null;
    this.#openOrders.push(order);
  }

  get openOrders(): readonly ManagedOrder[] {
    return this.#openOrders;
  }

  findOrder(matches: (order: ManagedOrder) => boolean): ManagedOrder | null {
    for (let index = this.#orders.length - 1; index >= 0; index--) {
      const order = this.#orders[index]!;
      if (matches(order)) return order;
    }
    return null;
  }

  worstCaseQty(symbol: string, side: Side): number {
    const heldQty = sideSign(side) * this.#of(symbol).positionQty;
    let entryQty = 0;
    let reducingQty = 0;
    for (const order of this.#openOrders) {
      if (order.order.symbol !== symbol || order.order.side !== side) continue;
      if (order.order.reduceOnly) reducingQty += remainingQty(order);
      else entryQty += remainingQty(order);
    }
    // A position of the other side makes room only as far as no stop or exit of ours may take it away first. And where there is none, a reducing
    // order that is not over may have filled before the position turned, with a fill that was lost.
    const base = heldQty >= 0 ? heldQty + reducingQty : Math.min(0, heldQty + reducingQty);
    return Math.max(0, base + entryQty);
  }

  netWorstQty(symbol: string, side: Side): number {
    let qty = this.#of(symbol).positionQty;
    for (const order of this.#openOrders) {
      if (order.order.symbol !== symbol || order.order.side !== side || order.order.reduceOnly) continue;
      qty += sideSign(side) * remainingQty(order);
    }
    return qty;
  }

  /** An entry that goes out is to be protected here. An entry of which this is not known counts as one without a stop. */
  planStop(orderKey: string, stopPrice: number): void {
    this.#plannedStops.set(orderKey, stopPrice);
  }

  liveStops(symbol: string): readonly LiveStop[] {
    const { positionQty } = this.#of(symbol);
    const stops: LiveStop[] = [];
    for (const stop of this.#openOrders) {
      const { side, triggerPrice } = stop.order;
      if (stop.purpose !== 'stop' || stop.phase !== 'live' || stop.order.symbol !== symbol) continue;
      if (triggerPrice === null || sideSign(side) * positionQty >= 0) continue;
      stops.push({ qty: remainingQty(stop), triggerPrice });
    }
    return stops;
  }

  pendingEntries(symbol: string): readonly PendingEntry[] {
    const entries: PendingEntry[] = [];
    for (const entry of this.#openOrders) {
      const { side, limitPrice, reduceOnly } = entry.order;
      if (reduceOnly || entry.order.symbol !== symbol) continue;
      // Of an entry that is being asked after, a part may have filled that no stop stands for yet.
      const isKnown = entry.phase !== 'unknown' && entry.phase !== 'confirming';
      entries.push({
        side,
        qty: remainingQty(entry),
        price: limitPrice ?? this.#of(symbol).markPrice,
        stopPrice: (isKnown ? this.#plannedStops.get(entry.key) : undefined) ?? null,
      });
    }
    return entries;
  }

  // --- fills ---

  /** What is known of a trade: never seen, seen with the same content, or seen with other content. */
  recall(fill: Fill): 'new' | 'same' | 'different' {
    const content = this.#trades.get(fill.tradeId);
    if (content === undefined) return 'new';
    return content === contentOf(fill) ? 'same' : 'different';
  }

  /** Takes a fill into the position and the wallet. Says so when it closed the position, by reaching zero or crossing it. */
  book(fill: Fill): ClosedPosition | null {
    this.#trades.set(fill.tradeId, contentOf(fill));
    const believed = this.#of(fill.symbol);
    const signedQty = sideSign(fill.side) * fill.qty;
    const lot = this.instrument(fill.symbol).lot;
    const after = addSteps(believed.positionQty, signedQty, lot);
    let closed: ClosedPosition | null = null;
    if (believed.positionQty === 0) believed.trip = { enteredQuote: 0, profitQuote: 0 };
    const isReducing = believed.positionQty !== 0 && Math.sign(believed.positionQty) !== Math.sign(signedQty);
    if (isReducing) {
      const closedQty = Math.min(Math.abs(believed.positionQty), fill.qty);
      const profitQuote = Math.sign(believed.positionQty) * closedQty * (fill.price - believed.entryPrice);
      this.#wallet.add(profitQuote);
      const closedShare = closedQty / fill.qty;
      if (believed.trip !== null) believed.trip.profitQuote += profitQuote - closedShare * fill.feeQuote;
      if (believed.positionQty * after <= 0) {
        closed = { profitQuote, returnRatio: returnOf(believed.trip) };
        // What goes through zero opens a position of the other side.
        const openedShare = 1 - closedShare;
        believed.trip = {
          enteredQuote: Math.abs(after) * fill.price,
          profitQuote: -openedShare * fill.feeQuote,
        };
      }
      if (fill.qty > Math.abs(believed.positionQty)) believed.entryPrice = fill.price;
    } else {
      const beforeQty = Math.abs(believed.positionQty);
      believed.entryPrice =
        (beforeQty * believed.entryPrice + fill.qty * fill.price) / (beforeQty + fill.qty);
      if (believed.trip !== null) {
        believed.trip.enteredQuote += fill.qty * fill.price;
        believed.trip.profitQuote -= fill.feeQuote;
      }
    }
    this.#wallet.add(-fill.feeQuote);
    believed.positionQty = after;
    return closed;
  }

  /** Reconciliation found the account other than believed: take the venue's word. */
  correct(positions: readonly PositionSnapshot[], walletQuote: number): void {
    for (const symbol of this.symbols) {
      const reported = positions.find((position) => position.symbol === symbol);
      const believed = this.#of(symbol);
      // Fills are missing: what the position has cost and brought is not known any more.
      if (believed.positionQty !== (reported?.positionQty ?? 0)) believed.trip = null;
      believed.positionQty = reported?.positionQty ?? 0;
      believed.entryPrice = reported?.entryPrice ?? 0;
    }
    this.#wallet = new CompensatedSum(walletQuote);
  }

  #of(symbol: string): SymbolBelief {
    const believed = this.#bySymbol.get(symbol);
    if (believed === undefined) throw new Error(`${symbol} is not in this session`);
    return believed;
  }
}

function returnOf(trip: SymbolBelief['trip']): number | null {
  return trip === null || trip.enteredQuote === 0 ? null : trip.profitQuote / trip.enteredQuote;
}

function contentOf(fill: Fill): string {
  return `${fill.symbol} ${fill.side} ${fill.qty} ${fill.price} ${fill.feeQuote}`;
}
