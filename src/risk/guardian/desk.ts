import type { VenueRequest } from '../../market/request.ts';
import { PLAIN_VENUE, type VenueAbilities } from '../../market/venueAbilities.ts';
import type { Belief } from '../belief.ts';
import { clientOrderIdOf } from '../clientOrderId.ts';
import { BLANK_DECISION, type Decision, type DecisionKind } from '../decision.ts';
import type { Gateway } from '../gateway.ts';
import type { OutboxItem } from '../outbox.ts';
import type { DecisionGrounds } from '../ruleCheck.ts';
import { SESSION_KEY } from '../sessionRecord.ts';
import type { TradingState } from '../tradingState.ts';
import type { GuardianPolicy } from './brakes.ts';
import { marginCheck } from './marginCheck.ts';
import { type QueuedRequest, SendQueue, type SendTimeout } from './sendQueue.ts';

/** The wake at which the queue may go on. */
const QUEUE_WAKE = 'sendQueue';

/** What the queue of a desk tells of a request that has waited. */
export interface QueueListener {
  /** False when it is not wanted any more: then it never goes out, and whoever made it has been told. */
  isWanted(queued: QueuedRequest): boolean;
  /** It goes out now. */
  beforeSend(queued: QueuedRequest): void;
}

/** A request without the name that the desk gives it. */
export type UnsentRequest = VenueRequest extends infer Request
  ? Request extends VenueRequest
    ? Omit<Request, 'requestId'>
    : never
  : never;

/** A decision without what the desk itself fills in. */
export type DecisionFields = Pick<Decision, 'kind' | 'reason'> &
  Partial<Omit<Decision, 'kind' | 'reason' | 'ordinal' | 'atMs'>>;

/** Answers, alerts and emergencies: what is decided about the account and not about one order. */
const ABOUT_THE_ACCOUNT: ReadonlySet<DecisionKind> = new Set<DecisionKind>([
  'halt',
  'reduce',
  'panic',
  'resume',
  'operatorReset',
  'panicClose',
  'stoodDown',
  'level',
  'localStop',
  'emergencyClose',
  'localTakeProfit',
  'alert',
]);
/** The first ordinal of each life lies so far above the last: names that a former life gave are not given again, even where its records are lost. */
const ORDINALS_PER_LIFE = 1_000_000;

/**
 * What the parts of a session share: belief, the gate, the brakes that are on, the present time, and the outbox. It is the only writer of the
 * outbox, and nothing in it waits, draws or reads a clock.
 */
export class Desk {
  readonly writer: string;
  readonly #bootEpoch: number;
  readonly belief: Belief;
  readonly gateway: Gateway;
  readonly brakes: GuardianPolicy;
  /** What the venue takes. */
  readonly abilities: VenueAbilities;
  readonly outbox: OutboxItem[] = [];
  nowMs = 0;
  /** Every count of names begins here. */
  readonly firstOrdinal: number;
  #requestCount: number;
  #decisionCount: number;
  /** Null where nobody would start from it. */
  readonly #takeRecord: (() => unknown) | null;
  /** Something has changed since the record was last put out. */
  #isTouched = false;
  /** The trading state of that record. */
  #keptState: TradingState;
  readonly #keyCounts = new Map<string, number>();
  readonly #keyScope: string;
  /** Null where nothing ever makes a request wait. */
  readonly #queue: SendQueue | null;
  /** Nothing is sent any more, ever. */
  #isShut = false;
  #queueListener: QueueListener | null = null;

  constructor(parts: {
    writer: string;
    bootEpoch: number;
    /** Stands in the key of every order, so that two writers of one account never share a key. Left out: nothing does. */
    keyScope?: string;
    belief: Belief;
    gateway: Gateway;
    brakes: GuardianPolicy;
    /** Left out: of the venue nothing is known. */
    abilities?: VenueAbilities;
    /** All that a restart must know, as it is now; null where there will be none. */
    takeRecord: (() => unknown) | null;
  }) {
    this.writer = parts.writer;
    this.#bootEpoch = parts.bootEpoch;
    this.#keyScope = parts.keyScope ?? '';
    this.belief = parts.belief;
    this.gateway = parts.gateway;
    this.brakes = parts.brakes;
    this.abilities = parts.abilities ?? PLAIN_VENUE;
    this.#takeRecord = parts.takeRecord;
    this.#keptState = parts.gateway.tradingState;
    this.firstOrdinal = parts.bootEpoch * ORDINALS_PER_LIFE;
    this.#requestCount = this.firstOrdinal;
    this.#decisionCount = this.firstOrdinal;
    const { rateLimit, singleWriter } = parts.brakes;
    this.#queue =
      rateLimit === undefined && singleWriter === undefined
        ? null
        : new SendQueue({ pace: rateLimit ?? null, isOpen: singleWriter === undefined });
  }

  /**
   * Sends a request and returns the name under which its answer will come. Where a brake holds it back it waits, and goes out by itself.
   *
   * @param timeoutMs from the true send to the wake `timeout:<request>`, or the one that `timeoutKey` names. Left out: no wake is set.
   */
  send(request: UnsentRequest, timeoutMs?: number, timeoutKey?: string): string {
    const requestId = `${this.writer}-r${++this.#requestCount}`;
    // Named in place and not copied: every caller makes the request for this call.
    const named = Object.assign(request, { requestId }) as VenueRequest;
    const timeout =
      timeoutMs === undefined ? null : { key: timeoutKey ?? `timeout:${requestId}`, afterMs: timeoutMs };
    if (this.#queue === null || this.#queue.mayGo(named, this.nowMs)) {
      this.#put(named, timeout);
    } else {
      this.#isTouched = true;
      this.#queue.add({ request: named, queuedMs: this.nowMs, timeout });
      this.#wakeQueue();
    }
    return requestId;
  }

  /** Whether a request has been made and has not gone out. */
  isQueued(requestId: string): boolean {
    return this.#queue?.has(requestId) ?? false;
  }

  /** Takes back a request that has not gone out. False when it has. */
  withdraw(requestId: string): boolean {
    return this.#queue?.withdraw(requestId) ?? false;
  }

  /** Who knows what the requests are for that wait. */
  listenToQueue(listener: QueueListener): void {
    this.#queueListener = listener;
  }

  /** The session may send from now on. */
  open(): void {
    this.#queue?.open();
    this.#drain();
  }

  /** Nothing goes out from here on: not what waits, and not what comes. */
  shut(): void {
    this.#isShut = true;
  }

  /** True when the wake was the queue's. */
  handleWake(key: string): boolean {
    if (key !== QUEUE_WAKE) return false;
    this.#drain();
    return true;
  }

  #drain(): void {
    const queue = this.#queue;
    if (queue === null) return;
    for (let head = queue.head; head !== null; head = queue.head) {
      const { requestId } = head.request;
      // Asked before the token is taken: what is dropped costs none. It may have been taken out by the answer.
      if (this.#queueListener?.isWanted(head) === false) queue.withdraw(requestId);
      else if (!queue.takeToken(this.nowMs)) break;
      else {
        queue.withdraw(requestId);
        this.#queueListener?.beforeSend(head);
        this.#put(head.request, head.timeout);
      }
    }
    this.#wakeQueue();
  }

  #wakeQueue(): void {
    const nextMs = this.#queue?.nextMs ?? null;
    if (nextMs !== null) this.wake(QUEUE_WAKE, nextMs);
  }

  #put(request: VenueRequest, timeout: SendTimeout | null): void {
    if (this.#isShut) return;
    if (request.kind === 'placeOrder' || request.kind === 'cancelOrder' || request.kind === 'amendOrder') {
      // On disk before it is on the wire: a process that dies here knows what it may have sent.
      this.#isTouched = true;
      this.keep();
    } else if (request.kind === 'queryOrder') this.#isTouched = true;
    this.outbox.push({ kind: 'send', request });
    if (timeout !== null) this.wake(timeout.key, this.nowMs + timeout.afterMs);
  }

  wake(key: string, atMs: number): void {
    this.#isTouched = true;
    this.outbox.push({ kind: 'wake', key, atMs });
  }

  cancelWake(key: string): void {
    this.#isTouched = true;
    this.outbox.push({ kind: 'cancelWake', key });
  }

  persist(key: string, content: unknown): void {
    this.#isTouched = true;
    if (!this.#mayWrite) return;
    this.outbox.push({ kind: 'persist', record: { key, content } });
  }

  /** Something has changed that a restart must know, and that nothing in the outbox shows. */
  touch(): void {
    this.#isTouched = true;
  }

  /** Puts the session's record into the outbox where it may be other than the last one. */
  keep(): void {
    if (this.#takeRecord === null || !this.#mayWrite) return;
    if (!this.#isTouched && !this.gateway.isChanged) return;
    this.#keptState = this.gateway.tradingState;
    this.outbox.push({ kind: 'persist', record: { key: SESSION_KEY, content: this.#takeRecord() } });
    this.gateway.noteKept();
  }

  /** The event is over. */
  endStep(): void {
    if (!this.#mayWrite || (!this.#isTouched && !this.gateway.isChanged)) return;
    this.keep();
    this.#isTouched = false;
  }

  /** Without the account's lock the records are another process's: what is written over them would be what that one starts from again. */
  get #mayWrite(): boolean {
    return !this.#isShut && (this.#queue?.isOpen ?? true);
  }

  /** `stop:LUNA-USDT:2`: the next ordinal of a purpose and symbol, untouched by what else the session does. */
  nextKey(purpose: string, symbol: string): string {
    const base = `${purpose}:${symbol}`;
    const ordinal = (this.#keyCounts.get(base) ?? this.firstOrdinal) + 1;
    this.#keyCounts.set(base, ordinal);
    return this.keyOf(purpose, symbol, ordinal);
  }

  /** The key of an order: of what purpose, in which symbol, the how manyth. */
  keyOf(purpose: string, symbol: string, ordinal: number | string): string {
    return `${purpose}:${symbol}:${this.#keyScope}${ordinal}`;
  }

  /** The id that an order of this key carries, the same over resends; null where the brake is off. */
  clientOrderIdFor(orderKey: string): string | null {
    if (this.brakes.clientOrderId === undefined) return null;
    return clientOrderIdOf(this.writer, this.#bootEpoch, orderKey);
  }

  /** Logs a decision. `grounds` are those of an entry; what is decided about the account has where it stands before the rules that watch it. */
  decide(fields: DecisionFields, grounds: DecisionGrounds | null = this.#groundsOf(fields.kind)): void {
    const state = this.gateway.tradingState;
    this.#isTouched = true;
    // A halt that was said and is not known after a restart would be none.
    if (state !== this.#keptState) this.keep();
    this.outbox.push({
      kind: 'decision',
      ...(grounds === null ? {} : { grounds }),
      decision: {
        ...BLANK_DECISION,
        stateBefore: state,
        stateAfter: state,
        ...fields,
        ordinal: ++this.#decisionCount,
        atMs: this.nowMs,
      },
    });
  }

  #groundsOf(kind: DecisionKind): DecisionGrounds | null {
    if (!ABOUT_THE_ACCOUNT.has(kind)) return null;
    const margin = marginCheck(this.belief, this.brakes);
    const checks = this.gateway.gauge(this.belief);
    return {
      askedQty: null,
      checkedQty: null,
      sizedBy: null,
      checks: margin === null ? checks : [...checks, margin],
    };
  }
}
