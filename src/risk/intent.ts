import type { Side } from '../market/order.ts';
import type { StopPlan } from './stops/stopPlan.ts';
import type { TargetPlan } from './targets/targetPlan.ts';

/** What a strategy wishes. It names no stop and no target order: it names plans, and the guardian owns the orders. */
export type Intent = EnterIntent | ExitIntent;

export interface EnterIntent {
  readonly kind: 'enter';
  readonly symbol: string;
  readonly side: Side;
  /** Base. Left out: the scenario's sizing and every rule's headroom decide. Given: never grown. */
  readonly qty?: number;
  /** Left out: a market order. */
  readonly limitPrice?: number;
  /** How the position is to be protected. Left out: not at all, which `requireStop` refuses. */
  readonly stop?: StopPlan;
  /** Where the position's profit is to be taken, all of it. Left out: nowhere. */
  readonly takeProfit?: TargetPlan;
}

/** Close the position in a symbol, or part of it. It is always reduce-only and no risk rule blocks it. */
export interface ExitIntent {
  readonly kind: 'exit';
  readonly symbol: string;
  /** Base. Left out: all of it. */
  readonly qty?: number;
}

/** What became of a wish, told to the strategy at once. */
export interface SubmitAnswer {
  readonly outcome: 'approved' | 'resized' | 'refused' | 'deferred';
  /** Base; 0 when refused. */
  readonly qty: number;
  /** The rule that refused or bound; null when none did. */
  readonly rule: string | null;
  /** One sentence. */
  readonly reason: string;
}

export type Submit = (intent: Intent) => SubmitAnswer;
