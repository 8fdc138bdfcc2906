/** The contract of a fee model over every one in the registry, of a table of fees over every profile that has one, and what both come to at the venue. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, test as one } from 'vitest';
import { sumOf } from '../../src/core/compensatedSum.ts';
import { sideSign } from '../../src/market/order.ts';
import type { FeeModel } from '../../src/venue/fees/feeModel.ts';
import type { FeeTable } from '../../src/venue/fees/feeTable.ts';
import { type FeeModelName, feeModels } from '../../src/venue/fees/index.ts';
import { profiles } from '../../src/venue/profiles/index.ts';
import type { VenueProfile } from '../../src/venue/profiles/profile.ts';
import { type BarRow, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { createRig } from './rig.ts';

const NAMES = Object.keys(feeModels) as FeeModelName[];
const DAY_MS = 86_400_000;
const OWN = { makerFeeBps: 1.25, takerFeeBps: 6.5 };
const tables = Object.entries(profiles).flatMap(([name, { feeTable }]) =>
  feeTable === null ? [] : [[name, feeTable] as const],
);

/** Three steps that a small account can climb, looked at at 06:00 UTC over two days. */
const SMALL: FeeTable = {
  windowDays: 2,
  assessedAtMs: DAY_MS / 4,
  tiers: [
    { name: 'A', fromVolumeQuote: 0, makerFeeBps: 3, takerFeeBps: 9, source: 'a test' },
    { name: 'B', fromVolumeQuote: 1_000, makerFeeBps: 1, takerFeeBps: 6, source: 'a test' },
    { name: 'C', fromVolumeQuote: 5_000, makerFeeBps: -0.5, takerFeeBps: 4, source: 'a test' },
    { name: 'D', fromVolumeQuote: null, makerFeeBps: -1, takerFeeBps: 1, source: 'a test' },
  ],
  source: 'a test',
};
const venue: VenueProfile = { ...profiles.generic!, feeTable: SMALL };

const anyFills = fc.array(
  fc.record({
    waitMs: fc.integer({ min: 0, max: DAY_MS }),
    notionalQuote: fc.integer({ min: 1, max: 4_000 }),
    liquidity: fc.constantFrom('maker' as const, 'taker' as const),
  }),
  { minLength: 1, maxLength: 40 },
);

describe.each(NAMES)('%s', (name) => {
  const model: FeeModel = feeModels[name];

  one('says what it is', () => {
    expect(model.summary).toMatch(/\.$/);
  });

  test.prop([anyFills, fc.integer({ min: 0, max: 9_000 })])(
    'is finite, is never above the most it says, takes from a taker what it gives a maker or more, and is the same again',
    (fills, volumeQuote) => {
      const play = () => {
        const schedule = model.schedule({ table: SMALL, fromMs: TAPE_FROM_MS, volumeQuote });
        let nowMs = TAPE_FROM_MS;
        return fills.map(({ waitMs, notionalQuote, liquidity }) => {
          nowMs += waitMs;
          const bps = schedule.bps(OWN, liquidity, nowMs);
          const [maker, taker] = [schedule.bps(OWN, 'maker', nowMs), schedule.bps(OWN, 'taker', nowMs)];
          schedule.note(nowMs, notionalQuote);
          expect(bps).toBe(liquidity === 'maker' ? maker : taker);
          expect(taker).toBeGreaterThanOrEqual(0);
          expect(taker).toBeLessThanOrEqual(schedule.mostTakerBps(OWN));
          expect(maker).toBeLessThanOrEqual(taker);
          // Nobody is paid on both sides of one trade.
          expect(maker + taker).toBeGreaterThanOrEqual(0);
          // Of a fill of this very moment nothing has changed yet.
          expect(schedule.bps(OWN, liquidity, nowMs)).toBe(bps);
          return bps;
        });
      };
      expect(play()).toEqual(play());
    },
  );

  test.prop([anyFills])('whoever trades more never pays more', (fills) => {
    const [small, large] = [1, 3].map((factor) => ({
      factor,
      schedule: model.schedule({ table: SMALL, fromMs: TAPE_FROM_MS }),
    }));
    let nowMs = TAPE_FROM_MS;
    for (const { waitMs, notionalQuote, liquidity } of fills) {
      nowMs += waitMs;
      expect(large!.schedule.bps(OWN, liquidity, nowMs)).toBeLessThanOrEqual(
        small!.schedule.bps(OWN, liquidity, nowMs),
      );
      for (const { schedule, factor } of [small!, large!]) schedule.note(nowMs, factor * notionalQuote);
    }
  });
});

describe.each(tables)('the table of %s', (name, table) => {
  one('begins at no volume, is sorted by it, dearest first, and has a source a row', () => {
    expect(table.tiers[0]!.fromVolumeQuote).toBe(0);
    const known = table.tiers.flatMap(({ fromVolumeQuote }) => fromVolumeQuote ?? []);
    expect(known).toEqual([...new Set(known)].sort((a, b) => a - b));
    table.tiers.forEach((tier, index) => {
      const dearer = table.tiers[index - 1] ?? tier;
      expect(tier.makerFeeBps).toBeLessThanOrEqual(dearer.makerFeeBps);
      expect(tier.takerFeeBps).toBeLessThanOrEqual(dearer.takerFeeBps);
      expect(tier.takerFeeBps).toBeGreaterThan(0);
      expect(tier.makerFeeBps + tier.takerFeeBps).toBeGreaterThan(0);
      expect(tier.takerFeeBps).toBeLessThan(20);
      expect(tier.source).toMatch(/https:\/\//);
      // What has no volume says so.
      if (tier.fromVolumeQuote === null) expect(tier.source).toMatch(/no page was found/);
    });
    expect(new Set(table.tiers.map((tier) => tier.name)).size).toBe(table.tiers.length);
    expect(table.source).toMatch(/https:\/\//);
    expect(table.windowDays).toBeGreaterThan(0);
    expect(table.assessedAtMs).toBeGreaterThanOrEqual(0);
    expect(table.assessedAtMs).toBeLessThan(DAY_MS);
  });

  one('every row can be held, and every row with a volume is reached by it', () => {
    table.tiers.forEach(({ fromVolumeQuote, takerFeeBps, makerFeeBps }, tier) => {
      const held = feeModels.tiers.schedule({ table, fromMs: 0, tier });
      held.note(0, 1e12);
      expect([held.tier(40 * DAY_MS), held.bps(OWN, 'taker', 40 * DAY_MS)]).toEqual([tier, takerFeeBps]);
      if (fromVolumeQuote === null) return;
      const reached = feeModels.tiers.schedule({ table, fromMs: 0, volumeQuote: fromVolumeQuote });
      expect([reached.tier(0), reached.bps(OWN, 'maker', 0)]).toEqual([tier, makerFeeBps]);
    });
    expect(() => feeModels.tiers.schedule({ table, fromMs: 0, tier: table.tiers.length })).toThrow(
      'tiers 0 to',
    );
    expect(profiles[name]!.sources.feeTable).toMatch(/https:\/\//);
  });
});

describe('by volume', () => {
  const at = (days: number) => TAPE_FROM_MS + days * DAY_MS;
  const begin = (terms = {}) => feeModels.tiers.schedule({ table: SMALL, fromMs: TAPE_FROM_MS, ...terms });

  one('what is traded counts from the next look on, and for as many days as the window has', () => {
    const schedule = begin();
    schedule.note(at(0.1), 999);
    expect(schedule.tier(at(0.25))).toBe(0);
    schedule.note(at(0.3), 1);
    expect(schedule.tier(at(1.2499))).toBe(0);
    expect(schedule.tier(at(1.25))).toBe(1);
    // The look of day 2 still sees the day 0.25 on, the fill at 0.1 not; 1 of 1,000 is not enough.
    expect(schedule.tier(at(2.25))).toBe(0);
  });

  one('a fill at the moment of the look pays by what came before, and counts the day after', () => {
    const schedule = begin();
    schedule.note(at(0.25), 6_000);
    expect(schedule.tier(at(0.25))).toBe(0);
    expect(schedule.tier(at(1.25))).toBe(2);
  });

  one('what was traded before runs out evenly', () => {
    const schedule = begin({ volumeQuote: 5_500 });
    expect(schedule.tier(at(0))).toBe(2);
    // At 06:00 of the first day an eighth of two days has passed: 4,812.5 are left.
    expect(schedule.tier(at(0.25))).toBe(1);
    // 2062.5 are left at 1.25, and 0 from 2 on.
    expect(schedule.tier(at(1.25))).toBe(1);
    expect(schedule.tier(at(2.25))).toBe(0);
  });

  one('days that nobody asked about are caught up with', () => {
    const schedule = begin({ volumeQuote: 9_000 });
    schedule.note(at(5), 1_500);
    expect(schedule.tier(at(5.5))).toBe(1);
    expect(schedule.tier(at(500))).toBe(0);
  });
});

describe('at the venue', () => {
  const bar: BarRow = [100, 110, 90, 100, 10_000];
  const tape = () => makeTape({ bars: Array.from({ length: 8 }, () => bar) }, { intervalMs: DAY_MS });
  const rigOf = (options = {}) => {
    const rig = createRig(tape(), { profile: venue, fees: { model: 'tiers' }, ...options });
    rig.runTo(0);
    return rig;
  };
  const bpsOf = ({ fill }: ReturnType<ReturnType<typeof createRig>['fills']>[number]) =>
    Number(((fill.feeQuote / (fill.qty * fill.price)) * 10_000).toFixed(9));

  one('left out, a fill pays what the instrument says', () => {
    const rig = rigOf({ fees: undefined });
    rig.place({ qty: 60 });
    expect(rig.fills().map(bpsOf)).toEqual([5]);
  });

  one('a fill pays by the volume before its day, takers and makers together', () => {
    const rig = rigOf();
    rig.place({ qty: 5 });
    rig.place({ limitPrice: 95, qty: 6 });
    rig.place({ qty: 1 });
    rig.runTo(DAY_MS - 1);
    // 1,170 quote on the first day.
    rig.runTo(1.26 * DAY_MS);
    rig.place({ qty: 1 });
    rig.place({ side: 'sell', limitPrice: 109, qty: 1 });
    rig.runTo(2 * DAY_MS);
    expect(rig.fills().map((event) => [event.fill.liquidity, bpsOf(event)])).toEqual([
      ['taker', 9],
      ['taker', 9],
      ['maker', 3],
      ['taker', 6],
      ['maker', 1],
    ]);
  });

  one('a tier that is held is held', () => {
    const rig = rigOf({ fees: { model: 'tiers', tier: 3 } });
    rig.place({ qty: 90 });
    rig.runTo(2 * DAY_MS);
    rig.place({ side: 'sell', qty: 90 });
    expect(rig.fills().map(bpsOf)).toEqual([1, 1]);
  });

  one('a liquidation keeps its own fee, and its volume counts', () => {
    const crash: BarRow = [100, 100, 40, 50, 10_000];
    const calm: BarRow = [50, 51, 49, 50, 10_000];
    const rig = createRig(makeTape({ bars: [bar, crash, calm, calm] }, { intervalMs: DAY_MS }), {
      profile: venue,
      fees: { model: 'tiers' },
      startQuote: 200,
    });
    rig.runTo(0);
    rig.place({ qty: 9 });
    rig.runTo(2.26 * DAY_MS);
    rig.place({ qty: 0.2 });
    // 900 quote of the entry and some 700 of the liquidation, of which the entry's is out of the window by the next look.
    expect(rig.fills().map((event) => [event.fill.origin, bpsOf(event)])).toEqual([
      ['order', 9],
      ['liquidation', 50],
      ['order', 9],
    ]);
    const early = createRig(makeTape({ bars: [crash, calm, calm, calm] }, { intervalMs: DAY_MS }), {
      profile: venue,
      fees: { model: 'tiers' },
      startQuote: 200,
    });
    early.runTo(0.3 * DAY_MS);
    early.place({ qty: 9 });
    early.runTo(1.26 * DAY_MS);
    early.place({ qty: 0.2 });
    expect(early.fills().map((event) => [event.fill.origin, bpsOf(event)])).toEqual([
      ['order', 9],
      ['liquidation', 50],
      ['order', 6],
    ]);
  });

  one('margin is asked for the fee that the account pays', () => {
    // 999.7 at leverage 1 carries 9.99 at 100.005 only where the taker fee is under 6.5 bps.
    const canBuy = (tier: number) =>
      rigOf({ fees: { model: 'tiers', tier }, startQuote: 999.7, leverage: 1 }).place({ qty: 9.99 }).kind;
    expect(canBuy(0)).toBe('orderRejected');
    expect(canBuy(2)).toBe('orderAccepted');
  });

  one('funding is what it is', () => {
    const paid = (fees: object) => {
      const rig = rigOf({ fees, funding: { kind: 'constant', ratio: 0.001 } });
      rig.place({ qty: 1 });
      rig.runTo(2.5 * DAY_MS);
      return rig.exchange.account('main').fundingQuote();
    };
    expect(paid({ model: 'tiers', tier: 3 })).toBe(paid({ model: 'instrument' }));
    expect(paid({ model: 'instrument' })).toBeGreaterThan(0);
  });

  one('refuses a spot account, a venue without a table, and a row that is not there', () => {
    expect(() => rigOf({ leverage: 1, account: { kind: 'spot' } })).toThrow('perpetuals');
    expect(() => rigOf({ profile: 'generic' })).toThrow('no tiers');
    expect(() => rigOf({ fees: { model: 'tiers', tier: 4 } })).toThrow('0 to 3');
  });

  test.prop([
    fc.array(
      fc.record({
        waitMs: fc.integer({ min: 0, max: DAY_MS }),
        side: fc.constantFrom('buy' as const, 'sell' as const),
        lots: fc.integer({ min: 1, max: 40_000 }),
        limitTicks: fc.option(fc.integer({ min: 9_000, max: 11_000 })),
      }),
      { minLength: 1, maxLength: 25 },
    ),
    fc.integer({ min: 0, max: 6_000 }),
  ])('money is conserved, and every fee is that of a row', (actions, volumeQuote) => {
    const rig = rigOf({ fees: { model: 'tiers', volumeQuote }, impactCoefficient: 1 });
    let afterMs = 0;
    for (const { waitMs, side, lots, limitTicks } of actions) {
      afterMs = Math.min(afterMs + waitMs, 8 * DAY_MS - 1);
      rig.runTo(afterMs);
      rig.place({ side, qty: lots / 1_000, limitPrice: limitTicks === null ? null : limitTicks / 100 });
    }
    const account = rig.exchange.account('main');
    const fills = account.fills();
    const cash = sumOf(fills.map((fill) => -sideSign(fill.side) * fill.qty * fill.price - fill.feeQuote));
    const mark = rig.exchange.quote('BTC-USDT', rig.nowMs())?.mark ?? 1;
    const worth = sumOf(fills.map((fill) => sideSign(fill.side) * fill.qty * mark));
    const expected = 10_000 + cash + worth + account.insuranceQuote();
    const turnover = 10_000 + sumOf(fills.map((fill) => fill.qty * fill.price));
    expect(Math.abs(account.equityQuote() - expected)).toBeLessThanOrEqual(1e-9 * turnover);
    const rows = SMALL.tiers.flatMap((row) => [`maker ${row.makerFeeBps}`, `taker ${row.takerFeeBps}`]);
    for (const event of rig.fills()) {
      if (event.fill.origin !== 'order') continue;
      expect(rows).toContain(`${event.fill.liquidity} ${bpsOf(event)}`);
    }
  });
});
