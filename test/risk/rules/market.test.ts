import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../../src/core/params.ts';
import { HOUR_MS } from '../../../src/core/time.ts';
import { RecentCloses } from '../../../src/risk/recentCloses.ts';
import { maxOpenPositions } from '../../../src/risk/rules/maxOpenPositions.ts';
import { priceSanity } from '../../../src/risk/rules/priceSanity.ts';
import { staleData } from '../../../src/risk/rules/staleData.ts';
import { venueCap } from '../../../src/risk/rules/venueCap.ts';
import { makeBelief, orderOut } from '../../support/beliefWorld.ts';
import { checkOf } from '../../support/checkOf.ts';
import { makeBar } from '../../support/makeBar.ts';
import { makeInstrument, makeView } from '../../support/riskView.ts';

const SYMBOL = 'BTC-USDT';
const order = (price: number, side: 'buy' | 'sell' = 'buy') => ({
  symbol: SYMBOL,
  side,
  qty: 1,
  price,
  stopPrice: null,
});
const belief = () => makeBelief({ instruments: [makeInstrument()], prices: { [SYMBOL]: 100 } });

describe('priceSanity', () => {
  const params = withDefaults(priceSanity.params);
  const check = (
    price: number,
    references: { last?: number; median?: number } = {},
    side: 'buy' | 'sell' = 'buy',
  ) => {
    const { last = 100, median = 100 } = references;
    const view = makeView({ lastPrices: { [SYMBOL]: last }, medians: { [SYMBOL]: median } });
    return checkOf(priceSanity)(order(price, side), view, null, params);
  };

  test.each(['buy', 'sell'] as const)('%s: at 10 %% either way, a tick nearer, a tick farther', (side) => {
    for (const price of [110, 109.99, 90, 90.01]) expect(check(price, {}, side)).toBeNull();
    expect(check(110.01, {}, side)).toMatchObject({
      actual: expect.closeTo(0.1001, 9),
      limit: 0.1,
      unit: 'ratio',
    });
    expect(check(89.99, {}, side)).toMatchObject({ actual: expect.closeTo(0.1001, 9) });
  });

  test('either reference refuses: the median finds a last trade that is a bad print', () => {
    expect(check(120, { last: 120, median: 100 })!.reason).toContain('median of 5 closes');
    expect(check(120, { last: 100, median: 120 })!.reason).toContain('last trade');
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a price of %s is none', (price) => {
    expect(check(price)).toMatchObject({ unit: 'count' });
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'beside a reference of %s nothing can be said',
    (bad) => {
      expect(check(100, { last: bad })).toMatchObject({ unit: 'count' });
      expect(check(100, { median: bad })).toMatchObject({ unit: 'count' });
    },
  );

  test('on belief: nothing before the first bar; a mark is a trade; a bad print is out of the median until it is three of five', () => {
    const blank = makeBelief({ instruments: [], prices: {} });
    expect(() => checkOf(priceSanity)(order(100), blank, null, params)).toThrow(SYMBOL);
    const believed = belief();
    const close = (price: number) => believed.seeBar(makeBar({ close: price }));
    for (const price of [100, 101, 99, 100]) close(price);
    const checkAt = (price: number) => checkOf(priceSanity)(order(price), believed, null, params);
    expect(checkAt(100)).toBeNull();
    close(150);
    expect(checkAt(150)!.reason).toContain('median');
    close(150);
    expect(checkAt(150)).not.toBeNull();
    close(150);
    expect(checkAt(150)).toBeNull();
    believed.seeMark({ symbol: SYMBOL, bid: 99, ask: 101, last: 120, mark: 150 });
    expect(checkAt(150)!.reason).toContain('last trade');
  });
});

describe('the median of the last closes', () => {
  test('of odd and even numbers, of fewer than asked for, and after the ring has gone round', () => {
    const closes = new RecentCloses();
    expect(closes.median(5)).toBeNull();
    closes.see(3);
    expect(closes.median(5)).toBe(3);
    closes.see(1);
    expect(closes.median(5)).toBe(2);
    closes.see(10);
    expect(closes.median(5)).toBe(3);
    expect(closes.median(2)).toBe(5.5);
    for (let close = 0; close < 1_000; close++) closes.see(close);
    expect(closes.median(1)).toBe(999);
    expect(closes.median(3)).toBe(998);
    expect(closes.median(100)).toBe(949.5);
  });
});

describe('staleData', () => {
  const params = withDefaults(staleData.params);
  const check = (ageMs: number) => {
    const view = makeView({
      atMs: 10 * HOUR_MS,
      feeds: { [SYMBOL]: { asOfMs: 10 * HOUR_MS - ageMs, intervalMs: HOUR_MS } },
    });
    return checkOf(staleData)(order(100), view, null, params);
  };

  test('two bars old passes, a millisecond more does not', () => {
    expect(check(0)).toBeNull();
    expect(check(2 * HOUR_MS - 1)).toBeNull();
    expect(check(2 * HOUR_MS)).toBeNull();
    expect(check(2 * HOUR_MS + 1)).toMatchObject({ limit: 2, unit: 'bars' });
    expect(check(3 * HOUR_MS)!.actual).toBe(3);
  });

  test('on belief: a bar is as old as its close, a mark as what is now', () => {
    const view = makeView();
    expect(checkOf(staleData)(order(100), view, null, params)).toMatchObject({ unit: 'count' });
    const believed = belief();
    believed.atMs = 3 * HOUR_MS;
    expect(checkOf(staleData)(order(100), believed, null, params)).toBeNull();
    believed.atMs = 3 * HOUR_MS + 1;
    expect(checkOf(staleData)(order(100), believed, null, params)).not.toBeNull();
    believed.seeMark({ symbol: SYMBOL, bid: 99, ask: 101, last: 100, mark: 100 });
    expect(checkOf(staleData)(order(100), believed, null, params)).toBeNull();
    believed.seeBar(makeBar({ close: 100 }));
    expect(checkOf(staleData)(order(100), believed, null, params)).toBeNull();
    believed.atMs = 5 * HOUR_MS + 2;
    expect(checkOf(staleData)(order(100), believed, null, params)).not.toBeNull();
  });
});

describe('maxOpenPositions', () => {
  const params = withDefaults(maxOpenPositions.params, { limitCount: 2 });
  const symbols = ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'];
  const world = (positions: Record<string, number>) =>
    makeBelief({
      instruments: symbols.map((symbol) => makeInstrument({ symbol })),
      prices: Object.fromEntries(symbols.map((symbol) => [symbol, 100])),
      positions,
    });
  const check = (view: ReturnType<typeof world>) => checkOf(maxOpenPositions)(order(100), view, null, params);

  test('the second passes, the third does not, and one more of a held symbol is none more', () => {
    expect(check(world({}))).toBeNull();
    expect(check(world({ 'ETH-USDT': 1 }))).toBeNull();
    expect(check(world({ 'ETH-USDT': 1, 'SOL-USDT': -1 }))).toMatchObject({
      actual: 3,
      limit: 2,
      unit: 'count',
    });
    expect(check(world({ 'ETH-USDT': 1, 'BTC-USDT': -1 }))).toBeNull();
    expect(maxOpenPositions.use!(world({ 'ETH-USDT': 1 }), null, params)).toBe(0.5);
  });

  test.each(['sent', 'live', 'unknown', 'confirming', 'waiting'] as const)(
    'an entry that is %s may become a position',
    (phase) => {
      const view = world({ 'ETH-USDT': 1 });
      orderOut(view, { symbol: 'SOL-USDT', side: 'sell', qty: 1, phase });
      expect(check(view)).toMatchObject({ actual: 3 });
    },
  );
});

describe('venueCap', () => {
  const check = (offVenueQuote: number, limitRatio: number, equityQuote = 40_000) =>
    checkOf(venueCap)(order(100), makeView({ equityQuote, offVenueQuote }), null, { limitRatio });

  test('40,000 of 100,000 at the venue: at the limit, a bit under, a bit over', () => {
    expect(check(60_000, 0.4)).toBeNull();
    expect(check(60_000.01, 0.4)).toBeNull();
    expect(check(59_999.99, 0.4)).toMatchObject({ limit: 0.4, unit: 'ratio' });
  });

  test('by default all may be there; equity that is no number is refused', () => {
    expect(check(0, 1)).toBeNull();
    expect(check(0, 1, Number.NaN)).toMatchObject({ actual: 1 });
  });

  test('belief has it from the terms of the account', () => {
    const terms = { offVenueQuote: 300_000 };
    const view = makeBelief({ instruments: [makeInstrument()], prices: { [SYMBOL]: 100 }, terms });
    expect(venueCap.use!(view, null, { limitRatio: 0.5 })).toBe(0.5);
  });
});
