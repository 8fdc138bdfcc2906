/**
 * The crossing of two averages through the whole engine, and through a plain loop that knows nothing of it: the same trades at the same opens, the
 * same equity to the cent. Five years of hourly bars from a seed, size 1, a fee of 0.1 %, orders that fill at the next open, nothing else.
 */
import { expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { keyedRandom } from '../../src/core/random.ts';
import { Session } from '../../src/engine/session.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { smaCross } from '../../src/strategy/library/smaCross.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { createExchange } from '../../src/venue/createExchange.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { NO_BRAKES } from '../support/runTape.ts';

const BARS = 43_800;
const START_QUOTE = 10_000_000;
const FEE_RATIO = 0.001;
const SYMBOL = 'BTC-USDT';
/** No market is closer than a tick, so a tick that is nothing is no spread. */
const TICK = 1e-9;

const round = (price: number) => Math.round(price * 100) / 100;

function seededBars(): NonNullable<BarRow>[] {
  const draw = keyedRandom(30, 'market', 'oracle');
  let open = 20_000;
  return Array.from({ length: BARS }, (_, row) => {
    const close = round(open * (1 + (draw('move', row) - 0.5) * 0.02));
    const high = round(Math.max(open, close) * (1 + draw('high', row) * 0.005));
    const low = round(Math.min(open, close) * (1 - draw('low', row) * 0.005));
    const bar: NonNullable<BarRow> = [open, high, low, close, 1_000];
    // Every tenth open jumps away from the close, so that a fill at the close would be seen.
    open = row % 10 === 0 ? round(close * (1 + (draw('gap', row) - 0.5) * 0.01)) : close;
    return bar;
  });
}

interface Trade {
  readonly side: 'buy' | 'sell';
  readonly atMs: number;
  readonly price: number;
}

function plainLoop(bars: readonly NonNullable<BarRow>[]): { trades: Trade[]; equityQuote: number } {
  const mean = (last: number, count: number): number => {
    let sum = 0;
    for (let row = last - count + 1; row <= last; row++) sum += bars[row]![3];
    return sum / count;
  };
  const trades: Trade[] = [];
  let cashQuote = START_QUOTE;
  let isLong = false;
  let wasAbove: boolean | null = null;
  for (let row = 29; row < bars.length - 1; row++) {
    const fast = mean(row, 10);
    const slow = mean(row, 30);
    if (fast === slow) continue;
    const isAbove = fast > slow;
    if (wasAbove !== null && isAbove !== wasAbove && isAbove !== isLong) {
      const price = bars[row + 1]![0];
      isLong = isAbove;
      cashQuote += (isLong ? -price : price) - price * FEE_RATIO;
      trades.push({ side: isLong ? 'buy' : 'sell', atMs: TAPE_FROM_MS + (row + 1) * HOUR_MS, price });
    }
    wasAbove = isAbove;
  }
  return { trades, equityQuote: cashQuote + (isLong ? bars.at(-1)![3] : 0) };
}

/** The strategy as it is, but for the size of its entries and their stop. */
function sizeOne(): Strategy {
  const inner = smaCross.create(withDefaults(smaCross.params), [SYMBOL]);
  return {
    warmupBars: inner.warmupBars,
    onBars(bars, account, submit) {
      inner.onBars(bars, account, (wish) =>
        submit(wish.kind === 'enter' ? { kind: 'enter', symbol: SYMBOL, side: wish.side, qty: 1 } : wish),
      );
    },
  };
}

test('trades and equity equal those of a plain loop to the cent', () => {
  const bars = seededBars();
  const tape = makeTape({ bars, instrument: { tick: TICK, spreadBps: 0, takerFeeBps: FEE_RATIO * 10_000 } });
  const session = new Session({
    writer: 'w1',
    bootEpoch: 0,
    instruments: tape.symbols.map(({ instrument }) => instrument),
    startQuote: START_QUOTE,
    leverage: 1,
    tradeFromMs: tape.fromMs,
    policy: NO_BRAKES,
    sizing: { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } },
    strategy: sizeOne(),
  });
  const now = { model: 'constant', delayMs: 0 } as const;
  const record = simulate({
    tape,
    venue: (sink) =>
      createExchange(
        {
          tape,
          accounts: [{ accountId: 'main', startQuote: START_QUOTE, leverage: 1 }],
          path: 'adaptive',
          impactCoefficient: 0,
          participationRatio: 1,
          profile: 'generic',
        },
        sink,
      ),
    sessions: [{ sessionId: 's1', accountId: 'main', writer: 'w1', startQuote: START_QUOTE, session }],
    faults: [],
    seed: 1,
    latency: { command: now, reply: now, event: now },
    healMs: null,
    drainMs: null,
  });

  const expected = plainLoop(bars);
  const fills = record.journal.flatMap((entry) =>
    entry.kind === 'truth' && entry.event.kind === 'fill' ? [entry.event.fill] : [],
  );
  expect(fills.length).toBeGreaterThan(1_000);
  expect(fills.every(({ qty }) => qty === 1)).toBe(true);
  const found = fills.map(({ side, venueTimeMs, price }) => ({
    side,
    atMs: venueTimeMs,
    price: round(price),
  }));
  expect(found).toEqual(expected.trades);
  expect(record.final.equityQuote.toFixed(2)).toBe(expected.equityQuote.toFixed(2));
  expect(record.samples.equityQuote.at(-1)!.toFixed(2)).toBe(expected.equityQuote.toFixed(2));
});
