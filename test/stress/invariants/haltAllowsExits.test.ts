import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/engine/journal.ts';
import { haltAllowsExits } from '../../../src/stress/invariants/haltAllowsExits.ts';
import {
  accepted,
  decided,
  ended,
  filled,
  halted,
  makeRecord,
  makeStop,
  requested,
  SYMBOL,
  wished,
} from '../../support/makeRecord.ts';

const EXIT = 'exit:BTC-USDT:1';
const exit = (atMs: number, ordinal = 1) => wished(atMs, { kind: 'exit', symbol: SYMBOL }, ordinal);
const close = (atMs: number, key = EXIT) => requested(atMs, key, { reduceOnly: true, side: 'sell' });
const judge = (journal: JournalEntry[], given: Parameters<typeof makeRecord>[0] = {}) =>
  haltAllowsExits.judge(makeRecord({ journal, ...given }), { underWayMs: 60_000 });

describe('haltAllowsExits', () => {
  test('holds when the wish leads to a reducing market order at once', () => {
    const found = judge([filled(1), halted(2), exit(100), close(100)]);
    expect(found).toMatchObject({ violations: [] });
    expect(found.antecedentCount).toBeGreaterThan(0);
  });

  test('is violated when nothing is sent, or only later', () => {
    expect(judge([filled(1), halted(2), exit(100)]).violations).toMatchObject([
      { atMs: 100, symbol: SYMBOL },
    ]);
    expect(judge([filled(1), halted(2), exit(100), close(101)]).violations).toHaveLength(1);
  });

  test('is not satisfied by an entry, a resting stop, another symbol or another session', () => {
    for (const other of [
      requested(100, 'entry:BTC-USDT:2'),
      requested(100, 'stop:BTC-USDT:2', { reduceOnly: true, type: 'stopMarket' }),
      requested(100, EXIT, { reduceOnly: true, symbol: 'ETH-USDT' }),
      requested(100, EXIT, { reduceOnly: true }, 's2'),
    ]) {
      expect(judge([filled(1), halted(2), exit(100), other]).violations).toHaveLength(1);
    }
  });

  test('asks nothing while active, without a position, or in a belief gap', () => {
    expect(judge([filled(1), exit(100)])).toMatchObject({ antecedentCount: 0, violations: [] });
    expect(judge([filled(1), halted(2), decided(3, { kind: 'resume' }), exit(100)])).toMatchObject({
      antecedentCount: 0,
      violations: [],
    });
    expect(judge([halted(2), exit(100)])).toMatchObject({ antecedentCount: 0, violations: [] });
    const beliefGaps = [{ symbol: SYMBOL, fromMs: 99, toMs: 180 }];
    expect(judge([halted(2), filled(99), exit(100)], { beliefGaps })).toMatchObject({
      antecedentCount: 0,
      violations: [],
    });
  });

  test('a belief gap of another symbol or another time is no excuse', () => {
    for (const gap of [
      { symbol: 'ETH-USDT', fromMs: 99, toMs: 180 },
      { symbol: SYMBOL, fromMs: 1, toMs: 99 },
      { symbol: SYMBOL, fromMs: 101, toMs: 180 },
    ]) {
      expect(judge([filled(1), halted(2), exit(100)], { beliefGaps: [gap] }).violations).toHaveLength(1);
    }
  });

  test('asks for no second order while one is under way or its next try may be waited for', () => {
    const found = judge([
      filled(1),
      halted(2),
      exit(100),
      close(100),
      accepted(150, EXIT, { venueOrderId: 'v9' }),
      ended(150_000, { venueOrderId: 'v9', status: 'expired' }),
      exit(209_000, 2),
    ]);
    expect(found.violations).toEqual([]);
  });

  test('asks for one again when that time is over', () => {
    const found = judge([filled(1), halted(2), exit(100), close(100), exit(60_101, 2)]);
    expect(found.violations).toMatchObject([{ atMs: 60_101 }]);
  });

  test('is violated by a decision that refuses a reducing order, or an exit by any rule', () => {
    const refusal = { kind: 'refused', rule: 'orderRate', stateAfter: 'halted' } as const;
    const stop = judge([filled(1), halted(2), decided(5, { ...refusal, orderKey: 'stop:BTC-USDT:1' })]);
    expect(stop.violations).toHaveLength(1);
    const wish = judge([
      filled(1),
      halted(2),
      exit(100),
      close(100),
      decided(100, { ...refusal, wishOrdinal: 1 }),
    ]);
    expect(wish.violations).toHaveLength(1);
  });

  test('is not violated by the refusal of an entry, or by there being nothing to close', () => {
    const refusal = { kind: 'refused', stateAfter: 'halted' } as const;
    const found = judge([
      halted(2),
      decided(5, { ...refusal, rule: 'orderRate', orderKey: 'entry:BTC-USDT:1', wishOrdinal: 1 }),
      exit(100, 2),
      decided(100, { ...refusal, rule: 'nothingToClose', wishOrdinal: 2 }),
    ]);
    expect(found.violations).toEqual([]);
  });

  describe('a stop that is cancelled while halted', () => {
    const stop = (atMs: number, venueOrderId: string, order: object = {}) =>
      accepted(atMs, `stop:BTC-USDT:${venueOrderId}`, makeStop({ venueOrderId, ...order }));
    const cancelled = (atMs: number, venueOrderId: string) =>
      ended(atMs, makeStop({ venueOrderId, status: 'cancelled' }));
    const during = (...journal: JournalEntry[]) => judge([filled(1), stop(2, 'v2'), ...journal]).violations;

    test('is a violation where nothing stands in its place', () => {
      const [violation] = during(halted(3), cancelled(4, 'v2'));
      expect(violation).toMatchObject({ atMs: 4, symbol: SYMBOL });
      expect(violation!.message).toContain(
        'took the stop v2 from a position of 1 in BTC-USDT; stops for 0 were left',
      );
      expect(during(stop(3, 'v3', { qty: 0.5 }), halted(3), cancelled(4, 'v2'))).toHaveLength(1);
      expect(during(stop(3, 'v3', { side: 'buy' }), halted(3), cancelled(4, 'v2'))).toHaveLength(1);
      expect(during(stop(3, 'v3', { symbol: 'ETH-USDT' }), halted(3), cancelled(4, 'v2'))).toHaveLength(1);
    });

    test('is none where another covers the position, as when a stop is moved', () => {
      expect(during(halted(3), stop(3, 'v3'), cancelled(4, 'v2'))).toEqual([]);
    });

    test('is none while active, of a position that is gone, or while it is closed at market', () => {
      expect(during(cancelled(4, 'v2'))).toEqual([]);
      const gone = filled(3, { side: 'sell' }, { before: 1 });
      expect(during(halted(3), gone, cancelled(4, 'v2'))).toEqual([]);
      expect(during(halted(3), close(3), cancelled(4, 'v2'))).toEqual([]);
    });

    test('is none when the venue ended it: filled, failed, or taken with the account', () => {
      const failed = ended(4, makeStop({ venueOrderId: 'v2', status: 'failed' }));
      const event = { ...(failed as Extract<JournalEntry, { kind: 'truth' }>).event, reason: 'orderFailed' };
      expect(during(halted(3), { ...failed, event } as JournalEntry)).toEqual([]);
    });
  });

  test("counts the exits that fill while halted, not the venue's own and not entries", () => {
    const sold = (origin: 'order' | 'liquidation') => filled(3, { side: 'sell', origin }, { before: 2 });
    expect(judge([halted(2), sold('order')]).antecedentCount).toBe(1);
    expect(judge([halted(2), sold('liquidation')]).antecedentCount).toBe(0);
    expect(judge([sold('order')]).antecedentCount).toBe(0);
    expect(judge([halted(2), filled(3)]).antecedentCount).toBe(0);
  });

  test('counts the protective orders that are sent while halted', () => {
    expect(judge([halted(2), close(5, 'stop:BTC-USDT:1')]).antecedentCount).toBe(1);
    expect(judge([close(5, 'stop:BTC-USDT:1'), halted(6)]).antecedentCount).toBe(0);
  });
});
