import type { VenueReply } from '../../market/venueEvent.ts';
import type { SubmitAnswer } from '../intent.ts';
import type { Answers } from './answers.ts';
import type { BeliefEvent } from './beliefEvent.ts';
import { DeferredEntries, type DeferredEntry, PRE_OPEN } from './deferredEntries.ts';
import type { Desk } from './desk.ts';
import { PREFLIGHT, Preflight } from './preflight.ts';

const SINGLE_WRITER = 'singleWriter';

/** What stands before the first order and before every entry: the lock of the account, a look at the account, a look at the position. */
export class Entrance {
  readonly deferred: DeferredEntries;
  readonly #preflight: Preflight;
  readonly #desk: Desk;
  #lock: 'none' | 'asked' | 'held' | 'refused' = 'none';
  #isStarted = false;

  constructor(parts: {
    desk: Desk;
    answers: Answers;
    listener: {
      isConnected(): boolean;
      submit(entry: DeferredEntry): SubmitAnswer;
      tell(event: BeliefEvent): void;
      onDiffers(): void;
    };
  }) {
    const { desk, answers, listener } = parts;
    this.#desk = desk;
    this.deferred = new DeferredEntries(desk, {
      mustWait: () => this.#whyWait() !== null,
      submit: (entry) => listener.submit(entry),
      tell: (event) => listener.tell(event),
      onDiffers: () => listener.onDiffers(),
    });
    this.#preflight = new Preflight({
      desk,
      answers,
      listener: { isConnected: () => listener.isConnected(), onPassed: () => this.deferred.advance() },
    });
  }

  /** Another process holds the account: this one is to exit, and sends nothing. */
  get isOut(): boolean {
    return this.#lock === 'refused';
  }

  /** The first moment of trading: asks for the lock, or looks at the account at once. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (this.#desk.brakes.singleWriter === undefined) {
      this.#preflight.begin();
      return;
    }
    this.#lock = 'asked';
    this.#desk.outbox.push({ kind: 'acquireLock' });
  }

  handleLock(isGranted: boolean): void {
    if (this.#lock !== 'asked') return;
    if (!isGranted) {
      this.#stayOut();
      return;
    }
    this.#lock = 'held';
    this.#desk.open();
    this.#preflight.begin();
    this.deferred.advance();
  }

  /** What an entry must wait for now, by the brake that demands it; null when it may go. */
  whyWait(): { readonly rule: string; readonly reason: string } | null {
    const why = this.#whyWait();
    if (why !== null || this.#desk.brakes.preOpenPosition === undefined) return why;
    return { rule: PRE_OPEN, reason: 'The venue is asked for the position first.' };
  }

  /** An operator has reset a rule or brake: an account that was refused is looked at again. */
  handleReset(rule: string): void {
    if (rule === PREFLIGHT && this.#isStarted && !this.isOut) this.#preflight.begin();
  }

  handleConnected(): void {
    if (this.#isStarted && this.#lock !== 'asked' && !this.isOut && this.#preflight.isPending)
      this.#preflight.begin();
  }

  handleReply(reply: VenueReply): boolean {
    return this.#preflight.handleReply(reply) || this.deferred.handleReply(reply);
  }

  handleWake(key: string): boolean {
    return this.#preflight.handleWake(key) || this.deferred.handleWake(key);
  }

  #whyWait(): { readonly rule: string; readonly reason: string } | null {
    const isUnlocked = this.#desk.brakes.singleWriter !== undefined && this.#lock !== 'held';
    if (isUnlocked) return { rule: SINGLE_WRITER, reason: 'The lock of the account is not held yet.' };
    return this.#preflight.isPending
      ? { rule: PREFLIGHT, reason: 'The account has not been looked at yet.' }
      : null;
  }

  #stayOut(): void {
    this.#lock = 'refused';
    this.#desk.shut();
    const { gateway } = this.#desk;
    const before = gateway.tradingState;
    const breach = {
      rule: SINGLE_WRITER,
      actual: 2,
      limit: 1,
      unit: 'count',
      reason: 'Another process holds the lock of the account: this one exits.',
    };
    gateway.trip(breach, { state: 'halted', end: 'never' }, this.#desk.nowMs);
    this.#desk.decide({
      kind: 'lockRefused',
      ...breach,
      stateBefore: before,
      stateAfter: gateway.tradingState,
    });
    this.deferred.drop(null, 'another process holds the lock of the account');
  }
}
