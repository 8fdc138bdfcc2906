import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { VenueRequest } from '../../src/market/request.ts';
import type { AccountSettings } from '../../src/market/venueEvent.ts';
import type { Decision } from '../../src/risk/decision.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, type RunOptions, runTape, withBrakes } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const tape = makeTape({ lookback: [CALM, CALM], bars: Array.from({ length: 12 }, () => CALM) });

const PRE_OPEN = { preOpenPosition: {} };
const PREFLIGHT = { preflight: withDefaults(guardianBrakes.preflight.params) };

function run(options: Partial<RunOptions> & Pick<RunOptions, 'policy'>): RunRecord {
  return runTape({ tape, strategy: scripted({ 0: [buy(4)] }), ...options });
}

function decisionsOf({ journal }: RunRecord): Decision[] {
  return journal.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision] : []));
}

function requestsOf({ journal }: RunRecord): string[] {
  return journal.flatMap((entry) =>
    entry.kind === 'request' ? [`${entry.request.kind} ${entry.request.key}`] : [],
  );
}

/** A venue that never hears some requests. */
function deafTo(isLost: (request: VenueRequest) => boolean): NonNullable<RunOptions['wrapExchange']> {
  return (exchange) => ({
    ...exchange,
    receive(sessionId, accountId, request, atMs) {
      if (!isLost(request)) exchange.receive(sessionId, accountId, request, atMs);
    },
  });
}

const uncapped = allBrakes('perOrderCap', 'maxPosition', 'riskPerTrade', 'totalExposureCap');

describe('preOpenPosition', () => {
  test('asks first, and decides anew on the answer', () => {
    const record = run({ policy: withBrakes(uncapped, PRE_OPEN) });
    const kinds = decisionsOf(record).map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(['deferred', 'approved']);
    expect(requestsOf(record).slice(0, 2)).toEqual([
      'queryPositions preOpen:entry:BTC-USDT:1',
      'placeOrder entry:BTC-USDT:1',
    ]);
    const [deferred, approved] = decisionsOf(record);
    expect(deferred).toMatchObject({ rule: 'preOpenPosition', wishOrdinal: 1, qty: null, wantedQty: 4 });
    expect(approved!.atMs).toBeGreaterThan(deferred!.atMs);
    expect(record.final.positions).toMatchObject([{ positionQty: 4 }]);
  });

  test('off: the entry goes out at once, unasked', () => {
    expect(requestsOf(run({ policy: uncapped }))[0]).toBe('placeOrder entry:BTC-USDT:1');
  });

  test('of two that wait neither is decided before the first has its turn: they cannot pass one cap together', () => {
    // Each is 6 % of equity, both are more than the position may be.
    const policy = withBrakes(allBrakes('perOrderCap', 'riskPerTrade'), PRE_OPEN);
    const record = run({ policy, strategy: scripted({ 0: [buy(6), buy(6)] }) });
    expect(
      decisionsOf(record)
        .filter(({ wishOrdinal }) => wishOrdinal !== null)
        .slice(0, 4),
    ).toMatchObject([
      { kind: 'deferred', wishOrdinal: 1 },
      { kind: 'deferred', wishOrdinal: 2 },
      { kind: 'approved', wishOrdinal: 1 },
      { kind: 'refused', wishOrdinal: 2, rule: 'maxPosition' },
    ]);
    expect(record.final.positions).toMatchObject([{ positionQty: 6 }]);
  });

  test('an entry without a quantity is sized on the answer, by the headroom of then', () => {
    const policy = withBrakes(allBrakes('perOrderCap', 'riskPerTrade'), PRE_OPEN);
    const record = run({ policy, strategy: scripted({ 0: [buy(6), buy()] }) });
    const [, , , second] = decisionsOf(record).filter(({ wishOrdinal }) => wishOrdinal !== null);
    expect(second).toMatchObject({ kind: 'resized', wishOrdinal: 2, rule: 'maxPosition' });
    expect(record.final.positions[0]!.positionQty).toBeLessThanOrEqual(10);
    expect(record.final.positions[0]!.positionQty).toBeGreaterThan(6);
  });

  test('a lost answer is asked for again, so often and no more', () => {
    const policy = withBrakes(uncapped, PRE_OPEN);
    const record = run({ policy, wrapExchange: deafTo(({ kind }) => kind === 'queryPositions') });
    const asked = requestsOf(record).filter((request) => request.startsWith('queryPositions'));
    expect(asked).toHaveLength(3);
    const last = decisionsOf(record)
      .filter(({ wishOrdinal }) => wishOrdinal === 1)
      .at(-1);
    expect(last).toMatchObject({
      kind: 'refused',
      rule: 'preOpenPosition',
      actual: 3,
      limit: 3,
      unit: 'count',
    });
    expect(record.final.positions).toEqual([]);
  });

  test('a strategy is told at once that it waits, and later what became of it', () => {
    const heard: unknown[] = [];
    const strategy: Strategy = {
      ...scripted({}),
      onBars(_bars, account, submit) {
        if (account.positionQty('BTC-USDT') === 0 && heard.length === 0) heard.push(submit(buy(1)).outcome);
      },
      onEvent: (event) => void heard.push(event.kind),
    };
    run({ policy: withBrakes(uncapped, PRE_OPEN), strategy });
    expect(heard).toEqual(['deferred', 'wishDecided', 'filled']);
  });

  /** A venue that says of the positions what it is told to say, question by question. */
  function claiming(
    qtyOf: (ordinal: number, trueQty: number) => number,
  ): NonNullable<RunOptions['wrapSink']> {
    let ordinal = 0;
    return (sink) => ({
      ...sink,
      reply(sessionId, request, reply) {
        if (reply.kind !== 'positionsReport' || !request.key.startsWith('preOpen:')) {
          sink.reply(sessionId, request, reply);
          return;
        }
        const positionQty = qtyOf(++ordinal, reply.positions[0]?.positionQty ?? 0);
        const positions = positionQty === 0 ? [] : [{ symbol: 'BTC-USDT', positionQty, entryPrice: 100 }];
        sink.reply(sessionId, request, { ...reply, positions });
      },
    });
  }
  const fatesOf = (record: RunRecord, ordinal: number) =>
    decisionsOf(record)
      .filter(({ wishOrdinal, orderKey }) => wishOrdinal === ordinal && orderKey?.startsWith('entry:'))
      .map(({ kind }) => kind);

  test('another position than believed, with nothing of our own out, is refused at once, and the account is fetched', () => {
    const record = run({ policy: withBrakes(uncapped, PRE_OPEN), wrapSink: claiming(() => 3) });
    expect(fatesOf(record, 1)).toEqual(['deferred', 'refused']);
    const refused = decisionsOf(record).find(({ kind }) => kind === 'refused');
    expect(refused).toMatchObject({ rule: 'preOpenPosition', actual: 3, limit: 0, unit: 'qty' });
    expect(requestsOf(record).filter((request) => request.startsWith('queryPositions'))).toEqual([
      'queryPositions preOpen:entry:BTC-USDT:1',
      'queryPositions reconcile:queryPositions',
    ]);
  });

  test.each([
    [0.4, ['deferred', 'approved']],
    [0.6, ['deferred', 'refused']],
  ])('half a lot is what may differ: %d of one', (lots, fate) => {
    const { lot } = tape.symbols[0]!.instrument;
    const record = run({ policy: withBrakes(uncapped, PRE_OPEN), wrapSink: claiming(() => lots * lot) });
    expect(fatesOf(record, 1).slice(0, 2)).toEqual(fate);
  });

  test('a difference that an order of our own may explain is looked at again, and only one that stays refuses', () => {
    const wishes = () => scripted({ 0: [buy(2)], 2: [buy(2)] });
    // At the second wish a stop is out: it may have filled.
    const passing = (ordinal: number, trueQty: number) => (ordinal === 2 ? 0 : trueQty);
    const policy = withBrakes(uncapped, PRE_OPEN);
    const once = run({ policy, strategy: wishes(), wrapSink: claiming(passing) });
    expect(fatesOf(once, 2)).toEqual(['deferred', 'approved']);
    const lasting = (ordinal: number, trueQty: number) => (ordinal >= 2 ? 0 : trueQty);
    const always = run({ policy, strategy: wishes(), wrapSink: claiming(lasting) });
    expect(fatesOf(always, 2)).toEqual(['deferred', 'refused']);
    const asked = requestsOf(always).filter((request) => request.endsWith('preOpen:entry:BTC-USDT:2'));
    expect(asked).toHaveLength(3);
    expect(always.final.positions).toMatchObject([{ positionQty: 2 }]);
  });

  test('every part of an entry in parts goes the same way', () => {
    const record = run({
      policy: withBrakes(uncapped, PRE_OPEN),
      strategy: scripted({ 0: [buy(3)] }),
      sizing: [
        { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } },
        { name: 'tranches', params: { count: 3, by: 'time', waitMs: HOUR_MS, stepRatio: 0.005 } },
      ],
    });
    expect(requestsOf(record).filter((request) => /preOpen|entry/.test(request))).toEqual([
      'queryPositions preOpen:entry:BTC-USDT:1',
      'placeOrder entry:BTC-USDT:1',
      'queryPositions preOpen:entry:BTC-USDT:1.2',
      'placeOrder entry:BTC-USDT:1.2',
      'queryPositions preOpen:entry:BTC-USDT:1.3',
      'placeOrder entry:BTC-USDT:1.3',
    ]);
    expect(record.final.positions).toMatchObject([{ positionQty: 3 }]);
  });

  test.each([
    [
      'an exit',
      { strategy: scripted({ 0: [buy(1), { kind: 'exit', symbol: 'BTC-USDT' }] }) },
      /the strategy exits/,
    ],
    [
      'the operator',
      { latency: slowLatency(), drainMs: TAPE_FROM_MS + 10_000, strategy: scripted({ 0: [buy(1)] }) },
      /entries are taken back/,
    ],
    [
      'a lost connection',
      { latency: slowLatency(), faults: [disconnectAt('F1', TAPE_FROM_MS + 5_000, 60_000)] },
      /the connection is down/,
    ],
  ] as [string, Partial<RunOptions>, RegExp][])('%s drops what waits', (_name, options, reason) => {
    const record = run({ ...options, policy: withBrakes(uncapped, PRE_OPEN) });
    expect(requestsOf(record).filter((request) => request.startsWith('placeOrder'))).toEqual([]);
    const last = decisionsOf(record).find(({ kind, wishOrdinal }) => kind === 'refused' && wishOrdinal === 1);
    expect(last?.reason).toMatch(reason);
  });
});

/** Half a minute each way. */
function slowLatency(): NonNullable<RunOptions['latency']> {
  const delay = { minMs: 30_000, meanMs: 30_000 };
  return { command: delay, reply: delay, event: delay };
}

describe('preflight', () => {
  const wrong = (settings: Partial<AccountSettings>) =>
    run({ policy: withBrakes(uncapped, PREFLIGHT), account: settings });

  test('a wish made before the answer waits for it', () => {
    const record = run({ policy: withBrakes(uncapped, PREFLIGHT) });
    expect(requestsOf(record).slice(0, 2)).toEqual(['queryAccount preflight', 'placeOrder entry:BTC-USDT:1']);
    expect(decisionsOf(record).slice(0, 3)).toMatchObject([
      { kind: 'deferred', rule: 'preflight' },
      { kind: 'preflightPassed' },
      { kind: 'approved', wishOrdinal: 1 },
    ]);
  });

  test.each([
    ['a key that may withdraw', { permissions: ['read', 'trade', 'withdraw'] }, /may withdraw/],
    ['a key that may not trade', { permissions: ['read'] }, /may not trade/],
    ['the other position mode', { positionMode: 'hedge' }, /hedge mode, and net is configured/],
  ] as [string, Partial<AccountSettings>, RegExp][])(
    'refuses to start with %s',
    (_name, settings, reason) => {
      const record = wrong(settings);
      const halt = decisionsOf(record).find(({ kind }) => kind === 'halt');
      expect(halt).toMatchObject({ rule: 'preflight', stateBefore: 'active', stateAfter: 'halted' });
      expect(halt!.reason).toMatch(reason);
      expect(record.final.tradingState).toBe('halted');
      expect(requestsOf(record)).toEqual(['queryAccount preflight']);
    },
  );

  test('off: trades on the same account', () => {
    const record = run({ policy: uncapped, account: { permissions: ['read', 'trade', 'withdraw'] } });
    expect(record.final.positions).toMatchObject([{ positionQty: 4 }]);
  });

  test('another leverage than the configured one refuses to start', () => {
    const record = run({
      policy: withBrakes(uncapped, PREFLIGHT),
      account: { leverage: { 'BTC-USDT': 10 } },
    });
    expect(decisionsOf(record).find(({ kind }) => kind === 'halt')).toMatchObject({
      rule: 'preflight',
      actual: 10,
      limit: 5,
      unit: 'multiple',
    });
  });

  test('no IP allow-list is told, and nothing more', () => {
    const record = wrong({ hasIpAllowList: false });
    const alerts = decisionsOf(record).filter(({ kind }) => kind === 'alert');
    expect(alerts).toMatchObject([{ rule: 'preflight', stateAfter: 'active' }]);
    expect(record.final.positions).toMatchObject([{ positionQty: 4 }]);
  });

  test('an operator resets it and the account is looked at again', () => {
    const record = run({
      policy: withBrakes(uncapped, PREFLIGHT),
      account: { positionMode: 'hedge' },
      operator: [{ rule: 'preflight', atMs: TAPE_FROM_MS + 2 * HOUR_MS }],
      strategy: scripted({ 0: [buy(1)], 3: [buy(1)] }),
    });
    expect(requestsOf(record)).toEqual(['queryAccount preflight', 'queryAccount preflight']);
    expect(decisionsOf(record).map(({ kind }) => kind)).toEqual([
      'deferred',
      'halt',
      'refused',
      'operatorReset',
      'halt',
      'refused',
    ]);
  });

  test('no answer is asked for again, then it halts', () => {
    const record = run({
      policy: withBrakes(allBrakes('reconcileOnReconnect'), PREFLIGHT),
      wrapExchange: deafTo(({ kind }) => kind === 'queryAccount'),
    });
    expect(requestsOf(record)).toEqual(Array(3).fill('queryAccount preflight'));
    const halt = decisionsOf(record).find(({ kind }) => kind === 'halt');
    expect(halt).toMatchObject({ rule: 'preflight', actual: 3, limit: 3, unit: 'count' });
    // Ten seconds each, and one and two seconds with up to a quarter more between them.
    expect(halt!.atMs - TAPE_FROM_MS).toBeGreaterThanOrEqual(33_000);
    expect(halt!.atMs - TAPE_FROM_MS).toBeLessThanOrEqual(33_750);
  });
});

describe('rateLimit', () => {
  const slow = { rateLimit: { burstCount: 1, perSecond: 1, staleMs: 10_000 } };
  const many = () => scripted({ 0: [buy(1), buy(1), buy(1)], 4: [{ kind: 'exit', symbol: 'BTC-USDT' }] });

  test('entries wait for their turn, and no second holds two requests', () => {
    const record = run({ policy: withBrakes(uncapped, slow), strategy: many() });
    const timesMs = record.journal.flatMap((entry) => (entry.kind === 'request' ? [entry.atMs] : []));
    for (const [place, timeMs] of timesMs.slice(1).entries())
      expect(timeMs - timesMs[place]!).toBeGreaterThanOrEqual(1_000);
    expect(decisionsOf(record).some(({ kind, rule }) => kind === 'deferred' && rule === 'rateLimit')).toBe(
      true,
    );
    const open = run({ policy: uncapped, strategy: many() });
    const atOnceMs = open.journal.flatMap((entry) => (entry.kind === 'request' ? [entry.atMs] : []));
    expect(atOnceMs.filter((timeMs) => timeMs === atOnceMs[0])).toHaveLength(3);
  });

  test('the stop of the first goes before the entries that wait', () => {
    const record = run({ policy: withBrakes(uncapped, slow), strategy: many() });
    const placed = requestsOf(record).filter((request) => request.startsWith('placeOrder'));
    expect(placed.slice(0, 3)).toEqual([
      'placeOrder entry:BTC-USDT:1',
      'placeOrder stop:BTC-USDT:1',
      'placeOrder entry:BTC-USDT:2',
    ]);
  });

  test('what waits keeps its reservation: the cap counts it', () => {
    const policy = withBrakes(allBrakes('perOrderCap', 'riskPerTrade'), slow);
    const record = run({ policy, strategy: scripted({ 0: [buy(6), buy(3), buy(3)] }) });
    const decided = decisionsOf(record).filter(
      ({ kind, wishOrdinal }) => wishOrdinal !== null && (kind === 'approved' || kind === 'refused'),
    );
    expect(decided).toMatchObject([
      { kind: 'approved' },
      { kind: 'approved' },
      { kind: 'refused', rule: 'maxPosition' },
    ]);
  });

  test('an entry that has waited too long is dropped, and said so', () => {
    const stale = { rateLimit: { burstCount: 1, perSecond: 0.05, staleMs: 10_000 } };
    const record = run({ policy: withBrakes(uncapped, stale), strategy: scripted({ 0: [buy(1), buy(1)] }) });
    const dropped = decisionsOf(record).filter(
      ({ kind, rule }) => kind === 'orderGivenUp' && rule === 'rateLimit',
    );
    expect(dropped).toMatchObject([{ orderKey: 'entry:BTC-USDT:2', limit: 10_000, unit: 'ms' }]);
    expect(dropped[0]!.actual).toBeGreaterThan(10_000);
    expect(requestsOf(record)).not.toContain('placeOrder entry:BTC-USDT:2');
    expect(record.final.unsettledOrders).toEqual([]);
  });

  test("the operator's stop takes back what waits without a word to the venue", () => {
    const idle = { rateLimit: { burstCount: 1, perSecond: 0.1, staleMs: HOUR_MS } };
    const record = run({
      policy: withBrakes(uncapped, idle),
      strategy: scripted({ 0: [buy(1), buy(1)] }),
      drainMs: TAPE_FROM_MS + 5_000,
    });
    expect(requestsOf(record)).not.toContain('placeOrder entry:BTC-USDT:2');
    expect(requestsOf(record)).not.toContain('cancelOrder cancel:entry:BTC-USDT:2');
    expect(decisionsOf(record).find(({ kind }) => kind === 'orderGivenUp')).toMatchObject({
      orderKey: 'entry:BTC-USDT:2',
      reason: 'Taken back before it was sent.',
    });
  });

  test('the wait for an answer begins when a request has really gone out', () => {
    const policy = withBrakes(uncapped, { rateLimit: { burstCount: 1, perSecond: 0.2, staleMs: HOUR_MS } });
    const record = run({
      policy,
      strategy: scripted({ 0: [buy(1), buy(1)] }),
      wrapExchange: deafTo(({ key }) => key === 'entry:BTC-USDT:2'),
    });
    const sentMs = record.journal.find(
      (entry) => entry.kind === 'request' && entry.request.key === 'entry:BTC-USDT:2',
    )!.atMs;
    const unknown = decisionsOf(record).find(({ kind }) => kind === 'orderUnknown');
    expect(sentMs - TAPE_FROM_MS).toBeGreaterThanOrEqual(5_000);
    expect(unknown!.atMs - sentMs).toBe(10_000);
  });
});
