import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { Decision } from '../../src/risk/decision.ts';
import type { Policy } from '../../src/risk/policy.ts';
import type { SizingChoice } from '../../src/risk/sizing/activeSizers.ts';
import { partsOf, type TrancheParams } from '../../src/risk/sizing/tranches.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, NO_BRAKES, type RunOptions, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const calm = makeTape({ lookback: [CALM], bars: Array.from({ length: 12 }, () => CALM) });
const FIXED = { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } } as const;
const EXIT: Intent = { kind: 'exit', symbol: 'BTC-USDT' };
const instrument = { lot: 0.1, minQty: 0.1, minNotionalQuote: 5 };

function inParts(params: Partial<TrancheParams>): SizingChoice {
  return [
    FIXED,
    { name: 'tranches', params: { count: 3, by: 'time', waitMs: HOUR_MS, stepRatio: 0.01, ...params } },
  ];
}

function short(qty?: number): Intent {
  const wish = buy(qty);
  return { ...wish, side: 'sell' } as Intent;
}

function run(options: Partial<RunOptions> & Pick<RunOptions, 'strategy'>): RunRecord {
  return runTape({ tape: calm, policy: NO_BRAKES, sizing: inParts({}), ...options });
}

function decisionsOf(record: RunRecord): Decision[] {
  return record.journal.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision] : []));
}

/** What entries the venue accepted: when, on which side, how much. */
function entriesOf(record: RunRecord): { hour: number; side: string; qty: number }[] {
  return record.journal.flatMap((entry) => {
    if (entry.kind !== 'truth' || entry.event.kind !== 'orderAccepted') return [];
    const { order, requestKey } = entry.event;
    if (!requestKey.startsWith('entry:')) return [];
    const hour = Math.floor((entry.atMs - TAPE_FROM_MS) / HOUR_MS);
    return [{ hour, side: order.side, qty: order.qty }];
  });
}

describe('partsOf', () => {
  test('gives what is left over to the first parts, lot by lot', () => {
    expect(partsOf(1, 3, { instrument, price: 100 })).toEqual([0.4, 0.3, 0.3]);
    expect(partsOf(0.9, 3, { instrument, price: 100 })).toEqual([0.3, 0.3, 0.3]);
  });

  test('makes fewer parts where one would be less than the venue takes: of quantity, and of notional', () => {
    expect(partsOf(0.5, 3, { instrument: { ...instrument, minQty: 0.2 }, price: 100 })).toEqual([0.3, 0.2]);
    expect(partsOf(0.2, 3, { instrument, price: 100 })).toEqual([0.1, 0.1]);
    expect(partsOf(0.9, 3, { instrument, price: 16.6 })).toEqual([0.5, 0.4]);
    expect(partsOf(0.9, 3, { instrument, price: 16.7 })).toEqual([0.3, 0.3, 0.3]);
    expect(partsOf(0.1, 3, { instrument, price: 100 })).toEqual([0.1]);
  });

  test('sums to the whole, whatever the lot, and no part is under the minimum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.integer({ min: 2, max: 100 }),
        fc.constantFrom(1, 0.1, 0.001, 0.00001, 5),
        fc.integer({ min: 1, max: 50 }),
        (lots, count, lot, minLots) => {
          const qty = Number((lots * lot).toFixed(5));
          const minQty = Number((minLots * lot).toFixed(5));
          const parts = partsOf(qty, count, { instrument: { lot, minQty, minNotionalQuote: 0 }, price: 1 });
          const lotsOf = parts.map((part) => Math.round(part / lot));
          expect(lotsOf.reduce((sum, part) => sum + part, 0)).toBe(lots);
          expect(parts.length).toBeLessThanOrEqual(count);
          if (parts.length === 1) return;
          for (const part of lotsOf) expect(part).toBeGreaterThanOrEqual(minLots);
          expect(Math.max(...lotsOf) - Math.min(...lotsOf)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('an entry by time', () => {
  test('goes out part by part, and the parts sum to the whole', () => {
    const record = run({ strategy: scripted({ 0: [buy(1)] }) });
    expect(entriesOf(record)).toEqual([
      { hour: 0, side: 'buy', qty: 0.334 },
      { hour: 1, side: 'buy', qty: 0.333 },
      { hour: 2, side: 'buy', qty: 0.333 },
    ]);
    expect(record.final.positions).toMatchObject([{ positionQty: 1 }]);
    expect(record.final.liveOrders).toMatchObject([{ side: 'sell', qty: 1, triggerPrice: 95.01 }]);
  });

  test('is logged part by part, under the wish that it is of', () => {
    const decisions = decisionsOf(run({ strategy: scripted({ 0: [buy(1)] }) })).filter(
      ({ orderKey }) => orderKey?.startsWith('entry:') ?? false,
    );
    expect(decisions).toMatchObject([
      {
        kind: 'resized',
        rule: 'tranches',
        wishOrdinal: 1,
        orderKey: 'entry:BTC-USDT:1',
        wantedQty: 1,
        qty: 0.334,
        actual: 1,
        limit: 0.334,
        reason: 'The first of 3 parts; the others follow by time.',
      },
      {
        kind: 'approved',
        rule: null,
        wishOrdinal: 1,
        orderKey: 'entry:BTC-USDT:1.2',
        wantedQty: 0.333,
        qty: 0.333,
      },
      {
        kind: 'approved',
        rule: null,
        wishOrdinal: 1,
        orderKey: 'entry:BTC-USDT:1.3',
        wantedQty: 0.333,
        qty: 0.333,
      },
    ]);
  });

  test('splits what the sizers want of a wish without a quantity, and a short as well', () => {
    // 1 % of 10,000 over a distance of 5 % of 99.995.
    const record = run({ strategy: scripted({ 0: [short()] }) });
    const entries = entriesOf(record);
    expect(entries.map(({ hour, side }) => [hour, side])).toEqual([
      [0, 'sell'],
      [1, 'sell'],
      [2, 'sell'],
    ]);
    const whole = decisionsOf(record).find(({ kind }) => kind === 'resized')!.wantedQty!;
    expect(whole).toBe(20.001);
    expect(entries.reduce((sum, { qty }) => sum + qty, 0)).toBeCloseTo(whole, 9);
  });

  test('waits as long as it is told to', () => {
    const record = run({
      strategy: scripted({ 0: [buy(1)] }),
      sizing: inParts({ waitMs: 3 * HOUR_MS, count: 2 }),
    });
    expect(entriesOf(record).map(({ hour }) => hour)).toEqual([0, 3]);
  });

  test('is split by a policy as by a scenario, and the policy goes before', () => {
    const tranches = {
      name: 'tranches',
      params: { count: 2, by: 'time', waitMs: HOUR_MS, stepRatio: 0.01 },
    } as const;
    const policy: Policy = { ...NO_BRAKES, sizing: [tranches] };
    expect(entriesOf(run({ strategy: scripted({ 0: [buy(1)] }), sizing: FIXED, policy }))).toHaveLength(2);
    expect(entriesOf(run({ strategy: scripted({ 0: [buy(1)] }), policy }))).toHaveLength(2);
  });
});

describe('an entry by price', () => {
  // The first part is bought at 100.01; at 1 % a part the others wait for 99.0099 and 98.0098.
  const sizing = inParts({ by: 'price' });
  const down: BarRow[] = [
    CALM,
    [100, 100, 99.05, 99.1, 1_000_000],
    [99.1, 99.2, 98.9, 99.1, 1_000_000],
    [99.1, 99.2, 97, 98.5, 1_000_000],
  ];
  const tape = makeTape({ lookback: [CALM], bars: [...down, ...Array.from({ length: 6 }, () => down[3]!)] });

  test('buys lower and lower', () => {
    const record = run({ tape, sizing, strategy: scripted({ 0: [buy(1)] }) });
    expect(entriesOf(record)).toEqual([
      { hour: 0, side: 'buy', qty: 0.334 },
      { hour: 2, side: 'buy', qty: 0.333 },
      { hour: 3, side: 'buy', qty: 0.333 },
    ]);
    // The stop stays where the first part put it.
    expect(record.final.liveOrders).toMatchObject([{ side: 'sell', qty: 1, triggerPrice: 95.01 }]);
  });

  test('sells higher and higher, and never lower', () => {
    expect(entriesOf(run({ tape, sizing, strategy: scripted({ 0: [short(1)] }) }))).toHaveLength(1);
    const rising = makeTape({
      lookback: [CALM],
      bars: [CALM, [100, 102.5, 100, 102, 1_000_000], ...Array.from({ length: 4 }, () => CALM)],
    });
    expect(entriesOf(run({ tape: rising, sizing, strategy: scripted({ 0: [short(1)] }) }))).toEqual([
      { hour: 0, side: 'sell', qty: 0.334 },
      { hour: 1, side: 'sell', qty: 0.333 },
      { hour: 1, side: 'sell', qty: 0.333 },
    ]);
  });
});

describe('what is left of an entry', () => {
  const dropped = (record: RunRecord) =>
    decisionsOf(record).filter(({ kind, rule }) => kind === 'alert' && rule === 'tranches');

  test('is dropped at an exit', () => {
    const record = run({
      strategy: scripted({ 0: [buy(1)], 1: [EXIT] }),
      sizing: inParts({ waitMs: 2 * HOUR_MS }),
    });
    expect(entriesOf(record)).toHaveLength(1);
    expect(dropped(record)).toMatchObject([
      { actual: 2, limit: 3, reason: 'Of the 3 parts of the entry 2 are dropped: the strategy exits.' },
    ]);
    expect(record.final.positions).toEqual([]);
  });

  test('is dropped at the operator stop', () => {
    const record = run({ strategy: scripted({ 0: [buy(1)] }), drainMs: TAPE_FROM_MS + 1.5 * HOUR_MS });
    expect(entriesOf(record)).toHaveLength(2);
    expect(dropped(record)).toHaveLength(1);
  });

  test('is dropped at a halt', () => {
    // A tenth of a percent of a day's loss halts: the second hour brings it.
    const fall: BarRow = [100, 100, 98, 98, 1_000_000];
    const tape = makeTape({
      lookback: [CALM],
      bars: [CALM, fall, ...Array.from({ length: 6 }, (): BarRow => [98, 98.5, 97.5, 98, 1_000_000])],
    });
    const policy: Policy = { ...NO_BRAKES, rules: { dailyLossHalt: { limitRatio: 0.001 } } };
    const wishes = { 0: [buy(30)] };
    const sizing = inParts({ waitMs: 3 * HOUR_MS });
    expect(entriesOf(run({ tape, sizing, strategy: scripted(wishes) }))).toHaveLength(3);
    const record = run({ tape, sizing, policy, strategy: scripted(wishes) });
    expect(entriesOf(record)).toHaveLength(1);
    expect(dropped(record)).toHaveLength(1);
  });

  test('is dropped when the stop closes the position', () => {
    const crash: BarRow = [100, 100, 90, 91, 1_000_000];
    const tape = makeTape({
      lookback: [CALM],
      bars: [CALM, crash, ...Array.from({ length: 6 }, (): BarRow => [91, 91.5, 90.5, 91, 1_000_000])],
    });
    const record = run({
      tape,
      sizing: inParts({ waitMs: 3 * HOUR_MS }),
      strategy: scripted({ 0: [buy(1)] }),
    });
    expect(entriesOf(record)).toHaveLength(1);
    expect(dropped(record)[0]!.reason).toBe(
      'Of the 3 parts of the entry 2 are dropped: the position was closed.',
    );
  });

  test('gives way to a later wish in the symbol', () => {
    const record = run({
      strategy: scripted({ 0: [buy(0.9)], 1: [buy(0.3)] }),
      sizing: inParts({ waitMs: 1.5 * HOUR_MS }),
    });
    expect(entriesOf(record).map(({ hour, qty }) => [hour, qty])).toEqual([
      [0, 0.3],
      [1, 0.1],
      [2, 0.1],
      [4, 0.1],
    ]);
  });
});

describe('every part goes through the gate', () => {
  test('a part over a cap is cut to it or refused, and the position never exceeds it', () => {
    const policy: Policy = {
      ...NO_BRAKES,
      rules: { maxPosition: { limitRatio: 0.005, onBreach: 'resize' } },
    };
    // 0.5 % of 10,000 at 100 is half a coin.
    const record = run({ policy, strategy: scripted({ 0: [buy(0.9)] }) });
    expect(entriesOf(record).map(({ qty }) => qty)).toEqual([0.3, 0.199]);
    expect(
      decisionsOf(record)
        .filter(({ rule }) => rule === 'maxPosition')
        .map(({ kind }) => kind),
    ).toEqual(['resized', 'refused']);
  });

  test('the cap of one order is of a part, and not of the whole', () => {
    const policy: Policy = {
      ...NO_BRAKES,
      rules: { perOrderCap: { limitRatio: 0.004, onBreach: 'refuse' } },
    };
    expect(entriesOf(run({ policy, sizing: FIXED, strategy: scripted({ 0: [buy(0.9)] }) }))).toEqual([]);
    expect(entriesOf(run({ policy, strategy: scripted({ 0: [buy(0.9)] }) }))).toHaveLength(3);
  });

  test('under all brakes no sequence of wishes brings position and orders over the cap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Intent | null>(buy(), short(), buy(2), short(3), EXIT, null), {
          minLength: 4,
          maxLength: 10,
        }),
        fc.constantFrom<TrancheParams['by']>('time', 'price'),
        fc.integer({ min: 2, max: 6 }),
        fc.constantFrom(HOUR_MS / 4, HOUR_MS, 2 * HOUR_MS),
        fc.record({ atMinute: fc.integer({ min: 0, max: 500 }), minutes: fc.integer({ min: 1, max: 200 }) }),
        (wishes, by, count, waitMs, { atMinute, minutes }) => {
          const wave = (row: number): BarRow => [
            100,
            101 + (row % 3),
            99 - (row % 2),
            100 + (row % 2),
            1_000_000,
          ];
          const bars = Array.from({ length: 12 }, (_, row) => wave(row));
          const record = run({
            tape: makeTape({ lookback: [CALM], bars }),
            policy: allBrakes('perOrderCap', 'cooldown', 'coldStart', 'directionCap'),
            sizing: inParts({ by, count, waitMs, stepRatio: 0.002 }),
            // Entries are lost on the way while the line is down, and nobody knows what became of them.
            faults: [disconnectAt('F1', TAPE_FROM_MS + atMinute * 60_000, minutes * 60_000)],
            strategy: scripted(
              Object.fromEntries(wishes.map((wish, turn) => [turn, wish === null ? [] : [wish]])),
            ),
          });
          let positionQty = 0;
          for (const entry of record.journal) {
            if (entry.kind !== 'truth' || entry.event.kind !== 'fill') continue;
            positionQty = entry.event.positionQtyAfter;
            // A tenth of what the account can at most be worth here, at the lowest price.
            expect(Math.abs(positionQty) * 97).toBeLessThanOrEqual(0.1 * 10_400);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
