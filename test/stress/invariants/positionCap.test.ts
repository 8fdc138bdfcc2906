import { describe, expect, test } from 'vitest';
import { positionCap } from '../../../src/stress/invariants/positionCap.ts';
import { filled, makeRecord } from '../../support/makeRecord.ts';

const params = { limitRatio: 0.1, slippageAllowanceRatio: 0.02 };
const judge = (...journal: ReturnType<typeof filled>[]) => positionCap.judge(makeRecord({ journal }), params);

describe('positionCap', () => {
  test('holds up to the limit and the slippage allowance', () => {
    // 10.2 x 100 = 1,020 of 10,000 is 10.2 %: the limit and its allowance, exactly.
    expect(judge(filled(1, { qty: 10.2 }))).toEqual({ antecedentCount: 1, violations: [], excused: [] });
  });

  test('is violated by the fill that goes over, in either direction', () => {
    const over = judge(filled(1, { qty: 10.201 }));
    expect(over.violations).toHaveLength(1);
    expect(over.violations[0]).toMatchObject({ atMs: 1, symbol: 'BTC-USDT' });
    expect(over.violations[0]!.message).toContain('10.20 % of equity');
    expect(judge(filled(1, { qty: 11, side: 'sell' })).violations).toHaveLength(1);
  });

  test('counts the whole position, not the fill', () => {
    expect(judge(filled(1, { qty: 1 }, { before: 10 })).violations).toHaveLength(1);
  });

  test('does not judge a fill that makes the position smaller, nor a drift', () => {
    // Still 50 units, 50 % of equity, after it.
    expect(judge(filled(1, { side: 'sell', qty: 1 }, { before: 51 }))).toMatchObject({
      antecedentCount: 0,
      violations: [],
    });
    expect(judge(filled(1, { qty: 1 }, { before: -52 })).antecedentCount).toBe(0);
    // From 50 long to 50 short: turned, not larger.
    expect(judge(filled(1, { side: 'sell', qty: 100 }, { before: 50 })).antecedentCount).toBe(0);
  });

  test('judges a fill through zero by what is left', () => {
    expect(judge(filled(1, { side: 'sell', qty: 30 }, { before: 10 })).violations).toHaveLength(1);
    expect(judge(filled(1, { side: 'sell', qty: 15 }, { before: 10 })).antecedentCount).toBe(0);
  });

  test('values at the mid price, so that a bad execution is not a larger position', () => {
    expect(judge(filled(1, { qty: 10, price: 150 }, { midPrice: 100 })).violations).toEqual([]);
  });

  test.each([0, -5, Number.NaN])('any position is over the cap at an equity of %d', (equityQuote) => {
    const [violation] = judge(filled(1, { qty: 0.001 }, { equityQuote })).violations;
    expect(violation?.message).toContain('without equity');
  });

  test('is vacuous without a fill, and blind to other accounts', () => {
    expect(judge(filled(1, { qty: 50 }, { accountId: 'other' })).antecedentCount).toBe(0);
  });
});
