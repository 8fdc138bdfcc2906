/**
 * Two runs that differ in nothing but the order of the extremes, under the same commands at the same opens. Up to the bar in which they first
 * differ they are one run, so that bar is one in which the order decided: both must have counted it.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, test as one } from 'vitest';
import type { PathName } from '../../src/venue/paths/index.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { act, anyBar, anyFullAction, type FullAction } from './randomStream.ts';
import { createRig, type Rig } from './rig.ts';

const SYMBOLS = ['BTC-USDT', 'ETH-USDT'];
const INTERVAL_MS = 3_000;
const BARS = 6;

interface Run {
  readonly btc: readonly BarRow[];
  readonly eth: readonly BarRow[];
  readonly leverage: number;
  readonly actions: readonly { readonly bar: number; readonly does: FullAction }[];
}

const anyRun: fc.Arbitrary<Run> = fc.record({
  btc: fc.array(anyBar, { minLength: BARS, maxLength: BARS }),
  eth: fc.array(fc.option(anyBar, { freq: 5 }), { minLength: 3, maxLength: BARS }),
  leverage: fc.constantFrom(1, 5, 20),
  actions: fc
    .array(fc.record({ bar: fc.integer({ min: 0, max: BARS - 1 }), does: anyFullAction(SYMBOLS) }), {
      minLength: 1,
      maxLength: 14,
    })
    .map((list) => list.sort((a, b) => a.bar - b.bar)),
});

function play({ btc, eth, leverage, actions }: Run, path: PathName): Rig {
  const specs = [
    { symbol: 'BTC-USDT', bars: btc },
    { symbol: 'ETH-USDT', bars: eth },
  ];
  const rig = createRig(makeTape(specs, { intervalMs: INTERVAL_MS }), {
    startQuote: 2_000,
    leverage,
    impactCoefficient: 1,
    participationRatio: 0.2,
    path,
  });
  for (const { bar, does } of actions) {
    rig.runTo(bar * INTERVAL_MS);
    act(rig, does);
  }
  rig.runTo(BARS * INTERVAL_MS);
  return rig;
}

/** What happened in each bar, whatever the sequence in it: fills with their prices, and which orders ended, for whatever reason. */
function byBar(rig: Rig, fromMs: number): string[][] {
  const bars: string[][] = Array.from({ length: BARS + 1 }, () => []);
  // Legs have their numbers in the sequence in which they were opened, so an order is known by what it is.
  const nameOf = new Map<string, string>();
  for (const event of rig.truths()) {
    if (!('order' in event && 'venueOrderId' in event.order)) continue;
    const { venueOrderId, symbol, type, side } = event.order;
    nameOf.set(venueOrderId, `${symbol} ${type} ${side}`);
  }
  for (const event of rig.truths()) {
    const bar = bars[Math.floor((event.atMs - fromMs) / INTERVAL_MS)]!;
    if (event.kind === 'fill') {
      const { fill } = event;
      const id = nameOf.get(fill.venueOrderId) ?? `${fill.origin} ${fill.symbol}`;
      bar.push(`${id} ${fill.side} ${fill.qty} at ${fill.price.toPrecision(9)} ${fill.liquidity}`);
    } else if (event.kind === 'orderEnded') {
      bar.push(`${nameOf.get(event.order.venueOrderId)} is over`);
    }
  }
  return bars.map((lines) => lines.sort());
}

/** A close and an open fall on one millisecond: what happens at the close belongs to the bar before, so it is looked for in both. */
function isCounted(rig: Rig, fromMs: number, bar: number): boolean {
  return rig.exchange
    .ambiguousBars()
    .some(({ openTimeMs }) => [bar, bar - 1].includes((openTimeMs - fromMs) / INTERVAL_MS));
}

const START_MS = Date.UTC(2022, 4, 9);
const seen = { differing: 0, counted: 0 };

describe('the bar in which two orders of the extremes first differ', () => {
  test.prop([anyRun], { numRuns: 1_000 })('was counted by both', (run) => {
    const high = play(run, 'ohlc');
    const low = play(run, 'olhc');
    const [highBars, lowBars] = [byBar(high, START_MS), byBar(low, START_MS)];
    const bar = highBars.findIndex((lines, index) => lines.join('\n') !== lowBars[index]!.join('\n'));
    if (high.exchange.ambiguousBars().length > 0) seen.counted++;
    if (bar < 0) return;
    seen.differing++;
    expect([highBars[bar], isCounted(high, START_MS, bar)]).toEqual([highBars[bar], true]);
    expect([lowBars[bar], isCounted(low, START_MS, bar)]).toEqual([lowBars[bar], true]);
  });

  one('was met often enough to mean something', () => {
    expect(seen.differing).toBeGreaterThan(100);
    // What is counted in vain is bounded: a counter that counts every bar would be no counter.
    expect(seen.differing / seen.counted).toBeGreaterThan(0.5);
  });
});

const bar = (row: NonNullable<BarRow>, orders: readonly Parameters<Rig['place']>[0][], leverage = 5) => {
  const rig = createRig(makeTape({ bars: [row] }, { intervalMs: INTERVAL_MS }), { leverage });
  rig.runTo(0);
  for (const order of orders) rig.place(order);
  rig.runTo(INTERVAL_MS);
  return rig.exchange.ambiguousBars().length;
};

describe('of one bar from 90 to 110', () => {
  const row: NonNullable<BarRow> = [100, 110, 90, 105, 10_000];
  const stop = (triggerPrice: number) => ({ side: 'sell' as const, triggerPrice, reduceOnly: true });
  const target = (limitPrice: number) => ({ side: 'sell' as const, limitPrice, reduceOnly: true });

  one.each([
    ['nothing but an entry', [{}], 0],
    ['a stop inside the bar', [{}, stop(95)], 0],
    ['a stop and a target inside the bar', [{}, stop(95), target(105)], 1],
    ['a stop at the low and a target that its tick keeps out', [{}, stop(90), target(110)], 0],
    ['a stop inside and a target outside', [{}, stop(95), target(111)], 0],
    ['a stop outside and a target inside', [{}, stop(89), target(105)], 0],
    ['two entries on one side', [{ triggerPrice: 104 }, { triggerPrice: 106 }], 0],
    ['an entry above and one below', [{ triggerPrice: 104 }, { limitPrice: 95 }], 1],
  ] as const)('%s', (_name, orders, count) => {
    expect(bar(row, [...orders])).toBe(count);
  });

  one('a target and a liquidation', () => {
    // 10,000 at 20 times leverage buy 1,900 at 100; under 95 the maintenance margin of 5 % is met.
    expect(bar(row, [{ qty: 1_900 }, { ...target(108), qty: 1_900 }], 20)).toBe(1);
    expect(bar(row, [{ qty: 1_900 }], 20)).toBe(0);
    expect(bar(row, [{ qty: 400 }, { ...target(108), qty: 400 }], 20)).toBe(0);
  });

  one('an order in the midst of a bar counts where the other order would meet it otherwise', () => {
    const arriveAt = (afterMs: number, triggerPrice: number) => {
      const rig = createRig(makeTape({ bars: [row] }, { intervalMs: INTERVAL_MS }), { path: 'ohlc' });
      rig.runTo(0);
      rig.place({});
      rig.runTo(afterMs);
      rig.place(stop(triggerPrice));
      rig.runTo(INTERVAL_MS);
      return rig.exchange.ambiguousBars().length;
    };
    // Soon after the open the low is still to come in both; at two thirds it has been in one and not in the other.
    expect([arriveAt(100, 92), arriveAt(1_900, 92), arriveAt(1_900, 89)]).toEqual([0, 1, 0]);
  });
});
