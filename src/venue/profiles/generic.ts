import type { RejectReason } from '../../market/rejectReason.ts';
import type { RejectRow, VenueProfile } from './profile.ts';

const OURS = 'defined by brakecheck; no venue uses it';

/** Codes that say what they mean, for a venue that is no venue in particular, and for what a venue's own pages do not say. */
const CODES: Readonly<Record<RejectReason, readonly [code: string, text: string]>> = {
  offTick: ['OFF_TICK', 'Price is not a multiple of the tick size.'],
  offLot: ['OFF_LOT', 'Quantity is not a multiple of the lot size.'],
  underMinQty: ['UNDER_MIN_QTY', 'Quantity is under the minimum.'],
  underMinNotional: ['UNDER_MIN_NOTIONAL', 'Notional is under the minimum.'],
  priceBand: ['PRICE_BAND', 'Price is outside the price band.'],
  insufficientMargin: ['INSUFFICIENT_MARGIN', 'Margin is insufficient.'],
  insufficientBalance: ['INSUFFICIENT_BALANCE', 'Balance is insufficient.'],
  reduceOnly: ['REDUCE_ONLY', 'Reduce-only order does not reduce a position.'],
  stopWouldTrigger: ['STOP_WOULD_TRIGGER', 'Stop order would trigger immediately.'],
  duplicateClientOrderId: ['DUPLICATE_ID', 'Client order id was already used.'],
  unknownSymbol: ['UNKNOWN_SYMBOL', 'Symbol is not listed.'],
  symbolEnded: ['SYMBOL_ENDED', 'Trading in the symbol has ended.'],
  stopQuota: ['STOP_QUOTA', 'Too many stop orders are live.'],
  unknownOrder: ['UNKNOWN_ORDER', 'Order does not exist.'],
  orderNotLive: ['ORDER_NOT_LIVE', 'Order is not live any more.'],
  malformed: ['MALFORMED', 'Request is malformed.'],
  unsupported: ['UNSUPPORTED', 'Order type or option is not supported.'],
  postOnlyWouldTake: ['POST_ONLY', 'Post-only order would take liquidity.'],
  expiryPassed: ['EXPIRY_PASSED', 'Expiry of the order is not ahead.'],
  rateLimited: ['RATE_LIMITED', 'Too many requests.'],
  banned: ['BANNED', 'Banned for going on after refusals.'],
};

/** The generic rows. @param why what their source says, where a venue's table borrows them */
export function genericRows(why: string): Readonly<Record<RejectReason, RejectRow>> {
  const rows = Object.entries(CODES).map(([reason, [code, text]]) => [reason, { code, text, source: why }]);
  return Object.fromEntries(rows) as Record<RejectReason, RejectRow>;
}

/** No venue in particular: every kind of order, and the strictest of the common habits, under codes that say what they mean. */
export const generic: VenueProfile = {
  name: 'generic',
  idScope: 'recent',
  idAlphabet: '[A-Za-z0-9_-]',
  idMaxLength: 36,
  stopQuota: 100,
  minNotional: 'exceptReduceOnly',
  priceBandRatio: null,
  capabilities: {
    orderTypes: [
      'market',
      'limit',
      'stopMarket',
      'stopLimit',
      'trailingStop',
      'takeProfitMarket',
      'takeProfitLimit',
      'bracket',
    ],
    timesInForce: ['gtc', 'ioc', 'fok', 'gtd'],
    triggerBy: ['last', 'mark', 'index'],
    postOnly: 'refused',
    trail: { callbackRatio: { min: 0.0001, max: 0.5 }, offsetPrice: true },
    attachesStops: true,
    amend: {
      orderTypes: ['limit', 'stopMarket', 'stopLimit', 'takeProfitMarket', 'takeProfitLimit'],
      underFilled: 'refused',
    },
    expiryAheadMs: 1,
  },
  funding: { intervalMs: 28_800_000 },
  feeTable: null,
  reply: { shape: 'codeAndMessage', refusalHttpStatus: 400 },
  rateLimits: [],
  rateBan: null,
  rejectCodes: genericRows(OURS),
  sources: {
    ids: OURS,
    stopQuota: OURS,
    minNotional: OURS,
    priceBandRatio: OURS,
    capabilities: OURS,
    feeTable: 'none: it is no venue, and instruments say what they cost',
    funding: 'the common times of perpetuals: 00, 08 and 16 UTC',
    reply: OURS,
    rateLimits: 'none, so that a run is not slowed by a limit that its venue may not have',
    rateBan: OURS,
  },
  source: 'defined by brakecheck; no venue uses these codes',
};
