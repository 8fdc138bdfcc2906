import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import type { OrderJourney } from '../../src/engine/orderJourney.ts';
import { orderJourneysOf } from '../../src/engine/orderJourneys.ts';
import {
  endingOf,
  judgedJourneys,
  stepDelays,
  type TROUBLES,
  troublesOf,
} from '../../src/report/facts/journeys.ts';
import { fillPriceOf, orderTable, slippageOf } from '../../src/report/facts/orderTable.ts';
import { ordersCsv } from '../../src/report/files/ordersCsv.ts';
import { toRows } from '../../src/report/rows.ts';
import { journeys } from '../../src/report/sections/journeys.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { journeySources } from '../support/journeySources.ts';
import { makeOutcome } from '../support/makeOutcome.ts';
import { accepted, booked, ended, filled, makeRecord, requested } from '../support/makeRecord.ts';

const TO_MS = 100_000;
const KEY = 'entry:BTC-USDT:1';

/** An entry that went well: sent at 1,000, there at 1,050, half filled at once, the rest two seconds later. */
const log = [
  requested(1_000, KEY),
  accepted(1_050, KEY),
  filled(1_050, { tradeId: 't1', qty: 0.5, price: 100, feeQuote: 0.1 }),
  booked(1_100, 't1'),
  filled(3_050, { tradeId: 't2', qty: 0.5, price: 102, feeQuote: 0.2 }),
  ended(3_050, { status: 'filled' }),
  booked(3_100, 't2'),
];
const good: OrderJourney = orderJourneysOf(journeySources(log, TO_MS))[0]!;
const [attempt] = good.attempts as [OrderJourney['attempts'][number]];
const [venueOrder] = good.venueOrders as [OrderJourney['venueOrders'][number]];
const [fill] = good.fills as [OrderJourney['fills'][number]];
const never = { acceptedMs: null, endedMs: null, outcome: null };
const lost = {
  ...attempt,
  fate: 'lost',
  arrivedMs: null,
  venueOrderId: null,
  replyFate: null,
  replyMs: null,
} as const;

describe('what went wrong with an order', () => {
  test.each<[string, Partial<OrderJourney>, (keyof typeof TROUBLES)[]]>([
    ['nothing', {}, []],
    [
      'the venue took it twice',
      { venueOrders: [venueOrder, { ...venueOrder, venueOrderId: 'v2' }] },
      ['twice'],
    ],
    ['a fill was booked twice', { fills: [{ ...fill, bookedCount: 2 }] }, ['bookedTwice']],
    ['a fill was never booked', { fills: [{ ...fill, bookedMs: null, bookedCount: 0 }] }, ['neverKnown']],
    [
      'a fill was never booked, but the word of the venue was taken',
      { fills: [{ ...fill, bookedMs: null, bookedCount: 0, settledMs: 9_000 }] },
      ['learnedLate'],
    ],
    ['nothing of it was ever known', { belief: never }, ['neverKnown']],
    ['its end was never known', { belief: { ...good.belief, endedMs: null } }, ['neverKnown']],
    ['its end was known late', { belief: { ...good.belief, endedMs: 3_050 + 2_001 } }, ['learnedLate']],
    ['a fill was known late', { fills: [{ ...fill, bookedMs: 1_050 + 2_001 }] }, ['learnedLate']],
    [
      'it was held for over while it lived',
      {
        venueOrders: [{ ...venueOrder, status: 'live', endedMs: null }],
        belief: { ...good.belief, endedMs: 2_000 },
      },
      ['livedOn'],
    ],
    ['it was dropped', { venueOrders: [{ ...venueOrder, status: 'failed' }] }, ['dropped']],
    [
      'it never arrived',
      {
        attempts: [lost, lost],
        venueOrders: [],
        fills: [],
        belief: { ...never, endedMs: 20_000, outcome: 'notFound' },
      },
      ['lost'],
    ],
    ['a send was lost, and the next was not', { attempts: [lost, attempt] }, ['sendLost']],
    ['it was held back', { attempts: [{ ...attempt, heldBackMs: 1 }] }, ['heldBack']],
    ['its answer was lost', { attempts: [{ ...attempt, replyFate: 'lost', replyMs: null }] }, ['answerLost']],
  ])('%s', (_name, changes, expected) => {
    expect(troublesOf({ ...good, ...changes }, TO_MS)).toEqual(expected);
  });

  test('what happened just before the end of the run may have been on its way', () => {
    const unbooked = { ...good, fills: [{ ...fill, bookedMs: null, bookedCount: 0 }], belief: never };
    expect(troublesOf(unbooked, 3_051)).not.toContain('learnedLate');
    expect(troublesOf({ ...unbooked, venueOrders: [{ ...venueOrder, endedMs: null }] }, 1_500)).toEqual([]);
    expect(troublesOf(unbooked, 5_100)).toContain('neverKnown');
  });

  test('an order of the venue’s own has fills to be known, and nothing else', () => {
    const own = { ...good, isByVenue: true, attempts: [], venueOrders: [], belief: never };
    expect(troublesOf(own, TO_MS)).toEqual([]);
    expect(troublesOf({ ...own, fills: [{ ...fill, bookedMs: null }] }, TO_MS)).toEqual(['neverKnown']);
    expect(endingOf(own)).toBe('filled');
  });

  test.each<[string, Partial<OrderJourney>]>([
    ['filled', {}],
    ['filled', { venueOrders: [venueOrder, venueOrder] }],
    ['filled+live', { venueOrders: [venueOrder, { ...venueOrder, endedMs: null, status: 'live' }] }],
    [
      'rejected',
      { venueOrders: [], attempts: [{ ...attempt, rejection: { reason: 'reduceOnly', code: '1' } }] },
    ],
    ['lost', { venueOrders: [], attempts: [lost] }],
    ['onItsWay', { venueOrders: [], attempts: [lost, { ...lost, fate: 'onItsWay' }] }],
  ])('an order that ended %s', (expected, changes) => {
    expect(endingOf({ ...good, ...changes })).toBe(expected);
  });

  test('what happened twice comes first, then trouble by how long it was unknown, then the rest', () => {
    const late = (ms: number) => ({ longestLag: { fromMs: 0, toMs: ms } });
    const twice = { venueOrders: [venueOrder, { ...venueOrder, venueOrderId: 'v2' }] };
    const dropped = { venueOrders: [{ ...venueOrder, status: 'failed' as const }] };
    const orderJourneys = [
      { ...good, key: 'slow', ...late(900) },
      { ...good, key: 'dropped', ...dropped, ...late(10) },
      { ...good, key: 'dropped slowly', ...dropped, ...late(800) },
      { ...good, key: 'twice', ...twice, ...late(5) },
    ];
    const judged = judgedJourneys(makeRecord({ orderJourneys, toMs: TO_MS }));
    expect(judged.map(({ journey }) => journey.key)).toEqual(['twice', 'dropped slowly', 'dropped', 'slow']);
  });
});

test('fills are weighted by their quantities', () => {
  const priced = {
    ...good,
    fills: good.fills.map((one, index) => ({ ...one, qty: index + 1, slippageBps: 10 * index })),
  };
  expect(fillPriceOf(priced)).toBeCloseTo((100 + 2 * 102) / 3, 12);
  expect(slippageOf(priced)).toBeCloseTo(20 / 3, 12);
  expect(slippageOf(good)).toBeNull();
  expect(fillPriceOf({ ...good, fills: [] })).toBeNull();
});

test('how long each step took: median, worst, of which order, and what never came', () => {
  const slow = { ...good, key: 'slow', attempts: [{ ...attempt, arrivedMs: 1_500, replyMs: 1_900 }, lost] };
  const unbooked = { ...good, key: 'unbooked', fills: [{ ...fill, bookedMs: null, bookedCount: 0 }] };
  const steps = stepDelays(makeRecord({ orderJourneys: [good, slow, unbooked], toMs: TO_MS }));
  expect(steps).toEqual([
    { step: 'arrival', count: 3, medianMs: 50, worstMs: 500, worstKey: 'slow', missingCount: 1 },
    { step: 'answer', count: 3, medianMs: 130, worstMs: 900, worstKey: 'slow', missingCount: 1 },
    { step: 'acceptance', count: 3, medianMs: 80, worstMs: 80, worstKey: 'unbooked', missingCount: 0 },
    { step: 'fill', count: 4, medianMs: 50, worstMs: 50, worstKey: 'slow', missingCount: 1 },
    { step: 'end', count: 3, medianMs: 80, worstMs: 80, worstKey: 'unbooked', missingCount: 0 },
  ]);
  expect(stepDelays(makeRecord())[0]).toMatchObject({
    count: 0,
    medianMs: null,
    worstMs: null,
    worstKey: null,
  });
  const [, answer] = stepDelays(makeRecord({ orderJourneys: [good, slow], toMs: TO_MS }));
  expect(answer!.medianMs).toBe((130 + 900) / 2);
});

const outcome = makeOutcome();

describe('orders.csv', () => {
  const { data, meta } = Papa.parse<Record<string, string>>(ordersCsv(outcome).trim(), { header: true });

  test('has one row an order, and every column of the table', () => {
    expect(data).toHaveLength(outcome.faulted.record.orderJourneys.length);
    expect(meta.fields).toHaveLength(orderTable(outcome.faulted.record).columns.length);
    expect(new Set(meta.fields).size).toBe(meta.fields!.length);
    // Units stand last, times as the other tables write them.
    for (const name of meta.fields!.filter((field) => /(Ms|Quote|Bps|Price|Count|Qty|Time)$/.test(field)))
      for (const row of data) {
        const cell = row[name]!;
        if (name.endsWith('Time')) expect(cell).toMatch(/^$|^2022-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
        else expect(cell).toMatch(/^$|^-?[\d.e+-]+$/);
      }
  });

  test('says of an order what its journey says', () => {
    const journey = outcome.faulted.record.orderJourneys.find(({ purpose }) => purpose === 'emergency')!;
    const row = data.find(({ orderKey }) => orderKey === journey.key)!;
    const at = (timeMs: number) => new Date(timeMs).toISOString().replace('.000Z', 'Z');
    expect(row).toMatchObject({
      sessionId: 's1',
      purpose: 'emergency',
      type: 'market',
      ending: 'live',
      firstSentTime: at(journey.attempts[0]!.sentMs),
      arrivedTime: at(journey.attempts[0]!.arrivedMs!),
      answeredTime: at(journey.attempts[0]!.replyMs!),
      lastFillTime: at(journey.fills[0]!.venueMs),
      lastFillBelievedTime: at(journey.fills[0]!.bookedMs!),
      wishedTime: '',
      triggeredTime: '',
      sendCount: '1',
      fillCount: '1',
      filledQty: String(journey.qty),
      sendToArrivalMs: '61',
      sendToAnswerMs: '141',
      worstFillLagMs: '80',
    });
  });

  test('a name that a spreadsheet would run is made inert', () => {
    const hostile = ordersCsv(makeOutcome({ symbols: ['=cmd'] }));
    expect(hostile).toContain(",'=cmd,");
    expect(hostile).not.toMatch(/(^|,)=cmd/m);
  });

  test('the rows of toRows are the same, their times in ms', () => {
    const rows = toRows(outcome, 'orders');
    expect(Object.keys(rows[0]!)).toEqual(meta.fields!.map((field) => field.replace(/Time$/, 'Ms')));
    expect(rows.map(({ firstSentMs }) => firstSentMs)).toEqual(
      data.map(({ firstSentTime }) => Date.parse(firstSentTime!)),
    );
    for (const [name, value] of Object.entries(rows[0]!)) expect(value, name).not.toBeNaN();
  });
});

describe('the section', () => {
  const withJourneys = (orderJourneys: readonly OrderJourney[]): Outcome => ({
    ...outcome,
    faulted: { ...outcome.faulted, record: { ...outcome.faulted.record, orderJourneys } },
  });
  const rowCount = (text: string) => (text.match(/<tr[ >]/g) ?? []).length;

  test('draws the orders in trouble, and lists every order', () => {
    const { text } = journeys(outcome);
    expect(text).toContain('aria-label="Orders in trouble, one lane an order"');
    expect(text).toMatch(/data-value="dropped" data-count="1"/);
    for (const { key } of outcome.faulted.record.orderJourneys) expect(text).toContain(`>${key}<`);
  });

  test('of a run without trouble draws nothing, and of one without orders says so', () => {
    const quiet = journeys(withJourneys([good])).text;
    expect(quiet).not.toContain('one lane an order');
    expect(quiet).toContain('1 order, 0 of them in trouble');
    expect(journeys(withJourneys([])).text).toContain('No order was sent.');
  });

  test('of thousands of orders keeps to its limits, trouble first, and says what it left out', () => {
    const many = Array.from({ length: 5_000 }, (_none, index) => ({
      ...good,
      key: `entry:BTC-USDT:${index + 1}`,
    }));
    const dropped = {
      ...good,
      key: 'the dropped one',
      venueOrders: [{ ...venueOrder, status: 'failed' as const }],
    };
    const { text } = journeys(withJourneys([...many, dropped]));
    expect(rowCount(text)).toBeLessThan(80);
    expect(text.length).toBeLessThan(70_000);
    expect(text).toContain('the dropped one');
    expect(text).toContain('4,941 more, none of them in trouble, stand in orders.csv.');
    const all = journeys(
      withJourneys(many.map((one) => ({ ...one, venueOrders: dropped.venueOrders }))),
    ).text;
    expect(all).toContain('The first 8 orders in trouble');
    expect(all).toContain('4,880 more, stand in orders.csv.');
  });

  test('says in words what was lost, held back, taken twice and never known', () => {
    const { text } = journeys(
      withJourneys([
        {
          ...good,
          attempts: [lost, { ...attempt, heldBackMs: 12_000, replyFate: 'lost', replyMs: null }],
          venueOrders: [venueOrder, { ...venueOrder, venueOrderId: 'v2' }],
          fills: [{ ...fill, bookedMs: null, bookedCount: 0 }],
        },
      ]),
    );
    for (const words of [
      'taken twice',
      'never known',
      '<strong>lost</strong>',
      'held back 12',
      'answer lost',
      '2 orders',
      'fill <strong>never</strong>',
    ])
      expect(text, words).toContain(words);
  });
});
