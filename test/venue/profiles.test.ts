/** The contract of a venue profile, over every one in the registry. */
import { describe, expect, test } from 'vitest';
import type { OrderRequest, OrderType } from '../../src/market/order.ts';
import type { RejectReason } from '../../src/market/rejectReason.ts';
import type { VenueReply } from '../../src/market/venueEvent.ts';
import { clientOrderIdOf } from '../../src/risk/clientOrderId.ts';
import { profiles } from '../../src/venue/profiles/index.ts';
import type { VenueProfile } from '../../src/venue/profiles/profile.ts';
import type { RequestFamily } from '../../src/venue/profiles/rateLimit.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, type Rig } from './rig.ts';

const BAR: BarRow = [100, 110, 90, 105, 1_000];
const START = Date.UTC(2022, 4, 9);
const DAY_MS = 86_400_000;
const TYPES: readonly OrderType[] = [
  'market',
  'limit',
  'stopMarket',
  'stopLimit',
  'trailingStop',
  'takeProfitMarket',
  'takeProfitLimit',
  'bracket',
];

function rigOf(profile: VenueProfile | string, instrument = {}) {
  const tape = makeTape({ bars: [BAR, BAR], instrument }, { intervalMs: DAY_MS });
  const rig = createRig(tape, { profile, startQuote: 1e6 });
  rig.runTo(0);
  return rig;
}

/** A live position of 5 and an order of each type that would close a part of it, or that would be good for that. */
const EXITS: Readonly<Record<OrderType, Partial<OrderRequest>>> = {
  market: {},
  limit: { limitPrice: 105 },
  stopMarket: { triggerPrice: 95 },
  stopLimit: { triggerPrice: 95, limitPrice: 94 },
  trailingStop: { trail: { callbackRatio: 0.05 } },
  takeProfitMarket: { triggerPrice: 105 },
  takeProfitLimit: { triggerPrice: 105, limitPrice: 104 },
  bracket: {
    reduceOnly: true,
    bracket: {
      stopLoss: { triggerPrice: 95, limitPrice: null, clientOrderId: null },
      takeProfit: { triggerPrice: 105, limitPrice: null, clientOrderId: null },
    },
  },
};

describe.each(Object.entries(profiles))('%s', (name, profile) => {
  test('stands in the registry under its own name', () => {
    expect(profile.name).toBe(name);
  });

  test('says every reason with a code, a text and a source', () => {
    for (const [reason, { code, text, source, variants = [] }] of Object.entries(profile.rejectCodes)) {
      for (const one of [{ code, text }, ...variants]) {
        expect(one.code, reason).toMatch(/^\S+$/);
        expect(one.text.length, reason).toBeGreaterThan(5);
      }
      const borrowed = profiles.generic!.rejectCodes[reason as RejectReason].code === code;
      // A code that is not of the venue's own pages says so.
      expect(source, reason).toMatch(borrowed ? /^(?:generic|defined by brakecheck)/ : /^https:\/\//);
    }
    for (const [column, source] of Object.entries(profile.sources)) {
      expect(source, column).toMatch(/https:\/\/|^generic|^none|brakecheck|^the common/);
    }
  });

  test('takes the ids that our sessions make, and refuses what is outside its alphabet and length', () => {
    const id = clientOrderIdOf('w1', 0, 'entry:BTC-USDT:3');
    expect(rigOf(profile).place({ clientOrderId: id })).toMatchObject({ kind: 'orderAccepted' });
    for (const wrong of ['', 'with space', 'ä', 'a'.repeat(profile.idMaxLength + 1)]) {
      expect(rigOf(profile).place({ clientOrderId: wrong })).toMatchObject({ reason: 'malformed' });
    }
    const longest = 'a'.repeat(profile.idMaxLength);
    expect(rigOf(profile).place({ clientOrderId: longest })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('an id that has filled is free again where it must be new among open orders only', () => {
    const rig = rigOf(profile);
    rig.place({ clientOrderId: 'abc' });
    const again = rig.place({ clientOrderId: 'abc' });
    expect(again.kind).toBe(profile.idScope === 'open' ? 'orderAccepted' : 'orderRejected');
    rig.place({ clientOrderId: 'abd', limitPrice: 96 });
    expect(rig.place({ clientOrderId: 'abd', limitPrice: 96 })).toMatchObject({
      reason: 'duplicateClientOrderId',
    });
  });

  test.each(TYPES)('takes a %s order, or refuses it as unsupported with its code', (type) => {
    const rig = rigOf(profile);
    rig.place({ qty: 5 });
    const reply = rig.place({ side: 'sell', type, ...EXITS[type] });
    if (profile.capabilities.orderTypes.includes(type)) {
      expect(reply).toMatchObject({ kind: 'orderAccepted', order: { type } });
    } else {
      expect(reply).toMatchObject({ kind: 'orderRejected', reason: 'unsupported' });
      expect((reply as { code: string }).code).not.toBe('');
    }
  });

  test('what it has, and what it lacks: times in force, prices of triggers, trails, brackets of entries', () => {
    const { capabilities } = profile;
    const kindOf = (order: Partial<OrderRequest>) => rigOf(profile).place(order).kind === 'orderAccepted';
    for (const timeInForce of ['gtc', 'ioc', 'fok'] as const) {
      expect(kindOf({ limitPrice: 99, timeInForce })).toBe(capabilities.timesInForce.includes(timeInForce));
    }
    const dated = { limitPrice: 99, timeInForce: 'gtd', expiresAtMs: START + DAY_MS } as const;
    expect(kindOf(dated)).toBe(capabilities.timesInForce.includes('gtd'));
    for (const triggerBy of ['last', 'mark', 'index'] as const) {
      expect(kindOf({ side: 'sell', triggerPrice: 95, triggerBy })).toBe(
        capabilities.triggerBy.includes(triggerBy),
      );
    }
    const trailing = { side: 'sell', type: 'trailingStop' } as const;
    expect(kindOf({ ...trailing, trail: { offsetPrice: 5 } })).toBe(capabilities.trail.offsetPrice);
    const { callbackRatio } = capabilities.trail;
    if (callbackRatio !== null) {
      for (const edge of [callbackRatio.min, callbackRatio.max]) {
        expect(kindOf({ ...trailing, trail: { callbackRatio: edge } })).toBe(true);
      }
      for (const beyond of [callbackRatio.min * 0.9, callbackRatio.max * 1.1]) {
        expect(kindOf({ ...trailing, trail: { callbackRatio: beyond } })).toBe(false);
      }
    }
    expect(kindOf({ bracket: EXITS.bracket.bracket! })).toBe(capabilities.attachesStops);
  });

  test('a trigger that does not say its price looks at the first that the venue has', () => {
    const [first] = profile.capabilities.triggerBy;
    const rig = rigOf(profile);
    rig.place({ side: 'sell', triggerPrice: 95 });
    rig.exchange.steerPrice('BTC-USDT', first, { factor: 0.9, frozenPrice: null }, rig.nowMs());
    expect(rig.fills()).toHaveLength(1);
  });

  test('a post-only order that would take does not: it is refused, or cancelled at once', () => {
    const { postOnly } = profile.capabilities;
    const rig = rigOf(profile);
    const reply = rig.place({ limitPrice: 101, postOnly: true });
    if (postOnly === 'refused') expect(reply).toMatchObject({ reason: 'postOnlyWouldTake' });
    else if (postOnly === null) expect(reply).toMatchObject({ reason: 'unsupported' });
    else {
      expect(reply).toMatchObject({ kind: 'orderAccepted' });
      expect(rig.truths().at(-1)).toMatchObject({ order: { status: 'cancelled' }, reason: 'postOnly' });
    }
    expect(rig.fills()).toEqual([]);
    expect(rig.exchange.account('main').liveOrders()).toEqual([]);
  });

  test('amends what it can amend, and refuses the rest', () => {
    const { amend, orderTypes } = profile.capabilities;
    for (const type of orderTypes) {
      if (type === 'market' || type === 'trailingStop' || type === 'bracket') continue;
      const rig = rigOf(profile);
      rig.place({ qty: 5 });
      rig.place({ side: 'sell', type, ...EXITS[type] });
      const reply = rig.amend({ venueOrderId: 'v2' }, { qty: 0.5 });
      if (amend?.orderTypes.includes(type)) expect(reply).toMatchObject({ order: { qty: 0.5 } });
      else expect(reply).toMatchObject({ kind: 'amendRejected', reason: 'unsupported' });
    }
  });

  test('an amend to no more than has filled is refused, or cancels the rest', () => {
    const { amend } = profile.capabilities;
    const low: BarRow = [94, 94, 94, 94, 1_000];
    const rig = createRig(makeTape({ bars: [low] }, { intervalMs: DAY_MS }), {
      profile,
      participationRatio: 0.01,
    });
    rig.runTo(0);
    rig.place({ limitPrice: 95, qty: 30 });
    const reply = rig.amend({ venueOrderId: 'v1' }, { qty: 10 });
    const isLeft = rig.exchange.account('main').liveOrders().length === 1;
    if (amend?.underFilled === 'cancelled') {
      expect(reply).toMatchObject({ kind: 'amendAccepted', order: { status: 'cancelled', filledQty: 10 } });
      expect(isLeft).toBe(false);
    } else {
      expect(reply).toMatchObject({ kind: 'amendRejected' });
      expect(isLeft).toBe(true);
    }
  });

  test('refuses a limit outside its price band, and none where it has no band', () => {
    const { priceBandRatio } = profile;
    const buy = rigOf(profile).place({ limitPrice: 200, qty: 1 });
    const sell = rigOf(profile).place({ side: 'sell', limitPrice: 50, qty: 1 });
    for (const reply of [buy, sell]) {
      if (priceBandRatio === null) expect(reply).toMatchObject({ kind: 'orderAccepted' });
      else expect(reply).toMatchObject({ reason: 'priceBand' });
    }
    // On the other side a limit is as far away as it likes.
    expect(rigOf(profile).place({ limitPrice: 50, qty: 1 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('its stop quota holds', () => {
    const rig = rigOf({ ...profile, rateLimits: [] });
    rig.place({});
    const stop = { side: 'sell', triggerPrice: 95, qty: 0.1, reduceOnly: true } as const;
    for (let count = 0; count < profile.stopQuota; count++) rig.place(stop);
    expect(rig.place(stop)).toMatchObject({ reason: 'stopQuota' });
  });

  test('funding falls on whole parts of a day', () => {
    expect(DAY_MS % profile.funding.intervalMs).toBe(0);
  });

  test('a bucket that is full refuses with its code, and the next window is open', () => {
    for (const limit of profile.rateLimits) {
      const only: VenueProfile = { ...profile, rateLimits: [limit], rateBan: null };
      const rig = rigOf(only);
      const [family, weight] = Object.entries(limit.weights)[0] as [RequestFamily, number];
      const send = () => sendOf(rig, family);
      for (let count = 0; count < Math.floor(limit.limit / weight); count++) send();
      const refusals = rig.truths().filter((event) => 'reason' in event && event.reason === 'rateLimited');
      expect(refusals, limit.name).toEqual([]);
      const refusal = send();
      const last = rig.truths().at(-1)!;
      expect(last, limit.name).toMatchObject({ reason: 'rateLimited' });
      const { code } = last as { code: string };
      const { rateLimited } = profile.rejectCodes;
      expect([rateLimited, ...(rateLimited.variants ?? [])].map((row) => row.code)).toContain(code);
      expect(refusal, limit.name).toMatchObject({ reason: 'rateLimited', code });
      expect(refusal.kind, limit.name).toMatch(/^(?:order|cancel|amend|query)Rejected$/);
      rig.runTo(limit.windowMs);
      send();
      expect(
        rig.truths().filter((event) => 'reason' in event && event.reason === 'rateLimited'),
        limit.name,
      ).toHaveLength(1);
    }
  });
});

/** A request of a family, and its answer. */
function sendOf(rig: Rig, family: RequestFamily): VenueReply {
  const target = { clientOrderId: 'x', venueOrderId: null };
  const symbol = 'BTC-USDT';
  if (family === 'place') return rig.place({ side: 'buy', qty: 0.1 });
  if (family === 'placeTrigger') return rig.place({ side: 'sell', triggerPrice: 95, qty: 0.1 });
  if (family === 'cancel') return rig.cancel({ clientOrderId: 'x' });
  if (family === 'amend') return rig.amend({ clientOrderId: 'x' }, { qty: 1 });
  return rig.ask({ kind: family, symbol, target, fromMs: START });
}

describe('codes by what was asked for', () => {
  const codeOf = (reply: object) => (reply as { code: string }).code;

  test('of OKX: a trigger that is touched already has a code a side, a leg and a price', () => {
    const rig = rigOf('okx');
    expect(codeOf(rig.place({ side: 'buy', triggerPrice: 99 }))).toBe('51278');
    expect(codeOf(rig.place({ side: 'sell', triggerPrice: 101 }))).toBe('51280');
    expect(codeOf(rig.place({ side: 'buy', type: 'takeProfitMarket', triggerPrice: 101 }))).toBe('51277');
    expect(codeOf(rig.place({ side: 'sell', type: 'takeProfitMarket', triggerPrice: 99 }))).toBe('51279');
    expect(codeOf(rig.place({ side: 'sell', triggerPrice: 101, triggerBy: 'mark' }))).toBe('51304');
    expect(codeOf(rig.place({ side: 'buy', triggerPrice: 99, triggerBy: 'index' }))).toBe('51306');
  });

  test('of OKX: what is not there, or over, is said of a cancel and of an amend', () => {
    const rig = rigOf('okx');
    rig.place({ clientOrderId: 'a' });
    expect(codeOf(rig.cancel({ clientOrderId: 'b' }))).toBe('51400');
    expect(codeOf(rig.amend({ clientOrderId: 'b' }, { qty: 2 }))).toBe('51503');
    expect(codeOf(rig.cancel({ clientOrderId: 'a' }))).toBe('51402');
    expect(codeOf(rig.amend({ clientOrderId: 'a' }, { qty: 2 }))).toBe('51510');
    expect(codeOf(rig.place({ clientOrderId: 'a' }))).toBe('51016');
  });

  test('of Binance: the band has a cap and a floor, and a trigger order cannot be amended', () => {
    const rig = rigOf('binance');
    expect(codeOf(rig.place({ limitPrice: 106 }))).toBe('-4016');
    expect(codeOf(rig.place({ side: 'sell', limitPrice: 94 }))).toBe('-4024');
    rig.place({ side: 'sell', triggerPrice: 95, clientOrderId: 's' });
    expect(codeOf(rig.amend({ clientOrderId: 's' }, { triggerPrice: 94 }))).toBe('-5025');
    expect(codeOf(rig.place({ type: 'trailingStop', trail: { offsetPrice: 1 } }))).toBe('-1116');
  });
});

test('the minimum notional of a venue that has none holds nobody', () => {
  expect(rigOf('okx', { minNotionalQuote: 500 }).place({})).toMatchObject({ kind: 'orderAccepted' });
  expect(rigOf('binance', { minNotionalQuote: 500 }).place({})).toMatchObject({ code: '-4164' });
});
