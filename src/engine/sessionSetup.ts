import type { SessionLike } from './session.ts';

/** A session's place in a simulation. */
export interface SessionSetup {
  readonly sessionId: string;
  readonly accountId: string;
  /** Keys the session's latency; two writers have two. */
  readonly writer: string;
  readonly startQuote: number;
  readonly session: SessionLike;
}
