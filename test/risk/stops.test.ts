import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import { BarHistory } from '../../src/market/barHistory.ts';
import { atrColumn } from '../../src/market/indicators/atr.ts';
import type { Side } from '../../src/market/order.ts';
import { BarIndicators } from '../../src/risk/barIndicators.ts';
import { checkIntent } from '../../src/risk/checkIntent.ts';
import type { Decision } from '../../src/risk/decision.ts';
import type { StopPlan } from '../../src/risk/stops/stopPlan.ts';
import { maxBarsOf, nearestStop, StopPrices, tighter } from '../../src/risk/stops/stopPrices.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { makeBar } from '../support/makeBar.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { makeView } from '../support/riskView.ts';
import { allBrakes, NO_BRAKES, onEvent, type RunOptions, runTape } from '../support/runTape.ts';
import { scripted } from '../support/scripted.ts';

const BTC = 'BTC-USDT';
type Row = readonly [high: number, low: number, close: number];

function pricesOver(rows: readonly Row[]): StopPrices {
  const history = new BarHistory(BTC);
  for (const [high, low, close] of rows) history.append(makeBar({ high, low, close }));
  return new StopPrices(new BarIndicators(new Map([[BTC, history]])));
}

// True ranges 4 and 4: an average of 4 over two bars.
const ROWS: Row[] = [
  [100, 98, 99],
  [102, 98, 101],
  [104, 100, 103],
];

describe('where a stop stands at first', () => {
  test.each<[StopPlan, Side, number | null]>([
    [{ kind: 'fixedPrice', price: 90 }, 'buy', 90],
    [{ kind: 'fixedPrice', price: 110, bufferRatio: 0.01 }, 'sell', 111.1],
    [{ kind: 'fixedRatio', distanceRatio: 0.05 }, 'buy', 95],
    [{ kind: 'fixedRatio', distanceRatio: 0.05 }, 'sell', 105],
    [{ kind: 'fixedRatio', distanceRatio: 0.05, bufferRatio: 0.02 }, 'buy', 93.1],
    [{ kind: 'fixedRatio', distanceRatio: 0.05, bufferRatio: 0.02 }, 'sell', 107.1],
    [{ kind: 'atrTrail', multiple: 2, barCount: 2 }, 'buy', 92],
    [{ kind: 'atrTrail', multiple: 2, barCount: 2, bufferRatio: 0.5 }, 'sell', 162],
    [{ kind: 'atrTrail', multiple: 2, barCount: 3 }, 'buy', null],
    [{ kind: 'chandelier', multiple: 2, barCount: 2 }, 'buy', 92],
    [{ kind: 'chandelier', multiple: 2, barCount: 2 }, 'sell', 108],
    [{ kind: 'chandelier', multiple: 30, barCount: 2 }, 'buy', null],
    [{ kind: 'timeStop', maxBars: 5, distanceRatio: 0.1 }, 'sell', 110],
  ])('%j of a %s', (plan, side, expected) => {
    const price = pricesOver(ROWS).initial(plan, BTC, side, 100);
    if (expected === null) expect(price).toBeNull();
    else expect(price).toBeCloseTo(expected, 10);
  });
});

describe('where it stands after a close', () => {
  const ratcheted = (plan: StopPlan, side: Side, stopPrice: number, bestPrice: number) =>
    pricesOver(ROWS).ratchet(plan, BTC, side, { stopPrice, bestPrice });

  test('a chandelier hangs from the best price, an ATR trail from the close', () => {
    expect(ratcheted({ kind: 'chandelier', multiple: 2, barCount: 2 }, 'buy', 90, 110)).toBe(102);
    expect(ratcheted({ kind: 'chandelier', multiple: 2, barCount: 2 }, 'sell', 120, 96)).toBe(104);
    expect(ratcheted({ kind: 'atrTrail', multiple: 2, barCount: 2 }, 'buy', 90, 110)).toBe(95);
    expect(ratcheted({ kind: 'atrTrail', multiple: 2, barCount: 2 }, 'sell', 120, 96)).toBe(111);
  });

  test('the buffer is on the price that it would be put to', () => {
    expect(
      ratcheted({ kind: 'chandelier', multiple: 2, barCount: 2, bufferRatio: 0.1 }, 'buy', 90, 110),
    ).toBeCloseTo(91.8, 10);
    expect(
      ratcheted({ kind: 'chandelier', multiple: 2, barCount: 2, bufferRatio: 0.1 }, 'sell', 120, 96),
    ).toBeCloseTo(114.4, 10);
  });

  test('one that does not trail stays, and so does one that would be no price', () => {
    for (const plan of [
      { kind: 'fixedPrice', price: 1 },
      { kind: 'fixedRatio', distanceRatio: 0.01 },
      { kind: 'timeStop', maxBars: 1, distanceRatio: 0.01 },
    ] as StopPlan[])
      expect(ratcheted(plan, 'buy', 90, 200)).toBe(90);
    expect(ratcheted({ kind: 'chandelier', multiple: 100, barCount: 2 }, 'buy', 90, 110)).toBe(90);
    expect(ratcheted({ kind: 'chandelier', multiple: 2, barCount: 9 }, 'sell', 90, 1)).toBe(90);
  });

  const anyPlan: fc.Arbitrary<StopPlan> = fc.record({
    kind: fc.constantFrom<'chandelier' | 'atrTrail'>('chandelier', 'atrTrail'),
    multiple: fc.double({ min: 0.1, max: 5, noNaN: true }),
    barCount: fc.integer({ min: 1, max: 8 }),
    bufferRatio: fc.double({ min: 0, max: 0.2, noNaN: true }),
  });
  const anyRows = fc.array(
    fc
      .tuple(
        fc.double({ min: 50, max: 150, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map(([low, range, share]): Row => [low + range, low, low + share * range]),
    { minLength: 12, maxLength: 40 },
  );

  /** The stop bar by bar, by the object that runs. */
  function pathOf(rows: readonly Row[], plan: StopPlan, side: Side): number[] {
    const history = new BarHistory(BTC);
    const prices = new StopPrices(new BarIndicators(new Map([[BTC, history]])));
    const path: number[] = [];
    let stood: { stopPrice: number; bestPrice: number } | null = null;
    for (const [high, low, close] of rows) {
      history.append(makeBar({ high, low, close }));
      if (stood === null) {
        const stopPrice = prices.initial(plan, BTC, side, close);
        if (stopPrice !== null) stood = { stopPrice, bestPrice: close };
      } else {
        stood.bestPrice = tighter(side, stood.bestPrice, side === 'buy' ? high : low);
        stood.stopPrice = prices.ratchet(plan, BTC, side, stood);
      }
      if (stood !== null) path.push(stood.stopPrice);
    }
    return path;
  }

  test('it only ratchets, and what comes later changes nothing before', () => {
    fc.assert(
      fc.property(
        anyPlan,
        anyRows,
        fc.constantFrom<Side>('buy', 'sell'),
        fc.nat({ max: 39 }),
        (plan, rows, side, cut) => {
          const path = pathOf(rows, plan, side);
          for (let bar = 1; bar < path.length; bar++)
            expect(side === 'buy' ? path[bar]! >= path[bar - 1]! : path[bar]! <= path[bar - 1]!).toBe(true);
          const shorter = pathOf(rows.slice(0, cut), plan, side);
          expect(path.slice(0, shorter.length)).toEqual(shorter);
        },
      ),
    );
  });
});

describe('a plan from a strategy', () => {
  const wish = (stop: object) => () =>
    checkIntent({ kind: 'enter', symbol: BTC, side: 'buy', stop } as never);

  test('may leave its buffer out, and nothing else', () => {
    expect(wish({ kind: 'chandelier', multiple: 2, barCount: 14 })).not.toThrow();
    expect(wish({ kind: 'chandelier', multiple: 2, barCount: 14, bufferRatio: 0.01 })).not.toThrow();
    expect(wish({ kind: 'timeStop', maxBars: 3 })).toThrow('stop.distanceRatio is a number, got undefined');
  });

  test('keeps to the bounds of its table', () => {
    expect(wish({ kind: 'timeStop', maxBars: 0, distanceRatio: 0.1 })).toThrow(
      'stop.maxBars is a whole number of at least 1, got 0',
    );
    expect(wish({ kind: 'timeStop', maxBars: 1.5, distanceRatio: 0.1 })).toThrow(
      'stop.maxBars is a whole number',
    );
    expect(wish({ kind: 'atrTrail', multiple: 0, barCount: 14 })).toThrow(
      'stop.multiple is a number above 0, got 0',
    );
    expect(wish({ kind: 'fixedPrice', price: 5, bufferRatio: 0.6 })).toThrow(
      'stop.bufferRatio is a number of at least 0 and at most 0.5',
    );
  });

  test('of which one alone has an end', () => {
    expect(maxBarsOf({ kind: 'timeStop', maxBars: 3, distanceRatio: 0.1 })).toBe(3);
    expect(maxBarsOf({ kind: 'fixedPrice', price: 1 })).toBeNull();
  });
});

describe('nearestStop', () => {
  const view = (positionQty: number) =>
    makeView({ positions: { [BTC]: positionQty }, stops: { [BTC]: [{ qty: 1, triggerPrice: 95 }] } });
  const wish = (side: Side) => ({ kind: 'enter', symbol: BTC, side }) as const;

  test('is the standing one of the same side where that is nearer', () => {
    expect(nearestStop(90, wish('buy'), view(1))).toBe(95);
    expect(nearestStop(97, wish('buy'), view(1))).toBe(97);
    expect(nearestStop(110, wish('sell'), view(-1))).toBe(95);
    expect(nearestStop(110, wish('sell'), view(1))).toBe(110);
    expect(nearestStop(90, wish('buy'), view(0))).toBe(90);
    expect(nearestStop(null, wish('buy'), view(1))).toBeNull();
  });
});

// --- in a run ---

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];

function enter(side: Side, stop: StopPlan, qty = 1): Intent {
  return { kind: 'enter', symbol: BTC, side, qty, stop };
}

function run(options: Partial<RunOptions> & Pick<RunOptions, 'strategy' | 'tape'>): RunRecord {
  return runTape({ policy: NO_BRAKES, ...options });
}

function decisionsOf(record: RunRecord): Decision[] {
  return record.journal.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision] : []));
}

function fillsOf(record: RunRecord) {
  return record.journal.flatMap((entry) =>
    entry.kind === 'truth' && entry.event.kind === 'fill' ? [{ ...entry.event.fill, atMs: entry.atMs }] : [],
  );
}

/** A rise of some bars and a slow fall, up or mirrored about 100. */
function waveTape(isMirrored: boolean) {
  const up: BarRow[] = [
    [100, 101, 99.5, 100.5, 1e6],
    [100.5, 104, 100, 103, 1e6],
    [103, 108, 102.5, 107, 1e6],
    [107, 110, 106, 106.5, 1e6],
    [106.5, 107.5, 105.5, 106, 1e6],
    [106, 106.5, 104.9, 105, 1e6],
    [105, 105.5, 101, 102, 1e6],
    [102, 103, 101, 102, 1e6],
  ];
  const mirror = (row: BarRow): BarRow => {
    const [open, high, low, close, volume] = row!;
    return [200 - open, 200 - low, 200 - high, 200 - close, volume];
  };
  const bars = isMirrored ? up.map(mirror) : up;
  return { bars, tape: makeTape({ lookback: Array.from({ length: 6 }, () => CALM), bars }) };
}

describe.each([
  ['long', 'buy' as Side, false],
  ['short', 'sell' as Side, true],
])('a chandelier stop of a %s in a run', (_word, side, isMirrored) => {
  const { bars, tape } = waveTape(isMirrored);
  const plan = { kind: 'chandelier', multiple: 2, barCount: 3 } as const;
  // The first turn is at the close of the look-back: the position is held from the first bar of the window on.
  const record = run({ tape, strategy: scripted({ 0: [enter(side, plan)] }) });

  test('follows the best price since the entry, the bar of the entry included', () => {
    const rows = [...Array.from({ length: 6 }, () => CALM), ...bars].map((row) => row!);
    const range = atrColumn(
      rows.map(([, high]) => high),
      rows.map(([, , low]) => low),
      rows.map(([, , , close]) => close),
      3,
    );
    const sign = side === 'buy' ? 1 : -1;
    let best = side === 'buy' ? 0 : Number.POSITIVE_INFINITY;
    let stop: number | null = null;
    const expected: number[] = [];
    const moves = decisionsOf(record).filter(({ kind }) => kind === 'stopMoved');
    for (let bar = 6; bar < rows.length && expected.length < moves.length; bar++) {
      best = tighter(side, best, side === 'buy' ? rows[bar]![1] : rows[bar]![2]);
      const put = best - sign * 2 * range[bar]!;
      if (stop === null || sign * (put - stop) >= 0.01) {
        stop = put;
        expected.push(put);
      }
    }
    expect(moves.length).toBeGreaterThanOrEqual(3);
    for (const [index, move] of moves.entries()) expect(move.price).toBeCloseTo(expected[index]!, 9);
  });

  test('closes the position when the price comes back to it', () => {
    expect(record.final.positions).toEqual([]);
    expect(fillsOf(record)).toHaveLength(2);
    expect(record.final.liveOrders).toEqual([]);
  });
});

describe('what was before the entry', () => {
  test('does not move a chandelier stop: the spike of the bar in which a limit filled', () => {
    // The nearer extreme comes first: the limit is reached on the way down, after the spike.
    const spike: BarRow = [100, 107, 89, 91, 1e6];
    const quiet: BarRow = [91, 91.5, 90.5, 91, 1e6];
    const tape = makeTape({
      lookback: Array.from({ length: 6 }, () => CALM),
      bars: [CALM, spike, ...Array.from({ length: 6 }, () => quiet)],
    });
    const limit = {
      ...enter('buy', { kind: 'chandelier', multiple: 5, barCount: 3 }),
      limitPrice: 92,
    } as Intent;
    const record = run({ tape, strategy: scripted({ 0: [limit] }) });
    const entered = fillsOf(record)[0]!;
    expect(entered.price).toBe(92);
    // From 107 it would hang above the price three bars later.
    expect(decisionsOf(record).filter(({ kind }) => kind === 'stopMoved')).toEqual([]);
    expect(record.final.liveOrders).toMatchObject([{ side: 'sell', triggerPrice: 87 }]);
  });
});

describe('a time stop', () => {
  const tape = makeTape({ lookback: [CALM], bars: Array.from({ length: 12 }, () => CALM) });
  const plan = (maxBars: number): StopPlan => ({ kind: 'timeStop', maxBars, distanceRatio: 0.05 });
  const closeOf = (record: RunRecord) => fillsOf(record)[1]!;
  const hourOf = ({ atMs }: { atMs: number }) => Math.floor((atMs - TAPE_FROM_MS) / HOUR_MS);

  test.each<[Side, number]>([
    ['buy', 1],
    ['sell', 1],
    ['buy', 4],
    ['sell', 4],
  ])('closes a %s after %d bars, at the close and not a bar later', (side, maxBars) => {
    const record = run({ tape, strategy: scripted({ 0: [enter(side, plan(maxBars))] }) });
    expect(hourOf(fillsOf(record)[0]!)).toBe(0);
    // Held in so many bars: out when the next one begins.
    expect(hourOf(closeOf(record))).toBe(maxBars);
    expect((closeOf(record).atMs - TAPE_FROM_MS) % HOUR_MS).toBeLessThan(2_000);
    expect(record.final.positions).toEqual([]);
    expect(record.final.liveOrders).toEqual([]);
  });

  test('is an exit by the guardian, and said so', () => {
    const record = run({ tape, strategy: scripted({ 0: [enter('buy', plan(2))] }) });
    expect(decisionsOf(record).filter(({ kind }) => kind === 'timeStop')).toMatchObject([
      {
        rule: 'timeStop',
        wishOrdinal: 1,
        side: 'sell',
        qty: 1,
        limit: TAPE_FROM_MS + 2 * HOUR_MS,
        unit: 'ms',
        reason: 'The position has been held for as long as its plan allows.',
      },
    ]);
    const keys = record.journal.flatMap((entry) =>
      entry.kind === 'truth' && entry.event.kind === 'orderAccepted' ? [entry.event.requestKey] : [],
    );
    expect(keys).toContain('timeStop:BTC-USDT:1');
  });

  test('stands under a price, too, that closes sooner where it is reached', () => {
    const crash: BarRow = [100, 100, 90, 91, 1e6];
    const record = run({
      tape: makeTape({
        lookback: [CALM],
        bars: [CALM, CALM, crash, ...Array.from({ length: 5 }, (): BarRow => [91, 91.5, 90.5, 91, 1e6])],
      }),
      strategy: scripted({ 0: [enter('buy', plan(4))] }),
    });
    expect(hourOf(closeOf(record))).toBe(2);
    expect(decisionsOf(record).some(({ kind }) => kind === 'timeStop')).toBe(false);
  });

  test('counts for the position it is of: a later one has its own time', () => {
    const exit: Intent = { kind: 'exit', symbol: BTC };
    const record = run({
      tape,
      strategy: scripted({ 0: [enter('buy', plan(5))], 1: [exit], 2: [enter('buy', plan(5))] }),
    });
    expect(fillsOf(record).map(hourOf)).toEqual([0, 1, 2, 7]);
  });

  test('is not put off by an entry that adds, nor taken away by a plan without one', () => {
    for (const later of [plan(9), { kind: 'fixedRatio', distanceRatio: 0.05 } as StopPlan]) {
      const record = run({
        tape,
        strategy: scripted({ 0: [enter('buy', plan(4))], 2: [enter('buy', later)] }),
      });
      expect(fillsOf(record).map(hourOf)).toEqual([0, 2, 4]);
      expect(record.final.positions).toEqual([]);
    }
  });

  test('is by the clock: where no bar comes the position is closed all the same', () => {
    const gap = makeTape({ lookback: [CALM], bars: [CALM, CALM, null, null, null, CALM, CALM] });
    const record = run({ tape: gap, strategy: scripted({ 0: [enter('buy', plan(3))] }) });
    expect(decisionsOf(record).filter(({ kind }) => kind === 'timeStop')).toMatchObject([
      { atMs: TAPE_FROM_MS + 3 * HOUR_MS },
    ]);
  });

  test('is kept under all brakes when its stop is lost', () => {
    const policy = allBrakes('perOrderCap', 'maxPosition', 'riskPerTrade', 'totalExposureCap');
    const record = run({
      tape,
      policy,
      strategy: scripted({ 0: [enter('buy', plan(3))] }),
      faults: [onEvent('F1', 'silentStop', 'stop.accepted', 1, HOUR_MS)],
    });
    expect(record.firings).toHaveLength(1);
    expect(record.final.positions).toEqual([]);
    expect(decisionsOf(record).filter(({ kind }) => kind === 'timeStop')).toHaveLength(1);
  });
});
