import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { lagMs } from '../../src/engine/journeyTimes.ts';
import type { OrderJourney } from '../../src/engine/orderJourney.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import { type FaultName, faults } from '../../src/faults/index.ts';
import type { TriggerName } from '../../src/faults/trigger.ts';
import { sideSign } from '../../src/market/order.ts';
import { troublesOf } from '../../src/report/facts/journeys.ts';
import { smaCross } from '../../src/strategy/library/smaCross.ts';
import { badSessions } from '../../src/stress/badSessions/index.ts';
import { truthOf } from '../../src/stress/invariants/truthOf.ts';
import { arbitraryMoves, type Move, tapeOf } from '../support/arbitraryTape.ts';
import { HOUR_MS, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, NO_BRAKES, runTape, withBrakes } from '../support/runTape.ts';

const LOOKBACK = 6;
const moves = arbitraryMoves(LOOKBACK + 24);

/** A fault that fires now and then, at whatever it acts on. */
function now(id: string, fault: FaultName, probability: number): ScheduledFault {
  const { params, actsOn } = faults[fault];
  const event = actsOn as TriggerName;
  const any = { symbol: null, fromMs: null, nth: null, afterMs: 0, maxFires: null };
  return {
    id,
    fault,
    params: withDefaults(params as never),
    trigger: { kind: 'on', event, ...any, probability },
  };
}

const trouble: readonly ScheduledFault[] = [
  now('F1', 'timeoutAccepted', 0.2),
  now('F2', 'timeoutLost', 0.2),
  now('F3', 'timeoutLate', 0.2),
  now('F4', 'duplicateFill', 0.3),
  now('F5', 'silentStop', 0.2),
  now('F6', 'crashBetweenSendAndPersist', 0.05),
  disconnectAt('F7', TAPE_FROM_MS + 7 * HOUR_MS + 20, 3 * HOUR_MS),
];
const cold: ScheduledFault = {
  id: 'F8',
  fault: 'restartCold',
  params: { downMs: 30_000 },
  trigger: { kind: 'at', timeMs: TAPE_FROM_MS + 14 * HOUR_MS + 45, symbol: null },
};

const braked = allBrakes('perOrderCap', 'maxPosition', 'riskPerTrade');

interface World {
  readonly path: readonly Move[];
  readonly client: 'all brakes' | 'attached exits' | 'no brakes' | 'resends blindly';
  readonly faults: readonly ScheduledFault[];
  readonly seed: number;
  readonly leverage: number;
}

const world = fc.record({
  path: moves,
  client: fc.constantFrom('all brakes', 'attached exits', 'no brakes', 'resends blindly'),
  faults: fc.subarray([...trouble, cold]),
  seed: fc.integer({ min: 1, max: 1_000 }),
  leverage: fc.constantFrom(3, 20),
}) as fc.Arbitrary<World>;

function run({ path, client, faults: schedule, seed, leverage }: World): RunRecord {
  const params = withDefaults(smaCross.params, { fast: 2, slow: 4, allowShort: true, stopBarCount: 3 });
  // A strategy of its own for each life of the process.
  const makeStrategy = () => smaCross.create(params, ['BTC-USDT']);
  return runTape({
    tape: tapeOf(path, LOOKBACK),
    strategy: makeStrategy(),
    policy:
      client === 'no brakes'
        ? NO_BRAKES
        : client === 'attached exits'
          ? withBrakes(braked, { attachStop: {} })
          : braked,
    faults: schedule,
    seed,
    leverage,
    sizing: { name: 'fixedFraction', params: { riskRatio: 2, capRatio: 0.8 * leverage } },
    ...(client === 'resends blindly' ? { makeSession: badSessions.blindRetry } : {}),
  });
}

const SEEN = new Set<string>();

describe('every order has one journey', () => {
  test.prop([world], { numRuns: 40 })(
    'every send, acceptance, end and fill is in exactly one; they add up to the ledger; their times follow one another',
    (given) => {
      const record = run(given);
      expectWhole(record);
      expectLedger(record);
      for (const journey of record.orderJourneys) {
        expectOrdered(journey, record);
        for (const trait of traitsOf(journey, record.toMs)) SEEN.add(trait);
      }
    },
  );

  test('the runs above are about all of these', () => {
    expect([...SEEN].sort()).toEqual([
      'a leg that is known',
      'answer lost',
      'booked twice',
      'by the venue',
      'dropped',
      'held back',
      'held for over while it lived',
      'leg',
      'lost',
      'never told',
      'refused',
      'told twice',
      'twice',
    ]);
  });

  test.prop([world], { numRuns: 20 })('without a fault no order is in trouble', (given) => {
    const record = run({
      ...given,
      client: given.client === 'resends blindly' ? 'no brakes' : given.client,
      faults: [],
    });
    for (const journey of record.orderJourneys)
      expect(troublesOf(journey, record.toMs), journey.key).toEqual([]);
  });

  test.prop([world], { numRuns: 15 })('the same run has the same journeys', (given) => {
    expect(run(given).orderJourneys).toEqual(run(given).orderJourneys);
  });
});

function traitsOf({ attempts, venueOrders, fills, isByVenue, belief }: OrderJourney, toMs: number): string[] {
  const traits = {
    lost: attempts.some(({ fate }) => fate === 'lost'),
    'answer lost': attempts.some(({ replyFate }) => replyFate === 'lost'),
    'held back': attempts.some(({ heldBackMs }) => heldBackMs > 0),
    refused: attempts.some(({ rejection }) => rejection !== null),
    twice: venueOrders.length > 1,
    dropped: venueOrders.some(({ status }) => status === 'failed'),
    'told twice': fills.some(({ toldCount }) => toldCount > 1),
    'never told': fills.some(({ lostCount, toldCount }) => lostCount > 0 && toldCount === 0),
    'booked twice': fills.some(({ bookedCount }) => bookedCount > 1),
    'by the venue': isByVenue,
    leg: attempts.length === 0 && !isByVenue,
    'a leg that is known': attempts.length === 0 && !isByVenue && belief.acceptedMs !== null,
    'held for over while it lived':
      belief.endedMs !== null && venueOrders.some(({ endedMs }) => belief.endedMs! < (endedMs ?? toMs)),
  };
  return Object.entries(traits).flatMap(([trait, is]) => (is ? [trait] : []));
}

function expectWhole(record: RunRecord): void {
  const { journal, orderJourneys } = record;
  const sends = journal.flatMap((entry) =>
    entry.kind === 'request' && entry.request.kind === 'placeOrder'
      ? [`${entry.sessionId} ${entry.request.key} ${entry.request.attempt} ${entry.atMs}`]
      : [],
  );
  const sent = orderJourneys.flatMap(({ sessionId, key, attempts }) =>
    attempts.map(({ attempt, sentMs }) => `${sessionId} ${key} ${attempt} ${sentMs}`),
  );
  expect(sent.sort()).toEqual(sends.sort());

  const told = {
    accepted: [] as string[],
    triggered: [] as string[],
    ended: [] as string[],
    fill: [] as string[],
  };
  for (const event of truthOf(record)) {
    if (event.kind === 'orderAccepted') told.accepted.push(`${event.order.venueOrderId} ${event.atMs}`);
    if (event.kind === 'orderTriggered') told.triggered.push(`${event.order.venueOrderId} ${event.atMs}`);
    if (event.kind === 'orderEnded')
      told.ended.push(`${event.order.venueOrderId} ${event.atMs} ${event.order.status}`);
    if (event.kind === 'fill') told.fill.push(`${event.fill.tradeId} ${event.fill.qty} ${event.atMs}`);
  }
  const orders = orderJourneys.flatMap(({ venueOrders }) => venueOrders);
  const fills = orderJourneys.flatMap((journey) => journey.fills);
  const found = {
    accepted: orders.map(({ venueOrderId, acceptedMs }) => `${venueOrderId} ${acceptedMs}`),
    triggered: orders
      .filter(({ triggeredMs }) => triggeredMs !== null)
      .map(({ venueOrderId, triggeredMs }) => `${venueOrderId} ${triggeredMs}`),
    ended: orders
      .filter(({ endedMs }) => endedMs !== null)
      .map(({ venueOrderId, endedMs, status }) => `${venueOrderId} ${endedMs} ${status}`),
    fill: fills.map(({ tradeId, qty, venueMs }) => `${tradeId} ${qty} ${venueMs}`),
  };
  for (const name of ['accepted', 'triggered', 'ended', 'fill'] as const)
    expect(found[name].sort()).toEqual(told[name].sort());
}

function expectLedger(record: RunRecord): void {
  const { orderJourneys, journal, final } = record;
  let heldQty = 0;
  let feesQuote = 0;
  const bookings = journal.flatMap((entry) => (entry.kind === 'booked' ? [entry] : []));
  for (const { side, fills } of orderJourneys) {
    for (const { tradeId, qty, feeQuote, bookedCount, bookedMs } of fills) {
      heldQty += sideSign(side) * qty;
      feesQuote += feeQuote;
      const own = bookings.filter((booking) => booking.tradeId === tradeId);
      expect([bookedCount, bookedMs]).toEqual([own.length, own[0]?.atMs ?? null]);
    }
  }
  expect(heldQty).toBeCloseTo(final.positions[0]?.positionQty ?? 0, 6);
  expect(feesQuote).toBeCloseTo(final.feesQuote, 6);
}

function expectOrdered(journey: OrderJourney, { toMs, firings }: RunRecord): void {
  const { attempts, venueOrders, fills, belief, decidedMs, wishedMs, isByVenue, longestLag } = journey;
  const ordered = (...timesMs: (number | null)[]) => {
    const known = timesMs.filter((timeMs) => timeMs !== null);
    expect(known).toEqual([...known].sort((a, b) => a - b));
  };
  ordered(wishedMs, decidedMs, ...attempts.map(({ sentMs }) => sentMs));
  for (const {
    sentMs,
    arrivedMs,
    replyMs,
    fate,
    replyFate,
    venueOrderId,
    rejection,
    heldBackMs,
  } of attempts) {
    ordered(sentMs, arrivedMs, replyMs, toMs);
    expect(arrivedMs === null).toBe(fate !== 'arrived');
    expect(replyMs === null).toBe(replyFate !== 'arrived');
    // The venue answers what arrives, one way or the other.
    expect([venueOrderId !== null, rejection !== null].filter(Boolean).length).toBe(
      fate === 'arrived' ? 1 : 0,
    );
    if (fate === 'lost' || replyFate === 'lost' || heldBackMs > 0) expect(firings.length).toBeGreaterThan(0);
    if (arrivedMs !== null) expect(arrivedMs - sentMs).toBeGreaterThanOrEqual(heldBackMs);
  }
  for (const { venueOrderId, acceptedMs, triggeredMs, endedMs } of venueOrders) {
    const own = fills.filter((fill) => fill.venueOrderId === venueOrderId);
    ordered(acceptedMs, triggeredMs, ...own.map(({ venueMs }) => venueMs), endedMs);
    expect(attempts.filter((attempt) => attempt.venueOrderId === venueOrderId)).toMatchObject(
      // What no session has sent the venue has made: a leg.
      isByVenue || attempts.length === 0 ? [] : [{ arrivedMs: acceptedMs }],
    );
  }
  if (belief.acceptedMs !== null)
    expect(belief.acceptedMs).toBeGreaterThanOrEqual(venueOrders[0]!.acceptedMs);
  for (const { venueMs, toldMs, bookedMs, settledMs, lostCount } of fills) {
    ordered(venueMs, toldMs);
    ordered(venueMs, bookedMs ?? settledMs);
    expect(lagMs(longestLag)).toBeGreaterThanOrEqual((bookedMs ?? settledMs ?? toMs) - venueMs);
    if (lostCount > 0) expect(firings.length).toBeGreaterThan(0);
  }
  expect(lagMs(longestLag)).toBeLessThanOrEqual(
    toMs - (attempts[0]?.sentMs ?? venueOrders[0]?.acceptedMs ?? fills[0]!.venueMs),
  );
}
