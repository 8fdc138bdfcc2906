import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import { fillsOf } from '../../src/report/facts/orders.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { tradesOf } from '../../src/stress/trades.ts';
import { generic } from '../../src/venue/profiles/generic.ts';
import type { VenueProfile } from '../../src/venue/profiles/profile.ts';
import {
  CALM,
  decisionsOf,
  enter,
  exit,
  FALL,
  RISE,
  requestsOf,
  runExits as run,
} from '../support/exitWorld.ts';
import { type BarRow, HOUR_MS } from '../support/makeTape.ts';
import { NO_BRAKES, onEvent } from '../support/runTape.ts';

/** A venue that lacks something. */
function without(capabilities: Partial<VenueProfile['capabilities']>): VenueProfile {
  return { ...generic, capabilities: { ...generic.capabilities, ...capabilities } };
}

const PLAIN = without({ orderTypes: ['market', 'limit', 'stopMarket'], amend: null, attachesStops: false });

const restOf = ({ final }: RunRecord) => ({ positions: final.positions, liveOrders: final.liveOrders });

describe('a target at the venue', () => {
  // The ask is 100.005, the stop 5 % below and the target 10 % above; each a tick on the side that triggers sooner.
  test.each([
    ['long', 'buy', RISE, 110, 109.995],
    // The bid is 99.995: 89.9955.
    ['short', 'sell', FALL, 90, 90.005],
  ] as const)('takes the profit of a %s, and its stop goes', (_name, side, bars, triggerPrice, price) => {
    const record = run(bars, { 0: [enter(side, 2)] });
    const [placed] = requestsOf(record, 'placeOrder').filter(({ key }) => key.startsWith('takeProfit:'));
    expect(placed!.order).toMatchObject({
      type: 'takeProfitMarket',
      side: side === 'buy' ? 'sell' : 'buy',
      qty: 2,
      reduceOnly: true,
      triggerPrice,
    });
    const fills = fillsOf(record);
    expect(fills.map(({ cause }) => cause)).toEqual(['entry', 'takeProfit']);
    expect(fills[1]!.fill.price).toBeCloseTo(price, 9);
    expect(tradesOf(record)).toMatchObject([{ exitCause: 'takeProfit' }]);
    expect(restOf(record)).toEqual({ positions: [], liveOrders: [] });
    expect(decisionsOf(record, 'targetPlaced')).toHaveLength(1);
  });

  test('goes when the stop has closed the position', () => {
    const record = run(FALL, { 0: [enter('buy', 2)] });
    expect(fillsOf(record).map(({ cause }) => cause)).toEqual(['entry', 'stop']);
    expect(restOf(record)).toEqual({ positions: [], liveOrders: [] });
    expect(decisionsOf(record, 'targetFailed')).toEqual([]);
  });

  test('goes when the strategy exits', () => {
    const record = run([CALM, CALM, CALM, CALM], { 0: [enter('buy', 2)], 2: [exit] });
    expect(fillsOf(record).map(({ cause }) => cause)).toEqual(['entry', 'exit']);
    expect(restOf(record)).toEqual({ positions: [], liveOrders: [] });
  });

  test('follows a partial close by an amend, and takes what is left', () => {
    const record = run(RISE, { 0: [enter('buy', 2)], 1: [{ ...exit, qty: 0.5 } as Intent] });
    expect(requestsOf(record, 'amendOrder').map(({ changes }) => changes)).toEqual([
      { qty: 1.5, limitPrice: null, triggerPrice: null },
    ]);
    expect(decisionsOf(record, 'targetResized')).toMatchObject([{ wantedQty: 2, qty: 1.5 }]);
    expect(fillsOf(record).map(({ cause, fill }) => [cause, fill.qty])).toEqual([
      ['entry', 2],
      ['exit', 0.5],
      ['takeProfit', 1.5],
    ]);
    expect(restOf(record)).toEqual({ positions: [], liveOrders: [] });
  });

  test('follows it by a new order where none can be amended', () => {
    const profile = without({ amend: null });
    const record = run(
      [CALM, CALM, CALM, CALM],
      { 0: [enter('buy', 2)], 1: [{ ...exit, qty: 0.5 } as Intent] },
      { profile },
    );
    expect(requestsOf(record, 'amendOrder')).toEqual([]);
    const targets = record.final.liveOrders.filter(({ type }) => type === 'takeProfitMarket');
    expect(targets).toMatchObject([{ qty: 1.5, triggerPrice: 110 }]);
  });

  test('grows with the position, at the nearer of two prices', () => {
    const near = enter('buy', 1, { takeProfit: { kind: 'fixedPrice', price: 107 } });
    const record = run([CALM, CALM, CALM, CALM], { 0: [enter('buy', 2)], 1: [near] });
    const targets = record.final.liveOrders.filter(({ type }) => type === 'takeProfitMarket');
    expect(targets).toMatchObject([{ qty: 3, triggerPrice: 107 }]);
    const far = enter('buy', 1, { takeProfit: { kind: 'fixedPrice', price: 150 } });
    const again = run([CALM, CALM, CALM, CALM], { 0: [enter('buy', 2)], 1: [far] });
    expect(again.final.liveOrders.filter(({ type }) => type === 'takeProfitMarket')).toMatchObject([
      { qty: 3, triggerPrice: 110 },
    ]);
    expect(requestsOf(again, 'amendOrder')).toHaveLength(1);
  });

  test('a position that is turned round keeps no target of the other side', () => {
    const record = run([CALM, CALM, CALM, CALM], {
      0: [enter('buy', 2)],
      1: [{ ...enter('sell', 5), takeProfit: undefined } as unknown as Intent],
    });
    expect(record.final.positions).toMatchObject([{ positionQty: -3 }]);
    expect(record.final.liveOrders).toMatchObject([{ type: 'stopMarket', side: 'buy', qty: 3 }]);
  });

  test('is placed in parts for what has filled, and is never for more', () => {
    // A tenth of 20 an hour: the limit fills in parts.
    const thin: BarRow = [100, 100.5, 99.5, 100, 20];
    const record = run([thin, thin, thin, CALM, CALM], { 0: [enter('buy', 7, { limitPrice: 99.9 })] });
    expect(fillsOf(record).length).toBeGreaterThan(2);
    const live = record.final.liveOrders.map(({ type, qty }) => `${type} ${qty}`).sort();
    expect(live).toEqual(['stopMarket 7', 'takeProfitMarket 7']);
  });
});

describe('a target that is lost', () => {
  test('is placed anew at the next look, and nothing is closed for it', () => {
    const faults = [onEvent('F1', 'silentStop', 'order.accepted', 2, HOUR_MS / 2)];
    const record = run([CALM, CALM, CALM, CALM], { 0: [enter('buy', 2)] }, { faults });
    expect(record.firings).toHaveLength(1);
    expect(decisionsOf(record, 'targetFailed')).toMatchObject([
      { reason: expect.stringContaining('not live') },
    ]);
    expect(decisionsOf(record, 'targetRepaired')).toHaveLength(1);
    expect(decisionsOf(record, 'emergencyClose')).toEqual([]);
    expect(record.final.liveOrders.filter(({ type }) => type === 'takeProfitMarket')).toMatchObject([
      { qty: 2, triggerPrice: 110 },
    ]);
  });

  test('and is past by then: the position is closed at market', () => {
    const faults = [onEvent('F1', 'silentStop', 'order.accepted', 2, HOUR_MS / 2)];
    // Half an hour into the rise, 107.5: what was to be at 110 is gone when the price comes there, and the look at the close finds it past.
    const bars: BarRow[] = [
      [100, 115, 100, 115, 1_000_000],
      [115, 115, 114, 115, 1_000_000],
      [115, 115, 114, 115, 1_000_000],
    ];
    const record = run(bars, { 0: [enter('buy', 2)] }, { faults });
    expect(fillsOf(record).map(({ cause }) => cause)).toEqual(['entry', 'localTakeProfit']);
    expect(restOf(record)).toEqual({ positions: [], liveOrders: [] });
  });
});

describe('the form on the side of the client', () => {
  test.each([
    ['a venue without such orders', { profile: PLAIN }],
    ['a spot account, where the stop locks the base', { terms: { kind: 'spot' }, leverage: 1 }],
  ] as const)('%s: the marks are watched', (_name, more) => {
    const record = run(RISE, { 0: [enter('buy', 2)] }, more);
    expect(requestsOf(record, 'placeOrder').map(({ order }) => order!.type)).not.toContain(
      'takeProfitMarket',
    );
    expect(fillsOf(record).map(({ cause }) => cause)).toEqual(['entry', 'localTakeProfit']);
    // Seen at the first mark beyond 110.0055, a minute apart on an hour of twelve.
    expect(fillsOf(record)[1]!.fill.price).toBeGreaterThan(109.9);
    expect(fillsOf(record)[1]!.fill.price).toBeLessThan(111);
    expect(decisionsOf(record, 'localTakeProfit')).toMatchObject([{ unit: 'quote', qty: 2 }]);
    expect(restOf(record)).toEqual({ positions: [], liveOrders: [] });
  });

  test('a venue that says that it has them and refuses them is not asked again', () => {
    const record = run(RISE, { 0: [enter('buy', 2)] }, { profile: PLAIN, abilities: generic.capabilities });
    expect(
      requestsOf(record, 'placeOrder').filter(({ order }) => order!.type === 'takeProfitMarket'),
    ).toHaveLength(1);
    expect(decisionsOf(record, 'targetFailed')).toHaveLength(1);
    expect(fillsOf(record).map(({ cause }) => cause)).toEqual(['entry', 'localTakeProfit']);
  });

  test('a target gives its place to a stop that the venue has none for', () => {
    const profile = { ...generic, stopQuota: 1 };
    const record = run(RISE, { 0: [enter('buy', 2)] }, { profile });
    expect(fillsOf(record).map(({ cause }) => cause)).toEqual(['entry', 'localTakeProfit']);
    expect(record.protection.filter(({ status }) => status === 'naked')).toEqual([]);
  });

  test('a market that has nothing for the target at first gives it up no sooner than any close', () => {
    const nothing: BarRow = [112, 112.5, 111.5, 112, 0];
    const bars: BarRow[] = [
      CALM,
      CALM,
      [100, 100, 100, 100, 1_000_000],
      nothing,
      [112, 112.5, 111.5, 112, 1_000_000],
    ];
    const record = run(bars, { 0: [enter('buy', 2)] });
    expect(fillsOf(record).map(({ cause }) => cause)).toEqual(['entry', 'localTakeProfit']);
    const keys = requestsOf(record, 'placeOrder').map(({ key }) => key);
    expect(keys.filter((key) => key.startsWith('takeProfit:')).length).toBeLessThanOrEqual(2);
    // Every half minute of that hour, as any close that must be.
    expect(keys.length).toBeLessThan(125);
    const naive = run(bars, { 0: [enter('buy', 2)] }, { policy: NO_BRAKES });
    expect(requestsOf(naive, 'placeOrder').length).toBeLessThan(8);
  });
});
