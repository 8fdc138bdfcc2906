/** A venue that counts questions refuses some of them, and says so: the session asks again later, and comes to know what is true. */
import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../src/engine/journal.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { Exchange } from '../../src/venue/exchange.ts';
import { profiles } from '../../src/venue/profiles/index.ts';
import type { VenueProfile } from '../../src/venue/profiles/profile.ts';
import type { RateBan, RateLimit } from '../../src/venue/profiles/rateLimit.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, NO_BRAKES, onEvent, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const MINUTE_MS = 60_000;
const calm: BarRow = [100, 101, 99, 100, 100_000];
const QUESTIONS = ['queryFills', 'queryOpenOrders', 'queryPositions', 'queryBalances'] as const;

/** A round of the reconciler asks four questions: in a window there is room for one round, and no more. */
const tight = (limit: Partial<RateLimit> = {}, rateBan: RateBan | null = null): VenueProfile => ({
  ...profiles.generic!,
  rateLimits: [
    {
      name: 'questions',
      weights: { queryOrder: 1, queryFills: 1, queryOpenOrders: 1, queryPositions: 1, queryBalances: 1 },
      limit: 4,
      windowMs: MINUTE_MS,
      per: 'account',
      source: 'a test',
      ...limit,
    },
  ],
  rateBan,
});

/** Two breaks of the line in one minute: the second reconciliation finds the window used up. */
const BREAKS = [
  disconnectAt('F1', TAPE_FROM_MS + 2 * HOUR_MS + 10 * MINUTE_MS + 2_000, 3_000),
  disconnectAt('F2', TAPE_FROM_MS + 2 * HOUR_MS + 10 * MINUTE_MS + 20_000, 3_000),
];

function run(options: Partial<Parameters<typeof runTape>[0]> = {}): RunRecord {
  return runTape({
    tape: makeTape({ bars: Array.from({ length: 8 }, () => calm) }),
    strategy: scripted({ 0: [buy()], 3: [{ kind: 'exit', symbol: 'BTC-USDT' }], 4: [buy()] }),
    policy: allBrakes(),
    faults: BREAKS,
    profile: tight(),
    ...options,
  });
}

const refused = (record: RunRecord) =>
  record.journal.flatMap((entry) =>
    entry.kind === 'truth' && entry.event.kind === 'requestRefused' ? [entry.event] : [],
  );
const asked = ({ journal }: RunRecord, kind: string) =>
  journal.filter((entry) => entry.kind === 'request' && entry.request.kind === kind).map(({ atMs }) => atMs);
const decisions = ({ journal }: RunRecord, kind: string) =>
  journal.filter((entry: JournalEntry) => entry.kind === 'decision' && entry.decision.kind === kind);

function expectKnown({ final }: RunRecord): void {
  expect(final.believedEquityQuote).toBeCloseTo(final.equityQuote, 6);
}

describe('a reconciliation that is refused', () => {
  const secondMs = TAPE_FROM_MS + 2 * HOUR_MS + 10 * MINUTE_MS + 23_000;

  test('is asked for again after a wait, not after the time-out, and is done when the window is open', () => {
    const record = run();
    const turned = refused(record).filter(({ requestKind }) => requestKind !== 'queryOrder');
    expect(turned.length).toBeGreaterThan(QUESTIONS.length);
    expect(turned.every(({ code, reason }) => code === 'RATE_LIMITED' && reason === 'rateLimited')).toBe(
      true,
    );
    const rounds = asked(record, 'queryFills').filter((atMs) => atMs >= secondMs);
    // One second and up to a quarter more, then two and four: the time-out is ten.
    expect(rounds[1]! - rounds[0]!).toBeLessThan(2_000);
    expect(rounds[1]! - rounds[0]!).toBeGreaterThanOrEqual(1_000);
    expect(rounds[2]! - rounds[1]!).toBeGreaterThanOrEqual(2_000);
    const reconciled = decisions(record, 'reconciled').map(({ atMs }) => atMs);
    expect(reconciled.length).toBeGreaterThanOrEqual(2);
    // The window ends at 2:11:00; the wait that is running then is 20 seconds at most.
    expect(reconciled.at(-1)!).toBeGreaterThan(TAPE_FROM_MS + 2 * HOUR_MS + 11 * MINUTE_MS);
    expect(reconciled[1]!).toBeLessThan(TAPE_FROM_MS + 2 * HOUR_MS + 12 * MINUTE_MS);
    expectKnown(record);
  });

  test('without the brakes that wait and count there is a second between two tries', () => {
    const record = run({ policy: allBrakes('backoff', 'retryCap') });
    const rounds = asked(record, 'queryFills').filter((atMs) => atMs >= secondMs);
    expect(rounds.length).toBeGreaterThan(10);
    for (const [index, atMs] of rounds.slice(1).entries())
      expect(atMs - rounds[index]!).toBeGreaterThanOrEqual(1_000);
    expect(decisions(record, 'reconciled').length).toBeGreaterThanOrEqual(2);
    expectKnown(record);
  });

  test('a ban is waited out', () => {
    const ban = { afterRefusals: 3, withinMs: MINUTE_MS, forMs: 5 * MINUTE_MS };
    const record = run({ profile: tight({}, ban) });
    expect(refused(record).some(({ reason, code }) => reason === 'banned' && code === 'BANNED')).toBe(true);
    expect(decisions(record, 'reconciled').length).toBeGreaterThanOrEqual(2);
    // Whoever goes on at the pace of the first tries would be refused some three hundred times.
    expect(refused(record).length).toBeLessThan(80);
    expectKnown(record);
  });

  test('nobody is the wiser where a venue never answers, and nothing runs away', () => {
    const never = tight({ limit: 3 });
    const record = run({ profile: never });
    expect(asked(record, 'queryFills').length).toBeGreaterThan(20);
    // Half a minute at most between two tries, of four questions each, over six hours.
    expect(refused(record).length).toBeLessThan(6 * 130 * 4);
    expect(decisions(record, 'reconciled')).toEqual([]);
    // Entries stay shut: what was wished after the break is not sent.
    const opened = record.journal.filter(
      ({ kind, atMs }) => kind === 'request' && atMs > TAPE_FROM_MS + 4 * HOUR_MS,
    );
    expect(
      opened.some((entry) => entry.kind === 'request' && entry.request.order?.reduceOnly === false),
    ).toBe(false);
  });

  test('whoever does not reconcile does not ask, and is not refused', () => {
    expect(refused(run({ policy: NO_BRAKES }))).toEqual([]);
  });
});

describe('a look-up or a cancel that is refused', () => {
  test('says nothing of the order: a stop whose answer was lost is found, and stands once', () => {
    // The verification of every stop is one look-up, so the one after the lost answer finds the window full.
    const profile = tight({ weights: { queryOrder: 1 }, limit: 1, windowMs: 30_000 });
    const record = run({
      profile,
      faults: [onEvent('F1', 'timeoutAccepted', 'stop.sent', 1, 0, { silentMs: 3_000 })],
    });
    expect(record.firings).toHaveLength(1);
    expect(refused(record).some(({ requestKind }) => requestKind === 'queryOrder')).toBe(true);
    expectKnown(record);
    const stops = record.journal.filter(
      (entry) =>
        entry.kind === 'truth' &&
        entry.event.kind === 'orderAccepted' &&
        entry.event.order.type === 'stopMarket',
    );
    // One for each of the two entries, and none placed again for want of an answer.
    expect(stops).toHaveLength(2);
  });

  test.each([allBrakes(), allBrakes('backoff'), NO_BRAKES])(
    'a cancel that was not looked at is not taken for the end of its order, under $name',
    (policy) => {
      const exit = { kind: 'exit', symbol: 'BTC-USDT' } as const;
      // Two exits take two stops back, and the second has to wait for the window of 06:00.
      const profile = tight({ weights: { cancel: 1 }, limit: 1, windowMs: 6 * HOUR_MS });
      let venue: Exchange | null = null;
      const record = run({
        profile,
        policy,
        faults: [],
        strategy: scripted({ 0: [buy(0.5)], 1: [exit], 2: [buy(0.5)], 3: [exit] }),
        wrapExchange: (exchange) => {
          venue = exchange;
          return exchange;
        },
      });
      const turned = refused(record).filter(({ requestKind }) => requestKind === 'cancelOrder');
      expect(turned.length).toBeGreaterThan(0);
      // One every 30 seconds under the brake that waits, one a second without it.
      const hours = 2.1;
      expect(turned.length).toBeLessThan(policy.guardian.backoff === undefined ? 3_600 * hours : 130 * hours);
      expect((venue as Exchange | null)!.account('main').liveOrders()).toEqual([]);
      expectKnown(record);
    },
  );
});
