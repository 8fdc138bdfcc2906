import type { VenueRequest } from '../market/request.ts';
import type { Decision } from './decision.ts';
import type { Intent } from './intent.ts';
import type { DecisionGrounds } from './ruleCheck.ts';

/** What a session asks of its host, in order. A host that crashes drops every item after the n-th. */
export type OutboxItem =
  | { readonly kind: 'send'; readonly request: VenueRequest }
  | { readonly kind: 'wake'; readonly key: string; readonly atMs: number }
  | { readonly kind: 'cancelWake'; readonly key: string }
  | { readonly kind: 'persist'; readonly record: PersistRecord }
  /** Asks for the lock of the account, which one process holds at a time; the answer is `lockGranted` or `lockRefused`. */
  | { readonly kind: 'acquireLock' }
  /** `grounds`: what it rests on, where rules were asked. A host may keep it beside the decision; the name of a run does not depend on it. */
  | { readonly kind: 'decision'; readonly decision: Decision; readonly grounds?: DecisionGrounds }
  | { readonly kind: 'wish'; readonly wish: Wish };

/** A strategy's wish as it was made, before any rule saw it. */
export interface Wish {
  /** 1 for the first wish of the session. */
  readonly ordinal: number;
  readonly atMs: number;
  readonly intent: Intent;
}

/** What must be on disk before the next item goes out, so that a restarted process knows what it may have sent. */
export interface PersistRecord {
  readonly key: string;
  /** Plain JSON. */
  readonly content: unknown;
}
