import type { ParamSpecs, ParamsOf, ParamValues } from '../core/params.ts';
import type { Result } from '../core/result.ts';
import type { Candles } from '../market/candles.ts';
import type { PairCorrelation } from '../market/correlationShock/pairCorrelation.ts';
import type { Fill } from '../market/fill.ts';
import type { Tape } from '../market/tape.ts';
import type { BookStress } from '../venue/exchange.ts';
import type { CommandFate } from './commandFate.ts';
import type { Command, Delivery } from './delivery.ts';
import type { TriggerEvent, TriggerName } from './trigger.ts';

/** One firing of a fault: from when to when, and at what. */
export interface Activation {
  readonly faultId: string;
  /** 1 for the first firing. */
  readonly ordinal: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** What it is aimed at; null for a fault of the clock. */
  readonly target: TriggerEvent | null;
  /** The symbol that a fault of the clock is aimed at; null: all of them. */
  readonly symbol: string | null;
}

/** What a fault can do to the world at its first moment and its last. It never sees strategy or gateway. */
export interface FaultControls {
  /** The venue drops a live order and tells nobody. False when the order was not live. */
  failOrder(venueOrderId: string, reason: string): boolean;
  /** The stream says a fill again, this much later. */
  redeliverFill(accountId: string, fill: Fill, afterMs: number, key: string): void;
  /** Every session learns that its connection is gone, or back. */
  setConnected(isConnected: boolean): void;
  /**
   * The book of a symbol, or of all, is thin from now on; `key` names the stress, so that it can be taken back. Stresses multiply. False, and
   * nothing is done, when no bar lies in the window: then there is nobody to trade with anyhow.
   */
  stressBook(
    key: string,
    window: Pick<Activation, 'symbol' | 'fromMs' | 'untilMs'>,
    stress: BookStress,
  ): boolean;
  calmBook(key: string): void;
  /**
   * A second process of the bot is started on the account, on the signal of an order of this key. False, and nothing is done, when the order is one
   * of a second process itself; false too when it wishes for nothing.
   */
  startSecondWriter(accountId: string, requestKey: string): boolean;
  /**
   * Every process of ours dies now, and is started again so much later, with what it had on disk or without. False when none can be started
   * again, or all are dead.
   */
  killProcess(restart: { readonly afterMs: number; readonly withRecords: boolean }): boolean;
}

/** The stretch of time in which a fault changes the tape: `[fromMs, toMs)`. */
export interface TapeWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: every symbol of the tape. */
  readonly symbol: string | null;
}

/** What a fault of the market makes of a tape. */
export interface TapeChange {
  /** The new bars of the symbols that have some, by symbol: look-back included and as it was, as many rows as before. */
  readonly candles: ReadonlyMap<string, Candles>;
  /** What was asked and what was achieved, as sentences for the report's assumptions. */
  readonly notes: readonly string[];
  /** For a fault of the correlation, each pair; else empty. */
  readonly correlations: readonly PairCorrelation[];
}

/**
 * One thing that goes wrong between truth and belief. Triggers decide when it fires and at what; the fault says what then happens, through
 * the hooks that it has.
 */
export interface Fault<Specs extends ParamSpecs> {
  readonly name: string;
  readonly layer:
    | 'market'
    | 'book'
    | 'venue'
    | 'command'
    | 'event'
    | 'query'
    | 'limits'
    | 'process'
    | 'custody';
  /** What the client sees, and what is true. */
  readonly summary: string;
  readonly params: Specs;
  /** What it is aimed at; null when it is aimed at a time. */
  readonly actsOn: TriggerName | null;
  /** For a fault of the clock: whether it can be aimed at one symbol. */
  readonly takesSymbol?: boolean;
  /** How long it is in force after it fires; 0 when it acts at once. */
  activeMs(params: ParamsOf<Specs>): number;
  /** How long after its end no stop can be expected to stand, printed in the report; null when it excuses nothing, not even while in force. */
  excuseMs(params: ParamsOf<Specs>): number | null;
  /**
   * Before the run, for a fault of the market: the bars as they really were. A pure function of its arguments, quantised to the tick. Null when
   * it found nothing to change: it has then not fired.
   *
   * @returns what cannot be done as problems whose key is a parameter, such as a correlation that no arrangement of these bars reaches.
   */
  tape?(
    tape: Tape,
    window: TapeWindow,
    params: ParamsOf<Specs>,
  ): Result<TapeChange | null> | Promise<Result<TapeChange | null>>;
  /** For a fault of the market: whether it is of the one bar that opens `at` a time, or of all bars `during` a window. */
  readonly tapeTrigger?: 'at' | 'during';
  /** At its first moment. False when it found nothing to act on: it has then not fired. */
  begin?(activation: Activation, params: ParamsOf<Specs>, controls: FaultControls): boolean;
  /** At its last moment, or at heal. */
  end?(activation: Activation, params: ParamsOf<Specs>, controls: FaultControls): void;
  /**
   * For a fault of the command layer, which is aimed at one request: what befalls it. Asked as the request is sent; where something else has taken
   * it already, the fault has not fired.
   */
  command?(params: ParamsOf<Specs>): readonly CommandFate[];
  /** While in force, at the moment a request is sent: true when it never arrives. */
  losesCommand?(command: Command, activation: Activation, params: ParamsOf<Specs>): boolean;
  /** While in force, at the moment a message would arrive: true when it does not. */
  losesDelivery?(delivery: Delivery, activation: Activation, params: ParamsOf<Specs>): boolean;
}

/** Keeps the types of a fault's parameters while it is declared. */
export function defineFault<const Specs extends ParamSpecs>(fault: Fault<Specs>): Fault<Specs> {
  return fault;
}

/** A fault as a scenario schedules it. */
export interface ScheduledFault {
  /** The scenario's name for it, and the key of its draws: `F1`. */
  readonly id: string;
  readonly fault: string;
  readonly params: ParamValues;
  readonly trigger: FaultTrigger;
}

/** When a fault fires. */
export type FaultTrigger =
  /** Once, at a time. */
  | { readonly kind: 'at'; readonly timeMs: number; readonly symbol: string | null }
  /** At an event at the venue or a request to it: the nth that matches, or every one; `afterMs` later. */
  | {
      readonly kind: 'on';
      readonly event: TriggerName;
      readonly symbol: string | null;
      /** Events before this time do not count; null counts from the start. */
      readonly fromMs: number | null;
      readonly nth: number | null;
      readonly afterMs: number;
      readonly probability: number;
      readonly maxFires: number | null;
    }
  /** In a window: a fault of the clock holds from end to end; another fires at each event it acts on. */
  | {
      readonly kind: 'during';
      readonly fromMs: number;
      readonly toMs: number;
      readonly symbol: string | null;
      readonly probability: number;
      readonly maxFires: number | null;
    }
  /** What a run resolved to: exactly these firings, without a draw. */
  | { readonly kind: 'exactly'; readonly firings: readonly ResolvedFiring[] };

/** A firing without probabilities: by the ordinal of its target among the events of that name, or by time. */
export interface ResolvedFiring {
  readonly timeMs: number;
  readonly untilMs: number;
  /** Of a fault of the clock that is aimed at one; else null. */
  readonly symbol: string | null;
  readonly target: { readonly event: TriggerName; readonly ordinal: number } | null;
}
