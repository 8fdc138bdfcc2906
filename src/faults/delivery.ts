import type { VenueRequest } from '../market/request.ts';
import type { SessionEvent } from '../risk/sessionEvent.ts';

/** A message on its way to a client. `bars:<symbol>` and `marks:<symbol>` are the feed. */
export interface Delivery {
  readonly sessionId: string;
  readonly channel: 'reply' | 'stream' | `bars:${string}` | `marks:${string}`;
  readonly event: SessionEvent;
  /** The session's request that it answers, or whose order it speaks of; null for what nobody of this session asked for. */
  readonly requestId: string | null;
}

/** A request on its way to the venue. */
export interface Command {
  readonly sessionId: string;
  readonly accountId: string;
  readonly request: VenueRequest;
}
