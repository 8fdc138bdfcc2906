import type { EventQueue } from '../core/eventQueue.ts';
import type { VenuePort } from '../market/venuePort.ts';
import type { OutboxItem } from '../risk/outbox.ts';
import type { DecisionGrounds } from '../risk/ruleCheck.ts';
import { FILL_PREFIX } from '../risk/sessionRecord.ts';
import { type JournalEntry, loggedRequest } from './journal.ts';
import type { OrderBeliefs } from './orderBeliefs.ts';
import { PHASES } from './phases.ts';
import type { Process } from './process.ts';
import type { Pending, Wire } from './wire.ts';

/** Carries out what sessions ask for, as a live host would: requests go on the wire, wakes into the queue, and what was decided into the log. */
export class Host {
  readonly #queue: EventQueue<Pending>;
  readonly #wire: Wire;
  readonly #log: (entry: JournalEntry) => void;
  readonly #keepGrounds: (grounds: DecisionGrounds | null) => void;
  readonly #beliefs: OrderBeliefs;
  readonly #ports = new Map<string, VenuePort>();
  /** The token of each wake that is wanted, by session and key: a later wish replaces an earlier one. */
  readonly #wakes = new Map<string, number>();
  #wakeCount = 0;

  constructor(parts: {
    queue: EventQueue<Pending>;
    wire: Wire;
    log: (entry: JournalEntry) => void;
    /** Called once for each decision that was logged. */
    keepGrounds: (grounds: DecisionGrounds | null) => void;
    /** Told of every order that is sent. */
    beliefs: OrderBeliefs;
  }) {
    this.#queue = parts.queue;
    this.#wire = parts.wire;
    this.#log = parts.log;
    this.#keepGrounds = parts.keepGrounds;
    this.#beliefs = parts.beliefs;
  }

  /** All but the lock of the account, which is the simulation's to give. */
  carryOut(client: Process, item: Exclude<OutboxItem, { kind: 'acquireLock' }>, atMs: number): void {
    const { sessionId, accountId } = client;
    switch (item.kind) {
      case 'send': {
        const request = loggedRequest(item.request);
        this.#log({ kind: 'request', atMs, sessionId, accountId, request });
        if (request.order !== null) this.#beliefs.noteSent(client, request.key);
        this.#portOf(sessionId).send(item.request, atMs);
        break;
      }
      case 'wake': {
        const { key } = item;
        const token = ++this.#wakeCount;
        this.#wakes.set(nameOf(sessionId, key), token);
        this.#queue.push(Math.max(item.atMs, atMs), PHASES.wake, { kind: 'wake', sessionId, key, token });
        break;
      }
      case 'cancelWake':
        this.#wakes.delete(nameOf(sessionId, item.key));
        break;
      case 'persist': {
        const { key, content } = item.record;
        client.keep(item.record);
        if (!key.startsWith(FILL_PREFIX)) break;
        const { qty } = content as { qty: number };
        this.#log({ kind: 'booked', atMs, sessionId, tradeId: key.slice(FILL_PREFIX.length), qty });
        break;
      }
      case 'decision':
        this.#log({ kind: 'decision', atMs, sessionId, decision: item.decision });
        this.#keepGrounds(item.grounds ?? null);
        break;
      case 'wish':
        this.#log({ kind: 'wish', atMs, sessionId, wish: item.wish });
        break;
    }
  }

  /** Whether a wake that has come is still wanted: cancelled, or set anew, it is not. */
  takesWake({ sessionId, key, token }: Extract<Pending, { kind: 'wake' }>): boolean {
    const name = nameOf(sessionId, key);
    return this.#wakes.get(name) === token && this.#wakes.delete(name);
  }

  /** Nobody is there to be woken any more. */
  forgetWakes(sessionId: string): void {
    for (const name of [...this.#wakes.keys()])
      if (name.startsWith(nameOf(sessionId, ''))) this.#wakes.delete(name);
  }

  #portOf(sessionId: string): VenuePort {
    let port = this.#ports.get(sessionId);
    if (port === undefined) {
      port = this.#wire.portOf(sessionId);
      this.#ports.set(sessionId, port);
    }
    return port;
  }
}

function nameOf(sessionId: string, key: string): string {
  return `${sessionId}/${key}`;
}
