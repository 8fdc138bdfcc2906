/** A whole session on each kind of account: what its guardian has to do, and what it believes of its wallet. */
import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import { Belief } from '../../src/risk/belief.ts';
import { BLANK_DECISION } from '../../src/risk/decision.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { conservation } from '../../src/stress/invariants/conservation.ts';
import { haltAllowsExits } from '../../src/stress/invariants/haltAllowsExits.ts';
import { truthOf } from '../../src/stress/invariants/truthOf.ts';
import { type BarRow, HOUR_MS, makeInstrument, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, onEvent, type RunOptions, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const flat = (price: number, volume = 100_000): BarRow => [price, price + 0.5, price - 0.5, price, volume];
const DAY = Array.from({ length: 24 }, () => flat(100));
const EXIT: Intent = { kind: 'exit', symbol: 'BTC-USDT' };
const POLICY = allBrakes('perOrderCap');
const SPOT = { leverage: 1, terms: { kind: 'spot' } } as const;

function run(
  given: Partial<RunOptions> & { bars?: readonly BarRow[]; wishes?: Record<number, Intent[]> },
): RunRecord {
  const { bars = DAY, wishes = { 0: [buy(5)] }, ...options } = given;
  const tape = makeTape({ lookback: [flat(100)], bars });
  return runTape({ tape, strategy: scripted(wishes), policy: POLICY, ...options });
}

const conserved = (record: RunRecord) => conservation.judge(record, { toleranceRatio: 1e-9 }).violations;
const rejected = (record: RunRecord) =>
  truthOf(record).flatMap((event) => (event.kind === 'orderRejected' ? [event.reason] : []));
const orders = (record: RunRecord) =>
  truthOf(record).flatMap((event) => {
    if (event.kind === 'orderAccepted') return [`${event.requestKey.split(':')[0]} accepted`];
    if (event.kind === 'orderEnded') return [`${event.order.type} ${event.order.status}`];
    return [];
  });
const nakedMs = (record: RunRecord) =>
  record.protection
    .filter(({ status }) => status !== 'protected')
    .reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);

describe('on a spot account', () => {
  test('an exit first cancels the stop, waits for the answer, and only then sells', () => {
    const spot = run({ ...SPOT, wishes: { 0: [buy(5)], 5: [EXIT] } });
    expect(rejected(spot)).toEqual([]);
    expect(orders(spot)).toEqual([
      'entry accepted',
      'market filled',
      'stop accepted',
      'stopMarket cancelled',
      'exit accepted',
      'market filled',
    ]);
    expect(spot.final.positions).toEqual([]);
    expect(spot.final.balances).toMatchObject([{ asset: 'quote', lockedQty: 0 }]);
    expect(conserved(spot)).toEqual([]);
    // A perpetual sells under its stop; here the time between cancel and fill is a time without one, and counts.
    const perpetual = run({ leverage: 1, wishes: { 0: [buy(5)], 5: [EXIT] } });
    expect(orders(perpetual).slice(3)).toEqual(['exit accepted', 'market filled', 'stopMarket cancelled']);
    expect(nakedMs(spot)).toBeGreaterThan(nakedMs(perpetual));
  });

  test('a part of the position is sold and the rest has a stop again', () => {
    const record = run({ ...SPOT, wishes: { 0: [buy(5)], 5: [{ ...EXIT, qty: 2 } as Intent] } });
    expect(rejected(record)).toEqual([]);
    expect(record.final.positions).toMatchObject([{ positionQty: 3 }]);
    expect(record.final.liveOrders).toMatchObject([{ type: 'stopMarket', side: 'sell', qty: 3 }]);
    expect(record.protection.at(-1)!.status).toBe('protected');
  });

  test('a larger position gets its larger stop after the smaller one has gone', () => {
    const record = run({ ...SPOT, wishes: { 0: [buy(5)], 4: [buy(3)] } });
    expect(rejected(record)).toEqual([]);
    expect(record.final.liveOrders).toMatchObject([{ type: 'stopMarket', qty: 8 }]);
    expect(record.protection.at(-1)!.status).toBe('protected');
  });

  test('a trailing stop is moved by cancelling it first', () => {
    const bars = DAY.map((_row, hour) => flat(100 + 2 * hour));
    const trail = { ...buy(5), stop: { kind: 'chandelier', barCount: 3, multiple: 1 } } as Intent;
    const record = run({ ...SPOT, bars, wishes: { 5: [trail] } });
    const moves = record.journal.filter(
      (entry) => entry.kind === 'decision' && entry.decision.kind === 'stopMoved',
    );
    expect(moves.length).toBeGreaterThan(2);
    expect(rejected(record)).toEqual([]);
    expect(record.final.liveOrders).toHaveLength(1);
  });

  test('a close that the bar has no volume for gets its stop back until the next try', () => {
    const bars = DAY.map((_row, hour) => flat(100, hour >= 5 ? 20 : 100_000));
    const record = run({ ...SPOT, bars, wishes: { 0: [buy(5)], 5: [EXIT] } });
    expect(rejected(record)).toEqual([]);
    expect(record.final.positions).toEqual([]);
    expect(orders(record).filter((line) => line === 'stop accepted').length).toBeGreaterThan(1);
  });

  test('a stop that is gone in silence, or a lost connection, leaves no position without a stop in the end', () => {
    for (const faults of [
      [onEvent('F1', 'silentStop', 'stop.accepted', 1, 3.9 * HOUR_MS)],
      [disconnectAt('F1', TAPE_FROM_MS + 5 * HOUR_MS - 1, 30_000)],
    ]) {
      const record = run({ ...SPOT, wishes: { 0: [buy(5)], 5: [EXIT] }, faults });
      expect(record.final.positions).toEqual([]);
      expect(record.final.liveOrders).toEqual([]);
      expect(conserved(record)).toEqual([]);
    }
  });

  test('a halt lets an exit through that must wait for its stop to go, and still forbids to take a stop for nothing', () => {
    const record = run({ ...SPOT, wishes: { 0: [buy(5)], 5: [EXIT] }, drainMs: null });
    const halt = {
      kind: 'decision' as const,
      atMs: TAPE_FROM_MS + 4 * HOUR_MS,
      sessionId: 's1',
      decision: {
        ...BLANK_DECISION,
        ordinal: 1,
        atMs: TAPE_FROM_MS,
        kind: 'halt' as const,
        reason: 'a test',
      },
    };
    const stateAfter = 'halted' as const;
    const at = record.journal.findIndex(({ atMs }) => atMs >= halt.atMs);
    const journal: RunRecord['journal'] = [
      ...record.journal.slice(0, at),
      { ...halt, decision: { ...halt.decision, stateBefore: 'active', stateAfter } },
      ...record.journal
        .slice(at)
        .map((entry) =>
          entry.kind === 'decision' ? { ...entry, decision: { ...entry.decision, stateAfter } } : entry,
        ),
    ];
    const judge = (entries: RunRecord['journal']) =>
      haltAllowsExits
        .judge({ ...record, journal: entries }, { underWayMs: 60_000 })
        .violations.map(({ message }) => message);
    expect(judge(journal)).toEqual([]);
    const withoutExit = journal.filter(
      (entry) => entry.kind !== 'request' || !entry.request.key.startsWith('exit:'),
    );
    expect(judge(withoutExit).join()).toMatch(/took the stop/);
    expect(judge(withoutExit).join()).toMatch(/nothing was sent/);
  });

  test('a short is refused by the venue, and nothing breaks', () => {
    const record = run({
      ...SPOT,
      wishes: {
        0: [{ ...buy(5), side: 'sell', stop: { kind: 'fixedRatio', distanceRatio: 0.05 } } as Intent],
      },
    });
    expect(rejected(record)).toEqual(['insufficientBalance']);
    expect(record.strategyError).toBeNull();
    expect(record.final.positions).toEqual([]);
  });
});

describe('funding', () => {
  const FUNDING = { funding: { kind: 'constant', ratio: 0.001 } } as const;

  test('is in belief as it is in truth', () => {
    const record = run({ exchange: FUNDING });
    expect(record.final.fundingQuote).toBeGreaterThan(0);
    expect(record.final.believedEquityQuote).toBeCloseTo(record.final.equityQuote, 9);
    expect(conserved(record)).toEqual([]);
  });

  test('that was charged while the line was down is found by the look at the account', () => {
    const record = run({
      exchange: FUNDING,
      faults: [disconnectAt('F1', TAPE_FROM_MS + 8 * HOUR_MS - 10_000, 60_000)],
    });
    expect(record.final.believedEquityQuote).toBeCloseTo(record.final.equityQuote, 9);
    const corrections = record.journal.filter(
      (entry) => entry.kind === 'decision' && entry.decision.kind === 'beliefCorrected',
    );
    expect(corrections).toEqual([]);
  });

  test('is booked once over a death of the process, whichever way it is told again', () => {
    const instruments = [makeInstrument()];
    const payment = (paymentId: string, venueTimeMs: number) => ({
      ...{ paymentId, symbol: 'BTC-USDT', venueTimeMs, positionQty: 1, markPrice: 100, ratio: 0.01 },
      paidQuote: 1,
    });
    const before = new Belief(instruments, 1_000);
    before.bookFunding(payment('funding-1', 8));
    const after = new Belief(instruments, 1_000);
    after.restore(JSON.parse(JSON.stringify(before.snapshot())));
    expect(after.walletQuote).toBe(999);
    expect(after.funding.has(payment('funding-1', 8))).toBe(true);
    expect(after.funding.has(payment('funding-2', 16))).toBe(false);
    after.bookFunding(payment('funding-2', 16));
    expect(after.walletQuote).toBe(998);
    expect(after.snapshot().fundedMs).toEqual({ 'BTC-USDT': 16 });
  });
});

test('an isolated account trades as a cross one does while nothing goes wrong, and its books are conserved', () => {
  const wishes = { 0: [buy(5)], 5: [EXIT] };
  const cross = run({ wishes });
  const isolated = run({ wishes, terms: { marginMode: 'isolated' } });
  expect(isolated.final.walletQuote).toBe(cross.final.walletQuote);
  expect(conserved(isolated)).toEqual([]);
});
