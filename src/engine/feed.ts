import type { FaultRunner } from '../faults/faultRunner.ts';
import type { Bar } from '../market/bar.ts';
import { type Candles, rowAtOrAfter } from '../market/candles.ts';
import type { Mark } from '../market/mark.ts';
import type { Tape } from '../market/tape.ts';
import type { SessionEvent } from '../risk/sessionEvent.ts';
import type { Exchange } from '../venue/exchange.ts';
import type { Process } from './process.ts';

/** Shows bars and marks to the sessions that the feed reaches. One object for all bars and one for all marks: a session copies what it keeps. */
export class Feed {
  readonly #tape: Tape;
  readonly #exchange: Exchange;
  readonly #sessions: readonly Process[];
  readonly #faults: FaultRunner;
  readonly #step: (setup: Process, event: SessionEvent) => void;
  readonly #bar: Bar = {
    symbol: '',
    openTimeMs: 0,
    closeTimeMs: 0,
    open: 0,
    high: 0,
    low: 0,
    close: 0,
    volume: 0,
    bid: 0,
    ask: 0,
  };
  readonly #barEvent = { kind: 'bar' as const, atMs: 0, bar: this.#bar };
  readonly #mark: Mark = { symbol: '', bid: 0, ask: 0, last: 0, mark: 0 };
  readonly #markEvent = { kind: 'mark' as const, atMs: 0, mark: this.#mark };
  /** Row of each symbol's next bar to close. */
  readonly #nextRow: number[];
  /** Bars that have closed so far. */
  barCount = 0;

  constructor(parts: {
    tape: Tape;
    exchange: Exchange;
    sessions: readonly Process[];
    faults: FaultRunner;
    step: (setup: Process, event: SessionEvent) => void;
  }) {
    this.#tape = parts.tape;
    this.#exchange = parts.exchange;
    this.#sessions = parts.sessions;
    this.#faults = parts.faults;
    this.#step = parts.step;
    this.#nextRow = parts.tape.symbols.map(() => 0);
  }

  /** Shows the bars that close now. True when a session was shown one. */
  showBars(closeMs: number): boolean {
    const openTimeMs = closeMs - this.#tape.intervalMs;
    const { symbols } = this.#tape;
    let isNew = false;
    for (let index = 0; index < symbols.length; index++) {
      const { candles } = symbols[index]!;
      let row = this.#nextRow[index]!;
      if (row < candles.length && candles.openTimeMs[row]! < openTimeMs)
        row = rowAtOrAfter(candles, openTimeMs);
      this.#nextRow[index] = row;
      if (row >= candles.length || candles.openTimeMs[row] !== openTimeMs) continue;
      this.#nextRow[index] = row + 1;
      this.#fillBar(candles, row, closeMs);
      this.barCount++;
      for (const setup of this.#sessions) {
        if (this.#isLost(setup, 'bars', candles.symbol, this.#barEvent)) continue;
        isNew = true;
        this.#step(setup, this.#barEvent);
      }
    }
    return isNew;
  }

  /** Shows a session that was started in the midst of a run every bar that has closed before: the history that it loads. */
  catchUp(setup: Process, nowMs: number): void {
    const { symbols, intervalMs } = this.#tape;
    const rows = symbols.map(() => 0);
    const firstMs = Math.min(nowMs, ...symbols.map(({ candles }) => candles.openTimeMs[0] ?? nowMs));
    for (let closeMs = firstMs + intervalMs; closeMs <= nowMs; closeMs += intervalMs) {
      for (const [index, { candles }] of symbols.entries()) {
        let row = rows[index]!;
        while (row < this.#nextRow[index]! && candles.openTimeMs[row]! < closeMs - intervalMs) row++;
        rows[index] = row;
        if (row >= this.#nextRow[index]! || candles.openTimeMs[row] !== closeMs - intervalMs) continue;
        this.#fillBar(candles, row, closeMs);
        this.#step(setup, this.#barEvent);
      }
    }
  }

  #fillBar(candles: Candles, row: number, closeMs: number): void {
    const bar = this.#bar;
    copyBar(candles, row, bar);
    bar.closeTimeMs = closeMs;
    // With the book's own spread and not the usual one: what a client decides on must show a book that is thin.
    const half = this.#exchange.halfSpread(candles.symbol, bar.close, row);
    bar.bid = bar.close - half;
    bar.ask = bar.close + half;
    this.#barEvent.atMs = closeMs;
  }

  /** True while a session has something that prices between closes matter to. */
  get isWatched(): boolean {
    return this.#sessions.some(({ session }) => session.wantsMarks);
  }

  /** Of several marks in a row the last says it all: nobody does anything at one, and none can be lost. */
  get marksMayWait(): boolean {
    if (this.#faults.isActive) return false;
    for (const { session } of this.#sessions) {
      if (session.wantsMarks && session.marksMayWait !== true) return false;
    }
    return true;
  }

  /** Shows prices between closes, of the symbols in which there is something to watch. */
  showMarks(atMs: number): void {
    for (const setup of this.#sessions) {
      if (!setup.session.wantsMarks) continue;
      for (const { instrument } of this.#tape.symbols) {
        const { symbol } = instrument;
        if (!setup.session.belief.isWatching(symbol)) continue;
        this.#exchange.advanceTo(atMs);
        const quote = this.#exchange.quote(symbol, atMs);
        if (quote === null) continue;
        this.#mark.symbol = symbol;
        this.#mark.bid = quote.bid;
        this.#mark.ask = quote.ask;
        this.#mark.last = quote.last;
        this.#mark.mark = quote.mark;
        this.#markEvent.atMs = atMs;
        if (!this.#isLost(setup, 'marks', symbol, this.#markEvent)) this.#step(setup, this.#markEvent);
      }
    }
  }

  #isLost(setup: Process, feed: 'bars' | 'marks', symbol: string, event: SessionEvent): boolean {
    if (!this.#faults.isActive) return false;
    const { sessionId } = setup;
    return this.#faults.losesDelivery({ sessionId, channel: `${feed}:${symbol}`, event, requestId: null });
  }
}

function copyBar(candles: Candles, row: number, bar: Bar): void {
  bar.symbol = candles.symbol;
  bar.openTimeMs = candles.openTimeMs[row]!;
  bar.open = candles.open[row]!;
  bar.high = candles.high[row]!;
  bar.low = candles.low[row]!;
  bar.close = candles.close[row]!;
  bar.volume = candles.volume[row]!;
}
