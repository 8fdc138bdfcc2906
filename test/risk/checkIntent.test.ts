import { describe, expect, test } from 'vitest';
import { checkIntent } from '../../src/risk/checkIntent.ts';
import type { Intent } from '../../src/risk/intent.ts';

const stop = { kind: 'fixedRatio', distanceRatio: 0.05 };
const enter = { kind: 'enter', symbol: 'BTC-USDT', side: 'buy', stop };

describe('a wish from a user', () => {
  test.each([
    enter,
    { ...enter, qty: 1, limitPrice: 100 },
    { ...enter, stop: { kind: 'atrTrail', multiple: 2, barCount: 14 } },
    { ...enter, stop: { kind: 'fixedPrice', price: 90 } },
    { kind: 'exit', symbol: 'BTC-USDT' },
    { kind: 'exit', symbol: 'BTC-USDT', qty: 0.5 },
  ])('%j is one', (wish) => {
    expect(() => checkIntent(wish as Intent)).not.toThrow();
  });

  test.each([
    ['buy it', 'a wish is an object'],
    [{ ...enter, kind: 'entry' }, 'kind is one of enter, exit, got entry'],
    [{ ...enter, symbol: undefined }, 'a wish names a symbol, got undefined'],
    [{ ...enter, side: 'long' }, 'side is one of buy, sell, got long'],
    [{ ...enter, qty: '1' }, 'qty is a number, got 1'],
    [{ ...enter, qty: Number.NaN }, 'qty is a number, got NaN'],
    [{ ...enter, limitPrice: Number.POSITIVE_INFINITY }, 'limitPrice is a number, got Infinity'],
    [{ ...enter, stop: { kind: 'fixedPrice', price: Number.NaN } }, 'stop.price is a number, got NaN'],
    [{ kind: 'exit', symbol: 'BTC-USDT', qty: Number.NaN }, 'qty is a number, got NaN'],
    [{ ...enter, quantity: 1 }, 'a wish has no quantity'],
    [{ ...enter, stopp: stop }, 'a wish has no stopp; did you mean stop?'],
    [{ ...enter, stop: 95 }, 'a stop is a plan'],
    [
      { ...enter, stop: { kind: 'atr' } },
      'stop.kind is one of fixedPrice, fixedRatio, atrTrail, chandelier, timeStop, got atr',
    ],
    [
      { ...enter, stop: { kind: 'fixedRatio', distance: 0.05 } },
      'a stop plan has no distance; expected kind, distanceRatio',
    ],
    [{ ...enter, stop: { kind: 'atrTrail', multiple: 2 } }, 'stop.barCount is a number, got undefined'],
    [{ kind: 'exit', symbol: 'BTC-USDT', side: 'sell' }, 'a wish has no side'],
  ])('%j is none: %s', (wish, message) => {
    expect(() => checkIntent(wish as unknown as Intent)).toThrow(message);
  });
});
