import { canonicalJson, createHasher } from '../core/hash.ts';
import type { Firing } from '../faults/faultRunner.ts';
import type { Amendment, OrderRequest } from '../market/order.ts';
import type { OrderTarget, VenueRequest } from '../market/request.ts';
import type { Decision } from '../risk/decision.ts';
import type { Wish } from '../risk/outbox.ts';
import type { TruthEvent } from '../venue/truthEvent.ts';

/**
 * The canonical log of a run: wishes, decisions, requests, truth, firings and state changes, in the order in which they happened. No bars,
 * marks or timers: the tape enters by its hash.
 */
export type JournalEntry = JournalCore & { readonly atMs: number };

type JournalCore =
  | { readonly kind: 'tape'; readonly sha256: string }
  | { readonly kind: 'wish'; readonly sessionId: string; readonly wish: Wish }
  | { readonly kind: 'decision'; readonly sessionId: string; readonly decision: Decision }
  | {
      readonly kind: 'request';
      readonly sessionId: string;
      readonly accountId: string;
      readonly request: LoggedRequest;
    }
  | { readonly kind: 'truth'; readonly event: TruthEvent }
  /** A session booked a fill: what `bookedOnce` counts. */
  | { readonly kind: 'booked'; readonly sessionId: string; readonly tradeId: string; readonly qty: number }
  | { readonly kind: 'fault'; readonly firing: Omit<Firing, 'untilMs' | 'excusedUntilMs' | 'lostCount'> }
  /** A process died: what it had in its outbox is gone, and nothing reaches it. */
  | { readonly kind: 'crash'; readonly sessionId: string }
  | {
      readonly kind: 'restart';
      readonly sessionId: string;
      /** 1 for the first restart. */
      readonly bootEpoch: number;
      /** Whether it found what it had put on disk. */
      readonly withRecords: boolean;
    }
  | { readonly kind: 'connection'; readonly isConnected: boolean }
  | { readonly kind: 'heal' }
  | { readonly kind: 'operatorStop' }
  | { readonly kind: 'operatorReset'; readonly rule: string }
  | { readonly kind: 'strategyError'; readonly sessionId: string; readonly message: string };

/** A request as it is logged: what it is for, and the order or the target that it names. */
export interface LoggedRequest {
  readonly kind: string;
  readonly key: string;
  readonly attempt: number;
  readonly order: OrderRequest | null;
  readonly target: OrderTarget | null;
  /** Of an amend only. */
  readonly changes?: Amendment;
}

/** What of a request the log keeps. */
export function loggedRequest(request: VenueRequest): LoggedRequest {
  return {
    kind: request.kind,
    key: request.key,
    attempt: request.attempt,
    order: request.kind === 'placeOrder' ? request.order : null,
    target: 'target' in request ? request.target : null,
    ...(request.kind === 'amendOrder' ? { changes: request.changes } : {}),
  };
}

/** SHA-256 over the canonical lines of the log: the name of what happened. */
export function fingerprintOf(journal: readonly JournalEntry[]): string {
  const hasher = createHasher();
  for (const entry of journal) hasher.add(`${canonicalJson(entry)}\n`);
  return hasher.digest();
}

/** Where two logs part. */
export interface Divergence {
  readonly index: number;
  readonly atMs: number | null;
  /** Path of the first member that differs; null when one log has ended. */
  readonly field: string | null;
  readonly left: unknown;
  readonly right: unknown;
}

/** The first entry in which two logs differ; null when they are one. */
export function firstDivergence(
  left: readonly JournalEntry[],
  right: readonly JournalEntry[],
): Divergence | null {
  const count = Math.max(left.length, right.length);
  for (let index = 0; index < count; index++) {
    const a = left[index];
    const b = right[index];
    if (a === undefined || b === undefined) {
      return { index, atMs: (a ?? b)!.atMs, field: null, left: a ?? null, right: b ?? null };
    }
    if (canonicalJson(a) === canonicalJson(b)) continue;
    const found = firstDifferentMember(a, b, '');
    return { index, atMs: a.atMs, ...found };
  }
  return null;
}

/** The path of the first member in which two values differ that do. */
export function firstDifferentMember(
  a: unknown,
  b: unknown,
  path: string,
): { field: string; left: unknown; right: unknown } {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    for (const key of keys) {
      const left = (a as Record<string, unknown>)[key] ?? null;
      const right = (b as Record<string, unknown>)[key] ?? null;
      if (canonicalJson(left) !== canonicalJson(right)) {
        return firstDifferentMember(left, right, path === '' ? key : `${path}.${key}`);
      }
    }
  }
  return { field: path, left: a, right: b };
}
