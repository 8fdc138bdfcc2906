import { genericRows } from './generic.ts';
import type { RejectRow, VenueProfile } from './profile.ts';

const DOCS = 'https://developers.binance.com/docs/derivatives/usds-margined-futures';
const ERRORS = `${DOCS}/error-code`;
const ORDER = `${DOCS}/trade/rest-api/New-Order`;
const MODIFY = `${DOCS}/trade/rest-api/Modify-Order`;
const INFO = `${DOCS}/market-data/rest-api/Exchange-Information`;
const LIMITS = `${DOCS}/general-info`;
const FEES = 'https://www.binance.com/en/fee/futureFee';
const VIP =
  'https://www.binance.com/en-IN/support/announcement/88ee9834fef947de96e01b77e888414e, of 2021-12-21';
const RATES_ALONE = `${FEES}; no page was found that has its volume in quote`;
const UNVERIFIED = 'generic: no page was found that has this code';

const row = (code: string, text: string, variants: RejectRow['variants'] = []): RejectRow => ({
  code,
  text,
  variants,
  source: ERRORS,
});

/** Binance USDⓈ-M futures, one-way mode. */
export const binance: VenueProfile = {
  name: 'binance',
  idScope: 'open',
  idAlphabet: '[.A-Z:/a-z0-9_-]',
  idMaxLength: 36,
  stopQuota: 100,
  minNotional: 'exceptReduceOnly',
  priceBandRatio: 0.05,
  capabilities: {
    orderTypes: [
      'market',
      'limit',
      'stopMarket',
      'stopLimit',
      'trailingStop',
      'takeProfitMarket',
      'takeProfitLimit',
    ],
    timesInForce: ['gtc', 'ioc', 'fok', 'gtd'],
    triggerBy: ['last', 'mark'],
    postOnly: 'refused',
    trail: { callbackRatio: { min: 0.001, max: 0.1 }, offsetPrice: false },
    attachesStops: false,
    amend: { orderTypes: ['limit'], underFilled: 'cancelled' },
    expiryAheadMs: 600_001,
  },
  funding: { intervalMs: 28_800_000 },
  feeTable: {
    windowDays: 30,
    assessedAtMs: 0,
    tiers: [
      {
        name: 'Regular',
        fromVolumeQuote: 0,
        makerFeeBps: 2,
        takerFeeBps: 5,
        source: `${FEES}; the taker fee was 4 bps in 2022`,
      },
      {
        name: 'VIP 1',
        fromVolumeQuote: 15_000_000,
        makerFeeBps: 1.6,
        takerFeeBps: 4,
        source: `${FEES}; volume: ${VIP}`,
      },
      { name: 'VIP 2', fromVolumeQuote: null, makerFeeBps: 1.4, takerFeeBps: 3.5, source: RATES_ALONE },
      { name: 'VIP 3', fromVolumeQuote: null, makerFeeBps: 1.2, takerFeeBps: 3.2, source: RATES_ALONE },
      { name: 'VIP 4', fromVolumeQuote: null, makerFeeBps: 1, takerFeeBps: 3, source: RATES_ALONE },
      { name: 'VIP 5', fromVolumeQuote: null, makerFeeBps: 0.8, takerFeeBps: 2.7, source: RATES_ALONE },
      { name: 'VIP 6', fromVolumeQuote: null, makerFeeBps: 0.6, takerFeeBps: 2.5, source: RATES_ALONE },
      { name: 'VIP 7', fromVolumeQuote: null, makerFeeBps: 0.4, takerFeeBps: 2.2, source: RATES_ALONE },
      { name: 'VIP 8', fromVolumeQuote: null, makerFeeBps: 0.2, takerFeeBps: 2, source: RATES_ALONE },
      { name: 'VIP 9', fromVolumeQuote: null, makerFeeBps: 0, takerFeeBps: 1.7, source: RATES_ALONE },
    ],
    source: `${VIP}: the last 30 days of futures, in the quote coin, at the snapshot that ends each day UTC; the BNB balance that a tier asks for as well, and the discount for paying in BNB, are not modelled`,
  },
  reply: { shape: 'codeAndMessage', refusalHttpStatus: 400 },
  rateLimits: [
    {
      name: 'orders in 10 seconds',
      weights: { place: 1, placeTrigger: 1, amend: 1 },
      limit: 300,
      windowMs: 10_000,
      per: 'account',
      source: INFO,
    },
    {
      name: 'orders in a minute',
      weights: { place: 1, placeTrigger: 1, amend: 1 },
      limit: 1_200,
      windowMs: 60_000,
      per: 'account',
      source: INFO,
    },
    {
      name: 'request weight',
      weights: {
        cancel: 1,
        amend: 1,
        queryOrder: 1,
        queryOpenOrders: 40,
        queryPositions: 5,
        queryBalances: 5,
        queryAccount: 5,
        queryFills: 5,
      },
      limit: 2_400,
      windowMs: 60_000,
      per: 'account',
      source: `${LIMITS}; the limit is an address's, and an account stands for one here`,
    },
  ],
  rateBan: { afterRefusals: 10, withinMs: 60_000, forMs: 120_000 },
  rejectCodes: {
    ...genericRows(UNVERIFIED),
    offTick: row('-4014', 'Price not increased by tick size.'),
    offLot: row('-4023', 'Qty not increased by step size.'),
    underMinQty: row('-4004', 'Quantity less than min quantity.'),
    underMinNotional: row(
      '-4164',
      "Order's notional must be no smaller than 5.0 (unless you choose reduce only).",
    ),
    priceBand: row('-4016', 'Price is higher than mark price multiplier cap.', [
      { code: '-4024', text: 'Price is lower than mark price multiplier floor.', side: 'sell' },
    ]),
    insufficientMargin: row('-2019', 'Margin is insufficient.'),
    reduceOnly: row('-2022', 'ReduceOnly Order is rejected.'),
    stopWouldTrigger: row('-2021', 'Order would immediately trigger.'),
    duplicateClientOrderId: row('-4116', 'ClientOrderId is duplicated.'),
    unknownSymbol: row('-1121', 'Invalid symbol.'),
    symbolEnded: row('-4141', 'Symbol is closed.'),
    stopQuota: row('-4045', 'Reach max stop order limit.'),
    unknownOrder: row('-2013', 'Order does not exist.', [
      { code: '-2011', text: 'CANCEL_REJECTED', errand: 'cancel' },
    ]),
    orderNotLive: row('-2013', 'Order does not exist.', [
      { code: '-2011', text: 'CANCEL_REJECTED', errand: 'cancel' },
    ]),
    malformed: row('-1102', 'A mandatory parameter was not sent, was empty/null, or malformed.'),
    unsupported: row('-1116', 'Invalid orderType.', [
      { code: '-5025', text: 'Only limit order is supported.', errand: 'amend' },
    ]),
    postOnlyWouldTake: row(
      '-5022',
      'Due to the order could not be executed as maker, the Post Only order will be rejected.',
    ),
    expiryPassed: row(
      '-5040',
      'The goodTillDate timestamp must be greater than the current time plus 600 seconds.',
    ),
    rateLimited: row('-1003', 'Too many requests; HTTP 429.', [
      { code: '-1015', text: 'Too many new orders.', errand: 'place' },
    ]),
    banned: row('-1003', 'Way too many requests; IP banned until a time; HTTP 418.'),
  },
  sources: {
    ids: `${ORDER}: unique among open orders, ^[\\.A-Z\\:/a-z0-9_-]{1,36}$`,
    stopQuota: 'generic: -4045 leaves the number open, and it is a symbol and not an account that has one',
    minNotional: `${ERRORS}: -4164, unless reduce-only`,
    priceBandRatio: `${INFO}: PERCENT_PRICE against mark; 1.05 and 0.95 of BTCUSDT stand for all`,
    capabilities: `${ORDER}, ${MODIFY}: workingType CONTRACT_PRICE or MARK_PRICE, callbackRate 0.1 to 10 %, GTX, GTD`,
    feeTable: `${FEES}, ${VIP}`,
    funding: 'https://www.binance.com/en/support/faq/360033525031: 00, 08 and 16 UTC for most contracts',
    reply: ERRORS,
    rateLimits: `${INFO}, ${LIMITS}`,
    rateBan: `${LIMITS}: 418 for 2 minutes to 3 days; how many refusals it takes is not said, and ten is ours`,
  },
  source: 'USDⓈ-M futures documentation, https://developers.binance.com, a source a row',
};
