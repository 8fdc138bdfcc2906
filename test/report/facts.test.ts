import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { rowsToDraw } from '../../src/report/charts/downsample.ts';
import { linearAxis, logAxis, symlogAxis, timeTicks } from '../../src/report/charts/scales.ts';
import { collapseRepeats } from '../../src/report/facts/collapse.ts';
import { compareRuns } from '../../src/report/facts/comparison.ts';
import { orderCopiesOf } from '../../src/report/facts/orderCopies.ts';
import { fillsOf } from '../../src/report/facts/orders.ts';
import { stopsAskedFor } from '../../src/report/facts/stops.ts';
import { symbolsByDamage } from '../../src/report/facts/symbols.ts';
import { reproducingCommand, verdictText } from '../../src/report/facts/verdict.ts';
import { makeOutcome } from '../support/makeOutcome.ts';

const outcome = makeOutcome();

describe('down-sampling', () => {
  property.prop([
    fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 500 }),
    fc.integer({ min: 1, max: 20 }),
  ])('keeps the ends and both extremes, in order', (values, bucketCount) => {
    const rows = rowsToDraw(
      values.map((_, row) => row),
      values,
      bucketCount,
    );
    const kept = rows.map((row) => values[row]!);
    expect(Math.min(...kept)).toBe(Math.min(...values));
    expect(Math.max(...kept)).toBe(Math.max(...values));
    expect(rows[0]).toBe(0);
    expect(rows.at(-1)).toBe(values.length - 1);
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(rows.length).toBeLessThanOrEqual(
      Math.max(4 * bucketCount, values.length <= 4 * bucketCount ? values.length : 0),
    );
  });
});

describe('axes', () => {
  test('a collapse from 80 to 0.00005 gets decades', () => {
    const axis = logAxis([80, 0.00005]);
    expect(axis.min).toBe(1e-5);
    expect(axis.max).toBe(100);
    expect(axis.ticks.map(({ label }) => label)).toEqual(['0.00001', '0.001', '0.1', '10']);
  });

  test('prices that hardly move get ticks between them', () => {
    const { ticks, min, max } = logAxis([28_400, 31_900]);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.every(({ value }) => value >= min && value <= max)).toBe(true);
  });

  test('one value, and none at all, still give an axis', () => {
    expect(linearAxis([5], String).max).toBeGreaterThan(5);
    expect(linearAxis([], String).ticks.length).toBeGreaterThan(1);
    expect(symlogAxis([Number.NaN, 0]).min).toBeLessThanOrEqual(0);
  });

  test('days are labelled by day, the year once', () => {
    const labels = timeTicks(Date.UTC(2021, 11, 28), Date.UTC(2022, 0, 4)).map(({ label }) => label);
    expect(labels[0]).toBe('28 Dec 2021');
    expect(labels).toContain('1 Jan 2022');
    expect(labels).toContain('2 Jan');
  });

  test('hours within a day', () => {
    const labels = timeTicks(Date.UTC(2022, 4, 9, 1), Date.UTC(2022, 4, 9, 7)).map(({ label }) => label);
    expect(labels[0]).toBe('9 May, 01:00');
  });
});

describe('collapsing repeats', () => {
  const refusals = Array.from({ length: 5_000 }, (_, row) => (row % 7 === 0 ? 'rare' : 'common'));

  test('states how many were left out, and the rows add up', () => {
    const shown = collapseRepeats(refusals, { limit: 400, likeness: (item) => item });
    expect(shown.length).toBeLessThanOrEqual(400);
    const total = shown.reduce((sum, entry) => sum + (entry.kind === 'item' ? 1 : entry.count), 0);
    expect(total).toBe(5_000);
  });

  test('a short list is left as it is', () => {
    expect(
      collapseRepeats(['a', 'a'], { limit: 5, likeness: (item) => item }).map(({ kind }) => kind),
    ).toEqual(['item', 'item']);
  });
});

test('every stop asked for, and how it was found that one was gone', () => {
  const stops = stopsAskedFor(outcome.faulted.record);
  const dropped = stops.find(({ ending }) => ending === 'failed: orderFailed');
  expect(dropped?.symbol).toBe('LUNA-USDT');
  expect(dropped?.noticedBy).toBe('verifyStop');
  expect(dropped?.verifiedMs).toBeNull();
  expect(dropped?.uncoveredMs).toBeGreaterThan(10 * 3_600_000);
  expect(stops.filter(({ ending }) => ending === 'filled').length).toBe(2);
  expect(
    stops.filter(({ ending }) => ending === 'cancelled').every(({ acceptedMs }) => acceptedMs !== null),
  ).toBe(true);
});

test('fills know what they were for', () => {
  const causes = fillsOf(outcome.faulted.record).map(({ cause }) => cause);
  expect(causes).toContain('emergency');
  expect(causes.filter((cause) => cause === 'entry').length).toBe(8);
  expect(causes).not.toContain('unknown');
});

test('the symbol that lost most comes first', () => {
  expect(symbolsByDamage(outcome)[0]).toBe('LUNA-USDT');
});

test('two accepted copies of one order are a duplicate; a stop without a position is an orphan', () => {
  const { record } = outcome.faulted;
  const accepted = record.journal.find(
    (entry) => entry.kind === 'truth' && entry.event.kind === 'orderAccepted',
  )!;
  const stop = record.journal.find(
    (entry) => entry.kind === 'truth' && entry.event.kind === 'orderAccepted' && entry.event.order.reduceOnly,
  )!;
  const booked = record.journal.find((entry) => entry.kind === 'booked')!;
  if (stop.kind !== 'truth' || stop.event.kind !== 'orderAccepted') throw new Error('no stop in the fixture');
  expect(orderCopiesOf(record)).toEqual({ duplicateCount: 0, orphanCount: 0, rebookedCount: 0 });
  expect(
    orderCopiesOf({
      ...record,
      journal: [...record.journal, accepted, booked],
      final: { ...record.final, liveOrders: [stop.event.order] },
    }),
  ).toEqual({ duplicateCount: 1, orphanCount: 1, rebookedCount: 1 });
});

test('each metric stands in one group, and bounds are judged', () => {
  const metrics = compareRuns(outcome).flatMap((group) => group.metrics);
  expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
  expect(metrics.find(({ name }) => name === 'longestUnprotectedTime')?.isInside).toBe(false);
  expect(metrics.find(({ name }) => name === 'sharpe')?.isInside).toBe(true);
  expect(metrics.find(({ name }) => name === 'costsShare')?.tendency).toBe('unknown');
});

test('a bound on a metric that was not measured is not kept', () => {
  const { scenario } = outcome;
  const expectation = { ...scenario.expect, metrics: [{ metric: 'nowhere', min: 0, max: null }] };
  const metrics = compareRuns({ ...outcome, scenario: { ...scenario, expect: expectation } }).flatMap(
    (group) => group.metrics,
  );
  expect(metrics.find(({ name }) => name === 'nowhere')?.isInside).toBe(false);
});

test('the verdict says when a failure was expected', () => {
  expect(verdictText(outcome)).toBe('FAIL');
  expect(verdictText(makeOutcome({ isExpected: true }))).toBe('FAIL (expected)');
  expect(verdictText(makeOutcome({ hasFaults: false }))).toBe('PASS');
});

test('the reproducing command quotes a file that a shell would take apart', () => {
  expect(reproducingCommand(outcome)).toBe('brakecheck run scenarios/luna-2022.yaml --seed 42');
  expect(reproducingCommand({ ...outcome, scenarioFile: "my $(x) 'f.yaml" })).toBe(
    "brakecheck run 'my $(x) '\\''f.yaml' --seed 42",
  );
  expect(reproducingCommand({ ...outcome, scenarioFile: null })).toBeNull();
});
