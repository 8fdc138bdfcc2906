import type { Instrument } from '../market/instrument.ts';
import type { AccountTruth, Exchange } from '../venue/exchange.ts';
import type { Process } from './process.ts';
import type { ProtectionInterval, ProtectionStatus, RunSamples, SymbolInterval } from './runRecord.ts';
import type { SessionLike } from './session.ts';

interface OpenProtection {
  status: ProtectionStatus;
  fromMs: number;
  positionQty: number;
  startPrice: number;
  worstPrice: number;
}

/** What is kept of one symbol. */
interface SymbolRecord {
  readonly symbol: string;
  readonly lot: number;
  readonly positionQty: Float64Array;
  readonly markPrice: Float64Array;
}

/** Watches truth and belief side by side and keeps what the report draws: samples, protection, belief gaps. It decides nothing. */
export class Recorder {
  readonly protection: ProtectionInterval[] = [];
  readonly beliefGaps: SymbolInterval[] = [];
  readonly #exchange: Exchange;
  readonly #account: AccountTruth;
  /** The session whose belief is held against truth: the first of the account. */
  readonly #client: Process;
  readonly #symbols: readonly SymbolRecord[];
  /** The protection of each open position, the oldest first. */
  readonly #open = new Map<SymbolRecord, OpenProtection>();
  /** Since when belief has differed from truth. */
  readonly #gapFromMs = new Map<SymbolRecord, number>();
  readonly #samples: Omit<RunSamples, 'positionQty' | 'markPrice' | 'limitUse'>;
  /** A column a limit. */
  readonly #limitUse: readonly Float64Array[];
  #sampleCount = 0;

  constructor(parts: {
    /** How many samples will be taken. */
    sampleCount: number;
    instruments: readonly Instrument[];
    exchange: Exchange;
    client: Process;
  }) {
    const column = () => new Float64Array(parts.sampleCount);
    this.#exchange = parts.exchange;
    this.#account = parts.exchange.account(parts.client.accountId);
    this.#client = parts.client;
    this.#symbols = parts.instruments.map(({ symbol, lot }) => ({
      symbol,
      lot,
      positionQty: column(),
      markPrice: column(),
    }));
    const limitCount = parts.client.session.limitUse?.names.length ?? 0;
    this.#limitUse = Array.from({ length: limitCount }, column);
    this.#samples = {
      timeMs: column(),
      equityQuote: column(),
      believedEquityQuote: column(),
      grossNotionalQuote: column(),
      netNotionalQuote: column(),
      marginBufferRatio: column(),
    };
  }

  get #session(): SessionLike {
    return this.#client.session;
  }

  /** True while a position is open: then the worst price inside an interval is worth a look. */
  get isWatching(): boolean {
    return this.#open.size > 0;
  }

  /** Truth or belief may have changed. */
  observe(atMs: number): void {
    for (const record of this.#symbols) {
      const positionQty = this.#account.positionQty(record.symbol);
      this.#observeProtection(record, positionQty, atMs);
      const isGap = Math.abs(positionQty - this.#session.belief.positionQty(record.symbol)) > record.lot / 2;
      if (!isGap && this.#gapFromMs.size === 0) continue;
      const gapFromMs = this.#gapFromMs.get(record);
      if (isGap && gapFromMs === undefined) this.#gapFromMs.set(record, atMs);
      else if (!isGap && gapFromMs !== undefined) this.#closeGap(record, gapFromMs, atMs);
    }
  }

  /** Price has moved: the worst inside what is open. */
  tick(atMs: number): void {
    for (const [{ symbol }, open] of this.#open) {
      const quote = this.#exchange.quote(symbol, atMs);
      if (quote === null) continue;
      open.worstPrice =
        open.positionQty > 0 ? Math.min(open.worstPrice, quote.last) : Math.max(open.worstPrice, quote.last);
    }
  }

  sample(atMs: number): void {
    const row = this.#sampleCount++;
    const account = this.#account;
    const maintenanceQuote = account.maintenanceMarginQuote();
    const equityQuote = account.equityQuote();
    let netQuote = 0;
    for (const record of this.#symbols) {
      const positionQty = account.positionQty(record.symbol);
      const price = this.#exchange.quote(record.symbol, atMs)?.last ?? Number.NaN;
      if (positionQty !== 0) netQuote += positionQty * price;
      record.positionQty[row] = positionQty;
      record.markPrice[row] = price;
    }
    this.#sampleLimits(row);
    const samples = this.#samples;
    samples.timeMs[row] = atMs;
    samples.equityQuote[row] = equityQuote;
    samples.believedEquityQuote[row] = this.#session.belief.equityQuote;
    samples.grossNotionalQuote[row] = account.grossNotionalQuote();
    samples.netNotionalQuote[row] = netQuote;
    samples.marginBufferRatio[row] =
      maintenanceQuote > 0 ? (equityQuote - maintenanceQuote) / maintenanceQuote : Number.NaN;
  }

  /** Closes what is open at the end of the run. */
  finish(atMs: number): RunSamples {
    for (const [record, open] of [...this.#open]) this.#closeProtection(record, open, atMs);
    for (const [record, fromMs] of [...this.#gapFromMs]) this.#closeGap(record, fromMs, atMs);
    const bySymbol = (name: 'positionQty' | 'markPrice') =>
      Object.fromEntries(this.#symbols.map((record) => [record.symbol, record[name]]));
    const samples = {
      ...this.#samples,
      positionQty: bySymbol('positionQty'),
      markPrice: bySymbol('markPrice'),
    };
    const names = this.#session.limitUse?.names;
    if (names === undefined) return samples;
    const limitUse = Object.fromEntries(names.map((name, index) => [name, this.#limitUse[index]!]));
    return { ...samples, limitUse };
  }

  #sampleLimits(row: number): void {
    if (this.#limitUse.length === 0) return;
    const useRatios = this.#session.limitUse!.measure();
    for (let index = 0; index < useRatios.length; index++) {
      // The columns are of noughts, and most limits are not used most of the time.
      if (useRatios[index] !== 0) this.#limitUse[index]![row] = useRatios[index]!;
    }
  }

  #observeProtection(record: SymbolRecord, positionQty: number, atMs: number): void {
    if (positionQty === 0 && this.#open.size === 0) return;
    const open = this.#open.get(record);
    if (positionQty === 0) {
      if (open !== undefined) this.#closeProtection(record, open, atMs);
      return;
    }
    const status = this.#statusOf(record, positionQty);
    if (open !== undefined) {
      if (open.status === status && open.positionQty === positionQty) return;
      this.#closeProtection(record, open, atMs);
    }
    const price = this.#exchange.quote(record.symbol, atMs)?.last ?? 0;
    this.#open.set(record, { status, fromMs: atMs, positionQty, startPrice: price, worstPrice: price });
  }

  #statusOf({ symbol, lot }: SymbolRecord, positionQty: number): ProtectionStatus {
    const coveredQty = this.#account.stopQty(symbol, positionQty > 0 ? 'sell' : 'buy');
    if (coveredQty >= Math.abs(positionQty) - lot / 2) return 'protected';
    const believed = this.#session.believedProtection(symbol);
    // A fill that has not been heard of yet is about to be protected; a stop that is believed in and gone is the dangerous one.
    if (believed === 'protected') return 'unknown';
    return believed === 'naked' ? 'naked' : 'pending';
  }

  #closeProtection(record: SymbolRecord, open: OpenProtection, atMs: number): void {
    const { status, fromMs, positionQty, startPrice, worstPrice } = open;
    this.#open.delete(record);
    if (atMs === fromMs) return;
    const { symbol } = record;
    this.protection.push({ symbol, fromMs, toMs: atMs, status, positionQty, startPrice, worstPrice });
  }

  #closeGap(record: SymbolRecord, fromMs: number, atMs: number): void {
    this.#gapFromMs.delete(record);
    if (atMs > fromMs) this.beliefGaps.push({ symbol: record.symbol, fromMs, toMs: atMs });
  }
}
