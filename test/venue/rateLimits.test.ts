import { describe, expect, test } from 'vitest';
import { profiles } from '../../src/venue/profiles/index.ts';
import type { VenueProfile } from '../../src/venue/profiles/profile.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig, inShort } from './rig.ts';

const BAR: BarRow = [100, 110, 90, 105, 1_000];
const profile = (overrides: Partial<VenueProfile>): VenueProfile => ({
  ...profiles.generic!,
  rateLimits: [
    { name: 'orders', weights: { place: 1 }, limit: 2, windowMs: 1_000, per: 'symbol', source: 'test' },
    {
      name: 'weight',
      weights: { cancel: 1, queryOrder: 2 },
      limit: 4,
      windowMs: 1_000,
      per: 'account',
      source: 'test',
    },
  ],
  ...overrides,
});

function rigOf(overrides: Partial<VenueProfile> = {}) {
  const bars = { bars: [BAR, BAR] };
  const rig = createRig(makeTape([bars, { symbol: 'ETH-USDT', ...bars }], { intervalMs: 60_000 }), {
    profile: profile(overrides),
    startQuote: 1e6,
  });
  rig.runTo(0);
  return rig;
}

const limit = { limitPrice: 80 };

describe('a bucket', () => {
  test('of a symbol is not full because another one is', () => {
    const rig = rigOf();
    rig.place(limit);
    rig.place(limit);
    expect(rig.place(limit)).toMatchObject({
      kind: 'orderRejected',
      reason: 'rateLimited',
      code: 'RATE_LIMITED',
    });
    expect(rig.place({ ...limit, symbol: 'ETH-USDT' })).toMatchObject({ kind: 'orderAccepted' });
    // A family that no bucket names is not counted.
    expect(rig.place({ side: 'sell', triggerPrice: 95 })).toMatchObject({ kind: 'orderAccepted' });
  });

  test('counts by weight, and a refusal weighs nothing', () => {
    const rig = rigOf();
    const target = { clientOrderId: 'x', venueOrderId: null };
    const query = { kind: 'queryOrder', symbol: 'BTC-USDT', target } as const;
    rig.ask(query);
    rig.cancel({ clientOrderId: 'x' });
    // 3 of 4 are used: a look-up of 2 does not fit, a cancel of 1 does.
    expect(rig.ask(query)).toMatchObject({
      kind: 'queryRejected',
      reason: 'rateLimited',
      code: 'RATE_LIMITED',
    });
    expect(rig.truths().at(-1)).toMatchObject({
      kind: 'requestRefused',
      requestKind: 'queryOrder',
      reason: 'rateLimited',
    });
    expect(rig.cancel({ clientOrderId: 'x' })).toMatchObject({ reason: 'unknownOrder' });
    expect(rig.cancel({ clientOrderId: 'x' })).toMatchObject({ reason: 'rateLimited' });
  });

  test('is empty again when the next window begins, at a whole multiple of its length', () => {
    const rig = rigOf();
    rig.runTo(999);
    rig.place(limit);
    rig.place(limit);
    expect(rig.place(limit)).toMatchObject({ reason: 'rateLimited' });
    rig.runTo(1_000);
    expect(rig.place(limit)).toMatchObject({ kind: 'orderAccepted' });
  });

  test('of an order that is refused says so to the truth once, and books nothing', () => {
    const rig = rigOf();
    rig.place(limit);
    rig.place(limit);
    rig.told.length = 0;
    rig.place(limit);
    expect(inShort(rig.told)).toEqual(['truth orderRejected', 'reply orderRejected']);
    expect(rig.exchange.account('main').liveOrders()).toHaveLength(2);
  });
});

describe('a ban', () => {
  const rateBan = { afterRefusals: 2, withinMs: 10_000, forMs: 5_000 };

  test('comes of going on after refusals, holds for everything, and ends', () => {
    const rig = rigOf({ rateBan });
    for (let count = 0; count < 4; count++) rig.place(limit);
    expect(rig.place({ side: 'sell', triggerPrice: 95 })).toMatchObject({ kind: 'orderAccepted' });
    // The third refusal is one too many.
    expect(rig.place(limit)).toMatchObject({ reason: 'rateLimited' });
    expect(rig.place({ side: 'sell', triggerPrice: 95 })).toMatchObject({ reason: 'banned', code: 'BANNED' });
    expect(rig.cancel({ venueOrderId: 'v1' })).toMatchObject({ kind: 'cancelRejected', reason: 'banned' });
    rig.runTo(4_999);
    expect(rig.place(limit)).toMatchObject({ reason: 'banned' });
    rig.runTo(5_000);
    expect(rig.place(limit)).toMatchObject({ kind: 'orderAccepted' });
  });

  test('does not come of refusals that lie far apart', () => {
    const rig = rigOf({ rateBan: { ...rateBan, withinMs: 1_500 } });
    for (let second = 0; second < 5; second++) {
      rig.runTo(second * 1_000);
      for (let count = 0; count < 3; count++) rig.place(limit);
    }
    expect(rig.truths().filter((event) => 'reason' in event && event.reason === 'banned')).toEqual([]);
  });
});

test('the generic venue counts nothing', () => {
  const rig = rigOf({ rateLimits: profiles.generic!.rateLimits });
  for (let count = 0; count < 200; count++) rig.place({ qty: 0.1 });
  expect(rig.fills()).toHaveLength(200);
});
