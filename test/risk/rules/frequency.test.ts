import { describe, expect, test } from 'vitest';
import { type ParamsOf, withDefaults } from '../../../src/core/params.ts';
import { DAY_MS, HOUR_MS } from '../../../src/core/time.ts';
import type { Side } from '../../../src/market/order.ts';
import type { OrderPurpose } from '../../../src/risk/guardian/managedOrder.ts';
import type { RuleEvent } from '../../../src/risk/riskRule.ts';
import { cooldown } from '../../../src/risk/rules/cooldown.ts';
import { flipGuard } from '../../../src/risk/rules/flipGuard.ts';
import { maxTradesPerDay } from '../../../src/risk/rules/maxTradesPerDay.ts';
import { stopLossGuard } from '../../../src/risk/rules/stopLossGuard.ts';
import { checkOf } from '../../support/checkOf.ts';
import { makeInstrument, makeView } from '../../support/riskView.ts';

const MIDNIGHT = Date.UTC(2022, 4, 12);
const order = (side: Side = 'buy', symbol = 'BTC-USDT') => ({
  symbol,
  side,
  qty: 1,
  price: 100,
  stopPrice: 95,
});
const viewAt = (atMs: number) =>
  makeView({ atMs, instruments: ['BTC-USDT', 'ETH-USDT'].map((symbol) => makeInstrument({ symbol })) });
const sent = (atMs: number, side: Side = 'buy', symbol = 'BTC-USDT', attempt = 1): RuleEvent => ({
  kind: 'entrySent',
  atMs,
  symbol,
  side,
  attempt,
});
const closed = (
  atMs: number,
  by: OrderPurpose | 'venue' = 'stop',
  profitQuote = -1,
  symbol = 'BTC-USDT',
): RuleEvent => ({
  kind: 'positionClosed',
  atMs,
  symbol,
  by,
  profitQuote,
  returnRatio: null,
});

describe('maxTradesPerDay', () => {
  const params = withDefaults(maxTradesPerDay.params, { limitCount: 3 });
  const afterwards = (...events: RuleEvent[]) =>
    events.reduce(
      (state, event) => maxTradesPerDay.fold!(state, event, params),
      maxTradesPerDay.initial(params),
    );
  const check = (atMs: number, ...events: RuleEvent[]) =>
    checkOf(maxTradesPerDay)(order(), viewAt(atMs), afterwards(...events), params);

  test('the third of the day passes, the fourth does not', () => {
    expect(check(MIDNIGHT, sent(MIDNIGHT), sent(MIDNIGHT))).toBeNull();
    expect(check(MIDNIGHT, sent(MIDNIGHT), sent(MIDNIGHT), sent(MIDNIGHT))).toMatchObject({
      actual: 4,
      limit: 3,
      unit: 'count',
    });
  });

  test('midnight UTC begins anew, a millisecond before does not', () => {
    const three = [sent(MIDNIGHT - 3), sent(MIDNIGHT - 2), sent(MIDNIGHT - 1)];
    expect(check(MIDNIGHT - 1, ...three)).not.toBeNull();
    expect(check(MIDNIGHT, ...three)).toBeNull();
    expect(check(MIDNIGHT, ...three, sent(MIDNIGHT), sent(MIDNIGHT), sent(MIDNIGHT))).not.toBeNull();
  });

  test('what is sent again is one entry; other events are none', () => {
    const again = [
      sent(MIDNIGHT),
      sent(MIDNIGHT, 'buy', 'BTC-USDT', 2),
      sent(MIDNIGHT, 'buy', 'BTC-USDT', 3),
    ];
    expect(afterwards(...again)).toEqual({ day: MIDNIGHT / DAY_MS, count: 1 });
    expect(check(MIDNIGHT, ...again, closed(MIDNIGHT), sent(MIDNIGHT))).toBeNull();
    expect(maxTradesPerDay.use!(viewAt(MIDNIGHT), afterwards(...again), params)).toBeCloseTo(1 / 3, 12);
    expect(maxTradesPerDay.use!(viewAt(MIDNIGHT + DAY_MS), afterwards(...again), params)).toBe(0);
  });
});

describe('flipGuard', () => {
  const params = withDefaults(flipGuard.params);
  const afterwards = (...events: RuleEvent[]) =>
    events.reduce((state, event) => flipGuard.fold!(state, event, params), flipGuard.initial(params));
  const check = (side: Side, atMs: number, events: RuleEvent[], symbol = 'BTC-USDT') =>
    checkOf(flipGuard)(order(side, symbol), viewAt(atMs), afterwards(...events), params);
  /** Buys and sells by turns, a minute apart: one flip fewer than entries. */
  const alternating = (count: number, symbol = 'BTC-USDT') =>
    Array.from({ length: count }, (_, index) =>
      sent(MIDNIGHT + index * 60_000, index % 2 === 0 ? 'buy' : 'sell', symbol),
    );

  test('the fourth flip in an hour passes, the fifth halts', () => {
    expect(check('sell', MIDNIGHT + 5 * 60_000, alternating(4 - 1))).toBeNull();
    expect(check('buy', MIDNIGHT + 5 * 60_000, alternating(4))).toBeNull();
    expect(check('sell', MIDNIGHT + 6 * 60_000, alternating(5))).toMatchObject({
      actual: 5,
      limit: 4,
      unit: 'count',
    });
    expect(flipGuard.answer).toEqual({ state: 'halted', end: 'reset' });
  });

  test('an entry on the same side as the last is none, however many flips there were', () => {
    expect(check('buy', MIDNIGHT + 6 * 60_000, alternating(5))).toBeNull();
  });

  test('the window slides: an hour after the first flip there is room for one again', () => {
    // The first of four flips is a minute after midnight.
    expect(check('sell', MIDNIGHT + HOUR_MS + 59_999, alternating(5))).not.toBeNull();
    expect(check('sell', MIDNIGHT + HOUR_MS + 60_000, alternating(5))).toBeNull();
  });

  test('each symbol counts for itself, and what is sent again is no flip', () => {
    const both = [...alternating(5), ...alternating(3, 'ETH-USDT')];
    expect(check('sell', MIDNIGHT + 6 * 60_000, both, 'ETH-USDT')).toBeNull();
    expect(check('sell', MIDNIGHT + 6 * 60_000, both)).not.toBeNull();
    const again = [sent(0), sent(1, 'buy', 'BTC-USDT', 2), sent(2, 'buy', 'BTC-USDT', 3)];
    expect(afterwards(...again)).toEqual({ lastSide: { 'BTC-USDT': 'buy' }, flips: [] });
    expect(flipGuard.use!(viewAt(MIDNIGHT + 6 * 60_000), afterwards(...both), params)).toBe(1);
  });
});

describe('stopLossGuard', () => {
  type Params = ParamsOf<typeof stopLossGuard.params>;
  const account: Params = { limitCount: 2, windowMs: HOUR_MS, haltMs: 2 * HOUR_MS, perSymbol: false };
  const symbols: Params = { ...account, perSymbol: true };
  const check = (atMs: number, events: RuleEvent[], { params = account, symbol = 'BTC-USDT' } = {}) => {
    const state = events.reduce(
      (kept, event) => stopLossGuard.fold!(kept, event, params),
      stopLossGuard.initial(params),
    );
    return checkOf(stopLossGuard)(order('buy', symbol), viewAt(atMs), state, params);
  };
  const two = [closed(MIDNIGHT), closed(MIDNIGHT + HOUR_MS - 1)];
  const second = MIDNIGHT + HOUR_MS - 1;

  test('two in the window begin the wait, from the second on', () => {
    expect(check(MIDNIGHT, [closed(MIDNIGHT)])).toBeNull();
    expect(check(second, two)).toMatchObject({ actual: 0, limit: 2 * HOUR_MS, unit: 'ms' });
    expect(check(second + 2 * HOUR_MS - 1, two)).toMatchObject({ actual: 2 * HOUR_MS - 1 });
    expect(check(second + 2 * HOUR_MS, two)).toBeNull();
  });

  test('a window apart they are one and one', () => {
    expect(check(MIDNIGHT + HOUR_MS, [closed(MIDNIGHT), closed(MIDNIGHT + HOUR_MS)])).toBeNull();
  });

  test.each([
    ['stop', -1, true],
    ['localStop', -1, true],
    ['emergency', -1, true],
    ['venue', -1, true],
    ['exit', -1, false],
    ['entry', -1, false],
    ['stop', 0, false],
    ['stop', 1, false],
  ] as const)('closed by %s with %s: %s', (by, profitQuote, counts) => {
    const breach = check(second, [closed(MIDNIGHT), closed(second, by, profitQuote)]);
    expect(breach !== null).toBe(counts);
  });

  test('over the account it counts and waits for all; per symbol each for itself', () => {
    const mixed = [closed(MIDNIGHT), closed(second, 'stop', -1, 'ETH-USDT')];
    expect(check(second, mixed, { symbol: 'ETH-USDT' })).not.toBeNull();
    expect(check(second, mixed, { params: symbols })).toBeNull();
    expect(check(second, two, { params: symbols })).not.toBeNull();
    expect(check(second, two, { params: symbols, symbol: 'ETH-USDT' })).toBeNull();
  });
});

describe('cooldown', () => {
  const params = { durationMs: HOUR_MS };
  const check = (atMs: number, ...events: RuleEvent[]) =>
    checkOf(cooldown)(
      order(),
      viewAt(atMs),
      events.reduce((state, event) => cooldown.fold!(state, event, params), cooldown.initial(params)),
      params,
    );

  test('waits after any close of the symbol, at the end of the wait no more', () => {
    expect(check(MIDNIGHT)).toBeNull();
    expect(check(MIDNIGHT, closed(MIDNIGHT, 'exit', 5))).toMatchObject({
      actual: 0,
      limit: HOUR_MS,
      unit: 'ms',
    });
    expect(check(MIDNIGHT + HOUR_MS - 1, closed(MIDNIGHT))).not.toBeNull();
    expect(check(MIDNIGHT + HOUR_MS, closed(MIDNIGHT))).toBeNull();
    expect(check(MIDNIGHT, closed(MIDNIGHT, 'stop', -1, 'ETH-USDT'))).toBeNull();
    expect(check(MIDNIGHT + HOUR_MS, closed(MIDNIGHT), closed(MIDNIGHT + 1))).not.toBeNull();
  });
});
