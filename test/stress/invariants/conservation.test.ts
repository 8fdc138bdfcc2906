import { describe, expect, test } from 'vitest';
import type { FinalState } from '../../../src/engine/runRecord.ts';
import { conservation } from '../../../src/stress/invariants/conservation.ts';
import { filled, makeRecord, SYMBOL } from '../../support/makeRecord.ts';

/**
 * 10,000 in; buys 2 at 100 and 1 at 130 (average 110), sells 4 at 120: 3 x 10 realised, 1 short at 120; buys 0.25 at 116 and 0.25 at 104: 1 and
 * 4 realised. Fees 1 + 1 + 2 + 0.25 + 0.25. Wallet 10,000 + 30 + 5 - 4.5 = 10,030.5. Short 0.5 from 120, mark 124: equity 2 less.
 */
const journal = [
  filled(1, { qty: 2, price: 100, feeQuote: 1 }),
  filled(2, { qty: 1, price: 130, feeQuote: 1 }, { before: 2 }),
  filled(3, { side: 'sell', qty: 4, price: 120, feeQuote: 2 }, { before: 3 }),
  filled(4, { qty: 0.25, price: 116, feeQuote: 0.25 }, { before: -1 }),
  filled(5, { qty: 0.25, price: 104, feeQuote: 0.25 }, { before: -0.75 }),
];
const final = {
  walletQuote: 10_030.5,
  equityQuote: 10_028.5,
  feesQuote: 4.5,
  positions: [{ symbol: SYMBOL, positionQty: -0.5, entryPrice: 120 }],
  markPrices: { [SYMBOL]: 124 },
};
const messages = (given: Partial<FinalState> = {}, insuranceQuote = 0) =>
  conservation
    .judge(makeRecord({ journal, final: { ...final, insuranceQuote, ...given } }), { toleranceRatio: 1e-9 })
    .violations.map(({ message }) => message);

describe('conservation', () => {
  test('holds for books that follow from the fills', () => {
    expect(messages()).toEqual([]);
  });

  test('counts what the insurance account paid', () => {
    expect(messages({ walletQuote: 10_130.5, equityQuote: 10_128.5 }, 100)).toEqual([]);
    expect(messages({}, 100)).toHaveLength(2);
  });

  test('counts funding, from quantity, mark and rate and not from what the venue says it came to', () => {
    const payment = {
      ...{
        paymentId: 'funding-1',
        symbol: SYMBOL,
        venueTimeMs: 6,
        positionQty: -0.5,
        markPrice: 120,
        ratio: 0.01,
      },
      paidQuote: -0.6,
    };
    const event = { kind: 'funding', atMs: 6, accountId: 'main', payment } as const;
    const funded = [...journal, { kind: 'truth', atMs: 6, event } as const];
    const found = (given: Partial<FinalState>) =>
      conservation.judge(makeRecord({ journal: funded, final: { ...final, ...given } }), {
        toleranceRatio: 1e-9,
      }).violations.length;
    expect(found({ fundingQuote: -0.6, walletQuote: 10_031.1, equityQuote: 10_029.1 })).toBe(0);
    expect(found({ fundingQuote: -0.6 })).toBe(2);
    expect(found({ walletQuote: 10_031.1, equityQuote: 10_029.1 })).toBe(1);
  });

  test('holds the balances of a spot account to its fills, and to what there is', () => {
    // 10,000 - 200 - 130 + 480 - 29 - 26 - 4.5: nonsense for a spot account but for its cash.
    const cash = { asset: 'quote', totalQty: 10_090.5, lockedQty: 0 };
    expect(messages({ balances: [cash] })).toEqual([]);
    expect(messages({ balances: [{ ...cash, totalQty: 10_090.6 }] })).toHaveLength(1);
    expect(messages({ balances: [cash, { asset: 'BTC', totalQty: -0.5, lockedQty: 0 }] })).toHaveLength(1);
    expect(messages({ balances: [cash, { asset: 'BTC', totalQty: 1, lockedQty: 2 }] })).toHaveLength(1);
  });

  test('is violated by a wallet, an equity, fees or a position that do not', () => {
    expect(messages({ walletQuote: 10_030.4999 })).toEqual([
      expect.stringMatching(/^The venue states a wallet of 10030.4999; its fills add up to 10030.5/),
    ]);
    expect(messages({ equityQuote: 10_028.4999 })).toHaveLength(1);
    expect(messages({ feesQuote: 9 })).toHaveLength(1);
    expect(messages({ positions: [] })).toHaveLength(1);
  });

  test('is violated by what is not a number, and by a position without a price', () => {
    expect(messages({ walletQuote: Number.NaN })).toHaveLength(1);
    expect(messages({ markPrices: {} })).toHaveLength(1);
  });

  test('forgives the last bits, and no more', () => {
    expect(messages({ walletQuote: 10_030.500_010_02 })).toEqual([]);
    expect(messages({ walletQuote: 10_030.500_011 })).toHaveLength(1);
  });

  test('is vacuous without a fill', () => {
    expect(conservation.judge(makeRecord(), { toleranceRatio: 1e-9 }).antecedentCount).toBe(0);
  });
});
