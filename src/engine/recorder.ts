import type { Instrument } from '../market/instrument.ts';
import type { Exchange } from '../venue/exchange.ts';
import type { ProtectionInterval, ProtectionStatus, RunSamples, SymbolInterval } from './runRecord.ts';
import type { SessionLike } from './session.ts';

type ColumnName = Exclude<keyof RunSamples, 'positionQty' | 'markPrice'>;

interface OpenProtection {
  status: ProtectionStatus;
  fromMs: number;
  positionQty: number;
  startPrice: number;
  worstPrice: number;
}

/** Watches truth and belief side by side and keeps what the report draws: samples, protection, belief gaps. It decides nothing. */
export class Recorder {
  readonly protection: ProtectionInterval[] = [];
  readonly beliefGaps: SymbolInterval[] = [];
  readonly #instruments: readonly Instrument[];
  readonly #exchange: Exchange;
  readonly #accountId: string;
  /** The session whose belief is held against truth: the first of the account. */
  readonly #session: SessionLike;
  readonly #open = new Map<string, OpenProtection>();
  readonly #gapFromMs = new Map<string, number>();
  readonly #columns: Readonly<Record<ColumnName, number[]>> = {
    timeMs: [],
    equityQuote: [],
    believedEquityQuote: [],
    grossNotionalQuote: [],
    netNotionalQuote: [],
    marginBufferRatio: [],
  };
  readonly #positionQty = new Map<string, number[]>();
  readonly #markPrice = new Map<string, number[]>();

  constructor(parts: {
    instruments: readonly Instrument[];
    exchange: Exchange;
    accountId: string;
    session: SessionLike;
  }) {
    this.#instruments = parts.instruments;
    this.#exchange = parts.exchange;
    this.#accountId = parts.accountId;
    this.#session = parts.session;
    for (const { symbol } of parts.instruments) {
      this.#positionQty.set(symbol, []);
      this.#markPrice.set(symbol, []);
    }
  }

  /** True while a position is open: then the worst price inside an interval is worth a look. */
  get isWatching(): boolean {
    return this.#open.size > 0;
  }

  /** Truth or belief may have changed. */
  observe(atMs: number): void {
    const account = this.#exchange.account(this.#accountId);
    for (const { symbol, lot } of this.#instruments) {
      const positionQty = account.positionQty(symbol);
      this.#observeProtection(symbol, positionQty, atMs);
      const isGap = Math.abs(positionQty - this.#session.belief.positionQty(symbol)) > lot / 2;
      const gapFromMs = this.#gapFromMs.get(symbol);
      if (isGap && gapFromMs === undefined) this.#gapFromMs.set(symbol, atMs);
      else if (!isGap && gapFromMs !== undefined) this.#closeGap(symbol, gapFromMs, atMs);
    }
  }

  /** Price has moved: the worst inside what is open. */
  tick(atMs: number): void {
    for (const [symbol, open] of this.#open) {
      const quote = this.#exchange.quote(symbol, atMs);
      if (quote === null) continue;
      open.worstPrice =
        open.positionQty > 0 ? Math.min(open.worstPrice, quote.last) : Math.max(open.worstPrice, quote.last);
    }
  }

  sample(atMs: number): void {
    const account = this.#exchange.account(this.#accountId);
    const maintenanceQuote = account.maintenanceMarginQuote();
    const equityQuote = account.equityQuote();
    let netQuote = 0;
    for (const { symbol } of this.#instruments) {
      const positionQty = account.positionQty(symbol);
      const price = this.#exchange.quote(symbol, atMs)?.last ?? Number.NaN;
      if (positionQty !== 0) netQuote += positionQty * price;
      this.#positionQty.get(symbol)!.push(positionQty);
      this.#markPrice.get(symbol)!.push(price);
    }
    this.#columns.timeMs.push(atMs);
    this.#columns.equityQuote.push(equityQuote);
    this.#columns.believedEquityQuote.push(this.#session.belief.equityQuote);
    this.#columns.grossNotionalQuote.push(account.grossNotionalQuote());
    this.#columns.netNotionalQuote.push(netQuote);
    this.#columns.marginBufferRatio.push(
      maintenanceQuote > 0 ? (equityQuote - maintenanceQuote) / maintenanceQuote : Number.NaN,
    );
  }

  /** Closes what is open at the end of the run. */
  finish(atMs: number): RunSamples {
    for (const symbol of [...this.#open.keys()]) this.#closeProtection(symbol, atMs);
    for (const [symbol, fromMs] of [...this.#gapFromMs]) this.#closeGap(symbol, fromMs, atMs);
    const bySymbol = (columns: ReadonlyMap<string, number[]>) =>
      Object.fromEntries([...columns].map(([symbol, values]) => [symbol, Float64Array.from(values)]));
    const column = (name: ColumnName) => Float64Array.from(this.#columns[name]);
    return {
      timeMs: column('timeMs'),
      equityQuote: column('equityQuote'),
      believedEquityQuote: column('believedEquityQuote'),
      grossNotionalQuote: column('grossNotionalQuote'),
      netNotionalQuote: column('netNotionalQuote'),
      marginBufferRatio: column('marginBufferRatio'),
      positionQty: bySymbol(this.#positionQty),
      markPrice: bySymbol(this.#markPrice),
    };
  }

  #observeProtection(symbol: string, positionQty: number, atMs: number): void {
    const open = this.#open.get(symbol);
    if (positionQty === 0) {
      if (open !== undefined) this.#closeProtection(symbol, atMs);
      return;
    }
    const status = this.#statusOf(symbol, positionQty);
    if (open !== undefined) {
      if (open.status === status && open.positionQty === positionQty) return;
      this.#closeProtection(symbol, atMs);
    }
    const price = this.#exchange.quote(symbol, atMs)?.last ?? 0;
    this.#open.set(symbol, { status, fromMs: atMs, positionQty, startPrice: price, worstPrice: price });
  }

  #statusOf(symbol: string, positionQty: number): ProtectionStatus {
    const stopSide = positionQty > 0 ? 'sell' : 'buy';
    const { lot } = this.#instruments.find((instrument) => instrument.symbol === symbol)!;
    let coveredQty = 0;
    for (const order of this.#exchange.account(this.#accountId).liveOrders()) {
      if (order.symbol !== symbol || order.type !== 'stopMarket' || order.side !== stopSide) continue;
      if (order.reduceOnly) coveredQty += order.qty - order.filledQty;
    }
    if (coveredQty >= Math.abs(positionQty) - lot / 2) return 'protected';
    const believed = this.#session.believedProtection(symbol);
    // A fill that has not been heard of yet is about to be protected; a stop that is believed in and gone is the dangerous one.
    if (believed === 'protected') return 'unknown';
    return believed === 'naked' ? 'naked' : 'pending';
  }

  #closeProtection(symbol: string, atMs: number): void {
    const { status, fromMs, positionQty, startPrice, worstPrice } = this.#open.get(symbol)!;
    this.#open.delete(symbol);
    if (atMs === fromMs) return;
    this.protection.push({ symbol, fromMs, toMs: atMs, status, positionQty, startPrice, worstPrice });
  }

  #closeGap(symbol: string, fromMs: number, atMs: number): void {
    this.#gapFromMs.delete(symbol);
    if (atMs > fromMs) this.beliefGaps.push({ symbol, fromMs, toMs: atMs });
  }
}
