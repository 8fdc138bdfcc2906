import type { VenueProfile } from './profile.ts';

/** No venue in particular: the strictest of the common habits, under codes that say what they mean. */
export const generic: VenueProfile = {
  name: 'generic',
  idScope: 'recent',
  idAlphabet: '[A-Za-z0-9_-]',
  idMaxLength: 36,
  stopQuota: 100,
  rejectCodes: {
    offTick: { code: 'OFF_TICK', text: 'Price is not a multiple of the tick size.' },
    offLot: { code: 'OFF_LOT', text: 'Quantity is not a multiple of the lot size.' },
    underMinQty: { code: 'UNDER_MIN_QTY', text: 'Quantity is under the minimum.' },
    underMinNotional: { code: 'UNDER_MIN_NOTIONAL', text: 'Notional is under the minimum.' },
    priceBand: { code: 'PRICE_BAND', text: 'Price is outside the price band.' },
    insufficientMargin: { code: 'INSUFFICIENT_MARGIN', text: 'Margin is insufficient.' },
    reduceOnly: { code: 'REDUCE_ONLY', text: 'Reduce-only order does not reduce a position.' },
    stopWouldTrigger: { code: 'STOP_WOULD_TRIGGER', text: 'Stop order would trigger immediately.' },
    duplicateClientOrderId: { code: 'DUPLICATE_ID', text: 'Client order id was already used.' },
    unknownSymbol: { code: 'UNKNOWN_SYMBOL', text: 'Symbol is not listed.' },
    symbolEnded: { code: 'SYMBOL_ENDED', text: 'Trading in the symbol has ended.' },
    stopQuota: { code: 'STOP_QUOTA', text: 'Too many stop orders are live.' },
    unknownOrder: { code: 'UNKNOWN_ORDER', text: 'Order does not exist.' },
    orderNotLive: { code: 'ORDER_NOT_LIVE', text: 'Order is not live any more.' },
    malformed: { code: 'MALFORMED', text: 'Request is malformed.' },
  },
  source: 'defined by brakecheck; no venue uses these codes',
};
