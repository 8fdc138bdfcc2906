import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../src/engine/journal.ts';
import type { Side } from '../../src/market/order.ts';
import { BLANK_DECISION, type Decision } from '../../src/risk/decision.ts';
import type { DecisionGrounds } from '../../src/risk/ruleCheck.ts';
import { missedWishes } from '../../src/stress/missedWishes.ts';
import { HOUR_MS, makeRecord, wished } from '../support/makeRecord.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';

const SYMBOL = 'BTC-USDT';
/** Thirty hours from the epoch on; the bar that closes at hour h closes at 99 + h. A tick of 2 is a spread of 2, and the taker pays 10 bps. */
const tape = makeTape(
  {
    bars: Array.from({ length: 30 }, (_, bar): BarRow => [100 + bar, 101 + bar, 99 + bar, 100 + bar, 1]),
    instrument: { tick: 2, takerFeeBps: 10 },
  },
  { fromMs: 0 },
);
const DATA_END = 'The data end before the next opposite signal and before the last bar that is waited for.';

let ordinal = 0;
function refusedAt(
  hour: number,
  side: Side | null,
  given: Partial<Decision> = {},
  sessionId = 's1',
): JournalEntry {
  const atMs = hour * HOUR_MS;
  const decision: Decision = {
    ...BLANK_DECISION,
    ordinal: ++ordinal,
    atMs,
    kind: 'refused',
    symbol: SYMBOL,
    side,
    wishOrdinal: ordinal,
    wantedQty: 2,
    qty: 0,
    // The ask to a buyer, the bid to a seller.
    price: 99 + hour + (side === 'sell' ? -1 : 1),
    rule: 'maxPosition',
    reason: 'For a test.',
    stateBefore: 'active',
    stateAfter: 'active',
    ...given,
  };
  return { kind: 'decision', sessionId, atMs, decision };
}
const exitAt = (hour: number, sessionId = 's1', symbol = SYMBOL) =>
  wished(hour * HOUR_MS, { kind: 'exit', symbol }, ++ordinal, sessionId);
const enterAt = (hour: number, side: Side) =>
  wished(hour * HOUR_MS, { kind: 'enter', symbol: SYMBOL, side }, ++ordinal);
const missesOf = (journal: JournalEntry[], grounds: (DecisionGrounds | null)[] = []) =>
  missedWishes(makeRecord({ journal, grounds }), tape);

describe('what a refused wish would have brought', () => {
  test('a long: bought at the ask of 105, sold at the bid of 108 when the strategy exits', () => {
    const [miss, ...others] = missesOf([refusedAt(5, 'buy'), exitAt(10)]);
    expect(others).toEqual([]);
    // 108 - 105, less a thousandth of 213.
    expect(miss).toMatchObject({
      decisionIndex: 0,
      missedQty: 2,
      isRepeat: false,
      markedBy: 'exit',
      markedMs: 10 * HOUR_MS,
      markedPrice: 108,
      perUnitQuote: expect.closeTo(2.787, 12),
      resultQuote: expect.closeTo(5.574, 12),
      reason: null,
    });
  });

  test('a short: sold at the bid of 103, bought back at the ask of 110 when the strategy turns', () => {
    const [miss] = missesOf([refusedAt(5, 'sell'), enterAt(7, 'sell'), enterAt(10, 'buy')]);
    expect(miss).toMatchObject({
      markedBy: 'opposite entry',
      markedPrice: 110,
      perUnitQuote: expect.closeTo(-7.213, 12),
      resultQuote: expect.closeTo(-14.426, 12),
    });
  });

  test('at most 20 bars later: without a signal, and with one that comes too late', () => {
    // The bar that closes at hour 25 closes at 124: a bid of 123.
    const late = { markedBy: 'bars', markedMs: 25 * HOUR_MS, perUnitQuote: expect.closeTo(17.772, 12) };
    expect(missesOf([refusedAt(5, 'buy')])).toMatchObject([late]);
    expect(missesOf([refusedAt(5, 'buy'), exitAt(26)])).toMatchObject([late]);
    expect(missesOf([refusedAt(5, 'buy'), exitAt(25)])).toMatchObject([{ ...late, markedBy: 'exit' }]);
  });

  test('between two closes: from the last close on, to the first close after the signal', () => {
    expect(missesOf([refusedAt(5.5, 'buy', { price: 105 }), exitAt(9.5)])).toMatchObject([
      { markedBy: 'exit', markedMs: 10 * HOUR_MS, markedPrice: 108 },
    ]);
    expect(missesOf([refusedAt(5.5, 'buy')])).toMatchObject([{ markedBy: 'bars', markedMs: 25 * HOUR_MS }]);
  });

  test('the signal of another session, of another symbol, or before the refusal is none', () => {
    const journal = [
      exitAt(4),
      refusedAt(5, 'buy'),
      exitAt(8, 's2'),
      exitAt(8, 's1', 'ETH-USDT'),
      enterAt(8, 'buy'),
    ];
    expect(missesOf(journal)).toMatchObject([{ markedBy: 'bars' }]);
  });

  test('where the data end first there is no result, and it says so; a signal before the end is marked', () => {
    expect(missesOf([refusedAt(11, 'buy')])).toMatchObject([
      {
        markedBy: null,
        markedMs: null,
        markedPrice: null,
        perUnitQuote: null,
        resultQuote: null,
        reason: DATA_END,
      },
    ]);
    expect(missesOf([refusedAt(10, 'buy')])).toMatchObject([{ markedBy: 'bars', markedMs: 30 * HOUR_MS }]);
    expect(missesOf([refusedAt(11, 'buy'), exitAt(30)])).toMatchObject([{ markedBy: 'exit' }]);
    expect(missesOf([refusedAt(5, 'buy', { symbol: 'ETH-USDT' })])).toMatchObject([{ reason: DATA_END }]);
  });

  test('without a quantity there is a result for one base; without a price there is none', () => {
    expect(missesOf([refusedAt(5, 'buy', { wantedQty: null }), exitAt(10)])).toMatchObject([
      {
        perUnitQuote: expect.closeTo(2.787, 12),
        resultQuote: null,
        reason: 'How much was wanted is not known.',
      },
    ]);
    expect(missesOf([refusedAt(5, 'buy', { price: null }), exitAt(10)])).toMatchObject([
      { perUnitQuote: null, resultQuote: null, reason: 'The wish had no price to be entered at.' },
    ]);
  });

  test('of a cut wish what was cut; of one in parts what is missing of the part', () => {
    const asked = (askedQty: number): DecisionGrounds => ({
      askedQty,
      checkedQty: askedQty,
      sizedBy: null,
      checks: [],
    });
    const cut = refusedAt(5, 'buy', { kind: 'resized', wantedQty: 6, qty: 1 });
    expect(missesOf([cut])).toMatchObject([{ missedQty: 5 }]);
    expect(missesOf([cut], [asked(2)])).toMatchObject([{ missedQty: 1 }]);
    expect(missesOf([cut], [asked(1)])).toEqual([]);
  });

  test('approvals and refused exits are no missed wishes', () => {
    expect(missesOf([refusedAt(5, 'buy', { kind: 'approved', qty: 2 }), refusedAt(5, null)])).toEqual([]);
  });

  test('a wish that only says again what was missed is a repeat until the first is marked', () => {
    const journal = [
      refusedAt(5, 'buy'),
      refusedAt(5, 'buy', {}, 's2'),
      refusedAt(5, 'sell'),
      refusedAt(6, 'buy'),
      exitAt(8),
      refusedAt(8, 'buy'),
      refusedAt(9, 'buy'),
    ];
    expect(missesOf(journal).map(({ isRepeat }) => isRepeat)).toEqual([
      false,
      false,
      false,
      true,
      false,
      true,
    ]);
  });
});
