import type { VenueRequest } from '../../market/request.ts';
import { type Pace, TokenBucket } from './tokenBucket.ts';

/** A wake that is set when a request has really gone out: so long after that, by this name. */
export interface SendTimeout {
  readonly key: string;
  readonly afterMs: number;
}

/** A request that waits for its turn: plain data. A restart forgets it; it has never been on the wire. */
export interface QueuedRequest {
  readonly request: VenueRequest;
  readonly queuedMs: number;
  readonly timeout: SendTimeout | null;
}

/**
 * What goes first when not all may go: stops, exits, cancels and what resizes an exit; the look-ups on which they hang; questions about the whole account; and last what
 * adds risk.
 */
const CLASS_COUNT = 4;

/** @example urgencyOf(stop) // 0; 3 is an entry. */
export function urgencyOf(request: VenueRequest): number {
  switch (request.kind) {
    case 'placeOrder':
      return request.order.reduceOnly ? 0 : 3;
    case 'cancelOrder':
    case 'amendOrder':
      return 0;
    case 'queryOrder':
      return 1;
    default:
      return 2;
  }
}

/** Requests on their way out: by urgency, in the order in which they were made inside a class, no faster than the pace, and none while it is shut. */
export class SendQueue {
  readonly #bucket: TokenBucket | null;
  readonly #waiting: QueuedRequest[][] = Array.from({ length: CLASS_COUNT }, () => []);
  #isOpen: boolean;

  constructor(parts: { readonly pace: Pace | null; readonly isOpen: boolean }) {
    this.#bucket = parts.pace === null ? null : new TokenBucket(parts.pace);
    this.#isOpen = parts.isOpen;
  }

  /** Whether a request may go out at once, which takes a token. Nothing overtakes what is as urgent as itself. */
  mayGo(request: VenueRequest, nowMs: number): boolean {
    if (!this.#isOpen) return false;
    const urgency = urgencyOf(request);
    for (let ahead = 0; ahead <= urgency; ahead++) if (this.#waiting[ahead]!.length > 0) return false;
    return this.#bucket === null || this.#bucket.take(nowMs);
  }

  add(queued: QueuedRequest): void {
    this.#waiting[urgencyOf(queued.request)]!.push(queued);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    this.#isOpen = true;
  }

  /** The most urgent of what waits; null while nothing does, or nothing may go. */
  get head(): QueuedRequest | null {
    if (!this.#isOpen) return null;
    for (const waiting of this.#waiting) if (waiting.length > 0) return waiting[0]!;
    return null;
  }

  /** A token for the head. */
  takeToken(nowMs: number): boolean {
    return this.#bucket === null || this.#bucket.take(nowMs);
  }

  /** When the head may go, epoch ms; null while nothing waits for that. */
  get nextMs(): number | null {
    return this.#bucket === null || this.head === null ? null : this.#bucket.nextMs;
  }

  /** Takes a request out. False when it does not wait here. */
  withdraw(requestId: string): boolean {
    for (const waiting of this.#waiting) {
      const place = waiting.findIndex(({ request }) => request.requestId === requestId);
      if (place < 0) continue;
      waiting.splice(place, 1);
      return true;
    }
    return false;
  }

  has(requestId: string): boolean {
    return this.#waiting.some((waiting) => waiting.some(({ request }) => request.requestId === requestId));
  }

  /** What waits, the most urgent first. */
  get waiting(): readonly QueuedRequest[] {
    return this.#waiting.flat();
  }
}
