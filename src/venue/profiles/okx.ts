import type { PriceKind } from '../../market/order.ts';
import { genericRows } from './generic.ts';
import type { RejectRow, RejectVariant, VenueProfile } from './profile.ts';

const ERRORS = 'https://www.okx.com/docs-v5/en/#error-code-rest-api';
const PLACE = 'https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-place-order';
const ALGO = 'https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading-post-place-algo-order';
const AMEND = 'https://www.okx.com/docs-v5/en/#order-book-trading-trade-post-amend-order';
const FEES = 'https://www.okx.com/vi/help/4417269816845, of 2021-12-25';
const RATES_2019 =
  'the rates of 2019-11-04, https://bitpinas.com/press-release/okex-perpetual-swap/, when volume was counted in BTC; no page was found that has later rates with a volume in quote';
const UNVERIFIED = 'generic: no page was found that has this code';

const row = (code: string, text: string, variants: RejectRow['variants'] = []): RejectRow => ({
  code,
  text,
  variants,
  source: ERRORS,
});

/** A trigger that is touched already has a code a price, a side and a leg. */
const STOP_CODES = [
  ...stopCodes('last', ['51277', '51278', '51279', '51280']),
  ...stopCodes('mark', ['51300', '51302', '51303', '51304']),
  ...stopCodes('index', ['51305', '51306', '51307', '51308']),
];

function stopCodes(
  triggerBy: PriceKind,
  codes: readonly [buyTarget: string, buyStop: string, sellTarget: string, sellStop: string],
): RejectVariant[] {
  const price = `the ${triggerBy} price`;
  return [
    {
      triggerBy,
      side: 'buy',
      isTarget: true,
      code: codes[0],
      text: `TP trigger price can not be higher than ${price}.`,
    },
    {
      triggerBy,
      side: 'buy',
      isTarget: false,
      code: codes[1],
      text: `SL trigger price can not be lower than ${price}.`,
    },
    {
      triggerBy,
      side: 'sell',
      isTarget: true,
      code: codes[2],
      text: `TP trigger price can not be lower than ${price}.`,
    },
    {
      triggerBy,
      side: 'sell',
      isTarget: false,
      code: codes[3],
      text: `SL trigger price can not be higher than ${price}.`,
    },
  ];
}

/** OKX perpetual swaps, net mode, API v5. */
export const okx: VenueProfile = {
  name: 'okx',
  idScope: 'recent',
  idAlphabet: '[A-Za-z0-9]',
  idMaxLength: 32,
  stopQuota: 100,
  minNotional: 'none',
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
    timesInForce: ['gtc', 'ioc', 'fok'],
    triggerBy: ['last', 'mark', 'index'],
    postOnly: 'cancelled',
    trail: { callbackRatio: { min: 0.0001, max: 0.5 }, offsetPrice: true },
    attachesStops: true,
    amend: {
      orderTypes: ['limit', 'stopMarket', 'stopLimit', 'takeProfitMarket', 'takeProfitLimit'],
      underFilled: 'refused',
    },
    expiryAheadMs: 1,
  },
  funding: { intervalMs: 28_800_000 },
  feeTable: {
    windowDays: 30,
    assessedAtMs: 57_600_000,
    tiers: [
      {
        name: 'Lv 1',
        fromVolumeQuote: 0,
        makerFeeBps: 2,
        takerFeeBps: 5,
        source: `${FEES}: under 50,000,000 quote of perpetuals`,
      },
      { name: 'VIP 1', fromVolumeQuote: null, makerFeeBps: 1, takerFeeBps: 3, source: RATES_2019 },
      { name: 'VIP 2', fromVolumeQuote: null, makerFeeBps: 0.5, takerFeeBps: 3, source: RATES_2019 },
      { name: 'VIP 3', fromVolumeQuote: null, makerFeeBps: 0, takerFeeBps: 3, source: RATES_2019 },
      { name: 'VIP 4', fromVolumeQuote: null, makerFeeBps: -0.5, takerFeeBps: 3, source: RATES_2019 },
      { name: 'VIP 5', fromVolumeQuote: null, makerFeeBps: -0.8, takerFeeBps: 3, source: RATES_2019 },
      { name: 'VIP 6', fromVolumeQuote: null, makerFeeBps: -1, takerFeeBps: 3, source: RATES_2019 },
      { name: 'VIP 7', fromVolumeQuote: null, makerFeeBps: -1.5, takerFeeBps: 3, source: RATES_2019 },
    ],
    source:
      'https://www.okx.com/help/360002550331: the last 30 days, at 16:00 UTC; tiers by OKB and by assets held are not modelled',
  },
  reply: { shape: 'envelopeWithItems', refusalHttpStatus: 200 },
  rateLimits: [
    { name: 'place order', weights: { place: 1 }, limit: 60, windowMs: 2_000, per: 'symbol', source: PLACE },
    {
      name: 'place algo order',
      weights: { placeTrigger: 1 },
      limit: 20,
      windowMs: 2_000,
      per: 'symbol',
      source: ALGO,
    },
    {
      name: 'cancel order',
      weights: { cancel: 1 },
      limit: 60,
      windowMs: 2_000,
      per: 'symbol',
      source: PLACE,
    },
    { name: 'amend order', weights: { amend: 1 }, limit: 60, windowMs: 2_000, per: 'symbol', source: AMEND },
    {
      name: 'order details',
      weights: { queryOrder: 1 },
      limit: 60,
      windowMs: 2_000,
      per: 'symbol',
      source: PLACE,
    },
    {
      name: 'order list',
      weights: { queryOpenOrders: 1 },
      limit: 60,
      windowMs: 2_000,
      per: 'account',
      source: 'https://www.okx.com/docs-v5/en/#order-book-trading-trade-get-order-list',
    },
    {
      name: 'account',
      weights: { queryPositions: 1, queryBalances: 1, queryAccount: 1 },
      limit: 10,
      windowMs: 2_000,
      per: 'account',
      source:
        'https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-positions; balance and positions share one here',
    },
  ],
  rateBan: null,
  rejectCodes: {
    ...genericRows(UNVERIFIED),
    offLot: row('51121', 'Order count should be the integer multiples of the lot size.'),
    underMinQty: row('51020', 'Order amount should be greater than the min available amount.'),
    priceBand: row('51006', 'Order price is not within the price limit.', [
      { code: '51137', text: 'Your opening price has triggered the limit price.', side: 'buy' },
      { code: '51138', text: 'Your opening price has triggered the limit price.', side: 'sell' },
    ]),
    insufficientMargin: row('51008', 'Order failed. Insufficient account balance.', [
      { code: '51502', text: 'Order modification failed for insufficient margin.', errand: 'amend' },
    ]),
    reduceOnly: row('51148', 'Reduce only cannot increase the position quantity.'),
    stopWouldTrigger: row('51280', 'SL trigger price can not be higher than the last price.', STOP_CODES),
    duplicateClientOrderId: row('51016', 'Duplicated client order ID.'),
    unknownSymbol: row('51001', 'Instrument ID does not exist.'),
    symbolEnded: row('51027', 'Contract expired.'),
    stopQuota: row('51261', 'Each user can hold up to a number of pending stop orders at the same time.'),
    unknownOrder: row('51400', 'Cancellation failed as the order does not exist.', [
      { code: '51503', text: 'Order modification failed as the order does not exist.', errand: 'amend' },
    ]),
    orderNotLive: row('51402', 'Cancellation failed as the order is already completed.', [
      { code: '51510', text: 'Modification failed as the order has been completed.', errand: 'amend' },
    ]),
    malformed: row('51000', 'Parameter error.'),
    unsupported: row('51506', 'Order modification unavailable for the order type.', [
      { code: '51000', text: 'Parameter ordType error.', errand: 'place' },
    ]),
    postOnlyWouldTake: row(
      '51511',
      'Operation failed as the order price did not meet the requirement for post only.',
    ),
    rateLimited: row('50011', 'Rate limit reached. Please refer to API documentation and throttle requests.'),
  },
  sources: {
    ids: `${PLACE}: letters and numbers, up to 32; that a used id stays used is 51016 on what has filled`,
    stopQuota: 'generic: 51261 leaves the number open',
    minNotional: `${PLACE}: a minimum size and no minimum notional`,
    priceBandRatio: 'none: its limits follow the index and the premium, and are not modelled',
    capabilities: `${PLACE}, ${ALGO}, ${AMEND}; a post-only order that would take is cancelled with cancelSource 31; the bounds of a callback are generic`,
    feeTable: FEES,
    funding: 'https://www.okx.com/help/perps-funding-fee-mechanism: 00, 08 and 16 UTC for most contracts',
    reply: 'https://www.okx.com/docs-v5/en/#overview-rest-authentication: code and data[].sCode',
    rateLimits: 'https://www.okx.com/docs-v5/en/#overview-rate-limits',
    rateBan: 'none is documented',
  },
  source: 'API v5 documentation, https://www.okx.com/docs-v5/en/, a source a row',
};
