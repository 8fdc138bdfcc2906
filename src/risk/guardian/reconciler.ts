import type { Fill } from '../../market/fill.ts';
import type { FundingPayment } from '../../market/funding.ts';
import type { OrderSnapshot } from '../../market/order.ts';
import type { PositionSnapshot, VenueReply } from '../../market/venueEvent.ts';
import { backoffMs, unreadWaitMs } from './backoff.ts';
import type { Desk } from './desk.ts';
import type { ManagedOrder } from './managedOrder.ts';
import type { OrderDesk } from './orderDesk.ts';

/** What the reconciler needs of the guardian. */
export interface ReconcilerListener {
  /** Books a fill that a report shows and that never came. */
  onFoundFill(fill: Fill): void;
  /** The account was seen for the first time, with these live orders; belief has its positions. */
  onFirstLook(orders: readonly OrderSnapshot[]): void;
  /** Books funding that a report shows, where it is not booked yet. */
  onFoundFunding(payment: FundingPayment): void;
  /** A live order that belief does not know may be an exit that an entry of ours carries. False when it is not. */
  claim(order: OrderSnapshot): boolean;
  /** Belief equals the account again. */
  onReconciled(): void;
}

interface Round {
  readonly startedMs: number;
  /** Orders that were over before it, with fills that had not come. */
  readonly missingFills: readonly ManagedOrder[];
  readonly requestIds: Set<string>;
  /** A question was not looked at: it ends without an answer, and another round begins. */
  isRefused: boolean;
  fills: readonly Fill[] | null;
  funding: readonly FundingPayment[];
  orders: readonly OrderSnapshot[] | null;
  positions: readonly PositionSnapshot[] | null;
  walletQuote: number | null;
}

/** Wait before a second look when the account and belief differ: something may still be on its way. */
const SECOND_LOOK_MS = 1_000;

/** A fill from before belief began is told no later than this. */
const TOLD_LATE_MS = 60_000;

/** A wait for answers where the policy has no `requestTimeout`: a round that never ends would keep entries shut for ever. */
const ROUND_TIMEOUT_MS = 10_000;

/**
 * Fetches fills, open orders, positions and balances, books what was missed, settles what became of every order whose state is not known, and
 * takes the venue's word where a second look still differs.
 */
export class Reconciler {
  readonly #desk: Desk;
  readonly #orders: OrderDesk;
  readonly #listener: ReconcilerListener;
  #round: Round | null = null;
  #roundCount = 0;
  #failedRounds = 0;
  #differingRounds = 0;
  /** Fills before this time have been booked by an earlier round. */
  fillsSinceMs = 0;
  /** Nobody knows what the account was: the next look at it is where belief begins. */
  #isFirstLook = false;

  constructor(parts: { desk: Desk; orders: OrderDesk; listener: ReconcilerListener }) {
    this.#desk = parts.desk;
    this.#orders = parts.orders;
    this.#listener = parts.listener;
  }

  get isRunning(): boolean {
    return this.#round !== null;
  }

  start(): void {
    if (this.#round !== null) return;
    this.#differingRounds = 0;
    this.#failedRounds = 0;
    this.#begin();
  }

  /** There is no record of the account: it is taken as the venue shows it, and then looked at once more. Called before `start`. */
  beginWithAccount(): void {
    this.#isFirstLook = true;
    this.fillsSinceMs = this.#desk.nowMs - TOLD_LATE_MS;
  }

  /** The connection is gone: answers will not come. The reconnect starts anew. */
  stop(): void {
    this.#round = null;
  }

  handleReply(reply: VenueReply): boolean {
    const round = this.#round;
    if (round === null || !round.requestIds.has(reply.requestId)) return false;
    if (reply.kind === 'queryRejected') {
      if (round.isRefused) return true;
      round.isRefused = true;
      this.#desk.cancelWake(`reconcile:timeout:${this.#roundCount}`);
      this.#beginLater(unreadWaitMs);
    } else if (reply.kind === 'fillsReport') {
      round.fills = reply.fills;
      round.funding = reply.funding ?? [];
    } else if (reply.kind === 'openOrdersReport') round.orders = reply.orders;
    else if (reply.kind === 'positionsReport') round.positions = reply.positions;
    else if (reply.kind === 'balancesReport') round.walletQuote = reply.walletQuote;
    if (
      round.fills !== null &&
      round.orders !== null &&
      round.positions !== null &&
      round.walletQuote !== null
    ) {
      this.#desk.cancelWake(`reconcile:timeout:${this.#roundCount}`);
      this.#finish(round, round.fills, round.orders, round.positions, round.walletQuote);
    }
    return true;
  }

  handleWake(key: string): boolean {
    if (!key.startsWith('reconcile:')) return false;
    const round = this.#round;
    if (round === null) return true;
    if (key === `reconcile:timeout:${this.#roundCount}`) {
      this.#beginLater((...of) => Math.max(1, backoffMs(...of)));
    } else if (key === `reconcile:again:${this.#roundCount}`) {
      this.#begin();
    }
    return true;
  }

  /** A round has failed. */
  #beginLater(wait: typeof backoffMs): void {
    this.#failedRounds++;
    const waitMs = wait(this.#desk.brakes, 'reconcile', this.#failedRounds);
    this.#desk.wake(`reconcile:again:${this.#roundCount}`, this.#desk.nowMs + waitMs);
  }

  #begin(): void {
    const attempt = ++this.#roundCount;
    const requestIds = new Set<string>();
    const ask = (kind: 'queryOpenOrders' | 'queryPositions') =>
      requestIds.add(this.#desk.send({ kind, key: `reconcile:${kind}`, attempt }));
    requestIds.add(
      this.#desk.send({
        kind: 'queryFills',
        key: 'reconcile:queryFills',
        attempt,
        fromMs: this.fillsSinceMs,
      }),
    );
    ask('queryOpenOrders');
    ask('queryPositions');
    // Of the same urgency and so the last of them to be sent: from here on the answers are late.
    const timeoutMs = this.#desk.brakes.requestTimeout?.timeoutMs ?? ROUND_TIMEOUT_MS;
    requestIds.add(
      this.#desk.send(
        { kind: 'queryBalances', key: 'reconcile:queryBalances', attempt },
        timeoutMs,
        `reconcile:timeout:${attempt}`,
      ),
    );
    this.#round = {
      startedMs: this.#desk.nowMs,
      missingFills: [...this.#desk.belief.missingFills],
      requestIds,
      isRefused: false,
      fills: null,
      funding: [],
      orders: null,
      positions: null,
      walletQuote: null,
    };
  }

  #finish(
    round: Round,
    fills: readonly Fill[],
    orders: readonly OrderSnapshot[],
    positions: readonly PositionSnapshot[],
    walletQuote: number,
  ): void {
    const { belief } = this.#desk;
    if (this.#isFirstLook) {
      this.#isFirstLook = false;
      for (const fill of fills) belief.noteTrade(fill);
      for (const payment of round.funding) belief.funding.note(payment);
      belief.correct(positions, walletQuote);
      this.#listener.onFirstLook(orders);
      this.fillsSinceMs = round.startedMs;
      // The four answers are not of one moment.
      this.#begin();
      return;
    }
    for (const fill of fills) if (belief.recall(fill) === 'new') this.#listener.onFoundFill(fill);
    for (const payment of round.funding) this.#listener.onFoundFunding(payment);
    const provenMs = this.#settleOrders(round, orders);
    if (provenMs !== null) {
      this.#desk.wake(`reconcile:again:${this.#roundCount}`, provenMs);
      return;
    }

    if (!this.#equals(positions, walletQuote)) {
      this.#differingRounds++;
      if (this.#differingRounds === 1) {
        this.#desk.wake(`reconcile:again:${this.#roundCount}`, this.#desk.nowMs + SECOND_LOOK_MS);
        return;
      }
      belief.correct(positions, walletQuote);
      this.#desk.decide({
        kind: 'beliefCorrected',
        rule: 'reconcileOnReconnect',
        reason: 'Two looks at the account differ from what its fills add up to: the venue is believed.',
      });
    }
    belief.settleFills(round.missingFills);
    this.#round = null;
    this.fillsSinceMs = round.startedMs;
    this.#listener.onReconciled();
  }

  /**
   * Says of every open order that was sent before the round whether the venue has it, and drops what it has and we do not.
   *
   * @returns when a further round can tell of an order that this one could not; null where there is none.
   */
  #settleOrders(round: Round, reported: readonly OrderSnapshot[]): number | null {
    let provenMs: number | null = null;
    const unclaimed = new Set(reported);
    for (const order of [...this.#desk.belief.openOrders]) {
      const snapshot = reported.find((candidate) => unclaimed.has(candidate) && isSame(order, candidate));
      if (snapshot !== undefined) {
        unclaimed.delete(snapshot);
        if (order.phase === 'live') this.#orders.note(order, snapshot);
        else this.#orders.adopt(order, snapshot);
        continue;
      }
      // What waits for its turn has not been there yet.
      if (order.phase === 'queued') continue;
      const lagMs = this.#desk.brakes.confirmBeforeResend?.visibilityLagMs ?? 0;
      if (order.lastSentMs + lagMs >= round.startedMs) {
        // Of one that nobody asks after, only another round can tell.
        if (order.phase === 'unknown') provenMs = Math.max(provenMs ?? 0, order.lastSentMs + lagMs + 1);
        continue;
      }
      this.#orders.end(order, 'notFound', null);
    }
    for (const snapshot of unclaimed) if (!this.#listener.claim(snapshot)) this.#dropOrphan(snapshot);
    return provenMs;
  }

  /** An order at the venue that belief has closed or never knew. */
  #dropOrphan(snapshot: OrderSnapshot): void {
    this.#desk.decide({
      kind: 'alert',
      symbol: snapshot.symbol,
      side: snapshot.side,
      qty: snapshot.qty,
      price: snapshot.triggerPrice ?? snapshot.limitPrice,
      rule: 'reconcileOnReconnect',
      reason: `The venue has an order that is not ours to keep (${snapshot.venueOrderId}): cancelled.`,
    });
    this.#desk.send({
      kind: 'cancelOrder',
      key: `cancel:orphan:${snapshot.venueOrderId}`,
      attempt: this.#roundCount,
      symbol: snapshot.symbol,
      target: { clientOrderId: snapshot.clientOrderId, venueOrderId: snapshot.venueOrderId },
    });
  }

  #equals(positions: readonly PositionSnapshot[], walletQuote: number): boolean {
    const { belief } = this.#desk;
    for (const symbol of belief.symbols) {
      const reportedQty = positions.find((position) => position.symbol === symbol)?.positionQty ?? 0;
      if (Math.abs(reportedQty - belief.positionQty(symbol)) > belief.instrument(symbol).lot / 2)
        return false;
    }
    return Math.abs(walletQuote - belief.walletQuote) <= 1e-9 * Math.max(1, Math.abs(walletQuote));
  }
}

/** By the venue's id, else by ours, else (a naive client without ids) by all that was asked for. */
function isSame(order: ManagedOrder, snapshot: OrderSnapshot): boolean {
  if (order.venueOrderId !== null) return order.venueOrderId === snapshot.venueOrderId;
  if (order.order.clientOrderId !== null) return order.order.clientOrderId === snapshot.clientOrderId;
  return (
    snapshot.clientOrderId === null &&
    order.order.symbol === snapshot.symbol &&
    order.order.side === snapshot.side &&
    order.order.type === snapshot.type &&
    order.order.qty === snapshot.qty &&
    order.order.triggerPrice === snapshot.triggerPrice &&
    order.order.limitPrice === snapshot.limitPrice
  );
}
