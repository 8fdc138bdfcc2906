import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/engine/journal.ts';
import { standDown } from '../../../src/stress/invariants/standDown.ts';
import {
  accepted,
  filled,
  HOUR_MS,
  makeOrder,
  makeRecord,
  makeStop,
  operatorStop,
  requested,
  SYMBOL,
} from '../../support/makeRecord.ts';

const DRAIN_MS = 4 * HOUR_MS;
const END_MS = 10 * HOUR_MS;
const stopOrder = { reduceOnly: true, side: 'sell', type: 'stopMarket' } as const;

function judge(
  final: NonNullable<Parameters<typeof makeRecord>[0]>['final'] = {},
  journal: JournalEntry[] = [],
  drainMs: number | null = DRAIN_MS,
) {
  const before = [requested(0, 'entry:BTC-USDT:1'), accepted(1, 'entry:BTC-USDT:1'), filled(2)];
  const all = [...before, operatorStop(DRAIN_MS), ...journal];
  return standDown.judge(makeRecord({ drainMs, journal: all, final: final ?? {} }), {
    withinBars: 3,
    graceMs: 60_000,
  });
}
const messages = (...given: Parameters<typeof judge>) =>
  judge(...given).violations.map(({ message }) => message);

describe('standDown', () => {
  test('holds when the account is flat and silent', () => {
    expect(judge()).toEqual({ antecedentCount: 1, violations: [], excused: [] });
  });

  test('holds when what is left is protected, and its stop trails', () => {
    const final = {
      positions: [{ symbol: SYMBOL, positionQty: 2, entryPrice: 100 }],
      liveOrders: [makeStop({ qty: 1.5 }), makeStop({ venueOrderId: 'v3', qty: 0.5 })],
    };
    const trailing = [7, 8, 9].map((hour) => requested(hour * HOUR_MS, `stop:BTC-USDT:${hour}`, stopOrder));
    expect(judge(final, trailing).violations).toEqual([]);
  });

  test('is violated by a live entry', () => {
    expect(messages({ liveOrders: [makeOrder({ type: 'limit', limitPrice: 90 })] })).toEqual([
      'The entry v1 (buy 1) is still live.',
    ]);
  });

  test('is violated by an orphan stop, of a flat symbol or on the wrong side', () => {
    expect(messages({ liveOrders: [makeStop()] })).toEqual([
      'The order v1 (sell 1 at 90) is live and has no position to reduce.',
    ]);
    const short = [{ symbol: SYMBOL, positionQty: -1, entryPrice: 100 }];
    expect(messages({ positions: short, liveOrders: [makeStop(), makeStop({ side: 'buy' })] })).toHaveLength(
      1,
    );
  });

  test('gives the stop of a position that has just gone the time to be cancelled', () => {
    expect(messages({ liveOrders: [makeStop()] }, [filled(END_MS - 50)])).toEqual([]);
  });

  test('is violated by a position without a stop, or with one that is too small', () => {
    const positions = [{ symbol: SYMBOL, positionQty: 2, entryPrice: 100 }];
    expect(messages({ positions })).toHaveLength(1);
    expect(messages({ positions, liveOrders: [makeStop({ qty: 1.999 })] })[0]).toContain(
      'live stops cover 1.999',
    );
    expect(messages({ positions, liveOrders: [makeStop({ qty: 3, filledQty: 1.5 })] })).toHaveLength(1);
  });

  test.each([
    ['on the wrong side', { side: 'buy' }],
    ['of another symbol', { symbol: 'ETH-USDT' }],
    ['that is no stop', { type: 'limit', limitPrice: 110, triggerPrice: null }],
    ['that may open a position', { reduceOnly: false }],
  ] as const)('counts nothing for protection %s', (_what, order) => {
    const positions = [{ symbol: SYMBOL, positionQty: 2, entryPrice: 100 }];
    const found = messages({ positions, liveOrders: [makeStop({ qty: 2, ...order })] });
    expect(found).toContain('The position of 2 is neither closed nor protected: live stops cover 0.');
  });

  test('gives no time for the fill of another symbol', () => {
    const elsewhere = [filled(END_MS - 50, { symbol: 'ETH-USDT' })];
    expect(messages({ liveOrders: [makeStop()] }, elsewhere)).toHaveLength(1);
  });

  test('counts the orders that there were to stand down from', () => {
    expect(judge({}, [accepted(3, 'stop:BTC-USDT:1'), accepted(4, 'stop:BTC-USDT:2')]).antecedentCount).toBe(
      3,
    );
  });

  test('is violated by an order of which nothing is known', () => {
    const unsettledOrders = [{ key: 'stop:BTC-USDT:1', phase: 'unknown' }];
    const journal = [requested(3, 'stop:BTC-USDT:1', stopOrder)];
    expect(messages({ unsettledOrders }, journal)[0]).toContain('stop:BTC-USDT:1 is not known (unknown)');
  });

  test('gives what was sent or looked up at the very end the time to be answered', () => {
    const unsettledOrders = [{ key: 'stop:BTC-USDT:1', phase: 'sent' }];
    expect(messages({ unsettledOrders }, [requested(END_MS, 'stop:BTC-USDT:1', stopOrder)])).toEqual([]);
    expect(messages({ unsettledOrders }, [requested(END_MS, 'lookup:stop:BTC-USDT:1', null)])).toEqual([]);
  });

  test('is violated by an entry after the stop, at once', () => {
    const { violations } = judge({}, [requested(DRAIN_MS + 1, 'entry:BTC-USDT:2')]);
    expect(violations).toMatchObject([{ atMs: DRAIN_MS + 1, symbol: SYMBOL }]);
  });

  test('is violated by noise after the bound, and not by the work before it', () => {
    const closing = (atMs: number) =>
      requested(atMs, 'emergency:BTC-USDT:1', { ...stopOrder, type: 'market' });
    expect(messages({}, [closing(7 * HOUR_MS - 1), closing(7 * HOUR_MS - 1)])).toEqual([]);
    expect(
      messages({}, [closing(7 * HOUR_MS), closing(7 * HOUR_MS + 1), closing(7 * HOUR_MS + 2)])[0],
    ).toContain('2 orders were sent after');
  });

  test('allows one close by a brake a symbol and bar: the brakes outlive the strategy', () => {
    const localStop = (atMs: number) =>
      requested(atMs, 'localStop:BTC-USDT:1', { ...stopOrder, type: 'market' });
    expect(messages({}, [localStop(7 * HOUR_MS), localStop(8 * HOUR_MS)])).toEqual([]);
    const exit = requested(8 * HOUR_MS, 'exit:BTC-USDT:1', { ...stopOrder, type: 'market' });
    expect(messages({}, [exit])).toHaveLength(1);
  });

  test('is violated by more than one stop of a symbol in one bar', () => {
    const twice = [
      requested(8 * HOUR_MS, 'stop:BTC-USDT:2', stopOrder),
      requested(8 * HOUR_MS + 5, 'stop:BTC-USDT:3', stopOrder),
    ];
    expect(messages({}, twice)).toHaveLength(1);
  });

  test('is vacuous without an operator stop, without time after it, and without orders', () => {
    expect(judge({}, [], null).antecedentCount).toBe(0);
    expect(judge({}, [], 7 * HOUR_MS).antecedentCount).toBe(0);
    const silent = makeRecord({ drainMs: DRAIN_MS, journal: [operatorStop(DRAIN_MS)] });
    expect(standDown.judge(silent, { withinBars: 3, graceMs: 0 }).antecedentCount).toBe(0);
  });
});
