import type { EventQueue } from '../core/eventQueue.ts';
import type { Command, Delivery } from '../faults/delivery.ts';
import type { FaultRunner } from '../faults/faultRunner.ts';
import type { VenueRequest } from '../market/request.ts';
import type { VenueReply, VenueStreamEvent } from '../market/venueEvent.ts';
import type { VenuePort } from '../market/venuePort.ts';
import { Latency, type LatencyModel } from './latency/latency.ts';
import type { OrderMessages } from './orderMessages.ts';
import { PHASES } from './phases.ts';

/** What waits in the queue. */
export type Pending =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'wake'; readonly sessionId: string; readonly key: string; readonly token: number }
  | { readonly kind: 'call'; readonly run: () => void };

interface SessionLine {
  readonly sessionId: string;
  readonly accountId: string;
  /** Keys the latency. */
  readonly writer: string;
}

interface Line {
  readonly sessionId: string;
  readonly accountId: string;
  readonly latency: Latency;
  /** When the last stream event arrives: the stream is first in, first out. */
  lastStreamMs: number;
}

/**
 * The way between sessions and venue: latency, order of arrival, and what faults take away. Faults are asked about a request when it is sent
 * and about a message when it would arrive.
 */
export class Wire {
  readonly #queue: EventQueue<Pending>;
  readonly #faults: FaultRunner;
  readonly #messages: OrderMessages;
  readonly #lines: Line[] = [];
  readonly #makeLatency: (writer: string) => Latency;
  /** The request by which a session placed an order, and when it is told of the acceptance: no fill of that order comes before. */
  readonly #placed = new Map<string, { readonly requestId: string; readonly acceptedMs: number }>();

  constructor(parts: {
    queue: EventQueue<Pending>;
    faults: FaultRunner;
    /** Told of every order that is sent, and of its answer. */
    messages: OrderMessages;
    lines: readonly SessionLine[];
    latency: LatencyModel;
    seed: number;
  }) {
    this.#queue = parts.queue;
    this.#faults = parts.faults;
    this.#messages = parts.messages;
    this.#makeLatency = (writer) => new Latency(parts.latency, parts.seed, writer);
    for (const line of parts.lines) this.add(line);
  }

  /** From now on the stream of an account reaches this session too. */
  add({ sessionId, accountId, writer }: SessionLine): void {
    this.#lines.push({ sessionId, accountId, latency: this.#makeLatency(writer), lastStreamMs: 0 });
  }

  /** A session's one way to the venue. */
  portOf(sessionId: string): VenuePort {
    const line = this.#line(sessionId);
    return {
      send: (request, atMs) => {
        const command: Command = { sessionId, accountId: line.accountId, request };
        const lateMs = this.#faults.pass(command, atMs);
        this.#messages.noteSent(command, atMs, lateMs);
        if (lateMs === null) return;
        const delayMs =
          lateMs + line.latency.delayMs('command', { key: request.key, attempt: request.attempt, atMs });
        this.#queue.push(atMs + delayMs, PHASES.command, { kind: 'command', command });
      },
    };
  }

  reply(sessionId: string, request: VenueRequest, reply: VenueReply, atMs: number): void {
    this.#messages.noteAnswered(sessionId, request, reply, atMs);
    const line = this.#line(sessionId);
    const arrivalMs =
      atMs + line.latency.delayMs('reply', { key: request.key, attempt: request.attempt, atMs });
    const { requestId } = request;
    if (reply.kind === 'orderAccepted')
      this.#placed.set(`${sessionId}/${reply.order.venueOrderId}`, { requestId, acceptedMs: arrivalMs });
    this.#push(arrivalMs, {
      sessionId,
      channel: 'reply',
      event: { kind: 'venue', atMs: arrivalMs, event: reply },
      requestId,
    });
  }

  stream(accountId: string, event: VenueStreamEvent, key: string, atMs: number): void {
    for (const line of this.#lines) {
      if (line.accountId !== accountId) continue;
      const placed = this.#placed.get(`${line.sessionId}/${venueOrderIdOf(event)}`);
      const arrivalMs = Math.max(
        atMs + line.latency.delayMs('event', { key: `${event.kind}:${key}`, attempt: 1, atMs }),
        line.lastStreamMs,
        placed?.acceptedMs ?? 0,
      );
      line.lastStreamMs = arrivalMs;
      this.#push(arrivalMs, {
        sessionId: line.sessionId,
        channel: 'stream',
        event: { kind: 'venue', atMs: arrivalMs, event },
        requestId: placed?.requestId ?? null,
      });
    }
  }

  #push(arrivalMs: number, delivery: Delivery): void {
    this.#queue.push(arrivalMs, PHASES.delivery, { kind: 'delivery', delivery });
  }

  #line(sessionId: string): Line {
    return this.#lines.find((line) => line.sessionId === sessionId)!;
  }
}

function venueOrderIdOf(event: VenueStreamEvent): string | null {
  if (event.kind === 'fill') return event.fill.venueOrderId;
  return event.kind === 'orderUpdate' ? event.order.venueOrderId : null;
}
