import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Fill } from '../../src/market/fill.ts';
import { Belief } from '../../src/risk/belief.ts';
import { createPolicy } from '../../src/risk/createPolicy.ts';
import { Gateway } from '../../src/risk/gateway.ts';
import { marginBufferRatio, marginUseRatio, qtyToClear } from '../../src/risk/guardian/marginBuffer.ts';
import { type Answer, isMoreSevere, type TradingState } from '../../src/risk/tradingState.ts';
import { Trips } from '../../src/risk/trips.ts';
import { makeInstrument } from '../support/makeTape.ts';
import { makeView } from '../support/riskView.ts';

const breach = (rule: string) => ({ rule, actual: 1, limit: 1, unit: 'ratio', reason: `By ${rule}.` });
const HALT: Answer = { state: 'halted', end: 'reset' };
const REDUCE: Answer = { state: 'reducing', end: 'clear' };
const PANIC: Answer = { state: 'panic', end: 'reset' };

describe('the answers in force', () => {
  test.each<[string, readonly Answer[], TradingState]>([
    ['none', [], 'active'],
    ['a halt', [HALT], 'halted'],
    ['a reduction', [REDUCE], 'reducing'],
    ['a halt and then a reduction', [HALT, REDUCE], 'reducing'],
    ['a reduction and then a halt', [REDUCE, HALT], 'reducing'],
    ['a panic among others', [REDUCE, PANIC, HALT], 'panic'],
  ])('%s: the most severe is the state', (_name, answers, state) => {
    const trips = new Trips();
    for (const [index, answer] of answers.entries()) trips.give(breach(`rule${index}`), answer, index);
    expect(trips.tradingState).toBe(state);
  });

  test('are more severe in one order', () => {
    const states: TradingState[] = ['active', 'halted', 'reducing', 'panic'];
    for (const [a, left] of states.entries())
      for (const [b, right] of states.entries()) expect(isMoreSevere(left, right)).toBe(a > b);
  });

  test('a refusal names the most severe answer, and of those the oldest, and says what is being done', () => {
    const trips = new Trips();
    expect(trips.objection).toBeNull();
    trips.give(breach('first'), HALT, 1);
    trips.give(breach('second'), HALT, 2);
    expect(trips.objection).toMatchObject({ rule: 'first', reason: 'Halted: By first.' });
    trips.give(breach('third'), REDUCE, 3);
    expect(trips.objection).toMatchObject({ rule: 'third', reason: 'Reducing: By third.' });
    trips.give(breach('fourth'), PANIC, 4);
    expect(trips.objection).toMatchObject({ rule: 'fourth', reason: 'Closing everything: By fourth.' });
  });

  test('a panic with nothing left to close is a halt, and a panic again when something turns up', () => {
    const trips = new Trips();
    trips.give(breach('watch'), PANIC, 1);
    trips.setClosedOut(true);
    expect(trips.tradingState).toBe('halted');
    expect(trips.objection!.reason).toBe('Halted: By watch.');
    trips.setClosedOut(false);
    expect(trips.tradingState).toBe('panic');
  });

  test('that nothing is held says nothing about a reduction', () => {
    const trips = new Trips();
    trips.give(breach('watch'), REDUCE, 1);
    trips.setClosedOut(true);
    expect(trips.of('watch')!.isClosedOut).toBe(false);
    expect(trips.tradingState).toBe('reducing');
  });

  test('a later answer of a rule takes the place of its earlier one', () => {
    const trips = new Trips();
    trips.give(breach('watch'), REDUCE, 1);
    trips.give(breach('watch'), PANIC, 2);
    expect(trips.all).toHaveLength(1);
    expect(trips.of('watch')).toMatchObject({ state: 'panic', end: 'reset', atMs: 2 });
  });

  test.each<[Answer['end'], 'time' | 'reconciled', boolean]>([
    ['utcDay', 'time', true],
    ['reset', 'time', false],
    ['clear', 'time', false],
    ['reconciled', 'time', false],
    ['reconciled', 'reconciled', true],
    ['utcDay', 'reconciled', false],
    ['reset', 'reconciled', false],
    ['clear', 'reconciled', false],
  ])('one that ends by %s, when the end reached is %s, a day later: over is %s', (end, reached, isOver) => {
    const trips = new Trips();
    trips.give(breach('rule'), { state: 'halted', end }, 1_000);
    expect(trips.endReached(reached, 86_400_000)).toHaveLength(isOver ? 1 : 0);
    expect(trips.isEmpty).toBe(isOver);
  });
});

describe('a reset', () => {
  const policy = {
    name: 'p',
    why: 'a test',
    guardian: {},
    rules: { drawdownBreaker: { limitRatio: 0.1 }, dailyLossHalt: { limitRatio: 0.03 } },
  };
  const gateway = () => {
    const made = new Gateway(policy, { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } });
    made.fold({ kind: 'equity', atMs: 0, equityQuote: 100_000 });
    made.watch(makeView({ equityQuote: 89_000 }));
    return made;
  };

  test('ends what waits for an operator and begins its memory anew, and leaves the halt of the day alone', () => {
    const halted = gateway();
    expect(halted.trips.map(({ breach: { rule } }) => rule)).toEqual(['drawdownBreaker', 'dailyLossHalt']);
    expect(halted.reset('dailyLossHalt', makeView({ equityQuote: 89_000 }))).toBeNull();
    expect(halted.reset('drawdownBreaker', makeView({ equityQuote: 89_000 }))).not.toBeNull();
    expect(halted.trips.map(({ breach: { rule } }) => rule)).toEqual(['dailyLossHalt']);
    // From 89,000 the breaker has all of its tenth again.
    expect(halted.watch(makeView({ equityQuote: 80_200 }))).toEqual([]);
    expect(halted.watch(makeView({ equityQuote: 80_100 }))).toMatchObject([
      { breach: { rule: 'drawdownBreaker' } },
    ]);
  });

  test.each(['orderRate', 'nobody'])('of %s, which has not tripped, does nothing', (rule) => {
    const halted = gateway();
    const before = JSON.stringify(halted.state);
    expect(halted.reset(rule, makeView())).toBeNull();
    expect(JSON.stringify(halted.state)).toBe(before);
  });
});

/** A believed account with 10,000 and one position at 100, marked elsewhere. */
function beliefOf(positionQty: number, markPrice: number): Belief {
  const belief = new Belief([makeInstrument()], 10_000);
  const fill: Fill = {
    tradeId: 't1',
    venueOrderId: 'v1',
    clientOrderId: null,
    symbol: 'BTC-USDT',
    side: positionQty > 0 ? 'buy' : 'sell',
    qty: Math.abs(positionQty),
    price: 100,
    feeQuote: 0,
    liquidity: 'taker',
    origin: 'order',
    venueTimeMs: 0,
  };
  if (positionQty !== 0) belief.book(fill);
  const half = 0.005;
  belief.seeMark({
    symbol: 'BTC-USDT',
    bid: markPrice - half,
    ask: markPrice + half,
    last: markPrice,
    mark: markPrice,
  });
  return belief;
}

describe('the margin buffer', () => {
  test('is the balance above maintenance / maintenance, for a long and for a short; none without a position', () => {
    // 400 at 90: 10,000 - 4,000 = 6,000 against 5 % of 36,000 = 1,800.
    expect(marginBufferRatio(beliefOf(400, 90))).toBeCloseTo(4_200 / 1_800, 12);
    // Short at 110: 6,000 against 2,200.
    expect(marginBufferRatio(beliefOf(-400, 110))).toBeCloseTo(3_800 / 2_200, 12);
    expect(marginBufferRatio(beliefOf(0, 90))).toBeNull();
  });

  test('uses its limit as maintenance does the largest that the balance allows', () => {
    expect(marginUseRatio(0.5, 0.5)).toBe(1);
    expect(marginUseRatio(0.875, 0.5)).toBeCloseTo(0.8, 12);
    expect(marginUseRatio(0, 0.5)).toBe(1.5);
    expect(marginUseRatio(-1, 0.5)).toBe(Number.MAX_VALUE);
    expect(marginUseRatio(-3, 0.5)).toBe(Number.MAX_VALUE);
  });

  property.prop([fc.double({ min: 79, max: 81.5, noNaN: true }), fc.boolean()])(
    'is at most 0.8 used, and little less, when what is to be taken away was taken away at the quote',
    (level, isLong) => {
      const price = isLong ? level : 116 + (81.5 - level);
      const side = isLong ? 1 : -1;
      const belief = beliefOf(side * 400, price);
      const used = marginUseRatio(marginBufferRatio(belief)!, 0.5);
      const qty = qtyToClear(belief, 'BTC-USDT', 0.5);
      expect(qty).toBeGreaterThan(0);
      expect(qty).toBeLessThan(400);
      belief.book({
        tradeId: 't2',
        venueOrderId: 'v2',
        clientOrderId: null,
        symbol: 'BTC-USDT',
        side: isLong ? 'sell' : 'buy',
        qty: Math.ceil(qty * 1_000) / 1_000,
        price: belief.takerPrice('BTC-USDT', isLong ? 'sell' : 'buy')!,
        feeQuote: (qty * price * 5) / 10_000,
        liquidity: 'taker',
        origin: 'order',
        venueTimeMs: 0,
      });
      const after = marginUseRatio(marginBufferRatio(belief)!, 0.5);
      expect(used).toBeGreaterThan(0.9);
      expect(after).toBeLessThanOrEqual(0.8);
      expect(after).toBeGreaterThan(0.75);
    },
  );

  test('of an account that nothing can save asks for all of it', () => {
    expect(qtyToClear(beliefOf(400, 75), 'BTC-USDT', 0.5)).toBe(400);
  });
});

test('a panic that comes before the reduction is a problem of the policy', () => {
  const made = createPolicy({ guardian: { marginWatch: { reduceBelowRatio: 0.2, panicBelowRatio: 0.2 } } });
  expect(made.ok).toBe(false);
  if (!made.ok) {
    expect(made.problems).toHaveLength(1);
    expect(made.problems[0]!.message).toContain('panicBelowRatio 0.2 is not below reduceBelowRatio 0.2');
    expect(made.problems[0]!.key).toBe('guardian.marginWatch');
  }
  expect(createPolicy({ guardian: { marginWatch: {} } }).ok).toBe(true);
});
