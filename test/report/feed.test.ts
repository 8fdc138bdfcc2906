import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  type Feed,
  type Frame,
  rowsOf,
  type Series,
  seenValues,
  valueAt,
} from '../../src/report/charts/feed.ts';
import { ITEM_LIMIT, isCut, type LiveChart, pack, unpack } from '../../src/report/charts/portable.ts';
import { axisFor } from '../../src/report/charts/scales.ts';

const frame = (fromMs: number, toMs: number, width = 20): Frame => ({
  fromMs,
  toMs,
  width,
  height: 100,
  axis: axisFor({ kind: 'linear', label: 'price', tickCount: 4, includes: [] }, [0, 100]),
});

const series = fc
  .array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 400 })
  .map((values): Series => ({ timeMs: values.map((_, row) => 1_000 + row * 60), values }));

describe('a line', () => {
  property.prop([series, fc.integer({ min: 0, max: 26_000 }), fc.integer({ min: 60, max: 26_000 })])(
    'shows every extreme of the part that is looked at, reaches over both edges, and has no more rows than pixels tell apart',
    (column, from, length) => {
      const seen = frame(from, from + length);
      const rows = rowsOf({ kind: 'line', series: column }, seen) as { t: number; v: number }[];
      const inside = Array.from(column.timeMs, (t, row) => ({ t, v: column.values[row]! })).filter(
        ({ t }) => t >= from && t <= from + length,
      );
      for (const pick of [Math.min, Math.max]) {
        const extreme = inside.reduce((best, { v }) => pick(best, v), inside[0]?.v ?? 0);
        if (inside.length > 0) expect(rows.some(({ v }) => v === extreme)).toBe(true);
      }
      expect(rows.length).toBeLessThanOrEqual(4 * (seen.width / 2));
      expect(rows.map(({ t }) => t)).toEqual(rows.map(({ t }) => t).toSorted((a, b) => a - b));
      const first = column.timeMs[0]!;
      if (first < from && inside.length > 0) expect(rows[0]!.t).toBeLessThan(from + 60);
    },
  );

  test('breaks where there is no number', () => {
    const column = { timeMs: [0, 1, 2], values: [1, Number.NaN, 3] };
    expect(rowsOf({ kind: 'line', series: column }, frame(0, 2))).toEqual([
      { t: 0, v: 1 },
      { t: 1, v: null },
      { t: 2, v: 3 },
    ]);
  });
});

test('bars that share two pixels keep the lowest low, the highest high and the last close', () => {
  const bars = { timeMs: [10, 20, 30, 40], low: [5, 1, 6, 6], high: [7, 8, 20, 9], close: [6, 7, 8, 9] };
  const whole = frame(0, 400, 10);
  expect(rowsOf({ kind: 'range', bars }, whole)).toEqual([{ t: 40, v: 1, v2: 20 }]);
  expect(rowsOf({ kind: 'close', bars }, whole)).toEqual([{ t: 40, v: 9 }]);
  expect(rowsOf({ kind: 'close', bars }, frame(0, 40, 10)).length).toBe(4);
});

test('what is too short to be seen is widened, by pixels and not by time', () => {
  const feed: Feed = { kind: 'stretches', stretches: [{ fromMs: 100, toMs: 101 }], leastPx: 2 };
  expect(rowsOf(feed, frame(0, 1_000))).toEqual([{ t: 100, t2: 200 }]);
  expect(rowsOf(feed, frame(95, 115))).toEqual([{ t: 100, t2: 102 }]);
  expect(rowsOf(feed, frame(200, 300))).toEqual([]);
});

test('a fault that began before the part that is looked at is named at its left edge', () => {
  const stretches = [
    { fromMs: 0, toMs: 500, name: 'F1' },
    { fromMs: 900, toMs: 900, name: 'F2' },
  ];
  expect(rowsOf({ kind: 'names', stretches }, frame(400, 1_400, 100))).toEqual([
    { px: 0, py: -6, label: 'F1' },
    { px: 50, py: -6, label: 'F2' },
  ]);
  expect(rowsOf({ kind: 'names', stretches }, frame(0, 100_000, 100))).toEqual([
    { px: 0, py: -6, label: 'F1, F2' },
  ]);
});

test('names at the ends of lines do not cover each other', () => {
  const end = (which: number) =>
    rowsOf(
      {
        kind: 'end',
        which,
        ends: [
          { series: { timeMs: [0], values: [50] }, name: 'a' },
          { series: { timeMs: [0], values: [50.5] }, name: 'b' },
        ],
      },
      frame(0, 10),
    )[0]!.py!;
  expect(Math.abs(end(0) - end(1))).toBeGreaterThanOrEqual(14);
});

test('a stop far from every price does not flatten the rest', () => {
  const parts = [
    {
      feed: { kind: 'close', bars: { timeMs: [], low: [], high: [], close: [] } } as Feed,
      rows: [{ t: 0, v: 10 }],
    },
    {
      feed: { kind: 'levels', stretches: [] } as Feed,
      rows: [
        { t: 0, v: 9 },
        { t: 0, v: 1_000 },
      ],
    },
  ];
  expect(seenValues(parts)).toEqual([10, 9]);
});

test('the value at a time is the last one known then', () => {
  const column = { timeMs: [10, 20], values: [1, 2] };
  expect([9, 10, 19, 20, 99].map((at) => valueAt(column, at))).toEqual([null, 1, 1, 2, 2]);
});

describe('what is packed into the page', () => {
  const chartOf = (feed: Feed, column: Series): LiveChart => ({
    id: 'x',
    label: 'x',
    height: 100,
    axis: null,
    axisRule: null,
    spec: {},
    feeds: [{ name: 'rows0', feed }],
    readings: [{ name: 'r', series: column, unit: 'money' }],
  });
  const back = (chart: LiveChart): LiveChart => unpack(JSON.parse(JSON.stringify(pack([chart], 1_000))))[0]!;

  test.each([0, 1])('has so many marks and no more, and says so: %d too many', (excess) => {
    const column = { timeMs: [1_000], values: [1] };
    const marks = Array.from({ length: ITEM_LIMIT + excess }, (_, row) => ({
      timeMs: row,
      value: 1,
      title: 't',
    }));
    const timesMs = marks.map(({ timeMs }) => timeMs);
    const stretches = timesMs.map((fromMs) => ({ fromMs, toMs: fromMs + 1 }));
    for (const feed of [
      { kind: 'marks', marks },
      { kind: 'moments', timesMs },
      { kind: 'stretches', stretches },
    ] as Feed[]) {
      const chart = chartOf(feed, column);
      expect(isCut([chartOf({ kind: 'line', series: column }, column), chart])).toBe(excess > 0);
      const came = back(chart).feeds[0]!.feed;
      const items = Object.values(came).find((part) => Array.isArray(part));
      expect(items).toHaveLength(ITEM_LIMIT);
    }
  });

  property.prop([fc.array(fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.double()), { maxLength: 300 })])(
    'comes back with its times to the millisecond and its values to six digits',
    (points) => {
      const sorted = points.toSorted(([a], [b]) => a - b);
      const column = { timeMs: sorted.map(([t]) => 1_000 + t), values: sorted.map(([, v]) => v) };
      const { feed } = back(chartOf({ kind: 'line', series: column }, column)).feeds[0]!;
      if (feed.kind !== 'line') throw new Error('another feed came back');
      expect(Array.from(feed.series.timeMs)).toEqual(column.timeMs);
      for (const [row, value] of column.values.entries()) {
        const came = feed.series.values[row]!;
        if (!Number.isFinite(value)) expect(came).toBeNaN();
        else expect(Math.abs(came - value)).toBeLessThanOrEqual(Math.abs(value) * 5e-6);
      }
    },
  );

  test('every kind of feed draws the same after it as before', () => {
    const column = { timeMs: [1_000, 1_060, 1_121], values: [1, 2, 3] };
    const bars = { timeMs: [1_000, 1_060], low: [1, 2], high: [3, 4], close: [2, 3] };
    const stretches = [{ fromMs: 1_000, toMs: 1_100, name: 'F1', value: 7 }];
    const feeds: Feed[] = [
      { kind: 'line', series: column },
      { kind: 'fill', series: column, base: 0 },
      { kind: 'range', bars },
      { kind: 'close', bars },
      { kind: 'marks', marks: [{ timeMs: 1_060, value: 5, title: '</script><b>' }] },
      { kind: 'moments', timesMs: [1_000, 1_050], apartPx: 1 },
      { kind: 'stretches', stretches, leastPx: 2 },
      { kind: 'lasting', stretches },
      { kind: 'edges', stretches },
      { kind: 'names', stretches },
      { kind: 'levels', stretches },
      { kind: 'label', value: 3, label: 'cap' },
      { kind: 'end', ends: [{ series: column, name: null }], which: 0 },
    ];
    for (const feed of feeds) {
      const came = back(chartOf(feed, column)).feeds[0]!.feed;
      expect(rowsOf(came, frame(1_000, 1_121)), feed.kind).toEqual(rowsOf(feed, frame(1_000, 1_121)));
    }
  });

  test('a long column is thinned and keeps its extremes', () => {
    const values = Array.from({ length: 200_000 }, (_, row) => Math.sin(row / 50));
    values[77_777] = 99;
    const column = { timeMs: values.map((_, row) => 1_000 + row * 1_000), values };
    const { feed } = back(chartOf({ kind: 'line', series: column }, column)).feeds[0]!;
    if (feed.kind !== 'line') throw new Error('another feed came back');
    expect(feed.series.values.length).toBeLessThan(30_000);
    expect(Math.max(...Array.from(feed.series.values))).toBe(99);
  });
});
