import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { lagMs } from '../../src/engine/journeyTimes.ts';
import type { OrderJourney } from '../../src/engine/orderJourney.ts';
import { type FaultName, faults } from '../../src/faults/index.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { badSessions } from '../../src/stress/badSessions/index.ts';
import { generic } from '../../src/venue/profiles/generic.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import {
  allBrakes,
  disconnectAt,
  NO_BRAKES,
  onEvent,
  type RunOptions,
  runTape,
  withBrakes,
} from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const tape = makeTape({ lookback: [CALM], bars: Array.from({ length: 8 }, () => CALM) });
const EXIT: Intent = { kind: 'exit', symbol: 'BTC-USDT' };
const ENTRY = 'entry:BTC-USDT:1';

function run(options: Partial<RunOptions> = {}): OrderJourney[] {
  const record = runTape({
    tape,
    strategy: scripted({ 0: [buy(2)], 3: [EXIT] }),
    policy: allBrakes('perOrderCap'),
    profile: { ...generic, name: 'anyId', idScope: 'open' },
    ...options,
  });
  return [...record.orderJourneys];
}

const find = (journeys: readonly OrderJourney[], key: string): OrderJourney =>
  journeys.find((journey) => journey.key === key)!;
const fault = (name: FaultName, event: Parameters<typeof onEvent>[2], params = {}) =>
  onEvent('F1', name, event, 1, 0, withDefaults(faults[name].params as never, params as never));

test('without a fault every moment follows the one before, and nothing is lost', () => {
  const journeys = run();
  expect(journeys.map(({ key }) => key)).toEqual([ENTRY, 'stop:BTC-USDT:1', 'exit:BTC-USDT:1']);
  for (const { attempts, venueOrders, belief, decidedMs, fills } of journeys) {
    const [sent] = attempts;
    expect([attempts.length, venueOrders.length]).toEqual([1, 1]);
    expect(sent!.sentMs).toBe(decidedMs);
    expect(sent!.arrivedMs).toBeGreaterThan(sent!.sentMs);
    expect(venueOrders[0]!.acceptedMs).toBe(sent!.arrivedMs);
    expect(sent!.replyMs).toBeGreaterThan(sent!.arrivedMs!);
    expect(belief.acceptedMs).toBe(sent!.replyMs);
    for (const { venueMs, toldMs, bookedMs } of fills) {
      expect(toldMs).toBeGreaterThanOrEqual(venueMs);
      expect(bookedMs).toBe(toldMs);
    }
  }
  expect(find(journeys, ENTRY)).toMatchObject({
    wishOrdinal: 1,
    wishedMs: TAPE_FROM_MS,
    decisionPrice: 100.005,
  });
  expect(find(journeys, 'exit:BTC-USDT:1')).toMatchObject({
    wishOrdinal: 2,
    decisionPrice: 100,
    belief: { outcome: 'filled' },
  });
  expect(find(journeys, 'stop:BTC-USDT:1')).toMatchObject({
    purpose: 'stop',
    decisionPrice: 95.01,
    venueOrders: [{ status: 'cancelled', reason: 'requested' }],
    belief: { outcome: 'cancelled' },
  });
});

describe('the timeout triplet', () => {
  test('accepted: it arrived, its answer and its fill were lost, and a question told of both', () => {
    const entry = find(run({ faults: [fault('timeoutAccepted', 'entry.sent')] }), ENTRY);
    expect(entry.attempts).toMatchObject([
      { fate: 'arrived', replyFate: 'lost', replyMs: null, heldBackMs: 0 },
    ]);
    expect(entry.venueOrders).toMatchObject([{ status: 'filled' }]);
    expect(entry.fills).toMatchObject([{ lostCount: 1, toldCount: 0, toldMs: null, bookedCount: 1 }]);
    const [{ bookedMs, venueMs }] = entry.fills as [OrderJourney['fills'][number]];
    expect(bookedMs! - venueMs).toBeGreaterThan(5_000);
    expect(lagMs(entry.longestLag)).toBeGreaterThanOrEqual(bookedMs! - venueMs);
  });

  test('lost: the first send never arrived, and the second did', () => {
    const entry = find(run({ faults: [fault('timeoutLost', 'entry.sent')] }), ENTRY);
    expect(entry.attempts).toMatchObject([
      { attempt: 1, fate: 'lost', arrivedMs: null, replyFate: null, venueOrderId: null },
      { attempt: 2, fate: 'arrived', replyFate: 'arrived', venueOrderId: 'v1' },
    ]);
    expect(entry.venueOrders).toHaveLength(1);
    // Nothing was true that belief could have missed.
    expect(lagMs(entry.longestLag)).toBeLessThan(2_000);
  });

  test('late: it was held back, and was there after it had been asked for in vain', () => {
    const entry = find(run({ faults: [fault('timeoutLate', 'entry.sent', { delayMs: 12_000 })] }), ENTRY);
    const [sent] = entry.attempts;
    expect(sent).toMatchObject({ fate: 'arrived', heldBackMs: 12_000 });
    expect(sent!.arrivedMs! - sent!.sentMs).toBeGreaterThan(12_000);
  });

  test('a bot that resends blindly fills twice under one key, and never books the first', () => {
    const entry = find(
      run({ faults: [fault('timeoutAccepted', 'entry.sent')], makeSession: badSessions.blindRetry }),
      ENTRY,
    );
    expect(entry.attempts.map(({ fate }) => fate)).toEqual(['arrived', 'arrived']);
    expect(entry.venueOrders.map(({ status }) => status)).toEqual(['filled', 'filled']);
    expect(entry.fills.map(({ qty, venueOrderId, bookedCount }) => [qty, venueOrderId, bookedCount])).toEqual(
      [
        [2, 'v1', 0],
        [2, 'v2', 1],
      ],
    );
  });
});

test('a fill that is told twice: two messages, one booking with the brake and two without', () => {
  const twice = [fault('duplicateFill', 'fill')];
  const [told] = find(run({ faults: twice }), ENTRY).fills;
  expect(told).toMatchObject({ toldCount: 2, bookedCount: 1 });
  expect(told!.toldMs).toBe(told!.bookedMs);
  expect(find(run({ faults: twice, policy: NO_BRAKES }), ENTRY).fills).toMatchObject([
    { toldCount: 2, bookedCount: 2 },
  ]);
});

test('what falls into a disconnect is lost, and known after the reconnect', () => {
  const journeys = run({
    // The stop is hit while nobody hears of it.
    tape: makeTape({ lookback: [CALM], bars: [CALM, CALM, [100, 100, 90, 91, 1_000_000], CALM, CALM] }),
    strategy: scripted({ 0: [buy(2)] }),
    faults: [disconnectAt('F1', TAPE_FROM_MS + 2 * HOUR_MS, 90 * 60_000)],
  });
  const stop = find(journeys, 'stop:BTC-USDT:1');
  const [{ triggeredMs, endedMs }] = stop.venueOrders as [OrderJourney['venueOrders'][number]];
  expect(triggeredMs).toBe(endedMs);
  expect(stop.fills).toMatchObject([{ lostCount: 1, toldMs: null, bookedCount: 1 }]);
  const backMs = TAPE_FROM_MS + 3.5 * HOUR_MS;
  expect(stop.fills[0]!.bookedMs).toBeGreaterThan(backMs);
  expect(stop.belief.endedMs).toBeGreaterThan(backMs);
  expect(lagMs(stop.longestLag)).toBe(Math.max(stop.belief.endedMs!, stop.fills[0]!.bookedMs!) - endedMs!);
});

test('a stop that the venue drops in silence has failed at once, and is known to have when it is asked after', () => {
  const journeys = run({
    faults: [fault('silentStop', 'stop.accepted')],
    strategy: scripted({ 0: [buy(2)] }),
  });
  const [first, second] = journeys.filter(({ purpose }) => purpose === 'stop');
  expect(first!.venueOrders).toMatchObject([{ status: 'failed', reason: 'orderFailed' }]);
  expect(first!.belief).toMatchObject({ outcome: 'failed' });
  expect(first!.belief.endedMs).toBeGreaterThan(first!.venueOrders[0]!.endedMs!);
  expect(second!.venueOrders).toMatchObject([{ status: 'live', endedMs: null }]);
});

test('a stop that trails is a journey at each place, the old one ended by its cancel', () => {
  const rising = [100, 104, 108, 112, 116].map(
    (price): BarRow => [price, price + 4, price - 0.2, price + 4, 1_000_000],
  );
  const trailing: Intent = {
    kind: 'enter',
    symbol: 'BTC-USDT',
    side: 'buy',
    qty: 2,
    stop: { kind: 'chandelier', barCount: 2, multiple: 1 },
  };
  const journeys = run({
    tape: makeTape({ lookback: [CALM, CALM, CALM], bars: rising }),
    strategy: scripted({ 0: [trailing] }),
  });
  const stops = journeys.filter(({ purpose }) => purpose === 'stop');
  expect(stops.length).toBeGreaterThan(1);
  const levels = stops.map(({ triggerPrice }) => triggerPrice!);
  expect(levels).toEqual([...levels].sort((a, b) => a - b));
  for (const { venueOrders, belief } of stops.slice(0, -1)) {
    expect(venueOrders).toMatchObject([{ status: 'cancelled' }]);
    expect(belief.outcome).toBe('cancelled');
  }
});

test('the exits that an entry carries are journeys of their own: decided with it, opened by its fill, known when told', () => {
  const carrying: Intent = {
    ...(buy(2) as Extract<Intent, { kind: 'enter' }>),
    takeProfit: { kind: 'fixedRatio', distanceRatio: 0.1 },
  };
  const journeys = run({
    tape: makeTape({ lookback: [CALM], bars: [CALM, [100, 112, 100, 111, 1_000_000], CALM] }),
    strategy: scripted({ 0: [carrying] }),
    policy: withBrakes(allBrakes('perOrderCap'), { attachStop: {} }),
  });
  const entry = find(journeys, ENTRY);
  const legs = journeys.filter(({ attempts }) => attempts.length === 0);
  expect(legs.map(({ purpose }) => purpose).sort()).toEqual(['stop', 'takeProfit']);
  for (const { decidedMs, venueOrders, belief, wishOrdinal, isByVenue } of legs) {
    expect([decidedMs, wishOrdinal, isByVenue]).toEqual([entry.decidedMs, 1, false]);
    expect(venueOrders).toMatchObject([{ qty: 2, acceptedMs: entry.fills[0]!.venueMs }]);
    expect(belief.acceptedMs).toBeGreaterThan(venueOrders[0]!.acceptedMs);
    expect(belief.endedMs).toBeGreaterThan(venueOrders[0]!.endedMs!);
  }
  const [stop, target] = ['stop', 'takeProfit'].map((name) => legs.find(({ purpose }) => purpose === name)!);
  expect(stop!.venueOrders).toMatchObject([{ status: 'cancelled' }]);
  expect(target).toMatchObject({ venueOrders: [{ status: 'filled' }], fills: [{ qty: 2, bookedCount: 1 }] });
});

test('a liquidation is a journey of the venue’s own, held against the belief of the session', () => {
  const journeys = run({
    tape: makeTape({ lookback: [CALM], bars: [CALM, [100, 100, 70, 70, 1_000_000], CALM] }),
    strategy: scripted({ 0: [{ kind: 'enter', symbol: 'BTC-USDT', side: 'buy', qty: 400 }] }),
    policy: NO_BRAKES,
    leverage: 10,
  });
  const own = journeys.filter(({ isByVenue }) => isByVenue);
  expect(own.map(({ key, purpose }) => [key, purpose])).toEqual([['liquidation-1', 'liquidation']]);
  expect(own[0]).toMatchObject({
    sessionId: 's1',
    side: 'sell',
    attempts: [],
    venueOrders: [],
    decidedMs: null,
  });
  expect(own[0]!.fills).toMatchObject([{ qty: 400, toldCount: 1, bookedCount: 1 }]);
  expect(lagMs(own[0]!.longestLag)).toBe(own[0]!.fills[0]!.bookedMs! - own[0]!.fills[0]!.venueMs);
});

test('a process that dies hears no answer; started again with its records it knows its order by its key', () => {
  const made = run({
    strategy: scripted({ 0: [buy(2)] }),
    faults: [fault('crashBetweenSendAndPersist', 'order.accepted')],
  });
  const entry = find(made, ENTRY);
  expect(entry.attempts).toMatchObject([{ fate: 'arrived', replyFate: 'lost' }]);
  expect(entry.fills).toMatchObject([{ lostCount: 1, bookedCount: 1 }]);
  expect(entry.fills[0]!.bookedMs! - entry.fills[0]!.venueMs).toBeGreaterThan(29_000);
  expect(entry.belief).toMatchObject({ outcome: 'filled' });
  expect(entry.belief.acceptedMs! - entry.venueOrders[0]!.acceptedMs).toBeGreaterThan(29_000);
});
