import { CompensatedSum } from '../core/compensatedSum.ts';
import { addSteps } from '../core/rounding.ts';
import type { Bar } from '../market/bar.ts';
import type { Fill } from '../market/fill.ts';
import type { FundingPayment } from '../market/funding.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Mark } from '../market/mark.ts';
import { type Side, sideSign } from '../market/order.ts';
import type { PositionSnapshot } from '../market/venueEvent.ts';
import { type AccountTerms, leverageIn, lowestLeverage } from './accountTerms.ts';
import type { BarIndicators } from './barIndicators.ts';
import { BelievedOrders, type KeptOrder } from './believedOrders.ts';
import { BookedFunding } from './bookedFunding.ts';
import {
  type DailyCorrelation,
  type DailyCorrelationMatrix,
  DailyCorrelations,
} from './dailyCorrelations.ts';
import { type DailyVolatility, dailyVolatility } from './dailyVolatility.ts';
import type { ManagedOrder } from './guardian/managedOrder.ts';
import type { LiveStop, PendingEntry, RiskView } from './riskView.ts';
import { createSymbolBelief, type SymbolBelief } from './symbolBelief.ts';

/** What belief must know again after a restart; what prices do is known from the market. Plain JSON. */
export interface KeptAccount {
  readonly walletQuote: number;
  /** Fills booked so far: a fill with a higher number is on disk and not in these numbers yet. */
  readonly bookedCount: number;
  readonly symbols: Readonly<Record<string, KeptPosition>>;
  /** When funding was last booked, by symbol; left out where it never was. */
  readonly fundedMs?: Readonly<Record<string, number>>;
  readonly orders: readonly KeptOrder[];
}

type KeptPosition = Pick<SymbolBelief, 'positionQty' | 'entryPrice' | 'ended' | 'trip'>;

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
  readonly #orders = new BelievedOrders();
  /** Trade id to content, so that a second delivery is known and a changed one is an alarm. */
  readonly #trades = new Map<string, string>();
  readonly #correlations = new DailyCorrelations();
  readonly #indicators: BarIndicators | null;
  /** The lowest of its symbols. */
  readonly leverage: number;
  readonly #terms: AccountTerms;
  readonly isSpot: boolean;
  readonly offVenueQuote: number;
  readonly funding = new BookedFunding();
  #wallet: CompensatedSum;
  /** Fills booked so far, over restarts too. */
  bookedCount = 0;
  atMs = 0;
  /** Grows with whatever may change what is at stake: the account, its orders, and the prices of a symbol while anything is held or out. */
  changeCount = 0;

  constructor(
    instruments: readonly Instrument[],
    startQuote: number,
    terms: AccountTerms & { readonly indicators?: BarIndicators } = {},
  ) {
    this.#indicators = terms.indicators ?? null;
    this.#terms = terms;
    this.isSpot = terms.accountKind === 'spot';
    this.offVenueQuote = terms.offVenueQuote ?? 0;
    this.symbols = instruments.map(({ symbol }) => symbol);
    this.leverage = lowestLeverage(terms, this.symbols);
    this.#wallet = new CompensatedSum(startQuote);
    for (const instrument of instruments) {
      this.#instruments.set(instrument.symbol, instrument);
      const believed = createSymbolBelief();
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

  /** Notional / initial margin that is configured for a symbol. */
  leverageOf(symbol: string): number {
    return leverageIn(this.#terms, symbol);
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

  /** Whether a price can change anything that the account is worth or may come to. */
  get #isAtStake(): boolean {
    return !this.#orders.isEmpty || !this.isFlat;
  }

  /** Whether prices of this symbol matter between closes: a position, or an order that is not over. */
  isWatching(symbol: string): boolean {
    return this.#of(symbol).positionQty !== 0 || this.openOrders.some((open) => open.order.symbol === symbol);
  }

  seeBar(bar: Bar): void {
    const believed = this.#of(bar.symbol);
    if (this.#isAtStake) this.changeCount++;
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
    if (this.#isAtStake) this.changeCount++;
    believed.markPrice = mark.mark;
    believed.lastPrice = mark.last;
    believed.asOfMs = this.atMs;
    believed.bid = mark.bid;
    believed.ask = mark.ask;
  }

  // --- orders ---

  addOrder(order: ManagedOrder): void {
    this.changeCount++;
    this.#orders.add(order);
  }

  closeOrder(order: ManagedOrder, outcome: NonNullable<ManagedOrder['outcome']>): void {
    this.changeCount++;
    this.#orders.close(order, outcome);
  }

  /** A fill or a report shows that an order which was thought closed is not. */
  reopenOrder(order: ManagedOrder): void {
    this.#orders.reopen(order);
  }

  get openOrders(): readonly ManagedOrder[] {
    return this.#orders.open;
  }

  findOrder(matches: (order: ManagedOrder) => boolean): ManagedOrder | null {
    return this.#orders.find(matches);
  }

  /** An entry that goes out is to be protected here. An entry of which this is not known counts as one without a stop. */
  planStop(orderKey: string, stopPrice: number): void {
    this.#orders.planStop(orderKey, stopPrice);
  }

  worstCaseQty(symbol: string, side: Side): number {
    return this.#orders.worstCaseQty(symbol, side, this.#of(symbol).positionQty);
  }

  netWorstQty(symbol: string, side: Side): number {
    return this.#orders.netWorstQty(symbol, side, this.#of(symbol).positionQty);
  }

  liveStops(symbol: string): readonly LiveStop[] {
    return this.#orders.liveStops(symbol, this.#of(symbol).positionQty);
  }

  pendingEntries(symbol: string): readonly PendingEntry[] {
    return this.#orders.pendingEntries(symbol, this.#of(symbol).markPrice);
  }

  // --- fills ---

  /** What is known of a trade: never seen, seen with the same content, or seen with other content. */
  recall(fill: Fill): 'new' | 'same' | 'different' {
    const content = this.#trades.get(fill.tradeId);
    if (content === undefined) return 'new';
    return content === contentOf(fill) ? 'same' : 'different';
  }

  /** A trade that is in the account's numbers already. */
  noteTrade(fill: Fill): void {
    this.#trades.set(fill.tradeId, contentOf(fill));
  }

  /** Takes a fill into the position and the wallet. Says so when it closed the position, by reaching zero or crossing it. */
  book(fill: Fill): ClosedPosition | null {
    this.noteTrade(fill);
    this.bookedCount++;
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

  /** Takes funding into the wallet, and into what its position brings. */
  bookFunding(payment: FundingPayment): void {
    this.funding.note(payment);
    this.#wallet.add(-payment.paidQuote);
    const { trip } = this.#of(payment.symbol);
    if (trip !== null) trip.profitQuote -= payment.paidQuote;
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
    this.settleFills(this.missingFills);
  }

  /** Orders that are over and whose reported fills have not all been booked: until they are, they count as what may still fill. */
  get missingFills(): readonly ManagedOrder[] {
    return this.#orders.missingFills;
  }

  /** The account has been looked at since these orders were over, and belief equals it. */
  settleFills(orders: readonly ManagedOrder[]): void {
    this.#orders.settleFills(orders);
  }

  // --- restarts ---

  /** What a restart must know, as it is now: the next change leaves it as it is. A symbol of which there is nothing to say is left out. */
  snapshot(): KeptAccount {
    const symbols: Record<string, KeptPosition> = {};
    for (const symbol of this.symbols) {
      const { positionQty, entryPrice, ended, trip } = this.#of(symbol);
      if (positionQty === 0 && !ended) continue;
      symbols[symbol] = { positionQty, entryPrice, ended, trip: trip === null ? null : { ...trip } };
    }
    const { walletQuote, bookedCount } = this;
    const orders = this.#orders.snapshot();
    const fundedMs = this.funding.snapshot();
    return { walletQuote, bookedCount, symbols, orders, ...(fundedMs === null ? {} : { fundedMs }) };
  }

  /** Takes up what `snapshot` gave before a restart. A symbol that is not traded any more is left out. */
  restore({ walletQuote, bookedCount, symbols, orders, fundedMs = {} }: KeptAccount): void {
    this.funding.restore(fundedMs);
    this.#wallet = new CompensatedSum(walletQuote);
    this.bookedCount = bookedCount;
    for (const [symbol, { trip, ...kept }] of Object.entries(symbols)) {
      if (!this.knows(symbol)) continue;
      Object.assign(this.#of(symbol), kept, { trip: trip === null ? null : { ...trip } });
    }
    this.#orders.restore(orders.filter(({ order }) => this.knows(order.symbol)));
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
