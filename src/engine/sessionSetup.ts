import type { SessionLike } from './session.ts';

/** A session's place in a simulation. */
export interface SessionSetup {
  readonly sessionId: string;
  readonly accountId: string;
  /** Keys the session's latency; two writers have two. */
  readonly writer: string;
  readonly startQuote: number;
  readonly session: SessionLike;
  /** How its process can be started again. Left out: it cannot, and so it never dies. */
  readonly lives?: Lives;
}

/** The further lives of a process. */
interface Lives {
  /**
   * Makes the session of a further life, with a strategy of its own.
   *
   * @param bootEpoch 1 for the first restart.
   * @param tradeFromMs the moment of the restart: all bars before it are look-back.
   */
  make(bootEpoch: number, tradeFromMs: number): SessionLike;
  /** When it dies, in the order of the items. Left out: only by a fault. */
  readonly crashes?: readonly Crash[];
}

/** A death: of all that the process ever put into its outbox, over all its lives, every item after the n-th is dropped until it lives again. */
export interface Crash {
  readonly atItem: number;
  /** Null: it stays dead. */
  readonly restart: Restart | null;
}

export interface Restart {
  readonly afterMs: number;
  /** Whether what it had put on disk is still there. */
  readonly withRecords: boolean;
}
