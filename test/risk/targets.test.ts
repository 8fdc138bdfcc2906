import { describe, expect, test } from 'vitest';
import { checkIntent } from '../../src/risk/checkIntent.ts';
import { Gateway } from '../../src/risk/gateway.ts';
import type { EnterIntent } from '../../src/risk/intent.ts';
import type { TargetPlan } from '../../src/risk/targets/targetPlan.ts';
import { isReached, nearer, targetOfWish } from '../../src/risk/targets/targetPrices.ts';
import { approve } from '../support/approve.ts';
import { makeBelief } from '../support/beliefWorld.ts';
import { makeInstrument } from '../support/makeTape.ts';
import { NO_BRAKES } from '../support/runTape.ts';

const SYMBOL = 'BTC-USDT';
const wish = (side: 'buy' | 'sell', takeProfit: TargetPlan): EnterIntent => ({
  kind: 'enter',
  symbol: SYMBOL,
  side,
  takeProfit,
});
const gateway = () =>
  new Gateway(NO_BRAKES, { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } });

describe('where a target stands', () => {
  test.each([
    ['buy', { kind: 'fixedPrice', price: 111 }, 111],
    ['sell', { kind: 'fixedPrice', price: 89 }, 89],
    ['buy', { kind: 'fixedRatio', distanceRatio: 0.25 }, 125],
    ['sell', { kind: 'fixedRatio', distanceRatio: 0.25 }, 75],
    // The stop is 4 away: of a long at 96, of a short at 104.
    ['buy', { kind: 'riskMultiple', multiple: 2.5 }, 110],
    ['sell', { kind: 'riskMultiple', multiple: 2.5 }, 90],
  ] as const)('%s %o: %d', (side, plan, price) => {
    const stopPrice = side === 'buy' ? 96 : 104;
    expect(targetOfWish(wish(side, plan), { price: 100, stopPrice })).toEqual({ price, whyNone: null });
  });

  test.each([
    ['buy', { kind: 'fixedPrice', price: 100 }, 96, 'wrong side: at or below the entry price'],
    ['buy', { kind: 'fixedPrice', price: 99 }, 96, 'wrong side'],
    ['sell', { kind: 'fixedPrice', price: 100 }, 104, 'wrong side: at or above the entry price'],
    ['sell', { kind: 'fixedRatio', distanceRatio: 1 }, 104, 'no price'],
    ['buy', { kind: 'riskMultiple', multiple: 2 }, null, 'the entry has none'],
    // A stop on the wrong side is refused by its own rule; a target that is counted from it is on the wrong side, too.
    ['buy', { kind: 'riskMultiple', multiple: 2 }, 104, 'wrong side'],
  ] as const)('%s %o is refused by the gate, whatever the policy', (side, plan, stopPrice, reason) => {
    const view = makeBelief({ instruments: [makeInstrument()], prices: { [SYMBOL]: 100 } });
    const sizing = { symbol: SYMBOL, side, price: 100, stopPrice };
    const verdict = gateway().decideEntry({ ...wish(side, plan), qty: 1 }, sizing, view, null);
    expect(verdict).toMatchObject({ outcome: 'refused', breach: { rule: 'sanity' } });
    expect(verdict.outcome === 'refused' && verdict.breach.reason).toContain(reason);
  });

  test('of two the nearer stands, and equality reaches it', () => {
    expect([nearer('buy', 110, 120), nearer('sell', 90, 80)]).toEqual([110, 90]);
    expect([isReached('buy', 110, 109.99), isReached('buy', 110, 110), isReached('sell', 90, 90)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test.each([
    [{ kind: 'fixedRatio' }, 'takeProfit.distanceRatio is a number, got undefined'],
    [{ kind: 'fixedRatio', distanceRatio: -1 }, 'takeProfit.distanceRatio is a number above 0, got -1'],
    [{ kind: 'riskMultiple', multiples: 2 }, 'a target plan has no multiples; did you mean multiple?'],
    [{ kind: 'atrTrail' }, 'takeProfit.kind is one of fixedPrice, fixedRatio, riskMultiple, got atrTrail'],
    [110, 'a target is a plan such as { kind: "riskMultiple", multiple: 2 }'],
  ])('%o is no plan', (takeProfit, message) => {
    expect(() => checkIntent(wish('buy', takeProfit as never))).toThrow(message);
  });
});

describe('the gate and what is changed of a live order', () => {
  const instrument = makeInstrument();
  const target = () =>
    gateway().approveProtective(
      {
        symbol: SYMBOL,
        side: 'sell',
        qty: 2,
        type: 'takeProfitMarket',
        triggerPrice: 110.009,
        clientOrderId: null,
      },
      instrument,
    );

  test('a target is put on the tick that is reached sooner, a stop likewise', () => {
    expect(target()).toMatchObject({ triggerPrice: 110, reduceOnly: true, timeInForce: 'gtc' });
    const short = { symbol: SYMBOL, side: 'buy', qty: 2, triggerPrice: 90.001, clientOrderId: null } as const;
    expect(gateway().approveProtective({ ...short, type: 'takeProfitMarket' }, instrument).triggerPrice).toBe(
      90.01,
    );
    expect(gateway().approveProtective({ ...short, type: 'stopMarket' }, instrument).triggerPrice).toBe(90);
  });

  test.each([
    [3, 3, true],
    [0.5, 3, true],
    [3.001, 3, false],
    [0, 3, false],
    [Number.NaN, 3, false],
    [1, 0, false],
  ])('a reducing order for %d where %d is held: %s', (qty, heldQty, isApproved) => {
    const answer = gateway().approveAmendment(target(), { qty, heldQty }, instrument);
    expect('changes' in answer).toBe(isApproved);
    if ('changes' in answer) expect(answer.changes).toEqual({ qty, limitPrice: null, triggerPrice: null });
    else expect(answer.breach).toMatchObject({ rule: 'sanity', limit: heldQty });
  });

  test('an entry may become less, and never more, whatever is held', () => {
    const entry = approve({
      ...target(),
      type: 'limit',
      triggerPrice: null,
      limitPrice: 100,
      reduceOnly: false,
    });
    expect('changes' in gateway().approveAmendment(entry, { qty: 1, heldQty: 0 }, instrument)).toBe(true);
    expect('breach' in gateway().approveAmendment(entry, { qty: 2.5, heldQty: 100 }, instrument)).toBe(true);
  });

  test('what a report says of the quantity is taken of what reduces, and of nothing else', () => {
    const order = target();
    expect(gateway().asReported(order, 2)).toBe(order);
    expect(gateway().asReported(order, 1)).toEqual({ ...order, qty: 1 });
    expect(() => gateway().asReported(approve({ ...order, reduceOnly: false }), 1)).toThrow('reduces');
  });
});
