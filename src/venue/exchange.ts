import type { Fill } from '../market/fill.ts';
import type { FundingTerms } from '../market/funding.ts';
import type { OrderSnapshot, PriceKind, Side } from '../market/order.ts';
import type { VenueRequest } from '../market/request.ts';
import type { Tape } from '../market/tape.ts';
import type {
  AssetBalance,
  Permission,
  PositionMode,
  PositionSnapshot,
  VenueReply,
  VenueStreamEvent,
} from '../market/venueEvent.ts';
import type { AmbiguousBar } from './ambiguity.ts';
import type { FeeChoice } from './fees/index.ts';
import type { ImpactChoice } from './impacts/index.ts';
import type { PathName } from './paths/index.ts';
import type { PriceSteer } from './priceSteer.ts';
import type { VenueProfile } from './profiles/profile.ts';
import type { SpreadChoice } from './spreads/index.ts';
import type { TruthEvent } from './truthEvent.ts';

/** How the market behaves where a bar is silent. Every field is printed in the report's assumptions. */
export interface ExchangeOptions {
  readonly tape: Tape;
  readonly accounts: readonly AccountOptions[];
  /** The order of the extremes inside a bar. */
  readonly path: PathName;
  /** Coefficient c of the square-root impact law, where nothing else is said of a symbol. */
  readonly impactCoefficient: number;
  /** What taking costs beyond the quote. Left out: the square-root law. */
  readonly impact?: ImpactChoice;
  /** Where a symbol has another impact than that. */
  readonly impactOf?: Readonly<Record<string, ImpactChoice>>;
  /** Share of a bar's volume that the fills of one direction can have, takers and makers together. */
  readonly participationRatio: number;
  /** Where the calm spread comes from. Left out: the instrument's own. */
  readonly spread?: SpreadChoice;
  /** What fills pay. Left out: the instrument's own fees. Of the profile's tiers a spot account has none: they are those of perpetuals. */
  readonly fees?: FeeChoice;
  /**
   * When a resting limit fills: `through` where the other side's quote is a tick past it, because at the limit itself the queue before it may
   * take all there is; `touch` where the quote is at it. Left out: through.
   */
  readonly limitFill?: 'through' | 'touch';
  /** What differs from venue to venue: the name of one of ours, or a table of your own. */
  readonly profile: string | VenueProfile;
  /** What perpetuals pay each other. Left out: nothing. */
  readonly funding?: FundingTerms;
  /** What the insurance has to pay with, quote, for all accounts together; what it cannot pay is deleveraged. Left out: there is no end to it. */
  readonly insuranceFundQuote?: number;
}

/** A book that is thinner than usual. Last, mark and index do not move by it. */
export interface BookStress {
  /** The bid-ask spread is this many times as wide, 1 or more. */
  readonly spreadFactor: number;
  /** The depth is divided by this, 1 or more: it divides the volume in the impact law and in the participation cap. */
  readonly depthDivisor: number;
}

export const CALM_BOOK: BookStress = { spreadFactor: 1, depthDivisor: 1 };

/** Perpetuals on margin, or coins that are bought with what is there: no leverage, no short, no reduce-only, and resting orders lock what they would take. */
export type AccountKind = 'perpetual' | 'spot';

/** All positions on one wallet, or each on the margin that was put behind it at entry. */
export type MarginMode = 'cross' | 'isolated';

export interface AccountOptions {
  readonly accountId: string;
  readonly startQuote: number;
  /** Left out: perpetual. */
  readonly kind?: AccountKind;
  /** Left out: cross. */
  readonly marginMode?: MarginMode;
  /** Initial margin = notional / leverage. Of a spot account 1. */
  readonly leverage: number;
  /** Where a symbol has another leverage than that. */
  readonly leverageOf?: Readonly<Record<string, number>>;
  /** What the API key may do. Left out: read and trade. */
  readonly permissions?: readonly Permission[];
  /** Whether the key works from listed addresses only. Left out: it does. */
  readonly hasIpAllowList?: boolean;
  /** What the account says of itself; the books are net whatever it says. Left out: `net`. */
  readonly positionMode?: PositionMode;
}

/** Where the exchange's answers go. The transport behind it adds latency and faults; the exchange knows of neither. */
export interface ExchangeSink {
  reply(sessionId: string, request: VenueRequest, reply: VenueReply): void;
  /** To every session of the account. `key` names the event for latency draws, the same in two runs: `<order key>:<ordinal>`. */
  stream(accountId: string, event: VenueStreamEvent, key: string): void;
  truth(event: TruthEvent): void;
}

/**
 * The simulated venue: the truth of orders, fills, positions and balances.
 *
 * The engine calls, for each bar boundary and in this order: `closeBars`, `settle`, then deliveries, wakes and strategies of its
 * own, then `openBars`, then `receive` for commands that arrive. Between boundaries it asks `nextTriggerMs` and calls `advanceTo`.
 */
export interface Exchange {
  /** The bars that open at this time begin: price jumps to the open, and what the gap reaches triggers at the open. */
  openBars(openTimeMs: number): void;
  /** Runs the path to its last point, the close, and ends the bars that close at this time. */
  closeBars(closeTimeMs: number): void;
  /** Ends symbols whose data are over: orders cancelled, positions settled at the last price. */
  settle(atMs: number): void;
  /** The next time at which something happens inside the open bars (a trigger, a resting limit, a liquidation); Infinity if nothing. */
  nextTriggerMs(): number;
  /** Lets everything happen that happens up to and including this time. */
  advanceTo(atMs: number): void;
  /** From now on the book of a symbol is this thin; `CALM_BOOK` takes it back. Resting limits stand where the wider quote reaches them. */
  stressBook(symbol: string, stress: BookStress, atMs: number): void;
  /**
   * From now on a price of the symbol leaves the path: by a factor, or to stand still. The book does not move: fills are made at the path. Margin
   * looks at mark, triggers at what they name.
   */
  steerPrice(symbol: string, kind: PriceKind, steer: PriceSteer, atMs: number): void;
  /** A request arrives at the venue. Every check is made now. */
  receive(sessionId: string, accountId: string, request: VenueRequest, atMs: number): void;

  /**
   * Half the spread that the book of a symbol now shows around a mid price, quote per base: what a bar's close is quoted with.
   * `row` is that of the bar whose close it is; left out, the bar that is open.
   */
  halfSpread(symbol: string, midPrice: number, row?: number): number;
  /** The bars so far in which the order of the extremes may have changed which order filled. */
  ambiguousBars(): AmbiguousBar[];
  /** Truth, for marks, invariants, faults and the report. */
  quote(symbol: string, atMs: number): Quote | null;
  account(accountId: string): AccountTruth;
  /** Drops a live order without a word to anyone (an asynchronous failure). False when it was not live. */
  failOrder(venueOrderId: string, reason: string, atMs: number): boolean;
}

export interface Quote {
  readonly bid: number;
  readonly ask: number;
  /** The mid price of the path here, each of the three, unless it is steered away. */
  readonly last: number;
  readonly mark: number;
  readonly index: number;
}

/** An account as it really is. Methods compute at the exchange's current time and path point. */
export interface AccountTruth {
  readonly accountId: string;
  /** Deposits + realised - fees - funding: what a balance query reports. */
  walletQuote(): number;
  equityQuote(): number;
  initialMarginQuote(): number;
  maintenanceMarginQuote(): number;
  /** Sum of |position| x mark. */
  grossNotionalQuote(): number;
  positionQty(symbol: string): number;
  positions(): PositionSnapshot[];
  /** Live orders in order of venue id. */
  liveOrders(): OrderSnapshot[];
  /** What the live reduce-only stops of a side have left to fill, base: the protection of a position of the other side. */
  stopQty(symbol: string, side: Side): number;
  fills(): readonly Fill[];
  feesQuote(): number;
  /** Paid, less what was received. */
  fundingQuote(): number;
  /** What a spot account has of each asset, quote first, and what of it its live orders lock; empty for an account of perpetuals. */
  balances(): AssetBalance[];
  /** What the insurance account paid because equity floors at zero. */
  insuranceQuote(): number;
  isLiquidated(): boolean;
}
