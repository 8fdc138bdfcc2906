import type { Exchange } from '../venue/exchange.ts';
import type { Feed } from './feed.ts';
import type { JournalEntry } from './journal.ts';
import { Process } from './process.ts';
import type { SessionSetup } from './sessionSetup.ts';
import type { Wire } from './wire.ts';

/** When a second process starts, under which name, on what. */
export interface WriterStart {
  readonly writer: string;
  readonly accountId: string;
  readonly atMs: number;
  /** What a process that asks for its balance is told. */
  readonly walletQuote: number;
}

/** Starts further processes on an account in the midst of a run. */
export class SecondWriters {
  readonly #make: ((start: WriterStart) => SessionSetup) | null;
  /** All sessions of the run: what is started joins them. */
  readonly #sessions: Process[];
  readonly #firstCount: number;
  readonly #exchange: Exchange;
  readonly #wire: Wire;
  readonly #feed: Feed;
  readonly #journal: readonly JournalEntry[];
  readonly #takeTurn: (client: Process) => void;

  constructor(parts: {
    make: ((start: WriterStart) => SessionSetup) | null;
    sessions: Process[];
    exchange: Exchange;
    wire: Wire;
    feed: Feed;
    journal: readonly JournalEntry[];
    takeTurn: (client: Process) => void;
  }) {
    this.#make = parts.make;
    this.#sessions = parts.sessions;
    this.#firstCount = parts.sessions.length;
    this.#exchange = parts.exchange;
    this.#wire = parts.wire;
    this.#feed = parts.feed;
    this.#journal = parts.journal;
    this.#takeTurn = parts.takeTurn;
  }

  /**
   * On the signal of an order: the process loads the history, holds itself flat, and has its turn on the bars that have closed. False when the
   * order is one of such a process itself, or when it wishes for nothing.
   */
  start(accountId: string, requestKey: string, atMs: number): boolean {
    const seconds = this.#sessions.slice(this.#firstCount);
    const isOfSecond = seconds.some(({ writer }) => requestKey.includes(`:${scopeOf(writer)}`));
    if (this.#make === null || isOfSecond) return false;
    const writer = `w${this.#sessions.length + 1}`;
    const walletQuote = this.#exchange.account(accountId).walletQuote();
    const client = new Process(this.#make({ writer, accountId, atMs, walletQuote }));
    this.#sessions.push(client);
    this.#wire.add(client);
    this.#feed.catchUp(client, atMs);
    const entryCount = this.#journal.length;
    this.#takeTurn(client);
    return this.#journal
      .slice(entryCount)
      .some((entry) => entry.kind === 'wish' && entry.wish.intent.kind === 'enter');
  }
}

/** What stands in the keys of a second process's orders. @example scopeOf('w2') // 'w2.' */
export function scopeOf(writer: string): string {
  return `${writer}.`;
}
