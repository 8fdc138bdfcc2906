import type { OrderType } from '../market/order.ts';
import type { VenueRequest } from '../market/request.ts';
import { formOf, isOrderType } from './orderForm.ts';
import type { RateLimit, RequestFamily } from './profiles/rateLimit.ts';
import type { VenueState } from './venueState.ts';

/** What the venue has counted of one account's requests. */
export interface RateLedger {
  /** Weight in the newest window of a bucket, by its name and, where it is a symbol's, its symbol. */
  readonly used: Map<string, { window: number; weight: number }>;
  /** Refusals by full buckets, newest last, epoch ms. */
  refusedMs: number[];
  bannedUntilMs: number;
}

export function createRateLedger(): RateLedger {
  return { used: new Map(), refusedMs: [], bannedUntilMs: Number.NEGATIVE_INFINITY };
}

/**
 * Counts a request that arrives and says whether the venue looks at it at all. A bucket that is full refuses and counts nothing; who goes on
 * against refusals is banned for a time. Null where it may pass.
 */
export function refuseByRate(
  state: VenueState,
  accountId: string,
  request: VenueRequest,
): 'rateLimited' | 'banned' | null {
  const { rateLimits, rateBan } = state.profile;
  if (rateLimits.length === 0) return null;
  const ledger = state.rateLedgers.get(accountId)!;
  if (state.nowMs < ledger.bannedUntilMs) return 'banned';
  const family = familyOf(request);
  const symbol =
    'symbol' in request ? request.symbol : request.kind === 'placeOrder' ? request.order.symbol : '';
  const counted = rateLimits.filter(({ weights }) => weights[family] !== undefined);
  if (
    counted.every(
      (limit) => weightIn(state, ledger, { limit, symbol }) + limit.weights[family]! <= limit.limit,
    )
  ) {
    for (const limit of counted) {
      ledger.used.set(bucketOf(limit, symbol), {
        window: windowOf(state, limit),
        weight: weightIn(state, ledger, { limit, symbol }) + limit.weights[family]!,
      });
    }
    return null;
  }
  if (rateBan !== null) {
    ledger.refusedMs = [...ledger.refusedMs.filter((ms) => ms > state.nowMs - rateBan.withinMs), state.nowMs];
    if (ledger.refusedMs.length > rateBan.afterRefusals) {
      ledger.bannedUntilMs = state.nowMs + rateBan.forMs;
      ledger.refusedMs = [];
    }
  }
  return 'rateLimited';
}

function familyOf(request: VenueRequest): RequestFamily {
  switch (request.kind) {
    case 'placeOrder':
      return isTriggerOrder(request.order.type) ? 'placeTrigger' : 'place';
    case 'cancelOrder':
      return 'cancel';
    case 'amendOrder':
      return 'amend';
    default:
      return request.kind;
  }
}

/** A bracket is two triggers. */
function isTriggerOrder(type: OrderType): boolean {
  return type === 'bracket' || (isOrderType(type) && formOf(type).awaits === 'trigger');
}

function weightIn(
  state: VenueState,
  ledger: RateLedger,
  { limit, symbol }: { readonly limit: RateLimit; readonly symbol: string },
): number {
  const bucket = ledger.used.get(bucketOf(limit, symbol));
  return bucket?.window === windowOf(state, limit) ? bucket.weight : 0;
}

function bucketOf({ name, per }: RateLimit, symbol: string): string {
  return per === 'symbol' ? `${name}/${symbol}` : name;
}

function windowOf({ nowMs }: VenueState, { windowMs }: RateLimit): number {
  return Math.floor(nowMs / windowMs);
}
