import type { VenueRequest } from '../../market/request.ts';
import type { Belief } from '../belief.ts';
import { clientOrderIdOf } from '../clientOrderId.ts';
import { BLANK_DECISION, type Decision } from '../decision.ts';
import type { Gateway } from '../gateway.ts';
import type { OutboxItem } from '../outbox.ts';
import type { GuardianPolicy } from './brakes.ts';

/** A request without the name that the desk gives it. */
export type UnsentRequest = VenueRequest extends infer Request
  ? Request extends VenueRequest
    ? Omit<Request, 'requestId'>
    : never
  : never;

/** A decision without what the desk itself fills in. */
export type DecisionFields = Pick<Decision, 'kind' | 'reason'> &
  Partial<Omit<Decision, 'kind' | 'reason' | 'ordinal' | 'atMs'>>;

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
  readonly outbox: OutboxItem[] = [];
  nowMs = 0;
  #requestCount = 0;
  #decisionCount = 0;
  readonly #keyCounts = new Map<string, number>();

  constructor(parts: {
    writer: string;
    bootEpoch: number;
    belief: Belief;
    gateway: Gateway;
    brakes: GuardianPolicy;
  }) {
    this.writer = parts.writer;
    this.#bootEpoch = parts.bootEpoch;
    this.belief = parts.belief;
    this.gateway = parts.gateway;
    this.brakes = parts.brakes;
  }

  /** Sends a request and returns the name under which its answer will come. */
  send(request: UnsentRequest): string {
    const requestId = `${this.writer}-r${++this.#requestCount}`;
    // Named in place and not copied: every caller makes the request for this call.
    this.outbox.push({ kind: 'send', request: Object.assign(request, { requestId }) as VenueRequest });
    return requestId;
  }

  wake(key: string, atMs: number): void {
    this.outbox.push({ kind: 'wake', key, atMs });
  }

  cancelWake(key: string): void {
    this.outbox.push({ kind: 'cancelWake', key });
  }

  persist(key: string, content: unknown): void {
    this.outbox.push({ kind: 'persist', record: { key, content } });
  }

  /** `stop:LUNA-USDT:2`: the next ordinal of a purpose and symbol, untouched by what else the session does. */
  nextKey(purpose: string, symbol: string): string {
    const base = `${purpose}:${symbol}`;
    const ordinal = (this.#keyCounts.get(base) ?? 0) + 1;
    this.#keyCounts.set(base, ordinal);
    return `${base}:${ordinal}`;
  }

  /** The id that an order of this key carries, the same over resends; null where the brake is off. */
  clientOrderIdFor(orderKey: string): string | null {
    if (this.brakes.clientOrderId === undefined) return null;
    return clientOrderIdOf(this.writer, this.#bootEpoch, orderKey);
  }

  decide(fields: DecisionFields): void {
    const state = this.gateway.tradingState;
    this.outbox.push({
      kind: 'decision',
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
}
