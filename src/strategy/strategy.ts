import type { ParamSpecs, ParamsOf } from '../core/params.ts';
import type { BarView } from '../market/barHistory.ts';
import type { BeliefEvent } from '../risk/guardian/beliefEvent.ts';
import type { Submit } from '../risk/intent.ts';
import type { TradingState } from '../risk/tradingState.ts';

export type { BarView } from '../market/barHistory.ts';
export type { BeliefEvent } from '../risk/guardian/beliefEvent.ts';
export type { Intent, Submit } from '../risk/intent.ts';
export type { StopPlan } from '../risk/stops/stopPlan.ts';

/** The bars of every symbol as they have reached the session, in the scenario's order. */
export interface BarViews {
  readonly symbols: readonly string[];
  /** Throws for a symbol that is not in the scenario. */
  of(symbol: string): BarView;
}

/** The account as the session believes it. */
export interface AccountView {
  readonly equityQuote: number;
  readonly tradingState: TradingState;
  /** Base, signed. */
  positionQty(symbol: string): number;
  /** Quote per base; null without a position. */
  entryPrice(symbol: string): number | null;
}

/**
 * What decides what to wish for. It is called once per close time, after all bars of that time, sees nothing that has not closed, and sends
 * nothing: it submits wishes, and the gateway decides. An exception is logged, halts the session and fails the run.
 */
export interface Strategy {
  /** Bars of each symbol that must have been seen before the first call. */
  readonly warmupBars: number;
  onBars(bars: BarViews, account: AccountView, submit: Submit): void;
  onEvent?(event: BeliefEvent, account: AccountView, submit: Submit): void;
}

/** A strategy as it is listed, configured and made. A user's module exports one as its default. */
export interface StrategyDefinition<Specs extends ParamSpecs = ParamSpecs> {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly params: Specs;
  create(params: ParamsOf<Specs>, symbols: readonly string[]): Strategy;
}

/**
 * Keeps the types of a strategy's parameters while it is declared.
 *
 * @example defineStrategy({ name: 'idle', summary: 'Does nothing.', params: {}, create: () => ({ warmupBars: 0, onBars() {} }) }).name // 'idle'
 */
export function defineStrategy<const Specs extends ParamSpecs>(
  definition: StrategyDefinition<Specs>,
): StrategyDefinition<Specs> {
  return definition;
}
