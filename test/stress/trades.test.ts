import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../src/engine/journal.ts';
import { tradesOf } from '../../src/stress/trades.ts';
import { accepted, filled, HOUR_MS, instrument, makeRecord, SYMBOL } from '../support/makeRecord.ts';

const buy = (atMs: number, qty: number, price: number, more: object = {}) =>
  filled(atMs, { qty, price, ...more });
const sell = (atMs: number, qty: number, price: number, more: object = {}) =>
  filled(atMs, { side: 'sell', qty, price, ...more });
const trades = (...journal: JournalEntry[]) => tradesOf(makeRecord({ journal }));

describe('tradesOf', () => {
  test('a position from flat to flat, built and closed in parts, net of its fees', () => {
    // In: 1 at 100, 1 at 110. Out: 0.5 at 120, 1.5 at 130. 60 + 195 - 210 = 45, less 4 of fees.
    const list = trades(
      buy(1, 1, 100, { feeQuote: 1 }),
      buy(2, 1, 110, { feeQuote: 1 }),
      sell(3, 0.5, 120, { feeQuote: 1 }),
      sell(4, 1.5, 130, { feeQuote: 1 }),
    );
    expect(list).toEqual([
      {
        symbol: SYMBOL,
        side: 'long',
        openMs: 1,
        closeMs: 4,
        maxQty: 2,
        entryPrice: 105,
        exitPrice: 127.5,
        pnlQuote: 41,
        feesQuote: 4,
        exitCause: 'exit',
      },
    ]);
  });

  test('a short earns by the fall', () => {
    const [trade] = trades(sell(1, 2, 100), buy(2, 2, 90));
    expect(trade).toMatchObject({ side: 'short', maxQty: 2, entryPrice: 100, exitPrice: 90, pnlQuote: 20 });
  });

  test('a fill through zero ends one trade and begins the next, and its fee is shared by quantity', () => {
    const [long, short] = trades(
      accepted(1, 'entry:BTC-USDT:1'),
      buy(1, 1, 100),
      accepted(2, 'entry:BTC-USDT:2', { venueOrderId: 'v2' }),
      sell(2, 4, 110, { feeQuote: 8, venueOrderId: 'v2' }),
      buy(3, 3, 100),
    );
    expect(long).toMatchObject({ side: 'long', closeMs: 2, pnlQuote: 8, feesQuote: 2, exitCause: 'entry' });
    expect(short).toMatchObject({ side: 'short', openMs: 2, maxQty: 3, pnlQuote: 24, feesQuote: 6 });
  });

  test.each(['stop', 'exit', 'emergency', 'localStop'])(
    'is closed by what its last order was for: %s',
    (purpose) => {
      const [trade] = trades(
        accepted(1, 'entry:BTC-USDT:1'),
        buy(1, 1, 100),
        accepted(2, `${purpose}:BTC-USDT:3`, { venueOrderId: 'v2' }),
        sell(2, 1, 90, { venueOrderId: 'v2' }),
      );
      expect(trade!.exitCause).toBe(purpose);
    },
  );

  test.each(['liquidation', 'settlement'])('or by the venue: %s', (origin) => {
    expect(trades(buy(1, 1, 100), sell(2, 1, 90, { origin }))[0]!.exitCause).toBe(origin);
  });

  test('what is open at the end is valued at the final mark', () => {
    const [trade, ...others] = trades(buy(1, 3, 90, { feeQuote: 1 }), sell(2, 1, 80, { feeQuote: 1 }));
    expect(others).toEqual([]);
    // Out: 1 at 80, 2 at 100 (the mark): 280 - 270 - 2.
    expect(trade).toMatchObject({ closeMs: 10 * HOUR_MS, exitCause: 'open', pnlQuote: 8, maxQty: 3 });
  });

  test('lots that do not add up in binary leave no dust behind', () => {
    expect(trades(buy(1, 0.1, 100), buy(2, 0.2, 100), sell(3, 0.3, 100), buy(4, 1, 100))).toMatchObject([
      { closeMs: 3, exitCause: 'exit' },
      { openMs: 4, maxQty: 1, exitCause: 'open' },
    ]);
  });

  test('symbols do not mix, and other accounts do not count', () => {
    const journal = [
      buy(1, 1, 100),
      buy(2, 1, 10, { symbol: 'ETH-USDT' }),
      filled(3, { side: 'sell' }, { accountId: 'other' }),
      sell(4, 1, 11, { symbol: 'ETH-USDT' }),
    ];
    const instruments = [instrument, { ...instrument, symbol: 'ETH-USDT' }];
    expect(tradesOf(makeRecord({ journal, instruments }))).toMatchObject([
      { symbol: 'ETH-USDT', pnlQuote: 1 },
      { symbol: SYMBOL, exitCause: 'open' },
    ]);
  });

  test('no fill, no trade', () => {
    expect(trades()).toEqual([]);
  });
});
