import type { Decision, DecisionKind } from '../risk/decision.ts';
import type { OrderPurpose } from '../risk/guardian/managedOrder.ts';
import type { JournalEntry } from './journal.ts';
import type { OrderJourney } from './orderJourney.ts';

type Decided = Pick<OrderJourney, 'wishedMs' | 'decidedMs' | 'decisionPrice'>;

/** Kinds of decision that send the order which they name. */
const SENDS_ITS_ORDER: ReadonlySet<DecisionKind> = new Set<DecisionKind>([
  'approved',
  'resized',
  'reducingSent',
]);

/** What decides on a close, which names no order: it may take several to close. */
const CLOSES: Partial<Record<OrderPurpose, DecisionKind>> = {
  emergency: 'emergencyClose',
  localStop: 'localStop',
  timeStop: 'timeStop',
  localTakeProfit: 'localTakeProfit',
  panic: 'panicClose',
};

/** The audit of a run, ready to be asked what decided on an order. */
export class OrderDecisions {
  readonly #wishedMs = new Map<string, number>();
  readonly #byKey = new Map<string, Decision[]>();
  readonly #exits = new Map<string, Decision>();
  readonly #closes = new Map<string, Decision[]>();

  constructor(journal: readonly JournalEntry[]) {
    for (const entry of journal) {
      if (entry.kind === 'wish') this.#wishedMs.set(`${entry.sessionId}/${entry.wish.ordinal}`, entry.atMs);
      else if (entry.kind === 'decision') this.#add(entry.sessionId, entry.decision);
    }
  }

  /**
   * What decided on an order: the gate's word on it, the strategy's exit, the brake that closes, or, where nothing is logged of its own as of a
   * stop, the guardian that made it.
   *
   * @param order `madeMs` is when its session made it, null where nobody knows.
   */
  of(order: {
    readonly sessionId: string;
    readonly key: string;
    readonly purpose: OrderJourney['purpose'];
    readonly symbol: string;
    readonly wishOrdinal: number | null;
    readonly triggerPrice: number | null;
    readonly madeMs: number | null;
    readonly sentMs: number;
  }): Decided {
    const { sessionId, key, purpose, symbol, wishOrdinal, triggerPrice, madeMs, sentMs } = order;
    const wish = `${sessionId}/${wishOrdinal}`;
    const closing = CLOSES[purpose as OrderPurpose];
    const decision =
      lastUntil(this.#byKey.get(`${sessionId}/${key}`), sentMs) ??
      (purpose === 'exit' ? this.#exits.get(wish) : undefined) ??
      (closing === undefined
        ? undefined
        : lastUntil(this.#closes.get(`${sessionId}/${closing}/${symbol}`), madeMs ?? sentMs));
    return {
      wishedMs: this.#wishedMs.get(wish) ?? null,
      decidedMs: decision?.atMs ?? madeMs,
      decisionPrice: decision?.price ?? triggerPrice,
    };
  }

  #add(sessionId: string, decision: Decision): void {
    const { kind, orderKey, symbol, wishOrdinal } = decision;
    if (orderKey !== null) {
      if (SENDS_ITS_ORDER.has(kind)) addTo(this.#byKey, `${sessionId}/${orderKey}`, decision);
    } else if (kind === 'approved') this.#exits.set(`${sessionId}/${wishOrdinal}`, decision);
    else addTo(this.#closes, `${sessionId}/${kind}/${symbol}`, decision);
  }
}

function addTo(lists: Map<string, Decision[]>, name: string, decision: Decision): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [decision]);
  else list.push(decision);
}

function lastUntil(decisions: readonly Decision[] | undefined, atMs: number): Decision | undefined {
  return decisions?.findLast((decision) => decision.atMs <= atMs);
}
