import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { SessionLike } from '../../src/engine/session.ts';
import { fillsOf } from '../../src/report/facts/orders.ts';
import { stopsAskedFor } from '../../src/report/facts/stops.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { type InvariantName, invariants } from '../../src/stress/invariants/index.ts';
import type { ExchangeSink } from '../../src/venue/exchange.ts';
import { generic } from '../../src/venue/profiles/generic.ts';
import {
  CALM,
  decisionsOf,
  enter,
  exit,
  FALL,
  RISE,
  requestsOf,
  runExits,
  UNCAPPED,
} from '../support/exitWorld.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, onEvent, runTape, withBrakes } from '../support/runTape.ts';
import { scripted } from '../support/scripted.ts';

const QUIET = [CALM, CALM, CALM, CALM];
const separate = UNCAPPED;
const policy = withBrakes(separate, { attachStop: {} });
const run: typeof runExits = (bars, wishes, more) => runExits(bars, wishes, { policy, ...more });

const placedBy = (record: RunRecord) => requestsOf(record, 'placeOrder');
const liveOf = ({ final }: RunRecord) =>
  final.liveOrders
    .map(({ type, side, qty, triggerPrice }) => `${type} ${side} ${qty} at ${triggerPrice}`)
    .sort();
const unprotectedMs = (record: RunRecord) =>
  record.protection.reduce(
    (sum, { status, fromMs, toMs }) => sum + (status === 'protected' ? 0 : toMs - fromMs),
    0,
  );

describe('an entry that carries its exits', () => {
  test.each([
    ['generic', 'buy', ['stopMarket sell 2 at 95.01', 'takeProfitMarket sell 2 at 110']],
    ['okx', 'sell', ['stopMarket buy 2 at 104.99', 'takeProfitMarket buy 2 at 90']],
    ['hyperliquid', 'buy', ['stopMarket sell 2 at 95.01', 'takeProfitMarket sell 2 at 110']],
  ] as const)(
    '%s: what is filled is protected in the same moment, and without the brake it is not',
    (profile, side, exits) => {
      const wishes = { 0: [enter(side, 2)] };
      const attached = run(QUIET, wishes, { profile });
      const placed = run(QUIET, wishes, { profile, policy: separate });
      expect(unprotectedMs(attached)).toBe(0);
      expect(attached.protection).not.toEqual([]);
      // Of three delays of 20 ms and more: the fill is heard of, and the stop goes out.
      expect(unprotectedMs(placed)).toBeGreaterThan(40);
      // They are the same orders.
      expect(liveOf(attached)).toEqual(exits);
      expect(liveOf(placed)).toEqual(exits);
      expect(placedBy(attached).map(({ key }) => key.split(':')[0])).toEqual(['entry']);
      expect(decisionsOf(attached, 'exitsAttached')).toMatchObject([{ rule: 'attachStop' }]);
      expect(decisionsOf(attached, 'stopVerified')).toHaveLength(1);
      expect(decisionsOf(attached, 'targetPlaced')).toHaveLength(1);
      expect(decisionsOf(attached, 'stopFailed')).toEqual([]);
    },
  );

  test.each([
    ['binance, which attaches none', { profile: 'binance' }],
    ['a spot account', { terms: { kind: 'spot' }, leverage: 1 }],
    [
      'a client without ids',
      {
        policy: withBrakes(
          allBrakes(
            'perOrderCap',
            'maxPosition',
            'riskPerTrade',
            'totalExposureCap',
            'flipGuard',
            'clientOrderId',
          ),
          { attachStop: {} },
        ),
      },
    ],
  ] as const)('%s: the stop follows the fill', (_name, more) => {
    const record = run(QUIET, { 0: [enter('buy', 2)] }, more);
    expect(decisionsOf(record, 'exitsAttached')).toEqual([]);
    expect(liveOf(record)).toContain('stopMarket sell 2 at 95.01');
    expect(unprotectedMs(record)).toBeGreaterThan(0);
  });

  test('a venue that says that it attaches and does not: the entry goes without, and the next at once', () => {
    const profile = { ...generic, capabilities: { ...generic.capabilities, attachesStops: false } };
    const record = run(
      QUIET,
      { 0: [enter('buy', 2)], 1: [enter('buy', 1)] },
      { profile, abilities: generic.capabilities },
    );
    expect(decisionsOf(record, 'exitsDetached')).toHaveLength(1);
    expect(placedBy(record).filter(({ order }) => order!.bracket !== undefined)).toHaveLength(1);
    expect(record.final.positions).toMatchObject([{ positionQty: 3 }]);
    expect(liveOf(record)).toContain('stopMarket sell 3 at 95.01');
    expect(fillsOf(record).map(({ fill }) => fill.qty)).toEqual([2, 1]);
  });

  test.each([
    ['the target', RISE, 'takeProfit'],
    ['the stop', FALL, 'stop'],
  ] as const)(
    '%s closes what it carries, and nothing is placed in place of its twin',
    (_name, bars, cause) => {
      const record = run(bars, { 0: [enter('buy', 2)] });
      expect(fillsOf(record).map((fill) => fill.cause)).toEqual(['entry', cause]);
      expect(record.final.positions).toEqual([]);
      expect(record.final.liveOrders).toEqual([]);
      expect(placedBy(record)).toHaveLength(1);
      for (const kind of ['stopFailed', 'targetFailed', 'alert'])
        expect(decisionsOf(record, kind), kind).toEqual([]);
    },
  );

  test('a trailing stop leaves its place in the bracket to a new one', () => {
    const trailing = enter('buy', 2, { stop: { kind: 'atrTrail', multiple: 2, barCount: 2 } });
    const bars: BarRow[] = [
      CALM,
      [100, 104, 100, 104, 1_000_000],
      [104, 106, 103, 106, 1_000_000],
      [106, 106.5, 105.5, 106, 1_000_000],
    ];
    const record = runTape({
      tape: makeTape({ lookback: [CALM, CALM, CALM], bars }),
      strategy: scripted({ 0: [trailing] }),
      policy,
    });
    expect(decisionsOf(record, 'stopMoved').length).toBeGreaterThan(0);
    expect(record.final.liveOrders.filter(({ type }) => type === 'stopMarket')).toHaveLength(1);
    expect(record.final.liveOrders.filter(({ type }) => type === 'takeProfitMarket')).toMatchObject([
      { qty: 2 },
    ]);
    expect(unprotectedMs(record)).toBe(0);
  });

  test('an entry that fills in parts has its exits grow with it', () => {
    const thin: BarRow = [100, 100.5, 99.5, 100, 20];
    const record = run([thin, thin, thin, thin, thin, CALM], { 0: [enter('buy', 7, { limitPrice: 99.9 })] });
    expect(fillsOf(record).length).toBeGreaterThan(2);
    expect(liveOf(record)).toEqual(['stopMarket sell 7 at 94.91', 'takeProfitMarket sell 7 at 109.89']);
    expect(unprotectedMs(record)).toBe(0);
    expect(placedBy(record)).toHaveLength(1);
  });

  test('exits that come back after they were replaced are taken up, and nothing is left of them', () => {
    // After the first part the stop is moved by hand of a second entry: both exits of the first are replaced, and it goes on to fill.
    const thin: BarRow = [100, 100.5, 99.5, 100, 20];
    const near = enter('buy', 1, {
      stop: { kind: 'fixedPrice', price: 97 },
      takeProfit: { kind: 'fixedPrice', price: 105 },
    });
    const record = run([thin, CALM, thin, thin, thin, CALM, CALM], {
      0: [enter('buy', 7, { limitPrice: 99.9 })],
      1: [near],
      6: [exit],
    });
    const { positions, liveOrders } = record.final;
    expect(positions).toEqual([]);
    expect(liveOrders).toEqual([]);
    const before = run([thin, CALM, thin, thin, thin, CALM, CALM], {
      0: [enter('buy', 7, { limitPrice: 99.9 })],
      1: [near],
    });
    expect(liveOf(before)).toEqual(['stopMarket sell 8 at 97', 'takeProfitMarket sell 8 at 105']);
  });

  test('an entry against the position carries none that stay', () => {
    const record = run(QUIET, { 0: [enter('buy', 3)], 1: [enter('sell', 1)] });
    expect(record.final.positions).toMatchObject([{ positionQty: 2 }]);
    const sides = new Set(record.final.liveOrders.map(({ side }) => side));
    expect([...sides]).toEqual(['sell']);
    const turned = run(QUIET, { 0: [enter('buy', 1)], 1: [enter('sell', 3)] });
    expect(turned.final.positions).toMatchObject([{ positionQty: -2 }]);
    expect([...new Set(turned.final.liveOrders.map(({ side }) => side))]).toEqual(['buy']);
  });
});

describe('what goes wrong with it', () => {
  test('a stop that the venue drops is found by its verification and placed anew', () => {
    const faults = [onEvent('F1', 'silentStop', 'stop.accepted', 1, 500)];
    const record = run(FALL, { 0: [enter('buy', 2)] }, { faults });
    expect(record.firings).toHaveLength(1);
    expect(decisionsOf(record, 'stopFailed')).toMatchObject([{ rule: 'verifyStop' }]);
    expect(decisionsOf(record, 'stopRepaired')).toHaveLength(1);
    expect(unprotectedMs(record)).toBeLessThan(3_000);
    expect(stopsAskedFor(record)).toMatchObject([
      {
        key: 'entry:BTC-USDT:1:stopLoss:2',
        qty: 2,
        verifiedMs: null,
        noticedBy: 'verifyStop',
        ending: 'failed: orderFailed',
      },
      { key: expect.stringMatching(/^stop:/), verifiedMs: expect.any(Number), ending: 'filled' },
    ]);
    expect(fillsOf(record).map(({ cause }) => cause)).toEqual(['entry', 'stop']);
    expect(record.final.liveOrders).toEqual([]);
  });

  test('exits of which nobody has told are looked for, and are there', () => {
    const wrapSink = (sink: ExchangeSink): ExchangeSink => ({
      ...sink,
      stream: (accountId, event, key) => {
        if (event.kind === 'orderUpdate' && event.reason === 'bracketOpened') return;
        sink.stream(accountId, event, key);
      },
    });
    const record = run(QUIET, { 0: [enter('buy', 2)] }, { wrapSink });
    const [looked] = decisionsOf(record, 'stopPlaced');
    // Two seconds after the fill was heard of.
    expect(looked!.atMs - TAPE_FROM_MS).toBeGreaterThan(2_000);
    expect(looked!.atMs - TAPE_FROM_MS).toBeLessThan(3_500);
    expect(liveOf(record)).toEqual(['stopMarket sell 2 at 95.01', 'takeProfitMarket sell 2 at 110']);
    expect(placedBy(record)).toHaveLength(1);
    expect(unprotectedMs(record)).toBe(0);
  });

  const faults = {
    'the entry is accepted and the answer lost': [
      onEvent('F1', 'timeoutAccepted', 'entry.sent', 1, 0, { silentMs: 3_000 }),
    ],
    'the entry is lost on the way': [onEvent('F1', 'timeoutLost', 'entry.sent', 1)],
    'the fill of the entry is told twice': [onEvent('F1', 'duplicateFill', 'fill.increasing', 1)],
    'the line is down between the entry and its exits': [disconnectAt('F1', TAPE_FROM_MS + 60, 20_000)],
    'the line is down for the first close': [disconnectAt('F1', TAPE_FROM_MS + 20, 2 * HOUR_MS)],
  };

  test.each(Object.entries(faults))('%s: one position, one stop, one target', (_name, schedule) => {
    const record = run(QUIET, { 0: [enter('buy', 2)] }, { faults: schedule });
    expect(record.firings.length).toBeGreaterThan(0);
    expect(record.final.positions).toMatchObject([{ positionQty: 2 }]);
    expect(liveOf(record)).toEqual(['stopMarket sell 2 at 95.01', 'takeProfitMarket sell 2 at 110']);
    expect(unprotectedMs(record)).toBe(0);
  });
});

const BOUNDS: Partial<Record<InvariantName, Readonly<Record<string, unknown>>>> = {
  positionCap: { limitRatio: 0.6 },
  protected: { withinMs: 60_000 },
  standDown: { withinBars: 1, graceMs: 1_000 },
  converges: { inFlightMs: 50_000 },
};

/** Everything that must be true of a run, and that belief knows exactly what is live. */
function wrongs(record: RunRecord, session: SessionLike): string[] {
  const found: string[] = [];
  for (const name of Object.keys(invariants) as InvariantName[]) {
    const { judge, params } = invariants[name];
    const bounds = withDefaults(params as never, (BOUNDS[name] ?? {}) as never);
    for (const { message } of judge(record, bounds as never).violations) found.push(`${name}: ${message}`);
  }
  const known = session.belief.openOrders.map(({ venueOrderId }) => venueOrderId).sort();
  const live = record.final.liveOrders.map(({ venueOrderId }) => venueOrderId).sort();
  if (JSON.stringify(known) !== JSON.stringify(live))
    found.push(`orders: ${known} are believed in, ${live} are live`);
  for (const entry of record.journal) {
    if (entry.kind !== 'truth' || entry.event.kind !== 'fill') continue;
    const { positionQtyBefore, positionQtyAfter, fill } = entry.event;
    if (positionQtyBefore * positionQtyAfter < -1e-9 && !entry.event.fill.clientOrderId?.length)
      found.push(`a position was turned by ${fill.tradeId}`);
  }
  const targets = record.final.liveOrders.filter(({ type }) => type === 'takeProfitMarket');
  const heldQty = record.final.positions[0]?.positionQty ?? 0;
  if (targets.reduce((sum, { qty }) => sum + qty, 0) > Math.abs(heldQty) + 1e-9)
    found.push('a target is for more than is held');
  return found;
}

const MINUTE = 60_000;
const side = fc.constantFrom('buy' as const, 'sell' as const);
const wish: fc.Arbitrary<Intent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('enter' as const),
      symbol: fc.constant('BTC-USDT'),
      side,
      qty: fc.constantFrom(1, 4, 9),
      stop: fc.constantFrom(
        { kind: 'fixedRatio' as const, distanceRatio: 0.02 },
        { kind: 'atrTrail' as const, multiple: 3, barCount: 2 },
      ),
      takeProfit: fc.constantFrom<Extract<Intent, { kind: 'enter' }>['takeProfit'] & object>(
        { kind: 'fixedRatio', distanceRatio: 0.01 },
        { kind: 'fixedRatio', distanceRatio: 0.03 },
        { kind: 'riskMultiple', multiple: 1 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Intent>(exit, { ...exit, qty: 2 } as Intent) },
);
const world = fc.record({
  moves: fc.array(fc.constantFrom(-0.02, -0.008, 0, 0.004, 0.011, 0.02), { minLength: 10, maxLength: 10 }),
  volume: fc.constantFrom(60, 1_000_000),
  wishes: fc.dictionary(
    fc.constantFrom('0', '1', '2', '3', '4', '5'),
    fc.array(wish, { minLength: 1, maxLength: 2 }),
    { minKeys: 1 },
  ),
  faults: fc.uniqueArray(
    fc.constantFrom(
      onEvent('F1', 'silentStop', 'stop.accepted', 1, 500),
      onEvent('F2', 'silentStop', 'order.accepted', 3, 20_000),
      onEvent('F3', 'duplicateFill', 'fill', 2),
      onEvent('F4', 'timeoutAccepted', 'entry.sent', 1, 0, { silentMs: 3_000 }),
      onEvent('F5', 'timeoutLost', 'order.sent', 2),
      disconnectAt('F6', TAPE_FROM_MS + 60, 20_000),
      disconnectAt('F7', TAPE_FROM_MS + 2 * MINUTE + 10, 40_000),
    ),
    { selector: ({ id }) => id, maxLength: 3 },
  ),
  crash: fc.option(fc.integer({ min: 5, max: 60 })),
  profile: fc.constantFrom('generic', 'okx', 'binance', 'hyperliquid'),
  isAttached: fc.boolean(),
  seed: fc.nat(1_000),
});

describe('whatever the market does and the wire loses', () => {
  test('every invariant holds, and everything comes to rest', { timeout: 60_000 }, () => {
    let targetFills = 0;
    fc.assert(
      fc.property(world, ({ moves, volume, wishes, faults, crash, profile, isAttached, seed }) => {
        const sessions: SessionLike[] = [];
        // Where a bar has not enough for what must be closed, and while nobody lives, no bound of time holds.
        const isThin = volume < 1_000;
        let before = 100;
        const bars = [...moves, 0, 0, 0, 0].map((move): BarRow => {
          const open = before;
          before = Math.round(open * (1 + move) * 100) / 100;
          return [open, Math.max(open, before) + 0.1, Math.min(open, before) - 0.1, before, volume];
        });
        const calm: BarRow = [100, 100.1, 99.9, 100, 1_000_000];
        const record = runTape({
          tape: makeTape({ lookback: Array.from({ length: 6 }, () => calm), bars }, { intervalMs: MINUTE }),
          strategy: {
            warmupBars: 6,
            onBars(views, _account, submit) {
              const bar = Math.round((views.of('BTC-USDT').openTimeMs() - TAPE_FROM_MS) / MINUTE) + 1;
              for (const one of wishes[`${bar}`] ?? []) submit(one);
            },
          },
          policy: isAttached ? policy : separate,
          faults,
          profile,
          seed,
          healMs: TAPE_FROM_MS + 8 * MINUTE,
          drainMs: TAPE_FROM_MS + 10 * MINUTE,
          crashes: crash === null ? [] : [{ atItem: crash, restart: { afterMs: 5_000, withRecords: true } }],
          onSession: (session) => sessions.push(session),
        });
        targetFills += fillsOf(record).filter(
          ({ cause }) => cause === 'takeProfit' || cause === 'localTakeProfit',
        ).length;
        expect(
          wrongs(record, sessions.at(-1)!).filter(
            (wrong) => !(isThin || crash !== null) || !wrong.startsWith('protected'),
          ),
        ).toEqual([]);
      }),
      { numRuns: 100, seed: 7 },
    );
    expect(targetFills).toBeGreaterThan(10);
  });
});
