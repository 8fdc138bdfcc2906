import type { ScheduledFault } from '../faults/fault.ts';
import type { Firing } from '../faults/faultRunner.ts';
import type { Instrument } from '../market/instrument.ts';
import type { OrderSnapshot } from '../market/order.ts';
import type { AssetBalance, PositionSnapshot } from '../market/venueEvent.ts';
import type { DecisionGrounds } from '../risk/ruleCheck.ts';
import type { TradingState } from '../risk/tradingState.ts';
import type { AmbiguousBar } from '../venue/ambiguity.ts';
import type { JournalEntry } from './journal.ts';
import type { OrderJourney } from './orderJourney.ts';

/** Everything that a run leaves behind. Invariants, metrics and the report read this and nothing else. */
export interface RunRecord {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  readonly instruments: readonly Instrument[];
  readonly accountId: string;
  readonly startQuote: number;
  readonly journal: readonly JournalEntry[];
  /** What the decisions of the journal rest on, one for each, in their order; null where no rule was asked. */
  readonly grounds: readonly (DecisionGrounds | null)[];
  /** The way of every order, by the times at which they began. Beside the log, and not a part of its name. */
  readonly orderJourneys: readonly OrderJourney[];
  /** Of the journal. */
  readonly fingerprint: string;
  readonly firings: readonly Firing[];
  /** The same faults without probabilities: replays the run without the seed of the faults. */
  readonly resolvedFaults: readonly ScheduledFault[];
  readonly healMs: number | null;
  readonly drainMs: number | null;
  /** One row a bar close, from the first open (row 0) on. */
  readonly samples: RunSamples;
  /** Truth against belief, symbol by symbol, as intervals that touch. Flat stretches are left out. */
  readonly protection: readonly ProtectionInterval[];
  /** When the believed position differed from the true one. */
  readonly beliefGaps: readonly SymbolInterval[];
  readonly final: FinalState;
  readonly strategyError: string | null;
  /** Bars in which the order of the extremes may have changed which order filled, by symbol and then by time. */
  readonly ambiguousBars: readonly AmbiguousBar[];
  /** Bars that the sessions were shown. */
  readonly barCount: number;
}

/** Columns of equal length. */
export interface RunSamples {
  readonly timeMs: Float64Array;
  readonly equityQuote: Float64Array;
  /** What the first session of the account believed. */
  readonly believedEquityQuote: Float64Array;
  readonly grossNotionalQuote: Float64Array;
  readonly netNotionalQuote: Float64Array;
  /** (Margin balance - maintenance) / maintenance; NaN in a column where there is no position, null everywhere else. */
  readonly marginBufferRatio: Float64Array;
  /** Signed position of each symbol, base. */
  readonly positionQty: Readonly<Record<string, Float64Array>>;
  /** Mid price of each symbol at the sample; NaN in the column before its first and after its last bar. */
  readonly markPrice: Readonly<Record<string, Float64Array>>;
  /**
   * By rule or brake: how much of its limit was used, on belief; 1 is the limit, NaN in the column where nothing could be said. Left out where the
   * policy does not have the brake `alerts`.
   */
  readonly limitUse?: Readonly<Record<string, Float64Array>>;
}

/**
 * - `protected`: live, reduce-side, correct-side stops at the venue cover the position.
 * - `pending`: they do not, and the session is placing, verifying or closing.
 * - `unknown`: they do not, and the session believes that they do.
 * - `naked`: they do not, and the session knows or does not care.
 */
export type ProtectionStatus = 'protected' | 'pending' | 'unknown' | 'naked';

export interface SymbolInterval {
  readonly symbol: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ProtectionInterval extends SymbolInterval {
  readonly status: ProtectionStatus;
  /** Signed position, base: a change of it begins a new interval. */
  readonly positionQty: number;
  /** Mid price when it began, and the worst for the position inside, quote per base. */
  readonly startPrice: number;
  readonly worstPrice: number;
}

export interface FinalState {
  readonly walletQuote: number;
  readonly equityQuote: number;
  readonly believedEquityQuote: number;
  readonly feesQuote: number;
  /** Paid, less what was received; left out where there was none. */
  readonly fundingQuote?: number;
  /** What a spot account has at the end; left out of an account of perpetuals. */
  readonly balances?: readonly AssetBalance[];
  readonly insuranceQuote: number;
  readonly isLiquidated: boolean;
  readonly positions: readonly PositionSnapshot[];
  readonly markPrices: Readonly<Record<string, number>>;
  readonly liveOrders: readonly OrderSnapshot[];
  readonly tradingState: TradingState;
  /** Orders that the session has not settled: sent, confirming, waiting or unknown. */
  readonly unsettledOrders: readonly { readonly key: string; readonly phase: string }[];
}
