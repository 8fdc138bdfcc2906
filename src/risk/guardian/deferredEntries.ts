import type { VenueReply } from '../../market/venueEvent.ts';
import type { Breach } from '../breach.ts';
import type { EnterIntent, SubmitAnswer } from '../intent.ts';
import type { Tranche } from '../sizing/trancheKeeper.ts';
import { backoffMs } from './backoff.ts';
import type { BeliefEvent } from './beliefEvent.ts';
import type { Desk } from './desk.ts';

/** A wish to enter, or a part of one, that waits before it is decided: plain data. It reserves nothing, and a restart drops it. */
export interface DeferredEntry {
  readonly intent: EnterIntent;
  readonly wishOrdinal: number;
  /** The key that its order will have. */
  readonly orderKey: string;
  readonly tranche: Tranche | null;
  readonly sinceMs: number;
  /** The brake that it waits for. */
  waitsFor: string;
  /** Questions for the position so far. */
  attempt: number;
  /** The question whose answer is awaited; null when none is. */
  requestId: string | null;
  /** The position that was believed in when it was asked, base. */
  askedQty: number;
}

/** What deferred entries need of the guardian. */
export interface DeferredEntriesListener {
  /** Whether nothing may be decided yet: the lock is not held, the account has not been looked at. */
  mustWait(): boolean;
  /** Takes an entry through the gate, with the belief of now. */
  submit(entry: DeferredEntry): SubmitAnswer;
  tell(event: BeliefEvent): void;
  /** The venue's position is not belief's. */
  onDiffers(): void;
}

export const PRE_OPEN = 'preOpenPosition';

/** Wait before a second look where something of our own may still be on its way. */
const SECOND_LOOK_MS = 1_000;
/** A wait for the answer, and looks at a position that differs, where the policy has no brake that says. */
const ANSWER_TIMEOUT_MS = 10_000;
const LOOKS = 3;

/**
 * Entries that wait: for the lock of the account, for the look at the account, and each for the venue's word on the position in its symbol. In one
 * symbol one is asked for at a time, and each is decided at its turn with what is believed then, so that two cannot pass one cap together.
 */
export class DeferredEntries {
  readonly #desk: Desk;
  readonly #listener: DeferredEntriesListener;
  #waiting: DeferredEntry[] = [];

  constructor(desk: Desk, listener: DeferredEntriesListener) {
    this.#desk = desk;
    this.#listener = listener;
  }

  /** In the order in which they were wished. */
  get waiting(): readonly DeferredEntry[] {
    return this.#waiting;
  }

  add(entry: Pick<DeferredEntry, 'intent' | 'wishOrdinal' | 'orderKey' | 'tranche' | 'waitsFor'>): void {
    const { nowMs } = this.#desk;
    this.#waiting.push({ ...entry, sinceMs: nowMs, attempt: 0, requestId: null, askedQty: 0 });
    this.advance();
  }

  /** Asks for what may be asked for, and decides what waits for nothing any more. */
  advance(): void {
    if (this.#waiting.length === 0 || this.#listener.mustWait()) return;
    for (const entry of [...this.#waiting]) {
      if (!this.#waiting.includes(entry)) continue;
      if (this.#desk.brakes.preOpenPosition === undefined) this.#submit(entry);
      else if (entry.attempt === 0 && this.#isFirst(entry)) this.#ask(entry);
    }
  }

  /** They are not wanted any more; all of them where no symbol is named. */
  drop(symbol: string | null, reason: string): void {
    for (const entry of [...this.#waiting]) {
      if (symbol !== null && entry.intent.symbol !== symbol) continue;
      if (!this.#waiting.includes(entry)) continue;
      this.#refuse(entry, {
        rule: entry.waitsFor,
        actual: this.#desk.nowMs - entry.sinceMs,
        limit: 0,
        unit: 'ms',
        reason: `The entry waited and is dropped: ${reason}.`,
      });
    }
  }

  /** True when the reply was to one of these questions. */
  handleReply(reply: VenueReply): boolean {
    const entry = this.#waiting.find(({ requestId }) => requestId === reply.requestId);
    if (entry === undefined) return false;
    entry.requestId = null;
    this.#desk.cancelWake(timeoutKey(entry));
    if (reply.kind === 'positionsReport') {
      const { symbol } = entry.intent;
      const reported = reply.positions.find((position) => position.symbol === symbol);
      this.#compare(entry, reported?.positionQty ?? 0);
    } else this.#askAgain(entry, 'no answer that says what is held');
    return true;
  }

  /** True when the wake was one of these. */
  handleWake(key: string): boolean {
    if (!key.startsWith('preOpen:')) return false;
    // The wake of one that has been dropped, or asked for anew, finds none.
    const late = this.#waiting.find((entry) => entry.requestId !== null && timeoutKey(entry) === key);
    if (late !== undefined) {
      late.requestId = null;
      this.#askAgain(late, 'no answer in time');
      return true;
    }
    const due = this.#waiting.find((entry) => againKey(entry) === key);
    if (due !== undefined && due.requestId === null && !this.#listener.mustWait()) this.#ask(due);
    return true;
  }

  #ask(entry: DeferredEntry): void {
    entry.attempt++;
    entry.waitsFor = PRE_OPEN;
    entry.askedQty = this.#desk.belief.positionQty(entry.intent.symbol);
    const timeoutMs = this.#desk.brakes.requestTimeout?.timeoutMs ?? ANSWER_TIMEOUT_MS;
    entry.requestId = this.#desk.send(
      { kind: 'queryPositions', key: `preOpen:${entry.orderKey}`, attempt: entry.attempt },
      timeoutMs,
      timeoutKey(entry),
    );
  }

  #compare(entry: DeferredEntry, reportedQty: number): void {
    const { belief, brakes } = this.#desk;
    const { symbol } = entry.intent;
    const believedQty = belief.positionQty(symbol);
    if (Math.abs(reportedQty - believedQty) <= belief.instrument(symbol).lot / 2) {
      this.#submit(entry);
      return;
    }
    // An order of ours may have filled and its fill be on the way: only a difference that stays is one.
    const mayBeOurs =
      believedQty !== entry.askedQty || belief.openOrders.some(({ order }) => order.symbol === symbol);
    if (mayBeOurs && entry.attempt < (brakes.retryCap?.tries ?? LOOKS)) {
      this.#desk.wake(againKey(entry), this.#desk.nowMs + SECOND_LOOK_MS);
      return;
    }
    this.#refuse(entry, {
      rule: PRE_OPEN,
      actual: reportedQty,
      limit: believedQty,
      unit: 'qty',
      reason: 'The venue holds another position than belief: somebody else trades here, or a fill was lost.',
    });
    this.#listener.onDiffers();
  }

  #askAgain(entry: DeferredEntry, why: string): void {
    const tries = this.#desk.brakes.retryCap?.tries;
    if (tries !== undefined && entry.attempt >= tries) {
      this.#refuse(entry, {
        rule: PRE_OPEN,
        actual: entry.attempt,
        limit: tries,
        unit: 'count',
        reason: `What the account holds could not be learnt: ${why}.`,
      });
      return;
    }
    const waitMs = Math.max(1, backoffMs(this.#desk.brakes, entry.orderKey, entry.attempt));
    this.#desk.wake(againKey(entry), this.#desk.nowMs + waitMs);
  }

  #submit(entry: DeferredEntry): void {
    this.#remove(entry);
    const answer = this.#listener.submit(entry);
    this.#tell(entry, answer);
    this.advance();
  }

  #refuse(entry: DeferredEntry, breach: Breach): void {
    this.#remove(entry);
    const { intent, wishOrdinal, orderKey } = entry;
    const { symbol, side, qty } = intent;
    const wantedQty = entry.tranche?.qty ?? qty ?? null;
    this.#desk.decide({
      kind: 'refused',
      symbol,
      side,
      wishOrdinal,
      orderKey,
      wantedQty,
      qty: 0,
      price: this.#desk.belief.takerPrice(symbol, side),
      ...breach,
    });
    this.#tell(entry, { outcome: 'refused', qty: 0, rule: breach.rule, reason: breach.reason });
    this.advance();
  }

  /** Of a later part of a wish nobody was told that it waits. */
  #tell({ intent, tranche }: DeferredEntry, { outcome, ...answer }: SubmitAnswer): void {
    if (tranche !== null || outcome === 'deferred') return;
    this.#listener.tell({ kind: 'wishDecided', symbol: intent.symbol, outcome, ...answer });
  }

  #isFirst({ intent, orderKey }: DeferredEntry): boolean {
    return this.#waiting.find((other) => other.intent.symbol === intent.symbol)?.orderKey === orderKey;
  }

  #remove(entry: DeferredEntry): void {
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    // A question that waits for its turn need not be asked any more.
    if (entry.requestId !== null && !this.#desk.withdraw(entry.requestId))
      this.#desk.cancelWake(timeoutKey(entry));
    this.#desk.cancelWake(againKey(entry));
  }
}

function timeoutKey({ orderKey, attempt }: DeferredEntry): string {
  return `preOpen:timeout:${attempt}:${orderKey}`;
}

function againKey({ orderKey }: DeferredEntry): string {
  return `preOpen:again:${orderKey}`;
}
