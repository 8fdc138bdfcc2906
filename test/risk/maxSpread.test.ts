import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { Belief } from '../../src/risk/belief.ts';
import type { RiskOrder } from '../../src/risk/riskView.ts';
import { maxSpread } from '../../src/risk/rules/maxSpread.ts';
import { checkOf } from '../support/checkOf.ts';
import { makeBar } from '../support/makeBar.ts';
import { makeInstrument, makeView } from '../support/riskView.ts';

const params = withDefaults(maxSpread.params);
const order = (side: 'buy' | 'sell'): RiskOrder => ({
  symbol: 'BTC-USDT',
  side,
  qty: 1,
  price: 100,
  stopPrice: null,
});

function check(bid: number | null, ask: number | null, side: 'buy' | 'sell' = 'buy') {
  return checkOf(maxSpread)(order(side), makeView({ quotes: { 'BTC-USDT': [bid, ask] } }), null, params);
}

describe('maxSpread', () => {
  test.each(['buy', 'sell'] as const)('%s: at 50 bps of mid, a tick under it, a tick over it', (side) => {
    expect(check(99.75, 100.25, side)).toBeNull();
    expect(check(99.76, 100.25, side)).toBeNull();
    expect(check(99.75, 100.26, side)).toMatchObject({ rule: 'maxSpread', limit: 50, unit: 'bps' });
    expect(check(99.74, 100.25, side)!.actual).toBeCloseTo((0.51 / 99.995) * 10_000, 9);
  });

  test.each([
    [null, null],
    [null, 100],
    [100, null],
    [0, 100],
    [-1, 100],
    [100.01, 100],
    [Number.NaN, 100],
    [100, Number.NaN],
    [100, Number.POSITIVE_INFINITY],
  ])('a quote of %s and %s is none, and refuses', (bid, ask) => {
    expect(check(bid, ask)).toMatchObject({ rule: 'maxSpread', actual: 0, limit: 1, unit: 'count' });
  });

  test('a book that is not crossed but closed has no spread', () => {
    expect(check(100, 100)).toBeNull();
  });
});

describe('what belief knows of the quote', () => {
  const belief = () => new Belief([makeInstrument()], 10_000);

  test('nothing before the first bar; then what the bar said, not what is usual', () => {
    const believed = belief();
    expect(checkOf(maxSpread)(order('buy'), believed, null, params)).toMatchObject({ unit: 'count' });
    believed.seeBar(makeBar({ close: 100, bid: 99, ask: 101 }));
    expect(believed.takerPrice('BTC-USDT', 'buy')).toBe(101);
    expect(believed.takerPrice('BTC-USDT', 'sell')).toBe(99);
    expect(checkOf(maxSpread)(order('buy'), believed, null, params)).toMatchObject({
      actual: 200,
      unit: 'bps',
    });
  });

  test('a mark says it anew, and a bar without a quote leaves the last one', () => {
    const believed = belief();
    believed.seeBar(makeBar({ close: 100, bid: 99, ask: 101 }));
    believed.seeMark({ symbol: 'BTC-USDT', bid: 99.99, ask: 100.01, last: 100, mark: 100 });
    believed.seeBar(makeBar({ close: 100.5, bid: null, ask: null }));
    expect(believed.takerPrice('BTC-USDT', 'buy')).toBe(100.01);
    expect(believed.markPrice('BTC-USDT')).toBe(100.5);
    expect(checkOf(maxSpread)(order('buy'), believed, null, params)).toBeNull();
  });
});
