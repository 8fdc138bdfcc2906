import type { Fill } from './fill.ts';
import type { FundingPayment } from './funding.ts';
import type { OrderSnapshot, OrderStatus } from './order.ts';
import type { RejectReason } from './rejectReason.ts';

/** The answer to one request. Replies are not ordered against the event stream. */
export type VenueReply =
  | { readonly kind: 'orderAccepted'; readonly requestId: string; readonly order: OrderSnapshot }
  | {
      readonly kind: 'orderRejected';
      readonly requestId: string;
      readonly reason: RejectReason;
      readonly code: string;
    }
  | { readonly kind: 'cancelAccepted'; readonly requestId: string; readonly order: OrderSnapshot }
  | {
      readonly kind: 'cancelRejected';
      readonly requestId: string;
      readonly reason: RejectReason;
      readonly code: string;
    }
  | { readonly kind: 'amendAccepted'; readonly requestId: string; readonly order: OrderSnapshot }
  | {
      readonly kind: 'amendRejected';
      readonly requestId: string;
      readonly reason: RejectReason;
      readonly code: string;
    }
  /** `order` is null when the venue knows no such order, which before the visibility lag proves nothing. */
  | { readonly kind: 'orderReport'; readonly requestId: string; readonly order: OrderSnapshot | null }
  | {
      readonly kind: 'openOrdersReport';
      readonly requestId: string;
      readonly orders: readonly OrderSnapshot[];
    }
  | {
      readonly kind: 'positionsReport';
      readonly requestId: string;
      readonly positions: readonly PositionSnapshot[];
    }
  | {
      readonly kind: 'balancesReport';
      readonly requestId: string;
      readonly walletQuote: number;
      /** Of a spot account. */
      readonly balances?: readonly AssetBalance[];
    }
  /** What was booked since a time: fills, and funding where the venue charges any. */
  | {
      readonly kind: 'fillsReport';
      readonly requestId: string;
      readonly fills: readonly Fill[];
      readonly funding?: readonly FundingPayment[];
    }
  | ({ readonly kind: 'accountReport'; readonly requestId: string } & AccountSettings)
  /** A question was not looked at (too many of them): it says nothing of what was asked. */
  | {
      readonly kind: 'queryRejected';
      readonly requestId: string;
      readonly reason: RejectReason;
      readonly code: string;
    };

/** What the venue says unasked, first in first out. */
export type VenueStreamEvent =
  | { readonly kind: 'fill'; readonly fill: Fill }
  /** Funding was booked: the wallet has changed without a fill. */
  | { readonly kind: 'funding'; readonly payment: FundingPayment }
  /** An order ended or changed without a fill: cancelled, expired (its remainder), triggered, amended, or a leg that follows its bracket. */
  | {
      readonly kind: 'orderUpdate';
      readonly order: OrderSnapshot;
      readonly status: OrderStatus;
      readonly reason: string;
    }
  /** Trading in the symbol has ended; its orders are cancelled and its position settled. */
  | { readonly kind: 'symbolEnded'; readonly symbol: string; readonly lastPrice: number };

export type VenueEvent = VenueReply | VenueStreamEvent;

/** What an API key may do. */
export const PERMISSIONS = ['read', 'trade', 'withdraw'] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** One net position a symbol, or a long and a short side by side. */
export const POSITION_MODES = ['net', 'hedge'] as const;

export type PositionMode = (typeof POSITION_MODES)[number];

/** How an account, and the key by which it is used, are set up at the venue. */
export interface AccountSettings {
  readonly permissions: readonly Permission[];
  /** Whether the key works from listed addresses only. */
  readonly hasIpAllowList: boolean;
  readonly positionMode: PositionMode;
  /** Notional / initial margin, by symbol. */
  readonly leverage: Readonly<Record<string, number>>;
}

/** A position as a venue reports it; a symbol without one is left out. */
export interface PositionSnapshot {
  readonly symbol: string;
  /** Base, signed. */
  readonly positionQty: number;
  readonly entryPrice: number;
}

/** What an account has of one asset, and what of it live orders lock. */
export interface AssetBalance {
  readonly asset: string;
  readonly totalQty: number;
  readonly lockedQty: number;
}

/** True for what answers a request. */
export function isReply(event: VenueEvent): event is VenueReply {
  return 'requestId' in event;
}
