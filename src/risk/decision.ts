import type { Side } from '../market/order.ts';
import type { TradingState } from './tradingState.ts';

/**
 * One entry of the audit: what was decided, by which rule, with which numbers. `wishOrdinal` joins it to the strategy's wish, `orderKey`
 * to the order it is about. Everything is null where it does not apply, never 0 or an empty text.
 */
export interface Decision {
  /** 1 for the first decision of the session. */
  readonly ordinal: number;
  readonly atMs: number;
  readonly kind: DecisionKind;
  readonly symbol: string | null;
  readonly side: Side | null;
  readonly wishOrdinal: number | null;
  readonly orderKey: string | null;
  /** Base: what was asked for, and what was granted. */
  readonly wantedQty: number | null;
  readonly qty: number | null;
  /** Quote per base at which the decision was priced. */
  readonly price: number | null;
  /** The rule or brake that decided; null for a plain approval. */
  readonly rule: string | null;
  readonly actual: number | null;
  readonly limit: number | null;
  readonly unit: string | null;
  readonly reason: string;
  readonly stateBefore: TradingState;
  readonly stateAfter: TradingState;
}

/** What does not apply to a decision is null. */
export const BLANK_DECISION = {
  symbol: null,
  side: null,
  wishOrdinal: null,
  orderKey: null,
  wantedQty: null,
  qty: null,
  price: null,
  rule: null,
  actual: null,
  limit: null,
  unit: null,
} as const;

export type DecisionKind =
  /** A wish went through whole, or smaller. */
  | 'approved'
  | 'resized'
  | 'refused'
  /** A wish, or an order, waits: for an answer of the venue, or for its turn to be sent. What becomes of it is a decision of its own. */
  | 'deferred'
  /** Trading state changed: an answer of this severity was given, or one has ended. */
  | 'halt'
  | 'reduce'
  | 'panic'
  | 'resume'
  /** An operator's reset, whether it ended an answer or there was none. */
  | 'operatorReset'
  /** A reducing order of the de-risk went out; what became of it; the account has come to rest after it. */
  | 'reducingSent'
  | 'reducingDone'
  | 'panicClose'
  | 'stoodDown'
  /** The use of a limit has crossed a level. */
  | 'level'
  /** A brake of the guardian acted. */
  | 'stopPlaced'
  | 'stopVerified'
  | 'stopFailed'
  | 'stopMoved'
  | 'stopRepaired'
  | 'localStop'
  | 'timeStop'
  /** A target at the venue: accepted, gone, placed anew, given the quantity of the position; or taken at market without one. */
  | 'targetPlaced'
  | 'targetFailed'
  | 'targetRepaired'
  | 'targetResized'
  | 'localTakeProfit'
  /** An entry goes out with its exits, or without them after all. */
  | 'exitsAttached'
  | 'exitsDetached'
  | 'emergencyClose'
  | 'orderUnknown'
  | 'orderConfirmed'
  | 'orderResent'
  | 'orderGivenUp'
  | 'duplicateIgnored'
  /** The account is set up as configured; another process holds its lock. */
  | 'preflightPassed'
  | 'lockRefused'
  | 'reconciled'
  | 'beliefCorrected'
  /** Something to tell a person, without an action. */
  | 'alert';
