import { genericRows } from './generic.ts';
import type { RejectRow, VenueProfile } from './profile.ts';

const DOCS = 'https://hyperliquid.gitbook.io/hyperliquid-docs';
const ERRORS = `${DOCS}/for-developers/api/error-responses`;
const EXCHANGE = `${DOCS}/for-developers/api/exchange-endpoint`;
const LIMITS = `${DOCS}/for-developers/api/rate-limits-and-user-limits`;
const FEES = `${DOCS}/trading/fees`;
const UNVERIFIED = 'generic: no page was found that has this code';

const row = (code: string, text: string): RejectRow => ({ code, text, source: ERRORS });

/** Hyperliquid perpetuals. It has no codes but error types, which stand in their place. */
export const hyperliquid: VenueProfile = {
  name: 'hyperliquid',
  idScope: 'recent',
  idAlphabet: '[a-z2-7]',
  idMaxLength: 25,
  stopQuota: 1_000,
  minNotional: 'exceptReduceOnly',
  priceBandRatio: null,
  capabilities: {
    orderTypes: [
      'market',
      'limit',
      'stopMarket',
      'stopLimit',
      'takeProfitMarket',
      'takeProfitLimit',
      'bracket',
    ],
    timesInForce: ['gtc', 'ioc'],
    triggerBy: ['mark'],
    postOnly: 'refused',
    trail: { callbackRatio: null, offsetPrice: false },
    attachesStops: true,
    amend: {
      orderTypes: ['limit', 'stopMarket', 'stopLimit', 'takeProfitMarket', 'takeProfitLimit'],
      underFilled: 'refused',
    },
    expiryAheadMs: 1,
  },
  funding: { intervalMs: 3_600_000 },
  feeTable: {
    windowDays: 14,
    assessedAtMs: 0,
    tiers: [
      { name: 'Tier 0', fromVolumeQuote: 0, makerFeeBps: 1.5, takerFeeBps: 4.5, source: FEES },
      { name: 'Tier 1', fromVolumeQuote: 5_000_000, makerFeeBps: 1.2, takerFeeBps: 4, source: FEES },
      { name: 'Tier 2', fromVolumeQuote: 25_000_000, makerFeeBps: 0.8, takerFeeBps: 3.5, source: FEES },
      { name: 'Tier 3', fromVolumeQuote: 100_000_000, makerFeeBps: 0.4, takerFeeBps: 3, source: FEES },
      { name: 'Tier 4', fromVolumeQuote: 500_000_000, makerFeeBps: 0, takerFeeBps: 2.8, source: FEES },
      { name: 'Tier 5', fromVolumeQuote: 2_000_000_000, makerFeeBps: 0, takerFeeBps: 2.6, source: FEES },
      { name: 'Tier 6', fromVolumeQuote: 7_000_000_000, makerFeeBps: 0, takerFeeBps: 2.4, source: FEES },
    ],
    source: `${FEES}: the last 14 days, assessed daily, UTC; rebates by the share of all makers, staking and referral discounts are not modelled`,
  },
  reply: { shape: 'listOfStatuses', refusalHttpStatus: 200 },
  rateLimits: [
    {
      name: 'weight of an address',
      weights: {
        place: 1,
        placeTrigger: 1,
        cancel: 1,
        amend: 1,
        queryOrder: 2,
        queryPositions: 2,
        queryBalances: 2,
        queryAccount: 2,
        queryOpenOrders: 20,
        queryFills: 20,
      },
      limit: 1_200,
      windowMs: 60_000,
      per: 'account',
      source: `${LIMITS}; the budget that grows with volume is not modelled`,
    },
  ],
  rateBan: null,
  rejectCodes: {
    ...genericRows(UNVERIFIED),
    offTick: row('Tick', 'Price must be divisible by tick size.'),
    underMinNotional: row('MinTradeNtl', 'Order must have minimum value of $10.'),
    priceBand: row('Oracle', 'Order price too far from oracle'),
    insufficientMargin: row('PerpMargin', 'Insufficient margin to place order.'),
    reduceOnly: row('ReduceOnly', 'Reduce only order would increase position.'),
    stopWouldTrigger: row('BadTriggerPx', 'Invalid TP/SL price.'),
    postOnlyWouldTake: row('BadAloPx', 'Post only order would have immediately matched, bbo was {bbo}.'),
    unknownOrder: row('MissingOrder', 'Order was never placed, already canceled, or filled.'),
    orderNotLive: row('MissingOrder', 'Order was never placed, already canceled, or filled.'),
  },
  sources: {
    ids: `${EXCHANGE}: a cloid is 128 bits; 25 characters of base32 are 125, and are written as one`,
    stopQuota: `${LIMITS}: from 1,000 open orders on, triggers are refused`,
    minNotional: `${ERRORS}: MinTradeNtl; that a reduce-only order is exempt is the generic rule`,
    priceBandRatio: 'none: how far is too far from the oracle is not said',
    capabilities: `${DOCS}/trading/order-types, ${EXCHANGE}: Gtc, Ioc, Alo; tp and sl by mark; grouping normalTpsl and positionTpsl; modify`,
    feeTable: FEES,
    funding: `${DOCS}/trading/funding: hourly`,
    reply: EXCHANGE,
    rateLimits: LIMITS,
    rateBan: 'none is documented',
  },
  source: 'API documentation, https://hyperliquid.gitbook.io, a source a row',
};
