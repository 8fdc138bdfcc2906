import { describe, expect, test } from 'vitest';
import { longestLag } from '../../src/engine/beliefLag.ts';
import type { JournalEntry } from '../../src/engine/journal.ts';
import { lagMs } from '../../src/engine/journeyTimes.ts';
import type { OrderJourney } from '../../src/engine/orderJourney.ts';
import { orderJourneysOf } from '../../src/engine/orderJourneys.ts';
import { journeySources } from '../support/journeySources.ts';
import {
  accepted,
  booked,
  decided,
  ended,
  filled,
  makeStop,
  requested,
  wished,
} from '../support/makeRecord.ts';

const TO_MS = 100_000;
const KEY = 'entry:BTC-USDT:1';

function journeys(journal: readonly JournalEntry[]): OrderJourney[] {
  return orderJourneysOf(journeySources(journal, TO_MS));
}

test('an entry from wish to end, every moment of it', () => {
  const [journey, ...others] = journeys([
    wished(1_000, { kind: 'enter', symbol: 'BTC-USDT', side: 'buy' }),
    decided(1_000, { kind: 'deferred', orderKey: KEY, price: 90 }),
    decided(1_200, { kind: 'resized', orderKey: KEY, wishOrdinal: 1, price: 100, qty: 1 }),
    requested(1_300, KEY),
    accepted(1_350, KEY),
    filled(1_350, { tradeId: 't1', qty: 0.4, price: 100.1 }),
    filled(1_400, { tradeId: 't2', qty: 0.6, price: 99.9 }),
    ended(1_400, { status: 'filled' }),
    booked(1_420, 't1'),
    booked(1_510, 't2'),
  ]);
  expect(others).toEqual([]);
  expect(journey).toMatchObject({
    key: KEY,
    sessionId: 's1',
    purpose: 'entry',
    isByVenue: false,
    decidedMs: 1_200,
    decisionPrice: 100,
    attempts: [{ sentMs: 1_300, arrivedMs: 1_350, fate: 'arrived', replyMs: 1_430, venueOrderId: 'v1' }],
    venueOrders: [{ acceptedMs: 1_350, triggeredMs: null, endedMs: 1_400, status: 'filled' }],
    belief: { acceptedMs: 1_430, endedMs: 1_480 },
  });
  expect(journey!.fills.map(({ bookedMs, bookedCount }) => [bookedMs, bookedCount])).toEqual([
    [1_420, 1],
    [1_510, 1],
  ]);
  // A buy above what it was decided at costs, one below it gains.
  expect(journey!.fills.map(({ slippageBps }) => slippageBps)).toEqual([
    expect.closeTo(10, 9),
    expect.closeTo(-10, 9),
  ]);
  // From the acceptance at 1,350 to the booking of the second fill at 1,510, without a gap.
  expect(lagMs(journey!.longestLag)).toBe(160);
});

test('sent twice, taken twice, filled twice: one journey with both', () => {
  const [journey, ...others] = journeys([
    requested(1_000, KEY),
    accepted(1_050, KEY, { venueOrderId: 'v1' }),
    filled(1_050, { tradeId: 't1', venueOrderId: 'v1' }),
    ended(1_050, { venueOrderId: 'v1', status: 'filled' }),
    requested(9_000, KEY),
    accepted(9_050, KEY, { venueOrderId: 'v2' }),
    filled(9_050, { tradeId: 't2', venueOrderId: 'v2' }),
    ended(9_050, { venueOrderId: 'v2', status: 'filled' }),
  ]);
  expect(others).toEqual([]);
  expect(journey!.attempts).toHaveLength(2);
  expect(journey!.venueOrders.map(({ venueOrderId }) => venueOrderId)).toEqual(['v1', 'v2']);
  expect(journey!.fills.map(({ venueOrderId }) => venueOrderId)).toEqual(['v1', 'v2']);
});

test('an order that the venue refused, and one that it never saw', () => {
  const [refused, lost] = journeys([
    requested(1_000, KEY),
    {
      kind: 'truth',
      atMs: 1_040,
      event: {
        kind: 'orderRejected',
        atMs: 1_040,
        accountId: 'main',
        order: { ...makeStop(), timeInForce: 'gtc' },
        reason: 'insufficientMargin',
        code: '51008',
        requestKey: KEY,
      },
    },
    requested(2_000, 'exit:BTC-USDT:1', { side: 'sell', reduceOnly: true }),
  ]);
  expect(refused!.attempts).toMatchObject([
    { fate: 'arrived', arrivedMs: 1_040, rejection: { code: '51008' } },
  ]);
  expect(refused!.venueOrders).toEqual([]);
  expect(lost).toMatchObject({
    attempts: [{ fate: 'lost', arrivedMs: null, replyFate: null }],
    venueOrders: [],
    fills: [],
  });
  // What the venue never saw has no truth that belief could lag behind.
  expect(lagMs(lost!.longestLag)).toBe(0);
});

test('the legs of a bracket, and what the venue does by itself, are journeys without a send', () => {
  const made = journeys([
    requested(1_000, KEY),
    accepted(1_050, KEY),
    filled(1_060),
    accepted(1_060, `${KEY}:stopLoss:2`, makeStop({ venueOrderId: 'v2', parentVenueOrderId: 'v1' })),
    {
      kind: 'truth',
      atMs: 5_000,
      event: {
        kind: 'orderTriggered',
        atMs: 5_000,
        accountId: 'main',
        order: makeStop({ venueOrderId: 'v2', status: 'triggered' }),
      },
    },
    {
      kind: 'truth',
      atMs: 4_000,
      event: {
        kind: 'orderAmended',
        atMs: 4_000,
        accountId: 'main',
        order: makeStop({ venueOrderId: 'v2', qty: 2 }),
        reason: 'bracketGrew',
      },
    },
    filled(5_000, { tradeId: 't5', venueOrderId: 'v2', side: 'sell', qty: 0.5, price: 89 }),
    ended(5_001, { venueOrderId: 'v2', status: 'expired' }),
    filled(6_000, { venueOrderId: 'liquidation-1', side: 'sell', qty: 0.5, origin: 'liquidation' }),
    booked(6_100, 't6000'),
  ]);
  expect(made.map(({ purpose, isByVenue, attempts }) => [purpose, isByVenue, attempts.length])).toEqual([
    ['entry', false, 1],
    ['stop', false, 0],
    ['liquidation', true, 0],
  ]);
  const [, leg, liquidation] = made;
  expect(leg).toMatchObject({
    key: `${KEY}:stopLoss:2`,
    sessionId: 's1',
    // It is decided with the entry that carries it.
    decidedMs: 1_000,
    decisionPrice: 90,
    venueOrders: [
      { qty: 2, amendCount: 1, acceptedMs: 1_060, triggeredMs: 5_000, endedMs: 5_001, status: 'expired' },
    ],
  });
  expect(leg!.fills[0]!.slippageBps).toBeCloseTo((1 / 90) * 10_000, 9);
  expect(liquidation).toMatchObject({
    key: 'liquidation-1',
    qty: 0.5,
    decidedMs: null,
    longestLag: { fromMs: 6_000, toMs: 6_100 },
  });
  expect(liquidation!.fills).toMatchObject([{ bookedMs: 6_100, slippageBps: null }]);
});

test('a close is decided by its brake, an exit by the gate, a stop by the guardian that makes it', () => {
  const sell = { side: 'sell', reduceOnly: true } as const;
  const byKey = new Map(
    journeys([
      decided(500, { kind: 'emergencyClose', symbol: 'ETH-USDT', price: 7 }),
      decided(1_000, { kind: 'emergencyClose', symbol: 'BTC-USDT', price: 97 }),
      requested(1_500, 'emergency:BTC-USDT:1', sell),
      decided(3_000, { kind: 'emergencyClose', symbol: 'BTC-USDT', price: 95 }),
      requested(2_000, 'stop:BTC-USDT:1', { ...sell, type: 'stopMarket', triggerPrice: 90 }),
    ]).map((journey) => [journey.key, journey]),
  );
  expect(byKey.get('emergency:BTC-USDT:1')).toMatchObject({ decidedMs: 1_000, decisionPrice: 97 });
  expect(byKey.get('stop:BTC-USDT:1')).toMatchObject({ decidedMs: 2_000, decisionPrice: 90 });
});

test('a fill that nobody booked is known when the session takes the word of the venue', () => {
  const lost = [
    requested(1_000, KEY),
    accepted(1_050, KEY),
    filled(1_050),
    ended(1_050, { status: 'filled' }),
  ];
  const until = (journal: readonly JournalEntry[]) => journeys(journal)[0]!;
  expect(until(lost).fills).toMatchObject([{ bookedMs: null, bookedCount: 0, settledMs: null }]);
  expect(lagMs(until(lost).longestLag)).toBe(TO_MS - 1_050);
  const corrected = until([
    ...lost,
    decided(900, { kind: 'reconciled' }),
    decided(8_000, { kind: 'beliefCorrected' }),
  ]);
  expect(corrected.fills).toMatchObject([{ settledMs: 8_000 }]);
  expect(lagMs(corrected.longestLag)).toBe(8_000 - 1_050);
  const twice = until([...lost, booked(1_100, 't1050'), booked(1_400, 't1050')]);
  expect(twice.fills).toMatchObject([{ bookedMs: 1_100, bookedCount: 2, settledMs: null }]);
});

describe('the longest lag', () => {
  type Given = Parameters<typeof longestLag>[0];
  const order = {
    venueOrderId: 'v1',
    qty: 1,
    amendCount: 0,
    acceptedMs: 100,
    triggeredMs: null,
    status: 'live',
    reason: null,
  } as const;
  const given = (changes: Partial<Given>): Given => ({
    attempts: [],
    venueOrders: [{ ...order, endedMs: 1_000 }],
    fills: [],
    belief: { acceptedMs: 150, endedMs: 1_080, outcome: 'cancelled' },
    isByVenue: false,
    ...changes,
  });

  test.each<[string, Partial<Given>, number]>([
    ['of an acceptance and an end apart, the longer', {}, 80],
    [
      'of an end that nobody noticed, to the end of the run',
      { belief: { acceptedMs: 150, endedMs: null, outcome: null } },
      9_000,
    ],
    [
      'of an order held for over while it lived, as long as it lived',
      { belief: { acceptedMs: 150, endedMs: 300, outcome: 'notFound' } },
      700,
    ],
    [
      'of one held for over that lives at the end, to the end of the run',
      {
        venueOrders: [{ ...order, endedMs: null }],
        belief: { acceptedMs: 150, endedMs: 300, outcome: 'notFound' },
      },
      9_700,
    ],
    [
      'of one that lives, and is known to',
      {
        venueOrders: [{ ...order, endedMs: null }],
        belief: { acceptedMs: 150, endedMs: null, outcome: null },
      },
      50,
    ],
    [
      'of an acceptance that was never known: no longer than the order lived',
      { belief: { acceptedMs: null, endedMs: 1_000, outcome: 'notFound' } },
      900,
    ],
    [
      'of a second copy, by the answer to its own send',
      {
        venueOrders: [
          { ...order, endedMs: 1_000 },
          { ...order, venueOrderId: 'v2', acceptedMs: 400, endedMs: 1_000 },
        ],
      },
      680,
    ],
  ])('%s', (_name, changes, expectedMs) => {
    expect(lagMs(longestLag(given(changes), 10_000))).toBe(expectedMs);
  });
});
